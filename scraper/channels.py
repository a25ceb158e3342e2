"""Reading a source's indexes: each is fetched, told from what it was, and its new links are taken in."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from scraper.core.address_templates import addresses_at
from scraper.core.conclude import hidden_by_validators
from scraper.errors import ExtractionError, FetchError
from scraper.outcomes import SUCCESSES, Outcome
from scraper.types import (
    Channel,
    ChannelRead,
    ChannelRole,
    ChannelState,
    NotModified,
    Page,
    Source,
    SourceForPoll,
)
from scraper.world import World

FULL_READ_EVERY = timedelta(hours=24)
"""How often an index is fetched unconditionally: servers lie with validators."""


async def read_channels(polled: SourceForPoll, world: World, reads: list[ChannelRead]) -> None:
    """Read the primary channels, and fallbacks in order while one is needed; append each end to `reads`.

    What was appended stays valid when the poll's deadline cancels the rest.
    """
    for channel in _with_role(polled.source, ChannelRole.PRIMARY):
        await _read_dated(channel, polled, world, reads)
    if reads and all(read.outcome in SUCCESSES for read in reads):
        return
    for channel in _with_role(polled.source, ChannelRole.FALLBACK):
        await _read_dated(channel, polled, world, reads)
        if reads[-1].outcome in SUCCESSES:
            return


async def _read_dated(
    channel: Channel, polled: SourceForPoll, world: World, reads: list[ChannelRead]
) -> None:
    """Read a channel at each address that its template stands for now; mostly it is one, its own."""
    for address in addresses_at(channel.url, world.clock.now(), polled.source.zone):
        reads.append(await read_channel(channel, address, polled, world))  # noqa: PERF401  (must survive a cancel)


def _with_role(source: Source, role: ChannelRole) -> list[Channel]:
    return [channel for channel in source.channels if channel.role is role]


async def read_channel(channel: Channel, address: str, polled: SourceForPoll, world: World) -> ChannelRead:
    """Fetch one index, conditionally where that is safe, and take its links in.

    `address` is the channel's own, or what its template stands for now; it is remembered as the channel's.
    """
    memory = polled.state.channels.get(channel.url, ChannelState())
    now = world.clock.now()
    fresh = memory.full_at is not None and now - memory.full_at < FULL_READ_EVERY
    validators = memory.validators if fresh and memory.trusted and memory.validators else None
    try:
        page = await world.fetcher.fetch(address, polled.source, validators)
        if isinstance(page, NotModified):
            return ChannelRead(channel.url, Outcome.NOT_MODIFIED, now, conditional=True)
        read = await _take_in(channel, page, memory, polled.source, world)
        return read if validators else replace(read, lied=hidden_by_validators(memory, read))
    except FetchError as error:
        return ChannelRead(
            channel.url, error.reason, now, detail=error.detail, retry_after=error.retry_after
        )
    except ExtractionError as error:
        return ChannelRead(channel.url, error.reason, now, detail=error.detail)


async def _take_in(
    channel: Channel, page: Page, memory: ChannelState, source: Source, world: World
) -> ChannelRead:
    """Make pending rows of the new links; nothing is parsed where the body is the one known."""
    digest = hashlib.sha256(page.body).hexdigest()
    read = ChannelRead(
        channel.url,
        Outcome.UNCHANGED_BODY,
        page.fetched_at,
        validators=page.validators,
        body_sha256=digest,
        moved_to=page.moved_permanently_to,
        poll_hint=page.fresh_for,
    )
    if digest == memory.body_sha256:
        return read
    index = await world.parser.read_index(page, channel, source)
    taken = await world.store.take_in(
        source.id, channel, index.links, page.fetched_at, baseline=memory.first_read_at is None
    )
    return replace(
        read,
        outcome=Outcome.OK if taken.new else Outcome.NOTHING_NEW,
        links=len(index.links),
        new=taken.new,
        poll_hint=max(filter(None, (index.poll_hint, page.fresh_for)), default=None),
        detail=", ".join(f"{reason}: {count}" for reason, count in index.dropped.items()),
    )
