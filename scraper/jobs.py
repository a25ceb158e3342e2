"""The daemon's few fixed jobs on APScheduler, made to stand jumps of the wall clock.

By itself (3.11) it runs nothing for an hour after a jump back by an hour, and after a leap of a month
a job of every second computes each second that was leapt before anything else happens.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger


class Every(BaseTrigger):  # type: ignore[misc]  # apscheduler has no types
    """Fires an interval after it was asked: after a leap of the clock once, not for each interval leapt."""

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return when to fire next; see BaseTrigger."""
        return now if previous is None else now + self.interval


class Jobs:
    """Each runs at once and then at its interval, never beside itself."""

    def __init__(self) -> None:
        logger = logging.getLogger("scraper.jobs")
        logger.setLevel(logging.ERROR)  # that a job is skipped while it still runs is no news
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            logger=logger,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._under_way: set[asyncio.Future[None]] = set()

    @property
    def running(self) -> bool:
        """Tell whether they were started and not stopped."""
        return bool(self._scheduler.running)

    def add(self, name: str, job: Callable[[], Awaitable[None]], every: timedelta) -> None:
        """Add a job, which must not raise: the scheduler would swallow it."""

        async def run() -> None:
            work = asyncio.ensure_future(job())
            self._under_way.add(work)
            work.add_done_callback(self._under_way.discard)
            await work

        self._scheduler.add_job(run, Every(every), id=name)

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def pace(self, name: str, every: timedelta) -> None:
        """Let a job run at another interval from now on; nothing where there is no such job yet."""
        job = self._scheduler.get_job(name)
        if job is not None and job.trigger.interval != every:
            job.reschedule(Every(every))

    def set_anew(self) -> None:
        """Let every job run now: what was set by a clock that jumped counts for nothing."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    async def stop(self, within: timedelta) -> None:
        """Begin none any more and let those that run end; what does not end `within` is cancelled.

        The scheduler's own shutdown would cancel a delivery between the sink's taking it and its note.
        """
        if not self.running:
            return
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within.total_seconds())
        self._scheduler.shutdown(wait=False)
