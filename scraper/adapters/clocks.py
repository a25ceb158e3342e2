"""Clocks: the system's, and one that runs faster for demos and simulations."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta) -> None:
        """Return after `duration`."""
        await asyncio.sleep(max(0.0, duration.total_seconds()))


class AcceleratedClock:
    """A clock that began at `start` and since then runs `rate` times as fast as real time.

    It is driven by the monotonic clock, so that no step of the system's time disturbs it.
    """

    def __init__(self, start: datetime, rate: float) -> None:
        if start.tzinfo is None:
            raise ValueError("start needs a time zone")
        if rate <= 0:
            raise ValueError(f"rate must be above 0, not {rate}")
        self._start = start.astimezone(UTC)
        self._rate = rate
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Return the present instant of this clock in UTC."""
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * self._rate)

    async def sleep(self, duration: timedelta) -> None:
        """Return after `duration` of this clock."""
        await asyncio.sleep(max(0.0, duration.total_seconds() / self._rate))
