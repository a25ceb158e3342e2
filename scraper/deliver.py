"""Undelivered alerts on their way to the sinks: at least once, in order within a story, beside the polls.

    held until now -> summed up in a digest a sink
    deliveries -> one lane a sink, all lanes at once -> sink.deliver -> delivered
                              |                                    '- refused -> postponed
                              '- the sink is spared it -> held

A refusal holds back what the same story has for that sink, so that no update arrives before its article.
After two refusals in a row the sink counts as down: the rest of its lane is postponed untried, which keeps
a dead sink from filling every batch and from costing each alert a deadline.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from scraper.core.outbox import UNDELIVERABLE, Patience, retry_at, undeliverable
from scraper.core.restraint import DIGEST, Hold, Restraint, digest, hold_of
from scraper.errors import DeliveryError
from scraper.ports import AlertSink, Clock, Delivery, Outbox

PATIENCE = Patience()
BATCH = 100
SINK_DEADLINE = timedelta(seconds=30)
"""Real time for one delivery, should a sink forget its own deadline."""
ROUND_LIMIT = timedelta(minutes=1)
"""Real time after which a lane begins no further delivery in this round."""
DOWN_AFTER = 2
"""Refusals in a row after which a sink is not tried again in this round."""
UNRESTRAINED = Restraint()
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Round:
    """What one call of `deliver` did, in alerts times sinks."""

    delivered: int = 0
    postponed: int = 0
    given_up: int = 0
    held: int = 0

    def __add__(self, other: "Round") -> "Round":
        return Round(
            self.delivered + other.delivered,
            self.postponed + other.postponed,
            self.given_up + other.given_up,
            self.held + other.held,
        )


async def deliver(
    outbox: Outbox,
    sinks: Mapping[str, AlertSink],
    clock: Clock,
    patience: Patience = PATIENCE,
    unnoted: set[int] | None = None,
    restraints: Mapping[str, Restraint] = MappingProxyType({}),
) -> Round:
    """Deliver what is due, and return how it went; raises StoreError.

    `unnoted`, kept by the caller, holds ids that a sink took and the store refused to note (a full disk):
    they are noted in a later round and not sent again. `restraints` say by a sink's name what it is spared.
    """
    unnoted = set() if unnoted is None else unnoted
    lanes: dict[str, list[Delivery]] = defaultdict(list)
    ripe = await _ripe(outbox, sinks, restraints, clock.now(), unnoted)
    for delivery in (*ripe, *await outbox.deliveries(clock.now(), BATCH)):
        lanes[delivery.sink].append(delivery)
    work = []
    for name, lane in lanes.items():
        restraint = restraints.get(name, UNRESTRAINED)
        work.append(_Lane(outbox, sinks.get(name), clock, patience, unnoted, restraint).run(lane))
    total = Round()
    for done in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(done, BaseException):
            raise done
        total += done
    return total


async def _ripe(
    outbox: Outbox,
    sinks: Mapping[str, AlertSink],
    restraints: Mapping[str, Restraint],
    now: datetime,
    unnoted: set[int],
) -> Sequence[Delivery]:
    """Sum up what was held until now; return what is to be told as itself: one alone, and digests."""
    lanes: dict[str, list[Delivery]] = defaultdict(list)
    themselves: list[Delivery] = []
    for delivery in await outbox.held(now, BATCH):
        restraint = restraints.get(delivery.sink, UNRESTRAINED)
        hold = hold_of(delivery.alert, restraint, now, (), held_before=True)
        if hold is not None:
            await outbox.hold(delivery, replace(hold, why=delivery.held))
        elif delivery.alert.kind == DIGEST or delivery.id in unnoted or delivery.sink not in sinks:
            themselves.append(delivery)
        else:
            lanes[delivery.sink].append(delivery)
    for sink, lane in lanes.items():
        if len(lane) == 1:
            themselves += lane
        else:
            alerts = [delivery.alert for delivery in lane]
            await outbox.sum_up(digest(sink, alerts, (delivery.held for delivery in lane), now), lane)
    return themselves


class _Lane:
    """One sink's share of a round."""

    def __init__(
        self,
        outbox: Outbox,
        sink: AlertSink | None,
        clock: Clock,
        patience: Patience,
        unnoted: set[int],
        restraint: Restraint,
    ) -> None:
        self._outbox = outbox
        self._restraint = restraint
        self._told: list[datetime] | None = None
        """When the sink was told something within the last hour; None: not asked yet."""
        self._unnoted = unnoted
        self._ends_at = time.monotonic() + ROUND_LIMIT.total_seconds()
        self._sink = sink
        self._clock = clock
        self._patience = patience
        self._behind: dict[int, datetime] = {}
        """Story -> when its first refused alert is tried again."""
        self._refusals = 0

    async def run(self, lane: Sequence[Delivery]) -> Round:
        done = Round()
        for delivery in lane:
            if time.monotonic() > self._ends_at:
                break  # the rest is due again in the next round
            done += await self._one(delivery)
        return done

    async def _one(self, delivery: Delivery) -> Round:
        story = delivery.alert.story
        if self._sink is None:
            return await self._give_up(delivery, "no such sink is configured any more")
        hold = None if delivery.id in self._unnoted else await self._hold(delivery)
        if hold is not None:
            await self._outbox.hold(delivery, hold)
            return Round(held=1)
        if story is not None and story in self._behind:
            return await self._postpone(
                delivery, "waits for an earlier alert of its story", self._behind[story]
            )
        if self._refusals >= DOWN_AFTER:
            later = self._clock.now() + self._patience.first
            return await self._postpone(delivery, "not tried: the sink is down", later)
        if delivery.id not in self._unnoted:
            try:
                async with asyncio.timeout(SINK_DEADLINE.total_seconds()):
                    await self._sink.deliver(delivery.alert)
            except (DeliveryError, TimeoutError) as error:
                self._refusals += 1
                return await self._refused(delivery, str(error) or "no answer in time")
        self._refusals = 0
        self._unnoted.add(delivery.id)
        await self._outbox.delivered(delivery, self._clock.now())
        self._unnoted.discard(delivery.id)
        if self._told is not None:
            self._told.append(self._clock.now())
        return Round(delivered=1)

    async def _hold(self, delivery: Delivery) -> Hold | None:
        now = self._clock.now()
        if self._told is None and self._restraint.hourly:
            self._told = list(await self._outbox.told(delivery.sink, now - HOUR))
        held_before = bool(delivery.held)
        return hold_of(delivery.alert, self._restraint, now, self._told or (), held_before=held_before)

    async def _refused(self, delivery: Delivery, error: str) -> Round:
        now = self._clock.now()
        again = retry_at(delivery.alert, delivery.attempts + 1, now, self._patience)
        if again is None:
            return await self._give_up(delivery, error)
        if delivery.alert.story is not None:
            self._behind[delivery.alert.story] = again
        return await self._postpone(delivery, error, again)

    async def _postpone(self, delivery: Delivery, error: str, until: datetime) -> Round:
        await self._outbox.postponed(delivery, error, until)
        return Round(postponed=1)

    async def _give_up(self, delivery: Delivery, error: str) -> Round:
        await self._outbox.postponed(delivery, error, None)
        if delivery.alert.kind != UNDELIVERABLE:
            await self._outbox.raise_alert(undeliverable(delivery.sink, error, self._clock.now()))
        return Round(given_up=1)
