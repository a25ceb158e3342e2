"""A site that moves to another host is followed where its own index proves it, and nowhere else."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from scraper import config
from scraper.types import Audience
from tests.desk import Desk, Item, Scene, desk

OLD = tuple(
    Item(f"news/{number}", "en", title, (f"{title}. {body}",) * 2)
    for number, title, body in (
        (1, "Japan sends trucks to the Ukrainian army", "The ministry in Tokyo named forty vehicles."),
        (2, "Tokyo pays for Ukrainian air defence radars", "Two radars will be bought in spring."),
    )
)
NEWS = Item(
    "news/3",
    "en",
    "Japan and Ukraine sign an agreement on military drones",
    ("Japan and Ukraine signed an agreement on the joint production of military drones in Kyiv.",) * 2,
)
FEED, NEW_FEED = "https://alpha.test/feed.xml", "https://alpha-news.test/feed.xml"


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path, config.load(Path("config")).topic) as made:
        pattern = re.compile(r"^https://alpha\.test/news/\d+$")
        made.sources["alpha"] = replace(made.sources["alpha"], article_pattern=pattern)
        await made.play(Scene({"alpha": OLD}))
        await made.told()
        yield made


async def move(
    one: Desk, *items: Item, to: str = "https://alpha-news.test/", for_good: bool = True
) -> None:
    """Show items at another host, to which the index redirects, and poll."""
    one.show("alpha", *(replace(item, path=to) for item in items))
    one.site.answers[NEW_FEED] = one.site.answers[FEED]
    one.site.lands_at[FEED] = NEW_FEED
    one.site.for_good = {FEED} if for_good else set()
    await one.poll("alpha")


async def test_what_is_new_at_the_new_host_is_told_and_what_is_known_is_not(one: Desk) -> None:
    await move(one, *OLD, NEWS)
    assert [alert.subject for alert in await one.told()] == [NEWS.title]
    assert len(one.articles()) == 3
    fetched = [address for address in one.site.asked if address.startswith("https://alpha-news.test/news/")]
    assert fetched == ["https://alpha-news.test/news/3"]


async def test_ops_hear_once_where_it_moved_to(one: Desk) -> None:
    await move(one, *OLD)
    await move(one, *OLD, NEWS)
    (alert,) = await one.told(Audience.OPS)
    assert alert.kind == "removal"
    assert (alert.detail["before"], alert.detail["after"]) == (FEED, NEW_FEED)


@pytest.mark.parametrize(
    ("to", "for_good"),
    [
        pytest.param("https://alpha-news.test/", False, id="a temporary redirect"),
        pytest.param("https://alpha-mirror.test/", True, id="links at a host that is not the index's"),
        pytest.param("https://alpha-news.test/shop/", True, id="a path that fits no article"),
    ],
)
async def test_what_proves_no_move_takes_nothing_in(one: Desk, to: str, for_good: bool) -> None:
    await move(one, *OLD, NEWS, to=to, for_good=for_good)
    assert not await one.told()
    assert len(one.articles()) == 2


async def test_a_site_that_drops_its_www_keeps_its_articles(one: Desk) -> None:
    pattern = re.compile(r"^https://www\.alpha\.test/news/\d+$")
    home = "https://www.alpha.test"
    one.sources["alpha"] = replace(one.sources["alpha"], article_pattern=pattern, home=home)
    one.show("alpha", *OLD, NEWS)
    one.site.answers["https://alpha.test/index.xml"] = one.site.answers[FEED]
    one.site.lands_at[FEED] = "https://alpha.test/index.xml"
    one.site.for_good = {FEED}
    await one.poll("alpha")
    assert [alert.subject for alert in await one.told()] == [NEWS.title]
    assert not await one.told(Audience.OPS)
