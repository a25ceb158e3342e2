"""The daemon's jobs where the wall clock jumps."""

import asyncio
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from apscheduler.executors import base as executors
from apscheduler.schedulers import base as schedulers

from scraper import jobs as ours
from scraper.jobs import Every, Jobs

TICK = timedelta(seconds=0.05)


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Move the wall clock that the scheduler reads."""
    ahead = timedelta()

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz or UTC) + ahead

    def jump(by: timedelta) -> None:
        nonlocal ahead
        ahead += by

    for module in (schedulers, executors, ours):
        monkeypatch.setattr(module, "datetime", Jumping)
    return jump


@pytest.mark.parametrize(
    "by",
    [
        pytest.param(timedelta(hours=1), id="an hour ahead"),
        pytest.param(timedelta(days=365), id="a year ahead"),
        pytest.param(timedelta(seconds=-30), id="half a minute back"),
        pytest.param(timedelta(hours=-1), id="an hour back"),
    ],
)
async def test_jobs_go_on_at_their_pace_after_a_jump_of_the_clock(
    jump: Callable[[timedelta], None], by: timedelta
) -> None:
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1

    jobs = Jobs()
    jobs.add("job", job, TICK)
    jobs.start()
    await asyncio.sleep(0.2)
    before = runs
    jump(by)
    jobs.set_anew()
    await asyncio.sleep(0.5)
    await jobs.stop(timedelta(seconds=1))
    assert before >= 2
    assert 3 <= runs - before <= 12


async def test_a_leap_costs_one_run_even_before_it_is_noticed(jump: Callable[[timedelta], None]) -> None:
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1

    jobs = Jobs()
    jobs.add("job", job, timedelta(seconds=0.2))
    jobs.start()
    await asyncio.sleep(0.1)
    jump(timedelta(days=365))
    await asyncio.sleep(0.2)
    await jobs.stop(timedelta(seconds=1))
    assert runs == 2


async def test_a_job_never_runs_beside_itself() -> None:
    running = most = runs = 0

    async def job() -> None:
        nonlocal running, most, runs
        running += 1
        runs += 1
        most = max(most, running)
        await asyncio.sleep(0.15)
        running -= 1

    jobs = Jobs()
    jobs.add("job", job, TICK)
    jobs.start()
    await asyncio.sleep(0.5)
    await jobs.stop(timedelta(seconds=1))
    assert most == 1
    assert runs >= 2


async def test_a_job_under_way_ends_before_the_stop_does() -> None:
    ended = False

    async def job() -> None:
        nonlocal ended
        await asyncio.sleep(0.2)
        ended = True

    jobs = Jobs()
    jobs.add("job", job, TICK)
    jobs.start()
    await asyncio.sleep(0.1)
    await jobs.stop(timedelta(seconds=5))
    assert ended


@pytest.mark.parametrize("night", ["2026-03-28T22:30", "2026-10-24T22:30"], ids=["spring", "autumn"])
def test_a_change_to_or_from_summer_time_changes_no_interval(night: str) -> None:
    every, now = Every(timedelta(hours=1)), datetime.fromisoformat(night).replace(tzinfo=UTC)
    runs = [now]
    for _ in range(6):
        runs.append(every.get_next_fire_time(runs[-1], runs[-1]))
    assert [later - earlier for earlier, later in itertools.pairwise(runs)] == [timedelta(hours=1)] * 6


async def test_a_job_goes_on_at_its_new_pace() -> None:
    runs = 0

    async def job() -> None:
        nonlocal runs
        runs += 1

    jobs = Jobs()
    jobs.add("job", job, timedelta(hours=1))
    jobs.start()
    await asyncio.sleep(0.1)
    assert runs == 1
    jobs.pace("job", timedelta(hours=1))
    await asyncio.sleep(0.1)
    assert runs == 1, "the pace it has changes nothing"
    jobs.pace("job", TICK)
    jobs.pace("no such job", TICK)
    await asyncio.sleep(0.5)
    await jobs.stop(timedelta(seconds=1))
    assert runs >= 3
