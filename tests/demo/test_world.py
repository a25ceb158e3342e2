import asyncio
import gzip
import re
from datetime import timedelta

import pytest

from scraper.demo.scenario import Planted, Scenario
from scraper.demo.sites import STYLES
from scraper.demo.world import PressWorld
from tests.demo.press import ask, default_scenario, three_sites
from tests.fakes_clock import FakeClock

HOUR = timedelta(hours=1)
UNN_FEED = "/rss/news_uk.xml"


def path_of(scenario: Scenario, article: Planted, twin: int = 0) -> str:
    style = STYLES[scenario.site(article.site).style]
    return style.paths(article, scenario.starts_at + article.at)[twin]


async def test_every_address_an_index_can_name_is_answered_by_its_host() -> None:
    scenario = default_scenario()
    clock = FakeClock(scenario.starts_at + scenario.lasts)
    async with PressWorld(scenario, clock) as world:
        for article in scenario.articles:
            for path in STYLES[scenario.site(article.site).style].paths(
                article, scenario.starts_at + article.at
            ):
                answer = await ask(world, f"{article.site}.test", path)
                assert answer.status == 200, path


async def test_an_article_is_not_there_before_its_time() -> None:
    scenario = three_sites()
    article = scenario.by_key()["asahi/purl-sanka"]
    clock = FakeClock(scenario.starts_at + article.at - timedelta(seconds=1))
    path = path_of(scenario, article)
    async with PressWorld(scenario, clock) as world:
        assert (await ask(world, "asahi.test", path)).status == 404
        feed = await ask(world, "asahi.test", "/rss/newsheadlines.rdf")
        assert article.headline not in feed.body.decode("cp932")
        clock.set(scenario.starts_at + article.at)
        assert (await ask(world, "asahi.test", path)).status == 200
        feed = await ask(world, "asahi.test", "/rss/newsheadlines.rdf")
        assert article.headline in feed.body.decode("cp932")


@pytest.mark.parametrize(
    ("header", "of"),
    [
        pytest.param("If_None_Match", "ETag", id="by its ETag"),
        pytest.param("If_Modified_Since", "Last-Modified", id="by its date"),
    ],
)
async def test_an_index_that_did_not_change_answers_304(header: str, of: str) -> None:
    scenario = three_sites()
    clock = FakeClock(scenario.starts_at)
    async with PressWorld(scenario, clock) as world:
        first = await ask(world, "unn.test", UNN_FEED)
        validator = {header: first.headers[of]}
        again = await ask(world, "unn.test", UNN_FEED, **validator)
        assert (again.status, again.body) == (304, b"")
        clock.set(scenario.starts_at + HOUR)
        assert (await ask(world, "unn.test", UNN_FEED, **validator)).status == 200


async def test_gzip_is_sent_to_who_asks_for_it() -> None:
    scenario = three_sites()
    async with PressWorld(scenario, FakeClock(scenario.starts_at)) as world:
        plain = await ask(world, "unn.test", UNN_FEED)
        packed = await ask(world, "unn.test", UNN_FEED, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


async def test_view_counters_change_at_each_fetch_and_the_text_does_not() -> None:
    scenario = three_sites()
    article = next(article for article in scenario.articles if article.site == "unn" and article.at_start)
    async with PressWorld(scenario, FakeClock(scenario.starts_at)) as world:
        first, second = [await ask(world, "unn.test", path_of(scenario, article)) for _ in range(2)]
    assert first.body != second.body
    for answer in (first, second):
        for paragraph in article.paragraphs:
            assert f"<p>{paragraph}</p>" in answer.body.decode()


async def test_the_amp_twin_shows_no_date_of_its_own() -> None:
    scenario = three_sites()
    article = scenario.by_key()["unn/two-more-wounded-ukrainian-soldiers-arrive-in-japan"]
    clock = FakeClock(scenario.starts_at + article.at)
    async with PressWorld(scenario, clock) as world:
        page = (await ask(world, "unn.test", path_of(scenario, article))).body.decode()
        amp = (await ask(world, "unn.test", path_of(scenario, article, twin=1))).body.decode()
    assert "February 10 2026" in page
    assert "2026" not in amp
    assert re.search(r"\d\d\.02\.26, \d\d:\d\d", amp)


async def test_a_limited_site_asks_for_rest_on_every_path_and_then_answers_again() -> None:
    scenario = three_sites()
    limit = next(event for event in scenario.events if event.id == "slow-down")
    clock = FakeClock(scenario.starts_at + limit.at)
    async with PressWorld(scenario, clock) as world:
        for path in ("/robots.txt", "/rss/newsheadlines.rdf"):
            answer = await ask(world, "asahi.test", path)
            assert (answer.status, answer.headers["Retry-After"]) == (429, "3600")
        assert (await ask(world, "unn.test", UNN_FEED)).status == 200
        clock.set(scenario.starts_at + limit.at + limit.retry_after)
        assert (await ask(world, "asahi.test", "/rss/newsheadlines.rdf")).status == 200


async def test_edits_stand_on_the_page_from_their_time_on() -> None:
    scenario = three_sites()
    edit = next(event for event in scenario.events if event.id == "amount-corrected")
    article = scenario.by_key()[edit.articles[0]]
    clock = FakeClock(scenario.starts_at + edit.at - timedelta(seconds=1))
    async with PressWorld(scenario, clock) as world:
        before = (await ask(world, "kyivindependent.test", path_of(scenario, article))).body.decode()
        clock.set(scenario.starts_at + edit.at)
        after = (await ask(world, "kyivindependent.test", path_of(scenario, article))).body.decode()
    assert "$36 million" in before
    assert "$37 million" not in before
    assert "$36 million" not in after
    assert "$37 million" in after


async def test_a_mass_change_of_guids_leaves_the_links_alone() -> None:
    scenario = default_scenario()
    change = next(event for event in scenario.events if event.id == "guids-changed")
    clock = FakeClock(scenario.starts_at + change.at - timedelta(seconds=1))
    async with PressWorld(scenario, clock) as world:
        feeds = []
        for instant in (clock.now(), scenario.starts_at + change.at):
            clock.set(instant)
            feeds.append((await ask(world, "unn.test", UNN_FEED)).body.decode())
    links, guids = [
        [re.findall(f"<{tag}[^>]*>([^<]+)</{tag}>", feed) for feed in feeds] for tag in ("link", "guid")
    ]
    assert links[0] == links[1]
    assert not set(guids[0]) & set(guids[1])


async def test_a_moved_index_answers_301_and_is_there_at_its_new_address() -> None:
    scenario = default_scenario()
    clock = FakeClock(scenario.starts_at + 4 * HOUR)
    async with PressWorld(scenario, clock) as world:
        old = await ask(world, "pravda.test", "/sitemap/sitemap-news.xml.gz")
        assert old.status == 301
        path = old.headers["Location"].removeprefix(f"http://pravda.test:{world.port}")
        new = await ask(world, "pravda.test", path)
    assert b"<news:title>" in gzip.decompress(new.body)


async def test_an_error_page_is_served_as_a_feed_and_articles_stay_reachable() -> None:
    scenario = default_scenario()
    error = next(event for event in scenario.events if event.id == "error-page")
    article = next(a for a in scenario.articles if a.site == "ukrinform-ja" and a.at_start)
    clock = FakeClock(scenario.starts_at + error.at)
    async with PressWorld(scenario, clock) as world:
        feed = await ask(world, "ukrinform-ja.test", "/rss/block-lastnews")
        page = await ask(world, "www.ukrinform-ja.test", path_of(scenario, article))
    assert (feed.status, feed.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"<rss" not in feed.body
    assert page.status == 200


async def test_a_silent_site_keeps_its_index_as_it_was() -> None:
    scenario = default_scenario()
    silence = next(event for event in scenario.events if event.id == "fallen-silent")
    clock = FakeClock(scenario.starts_at + silence.at)
    async with PressWorld(scenario, clock) as world:
        first = await ask(world, "nhkworld.test", "/nhkworld/data/en/news/all.json")
        clock.set(scenario.starts_at + scenario.lasts)
        last = await ask(world, "nhkworld.test", "/nhkworld/data/en/news/all.json")
    assert first.body == last.body


async def test_a_layout_change_moves_the_body_to_other_classes() -> None:
    scenario = default_scenario()
    article = next(a for a in scenario.articles if a.site == "kyivindependent" and a.at_start)
    clock = FakeClock(scenario.starts_at + 5 * HOUR)
    async with PressWorld(scenario, clock) as world:
        before = (await ask(world, "kyivindependent.test", path_of(scenario, article))).body
        clock.set(scenario.starts_at + 6 * HOUR)
        after = (await ask(world, "kyivindependent.test", path_of(scenario, article))).body
    assert b"c-article__content" in before
    assert b"c-article" not in after
    assert article.paragraphs[0].encode() in after


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        pytest.param(b"POST / HTTP/1.1\r\nHost: unn.test\r\n\r\n", b"400", id="a method it does not take"),
        pytest.param(b"\x16\x03\x01\r\n\r\n", b"400", id="a TLS handshake"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n", b"421", id="a host that it does not play"
        ),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", b"421", id="no host at all"),
        pytest.param(
            b"GET /none HTTP/1.1\r\nHost: unn.test\r\n\r\n", b"404", id="a page that is not there"
        ),
    ],
)
async def test_odd_requests_get_a_clear_answer(raw: bytes, status: bytes) -> None:
    scenario = three_sites()
    async with PressWorld(scenario, FakeClock(scenario.starts_at)) as world:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        writer.write(raw)
        line = await reader.readline()
        writer.close()
    assert line.split()[1] == status
