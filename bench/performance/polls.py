"""Polls that bring nothing, and feeds that bring something.

The product polls as its daemon does: as many at once as `schedule.polls_at_once` says, each feed on a host
of its own. The bare transport and the raw socket ask as many at once of the same hosts, since what a loop
does once for several answers must count for all three alike. The peers go the ways that they document.
"""

import asyncio
import sqlite3
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit

import feedparser
import httpx

from bench.performance.contenders import ROOT, Contender, Row, Setting, Work
from bench.performance.server import FEEDS, TOWNS
from scraper import config
from scraper.adapters.http import HttpFetcher
from scraper.adapters.parser import ParserPool
from scraper.adapters.resolver import Resolver
from scraper.adapters.sqlite.store import SqliteStore
from scraper.adapters.transport import PinnedTransport, tls_context
from scraper.channels import read_channels
from scraper.outcomes import SUCCESSES
from scraper.poll import poll
from scraper.settings import Network, Schedule, Workers
from scraper.types import Channel, ChannelRead, Policy, Source, SourceForPoll, SourceId, SourceState
from scraper.world import Rules, World
from tests.fakes_clock import FakeClock

T = TypeVar("T")
Maker = Callable[[Setting, str], AbstractAsyncContextManager[Work]]

PASSES = 4
"""Polls of each feed in a round."""
AT_ONCE = Schedule().polls_at_once
INTERVAL = timedelta(minutes=15)
AGENT = {"User-Agent": "bench", "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
_BASELINE = Policy(articles_per_poll=0)


def addresses(base: str, kind: str) -> list[str]:
    """Return the feeds of a row, as the peers ask for them."""
    return [f"{base}/{kind}/{number}/feed" for number in range(FEEDS)]


def town_addresses(base: str, kind: str) -> list[str]:
    """Return the feeds of a row, each on a host of its own."""
    parts = urlsplit(base)
    return [
        f"{parts.scheme}://{town}:{parts.port}/{kind}/{number}/feed" for number, town in enumerate(TOWNS)
    ]


def network(base: str) -> Network:
    """Return a network that lets the product reach the loopback server, by its address and as any town."""
    parts = urlsplit(base)
    pairs = (f"{host}:{parts.port}" for host in (parts.hostname, *TOWNS))
    return Network(
        "bench@press-world.test", allow_private=tuple(pairs), hosts=dict.fromkeys(TOWNS, "127.0.0.1")
    )


def tls(setting: Setting) -> ssl.SSLContext:
    """Return the product's TLS context, which trusts the bench's own certificate too."""
    context = tls_context()
    if setting.signer:
        context.load_verify_locations(cadata=setting.signer)
    return context


def source(address: str, number: int) -> Source:
    """Return a source of one feed."""
    feed = (Channel(address),)
    id_ = SourceId(f"s{number}")
    return Source(id_, f"Town {number}", address, "UA", ("en",), "UTC", feed, interval=INTERVAL)


async def side_by_side(work: Callable[[T], Awaitable[None]], each: Iterable[T]) -> None:
    """Do the work for each, as many at once as the daemon polls."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(what: T) -> None:
        async with free:
            await work(what)

    await asyncio.gather(*map(one, each))


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


@asynccontextmanager
async def lemon24(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Run lemon24/reader with its own store, as its documentation updates feeds."""
    from reader import make_reader  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - a peer

    with make_reader(str(setting.directory / "reader.db")) as reader:
        for address in addresses(setting.base, kind):
            reader.add_feed(address)

        async def work() -> int:
            for _ in range(PASSES):
                for result in reader.update_feeds_iter(scheduled=False):
                    assert not isinstance(result.value, Exception), result
            return FEEDS * PASSES

        yield work


@asynccontextmanager
async def by_hand(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Run what is written by hand in an afternoon: httpx, feedparser, a set of what was seen; no store."""
    conditions: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:

        async def work() -> int:
            for _ in range(PASSES):
                for address in addresses(setting.base, kind):
                    answer = await client.get(address, headers=conditions.get(address, {}))
                    if answer.status_code == httpx.codes.NOT_MODIFIED:
                        continue
                    if etag := answer.headers.get("etag"):
                        conditions[address] = {"If-None-Match": etag}
                    seen.update(entry.id for entry in feedparser.parse(answer.content).entries)
            return FEEDS * PASSES

        yield work


@asynccontextmanager
async def bare_client(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Ask by httpx's client over the product's own transport, and forget the answer."""
    conditions: dict[str, dict[str, str]] = {}
    async with httpx.AsyncClient(transport=_transport(setting), headers=AGENT, timeout=20) as client:

        async def ask(address: str) -> None:
            answer = await client.get(address, headers=conditions.get(address))
            if etag := answer.headers.get("etag"):
                conditions[address] = {"If-None-Match": etag}

        yield partial(_each, ask, setting, kind)


@asynccontextmanager
async def bare_transport(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Ask over the product's own transport without any client, and forget the answer."""
    conditions: dict[str, dict[str, str]] = {}
    async with _transport(setting) as transport:

        async def ask(address: str) -> None:
            headers = AGENT | conditions.get(address, {})
            answer = await transport.handle_async_request(httpx.Request("GET", address, headers=headers))
            await answer.aread()
            await answer.aclose()
            if etag := answer.headers.get("etag"):
                conditions[address] = {"If-None-Match": etag}

        yield partial(_each, ask, setting, kind)


def _transport(setting: Setting) -> PinnedTransport:
    known = network(setting.base)
    return PinnedTransport(known, Resolver(known.hosts, timedelta(seconds=5)), tls(setting))


@asynccontextmanager
async def raw(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Send bytes over a new connection and read until it closes: what asyncio itself costs."""
    parts = urlsplit(setting.base)
    etags: dict[str, str] = {}
    context = tls(setting) if setting.signer else None

    async def ask(address: str) -> None:
        name = urlsplit(address).hostname if context else None
        reader, writer = await asyncio.open_connection(
            parts.hostname, parts.port, ssl=context, server_hostname=name
        )
        condition = f"If-None-Match: {etags[address]}\r\n" if address in etags else ""
        head = f"GET {urlsplit(address).path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n"
        writer.write(f"{head}{condition}\r\n".encode())
        answer = await reader.read(-1)
        writer.close()
        for line in answer.partition(b"\r\n\r\n")[0].decode().splitlines():
            if line.startswith("ETag: "):
                etags[address] = line.removeprefix("ETag: ")

    yield partial(_each, ask, setting, kind)


@asynccontextmanager
async def httpx_alone(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Ask by httpx with a transport of its own, as it comes; no two requests go to one host."""
    base = urlsplit(setting.base).netloc
    etags: dict[str, str] = {}
    once = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
    async with httpx.AsyncClient(
        verify=tls(setting), headers=AGENT, limits=once, trust_env=False
    ) as client:

        async def ask(address: str) -> None:
            parts = urlsplit(address)
            condition = {"If-None-Match": etags[address]} if address in etags else {}
            answer = await client.get(
                parts._replace(netloc=base).geturl(),
                headers=condition,
                extensions={"sni_hostname": parts.hostname},
            )
            if etag := answer.headers.get("etag"):
                etags[address] = etag

        yield partial(_each, ask, setting, kind)


async def _each(ask: Callable[[str], Awaitable[None]], setting: Setting, kind: str) -> int:
    for _ in range(PASSES):
        await side_by_side(ask, town_addresses(setting.base, kind))
    return FEEDS * PASSES


BARE: Mapping[str, Maker] = MappingProxyType(
    {"bare client": bare_client, "bare transport": bare_transport, "raw socket": raw}
)
PEERS: Mapping[str, Maker] = MappingProxyType({"httpx+feedparser": by_hand, "lemon24/reader": lemon24})


def over_tls(make: Maker) -> Maker:
    """Return the contender at the server's other port, where it speaks TLS."""

    @asynccontextmanager
    async def made(setting: Setting, kind: str) -> AsyncIterator[Work]:
        async with httpx.AsyncClient() as client:
            said = (await client.get(f"{setting.base}/tls")).json()
        secure = replace(setting, base=f"https://127.0.0.1:{said['port']}", signer=said["signer"])
        async with make(secure, kind) as work:
            yield work

    return made


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
