"""Pages that are no longer there: since when, why, whether they came back; no version, never deleted."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import config
from scraper.core.topic import Topic
from scraper.errors import FetchError, TransientFetchError
from scraper.outcomes import Outcome
from scraper.types import Policy
from scraper.types.library import ArticleRecord
from tests.desk import Desk, Item, Scene, desk
from tests.test_stories import DRONES

ADDRESS = "https://alpha.test/fund"
LONG = replace(
    DRONES,
    body=(
        *DRONES.body,
        "The ministry in Tokyo gave no date for the payment.",
        "Kyiv thanked for the decision.",
    ),
)
OTHER = (
    "Grain prices rise in the ports of the south.",
    "A tram line opens in the west of the country.",
) * 3


@pytest.fixture(scope="module")
def topic() -> Topic:
    return config.load(Path("config")).topic


@pytest.fixture
async def one(tmp_path: Path, topic: Topic) -> AsyncIterator[Desk]:
    async with desk(tmp_path, topic) as made:
        await made.play(Scene({"alpha": (LONG,)}))
        await made.told()
        yield made


def refused(outcome: Outcome, kind: type[FetchError] = FetchError) -> Item:
    return replace(LONG, refused=kind(ADDRESS, outcome))


@dataclass(frozen=True)
class Case:
    shown: Item
    because: str | None


CASES = {
    "404": Case(refused(Outcome.NOT_FOUND), "not_found"),
    "410": Case(refused(Outcome.GONE), "gone"),
    "a page that says it is not there": Case(refused(Outcome.SOFT_404), "soft_404"),
    "a redirect to the front page": Case(refused(Outcome.REDIRECTED_AWAY), "redirected_away"),
    "a redirect to a section": Case(
        replace(LONG, title="Politics", body=OTHER, canonical="https://alpha.test/politics"),
        "redirected_away",
    ),
    "403": Case(refused(Outcome.FORBIDDEN), "forbidden"),
    "a pay wall that says so": Case(replace(LONG, body=LONG.body[:2], paid=True), "paywall_stub"),
    "a text that is cut off": Case(replace(LONG, body=(LONG.body[0], "With it Ukraine's")), "paywall_stub"),
    "no answer proves nothing": Case(refused(Outcome.TIMED_OUT, TransientFetchError), None),
    "a busy server proves nothing": Case(refused(Outcome.UNAVAILABLE, TransientFetchError), None),
    "our own refusal proves nothing": Case(refused(Outcome.ROBOTS_DISALLOWED), None),
}


async def look_again(one: Desk, *shown: Item) -> ArticleRecord:
    for item in shown:
        one.show("alpha", item)
        await one.poll("alpha", after=timedelta(hours=1))
    return one.articles()[0]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_a_page_that_is_lost_is_told_apart_and_makes_no_version(one: Desk, case: Case) -> None:
    article = await look_again(one, case.shown)
    assert article.line.unavailable_because == case.because
    assert [gone.because for gone in article.absences] == ([case.because] if case.because else [])
    assert len(article.versions) == 1
    assert article.latest.text == "\n".join(LONG.body)
    assert await one.told() == []


async def test_what_comes_back_is_there_again_and_the_absence_stays_on_record(one: Desk) -> None:
    began = one.clock.now()
    article = await look_again(one, refused(Outcome.NOT_FOUND), refused(Outcome.GONE), LONG)
    assert article.line.unavailable_since is None
    [gone] = article.absences
    hour = timedelta(hours=1)
    assert (gone.since, gone.until) == (began + hour, began + 3 * hour)
    assert gone.because == "gone"
    assert len(article.versions) == 1


async def test_a_second_absence_is_one_of_its_own(one: Desk) -> None:
    lost = refused(Outcome.NOT_FOUND)
    article = await look_again(one, lost, LONG, lost)
    assert [gone.until is None for gone in article.absences] == [False, True]
    assert article.line.unavailable_since == article.absences[1].since


async def test_an_edit_after_an_absence_is_a_version(one: Desk) -> None:
    edited = replace(LONG, body=(LONG.body[0].replace("37", "38"), *LONG.body[1:]))
    article = await look_again(one, refused(Outcome.NOT_FOUND), edited)
    assert article.line.unavailable_since is None
    assert len(article.versions) == 2
    assert [alert.kind for alert in await one.told()] == ["updated"]


async def test_a_page_that_grows_all_day_is_one_article_and_no_storm(one: Desk) -> None:
    body = LONG.body
    for hour in range(24):
        body = (f"{hour}:00 The minister spoke of {hour + 11} more vehicles.", *body[:12])
        one.show("alpha", replace(LONG, body=body))
        await one.poll("alpha", after=timedelta(hours=1))
    [article] = one.articles()
    assert 2 < len(article.versions) < 20
    told = [alert.kind for alert in await one.told()]
    assert set(told) == {"updated"}
    assert len(told) <= Policy().updates


async def test_a_moved_page_is_watched_at_its_new_address(one: Desk) -> None:
    moved = replace(LONG, path="https://alpha-news.test/")
    one.show("alpha", refused(Outcome.NOT_FOUND))
    article = await look_again(one, moved)
    assert article.line.address == "https://alpha-news.test/fund"
    edited = replace(moved, title=moved.title.replace("37", "39"))
    article = await look_again(one, edited)
    assert len(article.versions) == 2
    assert article.line.unavailable_since is None
