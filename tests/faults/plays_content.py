"""What is played for faults of content: fetched by the fetcher, read in the killable workers, polled."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from scraper.errors import ExtractionError, FetchError
from scraper.poll import poll
from scraper.settings import Network
from scraper.types import (
    CanonicalUrl,
    Channel,
    ChannelKind,
    Index,
    Link,
    Page,
    Policy,
    Source,
    SourceForPoll,
    SourceId,
)
from scraper.world import Rules, World
from tests.fakes_clock import FakeClock
from tests.fakes_store import FakeStore
from tests.faults.cases import Play
from tests.faults.stage import Stage

_RUNS = count()


async def _page(stage: Stage, path: str) -> Page:
    # Making some of the documents takes the server a while, and the fetch is not what is tried here.
    async with stage.fetcher(deadline=Network().deadline) as fetcher:
        page = await fetcher.fetch(stage.url(path), stage.source(stage.url(path)))
    assert isinstance(page, Page)
    return page


async def _index(stage: Stage, path: str, channel: Channel) -> Index:
    source = stage.source(stage.url(path))
    return await stage.parser.read_index(await _page(stage, path), channel, source)


def reads(path: str, kind: ChannelKind = ChannelKind.FEED, **rules: Any) -> Play:
    """Fetch an index and read it in the workers."""

    async def play(stage: Stage) -> str:
        where = path.format(internal=stage.ports["internal"])
        channel = Channel(stage.url(where), kind, **rules)
        try:
            index = await _index(stage, where, channel)
        except (FetchError, ExtractionError) as error:
            return error.reason.value
        return _told(index)

    return play


def _told(index: Index) -> str:
    schemes = {link.address.partition(":")[0] for link in index.links}
    if not schemes <= {"http", "https"}:
        return f"took {schemes}"
    if any("root:" in link.title for link in index.links):
        return "read a file of ours"
    return f"{len(index.links)} links"


def extracts(path: str) -> Play:
    """Fetch a page and extract its article in the workers; a good page must be read right after it."""

    async def play(stage: Stage) -> str:
        word = await _extracted(stage, path)
        after = await _extracted(stage, "/page/good")
        return word if after == "article" else f"{word}, and then {after}"

    return play


def bounded(play: Play) -> Play:
    """Whether the parser copes or is killed depends on the machine; that it ends does not."""
    ends = {"article", "incomplete article", "no_article", "parse_timed_out", "parser_died"}

    async def bounded_play(stage: Stage) -> str:
        word = await play(stage)
        return "bounded" if word in ends else word

    return bounded_play


async def _extracted(stage: Stage, path: str) -> str:
    try:
        page = await _page(stage, path)
        link = Link(CanonicalUrl(page.url), page.url)
        article = await stage.parser.extract(page, stage.source(page.url), link)
    except (FetchError, ExtractionError) as error:
        return error.reason.value
    text = article.text + article.headline.value
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        return "unclean text"
    told = "paywalled article" if article.paywalled else "article"
    return f"incomplete {told}" if article.incomplete else told


def polls(series: str, times: int, kind: ChannelKind = ChannelKind.FEED, **rules: Any) -> Play:
    """Poll a source several times over its changing index; tell each channel's end with its new links."""

    async def play(stage: Stage) -> str:
        url = stage.url(f"/series/{series}?run={next(_RUNS)}")
        source = _source(url, kind, rules)
        store = FakeStore()
        clock = FakeClock(eager=True)
        await store.sync_sources([source], clock.now())
        policy = Policy(articles_per_poll=0)
        given = Rules(stage.topic, policy, _MINUTE, _MINUTE * 60, _MINUTE)
        told = []
        async with stage.fetcher(deadline=Network().deadline) as fetcher:
            world = World(clock, fetcher, stage.parser, store, lambda: 0.5)
            for _ in range(times):
                await clock.sleep(_MINUTE * 30)
                [state] = await store.states([source.id])
                report = await poll(SourceForPoll(source, state), world, given)
                told += [f"{read.outcome} {read.new}" for read in report.channels]
        news = [alert for alert in store.alerts.values() if alert.kind == "article"]
        return f"{', '.join(told)}; {len(store.links)} kept, {len(news)} news"

    return play


_MINUTE = timedelta(minutes=1)


def _source(url: str, kind: ChannelKind, rules: Mapping[str, Any]) -> Source:
    channel = Channel(url, kind, **rules)
    return Source(SourceId("site"), "Site", "http://site.test/", "UA", ("en",), "Europe/Kyiv", (channel,))


async def never_pages_on(stage: Stage) -> str:
    """Read an archive with a calendar, session ids and a next page without end."""
    before = len(await stage.hits())
    path = "/listing/calendar"
    channel = Channel(stage.url(path), ChannelKind.LISTING)
    index = await _index(stage, path, channel)
    stories = {link.url for link in index.links if "/story/" in link.url}
    asked = [where for host, where, _ in (await stage.hits())[before:] if "neighbour" not in host]
    few = len(index.links) <= 5000
    return (
        f"{len(stories)} story, {len(set(asked) - {'/robots.txt'})} page, {'capped' if few else 'uncapped'}"
    )


async def dates_stay_sane(stage: Stage) -> str:
    path = "/feed/dates"
    index = await _index(stage, path, Channel(stage.url(path)))
    page = await _page(stage, path)
    limit = page.fetched_at + timedelta(days=1)
    future = [link for link in index.links if link.published and link.published.instant > limit]
    return f"{len(index.links)} links, {len(future)} in the future"
