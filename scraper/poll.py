"""One poll of one source, end to end. Start reading here.

    clock --tick--> store.due(now) -> SourceForPoll
                                        |
      read_channels   fetch each index  | Page | NotModified -> parser -> Index of Links
      (channels.py)                     v
      store.take_in                   new links become pending rows at once
                                        |
      settle          one by one        v PendingLink
        gather          fetch -> Page -> gate --no--> Gathered(off_topic_gate)
        (gather.py)                        '-yes-> parser -> Article -> Gathered
        look_at         judge, fingerprint                        PURE  -> Observed
        store.record    BEGIN IMMEDIATE: Known -> decide (PURE) -> Intent -> rows and alert rows
                                        |
      conclude                          v PURE: the source's new state, the PollReport
      store.finish

An expected failure of the source is a value with a reason code; a programming error propagates.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from scraper.channels import read_channels
from scraper.core.conclude import Ended, conclude
from scraper.core.decide import decide
from scraper.core.furniture import EMPTY
from scraper.core.outage import announcement, heard
from scraper.filling import fill
from scraper.gather import gather, look_at
from scraper.outcomes import ROAD_CLOSED, SUCCESSES
from scraper.types import ChannelRead, Intent, PendingLink, PollReport, Source, SourceForPoll
from scraper.world import Rules, World


async def poll(polled: SourceForPoll, world: World, rules: Rules) -> PollReport:
    """Poll one source and return how it went; all that was found is on disk when it returns."""
    began_at = world.clock.now()
    reads: list[ChannelRead] = []
    intents: list[Intent] = []
    late = False
    try:
        async with asyncio.timeout(rules.deadline.total_seconds()):
            await read_channels(polled, world, reads)
            await _mind_the_network(reads, world)
            found_late = await _fill(polled, reads, world)
            if not world.way.network.is_down and (found_late or _may_wait(polled, reads)):
                await settle(polled.source, world, rules, intents)
    except TimeoutError:
        late = True
    ended = await _ended(polled, world, rules, began_at, late=late, looks=late or _may_wait(polled, reads))
    report, state, alerts = conclude(polled, reads, intents, ended, rules.shortest, rules.longest)
    for alert in alerts:
        await world.store.raise_alert(alert)
    await world.store.finish(report, state)
    return report


async def _fill(polled: SourceForPoll, reads: Sequence[ChannelRead], world: World) -> int:
    """Fill the gap that waits for it, where the source answers; return how many links were found late."""
    gap = polled.state.gap
    if gap is None or not any(read.outcome in SUCCESSES for read in reads):
        return 0
    return await fill(gap, polled.source, world)


async def settle(source: Source, world: World, rules: Rules, intents: list[Intent]) -> None:
    """Deal with waiting links, each on disk before the next is fetched; append what was decided."""
    waiting = await world.store.pending(source.id, world.clock.now(), rules.policy.articles_per_poll)
    furniture = await world.store.furniture(source.id) if waiting else EMPTY
    for pending in waiting:
        gathered = await gather(pending, source, world, rules, furniture)
        observed = await look_at(gathered, rules.topic)
        now = world.clock.now()
        intents.append(
            await world.store.record(observed, partial(decide, observed, policy=rules.policy, now=now), now)
        )
        if gathered.outcome in ROAD_CLOSED:
            return  # the other links would only meet the same


def _may_wait(polled: SourceForPoll, reads: Sequence[ChannelRead]) -> bool:
    """Return whether links can be waiting: some were when the poll began, or an index was taken in."""
    return polled.state.waiting or any(read.links for read in reads)


async def _ended(
    polled: SourceForPoll, world: World, rules: Rules, began_at: datetime, *, late: bool, looks: bool
) -> Ended:
    now = world.clock.now()
    left: Sequence[PendingLink] = ()
    if looks:
        left = await world.store.pending(polled.source.id, now, rules.policy.articles_per_poll)
    return Ended(began_at, now, len(left), late, world.jitter(), outage=world.way.network.is_down)


async def _mind_the_network(reads: Sequence[ChannelRead], world: World) -> None:
    """Note whether anybody was reached, and tell ops where our own network went or came back."""
    before, now = world.way.network, world.clock.now()
    world.way.network = heard(before, reads, now)
    alert = announcement(before, world.way.network, now)
    if alert is not None:
        await world.store.raise_alert(alert)
