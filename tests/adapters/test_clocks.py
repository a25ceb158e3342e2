"""Every clock keeps the port's promises; the fake one, too."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from scraper.adapters.clocks import AcceleratedClock, SystemClock
from scraper.ports import Clock
from tests.fakes_clock import FakeClock

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLOCKS: list[Callable[[], Clock]] = [
    SystemClock,
    lambda: AcceleratedClock(START, 50),
    lambda: FakeClock(START, eager=True),
]


@pytest.mark.parametrize("make", CLOCKS, ids=["system", "accelerated", "fake"])
async def test_time_is_in_utc_and_passes_while_one_sleeps(make: Callable[[], Clock]) -> None:
    clock = make()
    before = clock.now()
    assert before.tzinfo is UTC
    await clock.sleep(timedelta(milliseconds=20))
    # 1 ms less: a sleep may wake as early as the event loop's resolution.
    assert clock.now() - before >= timedelta(milliseconds=19)


@pytest.mark.parametrize("make", CLOCKS, ids=["system", "accelerated", "fake"])
@pytest.mark.parametrize("duration", [timedelta(0), timedelta(days=-1)])
async def test_a_sleep_of_nothing_ends_at_once(make: Callable[[], Clock], duration: timedelta) -> None:
    async with asyncio.timeout(5):
        await make().sleep(duration)


async def test_the_accelerated_clock_begins_at_its_start_and_runs_at_its_rate() -> None:
    clock = AcceleratedClock(START, 3600)
    assert timedelta(0) <= clock.now() - START < timedelta(hours=1)
    began = time.monotonic()
    await clock.sleep(timedelta(minutes=6))
    assert time.monotonic() - began >= 0.09
    assert clock.now() - START >= timedelta(minutes=5)


@pytest.mark.parametrize(
    ("start", "rate"),
    [(START, 0.0), (START, -1.0), (datetime(2026, 1, 1), 1.0)],  # noqa: DTZ001 - refused
)
def test_a_clock_that_makes_no_sense_is_refused(start: datetime, rate: float) -> None:
    with pytest.raises(ValueError, match=r"rate|zone"):
        AcceleratedClock(start, rate)


async def test_sleepers_of_the_fake_clock_wake_in_order_at_their_instants() -> None:
    clock = FakeClock(START)
    woken: list[tuple[str, timedelta]] = []

    async def sleeper(name: str, seconds: int) -> None:
        for _ in range(2):
            await clock.sleep(timedelta(seconds=seconds))
            woken.append((name, clock.now() - START))

    tasks = [asyncio.create_task(sleeper(name, seconds)) for name, seconds in (("b", 3), ("a", 2))]
    await clock.advance(timedelta(seconds=5))
    assert [(name, at.seconds) for name, at in woken] == [("a", 2), ("b", 3), ("a", 4)]
    await clock.advance(timedelta(seconds=1))
    assert [name for name, _ in woken] == ["a", "b", "a", "b"]
    assert clock.now() == START + timedelta(seconds=6)
    await asyncio.gather(*tasks)
