"""The past that is still at its publisher's: addresses are fetched as politely as a poll fetches.

    sitemaps -> pages and further sitemaps -> past_addresses
    pages -> fetcher -> examine -> candidates         one transaction an address: fetched once, never again

What was fetched is recorded afterwards, in the order of time, like the pages of an archive.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from scraper.adapters.clocks import SystemClock
from scraper.adapters.http import HttpFetcher
from scraper.adapters.parser import ParserPool
from scraper.adapters.sqlite.past import PastStore
from scraper.adapters.sqlite.past_recording import PastRun
from scraper.backfill.examining import Examiner, Span
from scraper.backfill.reading import Plan, topic_of
from scraper.backfill.taking_in import Backfill
from scraper.core.attribution import source_of, stranger
from scraper.core.gate import may_be_on_topic
from scraper.core.inflate import InflateError, gunzip
from scraper.core.past import wanted_children, wanted_links
from scraper.core.stub import stub_from_index
from scraper.core.urls import canonical_of, resolve
from scraper.errors import ExtractionError, FetchError, TransientFetchError
from scraper.outcomes import Outcome
from scraper.ports import Clock, Fetcher, Parser
from scraper.settings import Network
from scraper.types import CanonicalUrl, Channel, ChannelKind, Link, NotModified, Page, Source
from scraper.types.past import AddressKind, Candidate, Part, PartRead, PastAddress

ATTEMPTS: Final = 3
"""How often one run asks for an address."""
BATCH: Final = 16
"""Addresses under way at once, over all hosts; each host has its own pace."""
LARGEST_FEED: Final = 16 * 1024 * 1024
"""Bytes of a saved feed."""
GZIP: Final = b"\x1f\x8b"
REST: Final = timedelta(minutes=10)
"""The longest wait before what failed is asked for once more."""


@dataclass(slots=True)
class Fetching:
    """One run over addresses."""

    store: PastStore
    run: int
    examiner: Examiner
    fetcher: Fetcher
    clock: Clock
    sources: dict[str, Source]
    step: Callable[[int], None]
    _retry_after: timedelta = field(default=timedelta())

    async def indexes(self) -> None:
        """Read every sitemap that waits, and those that they name."""
        await self._all(AddressKind.INDEX, self._index)

    async def pages(self) -> None:
        """Fetch every page that waits."""
        await self._all(AddressKind.PAGE, self._page)

    async def _all(self, kind: AddressKind, deal: Callable[[PastAddress], Awaitable[None]]) -> None:
        for attempt in range(ATTEMPTS):
            if attempt and self.store.addresses_waiting(kind):
                await self.clock.sleep(min(self._retry_after, REST))
            self._retry_after = timedelta()
            while some := self.store.addresses(kind, attempt, BATCH):
                await asyncio.gather(*map(deal, some))

    async def _index(self, address: PastAddress) -> None:
        """Read one sitemap: what it names waits from then on, in the same transaction."""
        page = await self._fetched(address)
        if page is None:
            return
        source, span = self._source(address), self.examiner.span
        channel = Channel(address.link.address, ChannelKind.SITEMAP)
        try:
            index = await self.examiner.parser.read_index(page, channel, source)
        except ExtractionError as error:
            self.store.settle_address(self.run, address, error.reason, error.detail)
            return
        found = [
            PastAddress(AddressKind.PAGE, source.id, link, address.link.address)
            for link in wanted_links(index, span.since, span.until)
        ]
        found += [
            index_at(child, source, address.link.address, span)
            for child in wanted_children(index, span.since)
        ]
        self.store.settle_address(self.run, address, Outcome.OK, f"{len(index.links)} links", named=found)
        self.step(1)

    async def _page(self, address: PastAddress) -> None:
        page = await self._fetched(address)
        if page is None:
            return
        examined = await self.examiner.examine(page, address.named_by, link=address.link)
        if isinstance(examined, Candidate):
            self.store.settle_address(self.run, address, Outcome.OK, "", candidate=examined)
        else:
            self.store.settle_address(
                self.run, address, examined, "", candidate=self._stub(address, examined)
            )
        self.step(1)

    async def _fetched(self, address: PastAddress) -> Page | None:
        """Return what an address answers; where that is nothing, how it ended is noted."""
        try:
            page = await self.fetcher.fetch(address.link.address, self._source(address))
        except FetchError as error:
            again = isinstance(error, TransientFetchError) and address.attempts + 1 < ATTEMPTS
            self._retry_after = max(self._retry_after, error.retry_after or timedelta())
            stub = None if again else self._stub(address, error.reason)
            self.store.settle_address(
                self.run, address, error.reason, error.detail, candidate=stub, again=again
            )
            self.step(0 if again else 1)
            return None
        if isinstance(page, NotModified):
            self.store.settle_address(self.run, address, Outcome.PROTOCOL_ERROR, "304 to a plain request")
            return None
        return page

    def _stub(self, address: PastAddress, reason: Outcome) -> Candidate | None:
        """Return what the index told of a page that can't be had or read, where that may be on topic."""
        if address.kind is AddressKind.INDEX or reason in _NO_STORY:
            return None
        link = address.link
        if not may_be_on_topic(f"{link.title}\n{link.summary}", self.examiner.topic):
            return None
        article = stub_from_index(link, self._source(address), reason)
        if article is None:
            return None
        found = self.examiner.candidate(article, self.clock.now(), link, address.named_by, None)
        return found if isinstance(found, Candidate) else None

    def _source(self, address: PastAddress) -> Source:
        return self.sources.get(address.source) or stranger(address.link.address)


_NO_STORY: Final = frozenset(
    {
        Outcome.OFF_TOPIC_GATE,
        Outcome.OUT_OF_RANGE,
        Outcome.SCHEME_FORBIDDEN,
        Outcome.PORT_FORBIDDEN,
        Outcome.ADDRESS_FORBIDDEN,
        Outcome.URL_INVALID,
    }
)
"""Outcomes after which the index's word is not taken either."""


def index_at(address: str, source: Source, named_by: str, span: Span) -> PastAddress:
    """Return a sitemap as an address to fetch; for another span it is read again."""
    read_for = CanonicalUrl(f"{address}#{span.since or ''}..{span.until or ''}")
    return PastAddress(AddressKind.INDEX, source.id, Link(read_for, address), named_by)


async def fetch(
    backfill: Backfill, addresses: Iterable[PastAddress], what: str, network: Network
) -> PastRun | None:
    """Fetch addresses and what they lead to, and record it; None where all of it was dealt with before."""
    store = backfill.store
    store.add_addresses(addresses)
    if not any(map(store.addresses_waiting, AddressKind)) and not store.is_unfinished():
        return None
    run = store.begin(what, backfill.clock())
    clock, plan, progress = SystemClock(), backfill.plan, backfill.progress
    async with HttpFetcher(network, clock, store) as fetcher, ParserPool(plan.workers) as parser:
        examiner = Examiner(topic_of(plan.topic), plan.sources, plan.gate, plan.span, parser)
        sources = {str(source.id): source for source in plan.sources}
        fetching = Fetching(store, run, examiner, fetcher, clock, sources, progress.step)
        progress.stage("sitemaps", store.addresses_waiting(AddressKind.INDEX))
        await fetching.indexes()
        progress.stage("pages", store.addresses_waiting(AddressKind.PAGE))
        await fetching.pages()
    return backfill.record(run)


async def read_feeds(backfill: Backfill, parts: Sequence[Part], source: Source | None, what: str) -> None:
    """Read saved feeds: what they name waits to be fetched, each file acknowledged with what it named."""
    store = backfill.store
    known = store.parts_read()
    left = [part for part in parts if part.id not in known]
    if not left:
        return
    run = store.begin(what, backfill.clock())
    backfill.progress.stage("feeds", len(left))
    async with ParserPool(backfill.plan.workers) as parser:
        for part in left:
            read, named = await _read_feed(backfill, part, source, parser)
            store.take(run, read, backfill.clock(), named)
            backfill.progress.step(1)


async def _read_feed(
    backfill: Backfill, part: Part, source: Source | None, parser: Parser
) -> tuple[PartRead, list[PastAddress]]:
    try:
        body = await asyncio.to_thread(Path(part.path).read_bytes)
        if body.startswith(GZIP):
            body = gunzip(body, LARGEST_FEED)
    except (OSError, InflateError) as error:
        return PartRead(part, Outcome.BAD_ENCODING, str(error)), []
    address = source.home if source is not None else "https://feed.invalid/"
    page = Page(address, address, (), 200, "", None, body, backfill.clock())
    try:
        index = await parser.read_index(page, Channel(address), source or stranger(address))
    except ExtractionError as error:  # a file that is no feed: dealt with, and counted
        return PartRead(part, Outcome.OK, error.detail, 0, {error.reason: 1}), []
    span = backfill.plan.span
    links = wanted_links(index, span.since, span.until)
    return PartRead(part, pages=len(links)), pages_of(links, source, backfill.plan, part.name)


def pages_of(links: Iterable[Link], source: Source | None, plan: Plan, named_by: str) -> list[PastAddress]:
    """Return links as pages to fetch, of the source that is named or that their addresses belong to."""
    found = []
    for link in links:
        owner = source or source_of(link.address, plan.sources)
        url = canonical_of(link.address, owner.twins)
        found.append(PastAddress(AddressKind.PAGE, owner.id, replace(link, url=url), named_by))
    return found


def pages_at(lines: Iterable[str], plan: Plan, named_by: str) -> tuple[list[PastAddress], list[str]]:
    """Return lines as pages to fetch, and those that are no addresses."""
    links, wrong = [], []
    for line in lines:
        try:
            address = resolve(line)
        except ValueError:
            wrong.append(line)
        else:
            links.append(Link(CanonicalUrl(address), address))
    return pages_of(links, None, plan, named_by), wrong
