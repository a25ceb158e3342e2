"""Channels whose address is a template: from the file to the request."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper import config
from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.store import SqliteStore
from scraper.config.sources import read_source
from scraper.errors import PermanentFetchError, Problem
from scraper.outcomes import Outcome
from scraper.poll import poll
from scraper.types import ChannelKind, Policy, Source, SourceForPoll
from scraper.world import Rules, World
from tests.core.topics import japan_ukraine
from tests.fakes_clock import FakeClock
from tests.fakes_fetcher import FakeFetcher

HEAD = """id = "x"
name = "X"
home = "https://x.test"
languages = ["uk"]
zone = "Europe/Kyiv"
interval = "1h"
[[channels]]
"""
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
HOUR = timedelta(hours=1)


def read(channel: str, **queries: str) -> tuple[Source, Sequence[str]]:
    problems: list[Problem] = []
    source = read_source(tomllib.loads(HEAD + channel), "x.toml", "x", problems, queries)
    return source, [f"{problem.key}: {problem.remedy}" for problem in problems]


def test_a_query_is_a_channel_for_each_language_it_has_terms_in() -> None:
    source, problems = read(
        'url = "https://s.test/?q={terms}&hl={language}"\nkind = "query"\n'
        'terms = { uk = "Японія оборона", en = "Japan defense" }'
    )
    assert problems == []
    assert {channel.language: channel.url for channel in source.channels} == {
        "en": "https://s.test/?q=Japan+defense&hl=en",
        "uk": "https://s.test/?q=%D0%AF%D0%BF%D0%BE%D0%BD%D1%96%D1%8F+%D0%BE%D0%B1%D0%BE%D1%80%D0%BE%D0%BD%D0%B0&hl=uk",
    }


ASKING = 'url = "https://s.test/?q={terms}"\nkind = "query"\n'


def test_a_query_asks_for_the_topic_s_words_in_the_source_s_languages() -> None:
    source, problems = read(ASKING, uk="Японія", ja="日本")
    assert problems == []
    assert [channel.language for channel in source.channels] == ["uk"]
    changed, _ = read(ASKING, uk="Корея")
    assert changed.channels[0].url != source.channels[0].url
    own, _ = read(ASKING + 'terms = { de = "Japan" }', uk="Японія")
    assert [channel.language for channel in own.channels] == ["de"]


def test_the_shipped_queries_are_the_shipped_topic_s() -> None:
    settings = config.load(config.shipped_directory())
    asked = [
        channel.language
        for source in settings.sources
        for channel in source.channels
        if channel.kind is ChannelKind.QUERY and source.id == "query-google-news"
    ]
    assert set(asked) == set(settings.topic.queries) == {"en", "uk", "ru", "de", "ja"}


def test_a_search_engine_is_asked_seldom() -> None:
    problems: list[Problem] = []
    document = tomllib.loads(HEAD.replace("1h", "10m") + ASKING)
    read_source(document, "x.toml", "x", problems, {"uk": "Японія"})
    assert [(problem.key, problem.remedy) for problem in problems] == [
        ("interval", "must be 30m or more where a search engine is asked")
    ]


WRONG = {
    "terms for a feed": 'url = "https://s.test/"\nterms = { uk = "x" }',
    "a query without terms": 'url = "https://s.test/?q={terms}"\nkind = "query"',
    "terms that are not asked for": 'url = "https://s.test/"\nkind = "query"\nterms = { uk = "x" }',
    "a language that is none": 'url = "https://s.test/?q={terms}"\nkind = "query"\nterms = { xx = "x" }',
    "a field that is none": 'url = "https://s.test/{hour}/"',
}


@pytest.mark.parametrize("channel", WRONG.values(), ids=WRONG)
def test_a_template_that_cannot_be_filled_is_refused(channel: str) -> None:
    assert read(channel)[1]


async def test_a_sitemap_of_the_month_is_read_on_into_the_next_with_one_baseline(
    tmp_path: Path,
) -> None:
    source, _ = read('url = "https://x.test/map-{year}-{month}.xml"\nkind = "sitemap"')
    clock = FakeClock(datetime(2026, 2, 28, 20, 0, tzinfo=UTC))
    site = FakeFetcher(clock)
    rules = Rules(japan_ukraine(), Policy(), HOUR, HOUR, HOUR)
    async with SqliteStore(tmp_path / "store.db") as store:
        world = World(clock, site, DirectParser(), store, lambda: 0.5)
        await store.sync_sources([source], clock.now())
        site.answers["https://x.test/map-2026-02.xml"] = MAP.format("<url><loc>/a</loc></url>").encode()
        site.answers["https://x.test/map-2026-03.xml"] = PermanentFetchError("", Outcome.NOT_FOUND)
        baselines = []
        for path in ("a", "b", "c"):
            site.answers[f"https://x.test/{path}"] = b"<html><body><h1>Sumo</h1><p>A day.</p></body></html>"
        site.asked.clear()
        for month, links in (("02", "a"), ("02", "ab"), ("03", "c")):
            named = "".join(f"<url><loc>/{path}</loc></url>" for path in links)
            site.answers[f"https://x.test/map-2026-{month}.xml"] = MAP.format(named).encode()
            [state] = await store.states([source.id])
            baselines.append((await poll(SourceForPoll(source, state), world, rules)).baseline)
            await clock.advance(3 * HOUR)
    assert [address.rpartition("/")[2] for address in site.asked] == [
        *("map-2026-02.xml", "a"),
        *("map-2026-03.xml", "map-2026-02.xml", "b"),
        *("map-2026-03.xml", "map-2026-02.xml", "c"),
    ]
    assert baselines == [True, False, False]
