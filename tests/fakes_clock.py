"""A clock that stands still until it is told to move."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FakeClock:
    """Fulfils `ports.Clock`; `advance` wakes the sleepers whose time has come, in order.

    `eager`: nobody sleeps; each sleep moves the clock instead, for code that runs alone.
    """

    def __init__(self, start: datetime = MONDAY, *, eager: bool = False) -> None:
        self._now = start
        self._eager = eager
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = count()
        self.slept: list[timedelta] = []

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        """Step the clock, backwards too, without waking anybody."""
        self._now = instant

    async def sleep(self, duration: timedelta) -> None:
        self.slept.append(max(duration, timedelta(0)))
        if duration <= timedelta(0):
            await asyncio.sleep(0)
            return
        if self._eager:
            self._now += duration
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + duration, next(self._order), woken))
        await woken

    async def advance(self, duration: timedelta) -> None:
        """Let `duration` pass: each sleeper wakes at its own instant and may go to sleep again."""
        end = self._now + duration
        await _settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            due, _, woken = heapq.heappop(self._sleepers)
            self._now = max(self._now, due)
            if not woken.done():
                woken.set_result(None)
            await _settle()
        self._now = end
        await _settle()


async def _settle() -> None:
    """Let every task that can run do so."""
    for _ in range(20):
        await asyncio.sleep(0)
