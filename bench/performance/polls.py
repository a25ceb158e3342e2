"""Polls that bring nothing, and feeds that bring something.

The product polls as its daemon does: as many at once as `schedule.polls_at_once` says, each feed on a host
of its own. What is bare asks as many at once of the same hosts, since what a loop does once for several
answers must count for all alike. The peers go the ways that they document.
"""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType

from bench.performance.bare import BARE, httpx_alone, over_tls
from bench.performance.contenders import ROOT, Contender, Row, Setting, Work
from bench.performance.feed_readers import PEERS
from bench.performance.server import FEEDS
from bench.performance.towns import PASSES, Maker, network, side_by_side, tls, town_addresses
from scraper import config
from scraper.adapters.http import HttpFetcher
from scraper.adapters.parser import ParserPool
from scraper.adapters.sqlite.store import SqliteStore
from scraper.channels import read_channels
from scraper.outcomes import SUCCESSES
from scraper.poll import poll
from scraper.settings import Workers
from scraper.types import Channel, ChannelRead, Policy, Source, SourceForPoll, SourceId, SourceState
from scraper.world import Rules, World
from tests.fakes_clock import FakeClock

INTERVAL = timedelta(minutes=15)
_BASELINE = Policy(articles_per_poll=0)


def source(address: str, number: int) -> Source:
    """Return a source of one feed."""
    feed = (Channel(address),)
    id_ = SourceId(f"s{number}")
    return Source(id_, f"Town {number}", address, "UA", ("en",), "UTC", feed, interval=INTERVAL)


@dataclass(frozen=True, slots=True)
class Bench:
    """The product, wired as the daemon wires it, but for a clock that waits for nobody."""

    clock: FakeClock
    world: World
    rules: Rules
    sources: dict[SourceId, Source]
    store: SqliteStore

    async def poll_all(self, rules: Rules) -> int:
        """Poll what is due, after an interval has passed; return how many polls that was."""
        self.clock.set(self.clock.now() + INTERVAL * 1.5)
        due = await self.store.due(self.clock.now(), len(self.sources))
        await side_by_side(partial(self._poll, rules), due)
        return len(due)

    async def _poll(self, rules: Rules, state: SourceState) -> None:
        report = await poll(SourceForPoll(self.sources[state.id], state), self.world, rules)
        assert report.outcome in SUCCESSES, report
        assert not report.left, report


@asynccontextmanager
async def bench(setting: Setting, kind: str) -> AsyncIterator[Bench]:
    """Yield the product with every feed's first reading behind it and no link waiting."""
    clock = FakeClock(eager=True)
    rules = Rules(config.load(ROOT / "config").topic, Policy(), INTERVAL, INTERVAL, timedelta(seconds=60))
    towns = town_addresses(setting.base, kind)
    found = [source(address, number) for number, address in enumerate(towns)]
    async with AsyncExitStack() as stack:
        path = setting.directory / "bench.db"
        store = await stack.enter_async_context(SqliteStore(path, sinks=("journal",)))
        fetcher = await stack.enter_async_context(
            HttpFetcher(network(setting.base), clock, store, tls=tls(setting))
        )
        parser = await stack.enter_async_context(ParserPool(Workers()))
        await parser.warm()
        world = World(clock, fetcher, parser, store, lambda: 0.5)
        await store.sync_sources(found, clock.now())
        ours = Bench(clock, world, rules, {each.id: each for each in found}, store)
        await ours.poll_all(replace(rules, policy=_BASELINE))
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE links SET state = 'done', try_at = NULL")
        yield ours


@asynccontextmanager
async def product(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Whole polls: due query, request behind every guard, state and log of the poll on disk."""
    async with bench(setting, kind) as ours:

        async def work() -> int:
            polls = [await ours.poll_all(ours.rules) for _ in range(PASSES)]
            assert polls == [FEEDS] * PASSES, polls
            return sum(polls)

        yield work


@asynccontextmanager
async def product_news(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Indexes with new links: fetched, parsed, and each new link a row on disk."""
    async with bench(setting, kind) as ours:

        async def read(state: SourceState) -> None:
            reads: list[ChannelRead] = []
            await read_channels(SourceForPoll(ours.sources[state.id], state), ours.world, reads)
            assert reads[0].new, reads

        async def work() -> int:
            ours.clock.set(ours.clock.now() + INTERVAL)
            await side_by_side(read, await ours.store.states(list(ours.sources)))
            return len(ours.sources)

        yield work


def _row(kind: str, title: str, makers: Mapping[str, Maker]) -> Row:
    return Row(title, "poll", {name: _of_kind(make, kind) for name, make in makers.items()})


def _of_kind(make: Maker, kind: str) -> Contender:
    return lambda setting: make(setting, kind)


_POLL: Mapping[str, Maker] = {"ours": product, **BARE, **PEERS}
_TLS: Mapping[str, Maker] = {"ours": product, **BARE, "httpx": httpx_alone}

ROWS = MappingProxyType(
    {
        "poll-304": _row("unmodified", "poll answered by 304", _POLL),
        "poll-304-tls": _row(
            "unmodified",
            "poll answered by 304, over TLS",
            {name: over_tls(make) for name, make in _TLS.items()},
        ),
        "poll-same": _row("same", "poll, 200 with the same body", _POLL),
        "poll-turned": _row("turned", "poll, 200, items re-ordered", _POLL),
        "feed-news": _row("news", "feed of 50 items with 5 new", {**_POLL, "ours": product_news}),
    }
)
