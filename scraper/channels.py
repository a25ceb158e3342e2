"""Reading a source's indexes: each is fetched, told from what it was, and its new links are taken in."""

import hashlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from scraper.core.address_templates import addresses_at
from scraper.core.channel_memory import hidden_by_validators, judged_by_its_sitemaps, page_at, past_and_new
from scraper.core.indexes import with_page
from scraper.core.removals import rehoused
from scraper.core.sitemap_children import DEEPEST, MOST_PAGES, followed, is_due, validators_of
from scraper.core.upheavals import elsewhere
from scraper.errors import ExtractionError, FetchError
from scraper.outcomes import SUCCESSES, Outcome
from scraper.ports import Taken
from scraper.types import (
    Channel,
    ChannelRead,
    ChannelRole,
    ChannelState,
    Index,
    NotModified,
    Page,
    PageState,
    Source,
    SourceForPoll,
)
from scraper.types.reports import Upheaval
from scraper.world import World

FULL_READ_EVERY: Final = timedelta(hours=24)
"""How often an index is fetched unconditionally: servers lie with validators."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One page of a channel's index, and how it was come to."""

    channel: Channel
    address: str
    memory: ChannelState
    depth: int = 0
    """Levels below what the channel names."""
    modified: datetime | None = None
    """When the index above says that it last changed."""

    @property
    def known(self) -> PageState | None:
        """Return what is remembered of the page; None where it was never read."""
        return page_at(self.memory, self.channel.url, self.address)

    def is_due(self, now: datetime) -> bool:
        """Return whether the page is to be read in this poll."""
        return self.depth == 0 or is_due(self.known, self.modified, now, FULL_READ_EVERY)

    def below(self, address: str, modified: datetime | None) -> "_Place":
        """Return the place of a sitemap that this one names."""
        return replace(self, address=address, depth=self.depth + 1, modified=modified)


async def read_channels(polled: SourceForPoll, world: World, reads: list[ChannelRead]) -> None:
    """Read the primary channels, and fallbacks in order while one is needed; append each end to `reads`.

    What was appended stays valid when the poll's deadline cancels the rest.
    """
    for channel in _with_role(polled.source, ChannelRole.PRIMARY):
        await _read_channel(channel, polled, world, reads)
    if reads and all(read.outcome in SUCCESSES for read in reads):
        return
    for channel in _with_role(polled.source, ChannelRole.FALLBACK):
        await _read_channel(channel, polled, world, reads)
        if reads[-1].outcome in SUCCESSES:
            return


def _with_role(source: Source, role: ChannelRole) -> list[Channel]:
    return [channel for channel in source.channels if channel.role is role]


async def _read_channel(
    channel: Channel, polled: SourceForPoll, world: World, reads: list[ChannelRead]
) -> None:
    """Read a channel at each address that its template stands for now, mostly one, its own.

    Below an index of sitemaps the newest few are read that may have changed, level by level.
    """
    begun = len(reads)
    memory = polled.state.channels.get(channel.url, ChannelState())
    addresses = addresses_at(channel.url, world.clock.now(), polled.source.zone)
    places = deque(_Place(channel, address, memory) for address in addresses)
    seen = set(addresses)
    most = begun + len(addresses) + MOST_PAGES
    while places and len(reads) < most:
        place = places.popleft()
        children = place.known.children if place.known else {}
        if place.is_due(world.clock.now()):
            reads.append(await _read_page(place, polled.source, world))
            children = reads[-1].children
        fresh = {child: modified for child, modified in children.items() if child not in seen}
        seen |= fresh.keys()
        if place.depth < DEEPEST:
            places += [place.below(child, modified) for child, modified in fresh.items()]
    reads[begun:] = judged_by_its_sitemaps(reads[begun:])


async def _read_page(place: _Place, source: Source, world: World) -> ChannelRead:
    """Fetch one page of an index, conditionally where that is safe, and take its links in."""
    known, now = place.known, world.clock.now()
    fresh = known is not None and known.full_at is not None and now - known.full_at < FULL_READ_EVERY
    validators = validators_of(known) if known and fresh and place.memory.trusted else None
    read = ChannelRead(
        place.channel.url,
        Outcome.NOT_MODIFIED,
        now,
        address=place.address,
        modified=place.modified,
        children=known.children if known else {},
    )
    try:
        seen = with_page(source, place.channel, place.address)
        page = await world.fetcher.fetch(place.address, seen, validators or None)
        if isinstance(page, NotModified):
            return replace(read, conditional=True)
        read = replace(read, media_type=page.media_type, size=len(page.body))
        read = await _take_in(place, page, read, source, world)
        return read if validators else replace(read, lied=hidden_by_validators(known, read))
    except FetchError as error:
        failed = replace(read, outcome=error.reason, detail=error.detail, retry_after=error.retry_after)
    except ExtractionError as error:
        failed = replace(read, outcome=error.reason, detail=error.detail)
    return replace(failed, children={})


async def _take_in(
    place: _Place, page: Page, read: ChannelRead, source: Source, world: World
) -> ChannelRead:
    """Make pending rows of the new links; nothing is parsed where the body is the one known."""
    digest = hashlib.sha256(page.body).hexdigest()
    read = replace(
        read,
        outcome=Outcome.UNCHANGED_BODY,
        at=page.fetched_at,
        validators=page.validators,
        body_sha256=digest,
        moved_to=page.moved_permanently_to,
        poll_hint=page.fresh_for,
    )
    if place.known and digest == place.known.body_sha256:
        return read
    index = await world.parser.read_index(page, place.channel, source)
    taken = await _new_links(place, index, page, source, world)
    new = sum(one.new for one in taken)
    return replace(
        read,
        outcome=Outcome.OK if new else Outcome.NOTHING_NEW,
        links=len(index.links),
        new=new,
        poll_hint=max(filter(None, (index.poll_hint, page.fresh_for)), default=None),
        detail=", ".join(f"{reason}: {count}" for reason, count in index.dropped.items()),
        children=followed(index, page.url, source.home),
        upheaval=replace(
            taken[-1].upheaval if taken else _upheaval(place, index),
            rehoused=rehoused(index.links, page.moved_permanently_to),
        ),
    )


def _upheaval(place: _Place, index: Index) -> Upheaval:
    """Return what it means that an index names no article: it may name them elsewhere."""
    known = place.memory.first_read_at is not None
    return elsewhere(index.dropped.get(Outcome.NOT_AN_ARTICLE, 0)) if known else Upheaval()


async def _new_links(
    place: _Place, index: Index, page: Page, source: Source, world: World
) -> Sequence[Taken]:
    """Take an index's links in, those of the baseline first, which are not alerted."""
    past, fresh = past_and_new(index.links, place.memory, first=place.known is None and place.depth > 0)
    return [
        await world.store.take_in(source.id, place.channel, links, page.fetched_at, baseline=baseline)
        for links, baseline in ((past, True), (fresh, place.memory.first_read_at is None))
        if links
    ]
