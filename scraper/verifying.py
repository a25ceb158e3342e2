"""One polite pass over the channels of many sources: what `scraper sources verify` does.

Hosts side by side, one request at a time to each; robots.txt is asked first, by the Fetcher. Where the
store knows a channel's validators the request is conditional: an operator may run it as often as needed.
Where a channel is gone its site is asked for another.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from scraper.core.address_templates import addresses_at
from scraper.core.channel_checks import ChannelCheck
from scraper.core.channel_memory import page_at
from scraper.dry_reading import read_dry
from scraper.ports import Clock, Fetcher, Parser
from scraper.substituting import substituted
from scraper.types import Channel, ChannelState, Source, SourceId, SourceState, Validators

HOSTS_AT_ONCE: Final = 8
Took = Callable[[str], timedelta | None]
"""Address -> how long its server took to answer."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One channel to look at."""

    source: Source
    position: int
    channel: Channel
    address: str
    validators: Validators | None


async def verify(
    sources: Sequence[Source],
    fetcher: Fetcher,
    parser: Parser,
    clock: Clock,
    *,
    states: Mapping[SourceId, SourceState] = MappingProxyType({}),
    took: Took = lambda _: None,
    tell: Callable[[ChannelCheck], None] = lambda _: None,
) -> Sequence[ChannelCheck]:
    """Look once at every channel and return how each answered, in order; `tell` hears of each at once."""
    calls = [call for source in sources for call in _calls(source, states.get(source.id), clock)]
    by_host: dict[str, list[_Call]] = defaultdict(list)
    for call in calls:
        by_host[urlsplit(call.address).netloc.lower()].append(call)
    turns = asyncio.Semaphore(HOSTS_AT_ONCE)
    checks: dict[tuple[SourceId, int], ChannelCheck] = {}

    async def look(queue: Sequence[_Call]) -> None:
        async with turns:
            for call in queue:
                check = await _check(call, fetcher, parser, took)
                checks[call.source.id, call.position] = check
                tell(check)

    async with asyncio.TaskGroup() as group:
        for queue in by_host.values():
            group.create_task(look(queue))
    found = [checks[call.source.id, call.position] for call in calls]
    return await substituted(found, sources, fetcher, parser)


def _calls(source: Source, state: SourceState | None, clock: Clock) -> Sequence[_Call]:
    found = []
    for position, channel in enumerate(source.channels):
        address = addresses_at(channel.url, clock.now(), source.zone)[0]
        memory = state.channels.get(channel.url, ChannelState()) if state else ChannelState()
        known = page_at(memory, channel.url, address) if memory.trusted else None
        found.append(_Call(source, position, channel, address, known.validators if known else None))
    return found


async def _check(call: _Call, fetcher: Fetcher, parser: Parser, took: Took) -> ChannelCheck:
    read = await read_dry(call.channel, call.address, call.source, fetcher, parser, call.validators)
    links = read.index.links if read.index else ()
    return ChannelCheck(
        call.source.id,
        call.position,
        call.channel,
        read.outcome,
        read.detail,
        len(links),
        sum(link.published is not None for link in links),
        # Where today's address of a template moved to is no template.
        read.moved_to if call.address == call.channel.url else None,
        took(call.address),
    )
