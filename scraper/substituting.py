"""Looking on a site for what stands in for channels that are gone, as `scraper sources add` does."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scraper.core.channel_checks import ChannelCheck
from scraper.core.channel_replacement import is_replaceable, substitute
from scraper.ports import Fetcher, Parser
from scraper.sourcing import find_channels
from scraper.types import Source

SITES_AT_ONCE: Final = 8


async def substituted(
    checks: Sequence[ChannelCheck], sources: Sequence[Source], fetcher: Fetcher, parser: Parser
) -> Sequence[ChannelCheck]:
    """Return the checks in their order, of channels that are gone with a substitute where there is one.

    What any of the sources reads is none. A site is looked at once, however many of its channels are gone.
    """
    turns = asyncio.Semaphore(SITES_AT_ONCE)
    taken = {channel.url for source in sources for channel in source.channels}
    found = list(checks)

    async def look(source: Source) -> None:
        gone = [
            at for at, check in enumerate(checks) if check.source == source.id and is_replaceable(check)
        ]
        if not gone:
            return
        kinds = {checks[at].channel.kind for at in gone}
        async with turns:
            trials = await find_channels(source, kinds, fetcher, parser)
        for at in gone:
            other = substitute(checks[at].channel, trials, taken)
            taken.update({other.url} if other else ())
            found[at] = replace(checks[at], substitute=other)

    async with asyncio.TaskGroup() as group:
        for source in sources:
            group.create_task(look(source))
    return found
