"""The service: APScheduler's few fixed jobs, signals, reload, readiness, watchdog, a clean stop.

    tick          what is due is polled, each source in a task of its own     every `schedule.tick`
    deliver       alert rows on their way to the sinks                        every `schedule.tick`
    heartbeat     the watchdog's ping, withheld where nothing moves           every second
    housekeeping  retention and the write-ahead log                           every hour

The scheduler knows no source: due times are rows of the store. It swallows what a job raises,
`SystemExit` too, so a job that fails is noted by `_guarded` and stops the service.

A poll is a bulkhead: what one source provokes, a programming error included, is logged with its traceback,
backs that source off, and leaves the others alone.
"""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scraper.app import App
from scraper.core.conclude import broken_off
from scraper.deliver import deliver
from scraper.errors import ConfigError, StoreError
from scraper.poll import poll
from scraper.settings import Settings
from scraper.types import SourceForPoll, SourceId, SourceState

HEARTBEAT = timedelta(seconds=1)
HOUSEKEEPING = timedelta(hours=1)
CLOCK_JUMP = timedelta(seconds=5)
"""How far the wall clock may move against the monotonic one in a heartbeat before jobs are set anew."""
STORE_REST = timedelta(seconds=10)
"""How long no poll begins after the store refused."""


@dataclass(frozen=True, slots=True)
class _Running:
    """A poll under way."""

    task: asyncio.Task[None]
    since: float
    """Monotonic seconds."""


class Daemon:
    """Runs an assembled App until it is told to stop."""

    def __init__(self, app: App, load: Callable[[], Settings]) -> None:
        self._app = app
        self._load = load
        self._stopping = asyncio.Event()
        self._fatal: BaseException | None = None
        self._polls: dict[SourceId, _Running] = {}
        self._ticked_at = time.monotonic()
        self._store_rests_until = 0.0
        self._clock_offset = time.time() - time.monotonic()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    async def run(self) -> None:
        """Run until `stop` or a signal; raises what a job could not survive."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(self.reload()))
        await self._app.begin()
        self._schedule_jobs()
        self._app.supervisor.ready(f"watching {len(self._app.sources)} sources")
        await self._stopping.wait()
        await self._wind_up()
        if self._fatal is not None:
            raise self._fatal

    def stop(self) -> None:
        """Begin a clean stop; harmless when called again."""
        self._stopping.set()

    # -- the jobs -------------------------------------------------------------------------------------

    def _schedule_jobs(self) -> None:
        schedule = self._app.settings.schedule
        jobs = (
            (self._tick, schedule.tick),
            (self._deliver, schedule.tick),
            (self._heartbeat, HEARTBEAT),
            (self._housekeep, HOUSEKEEPING),
        )
        for job, every in jobs:
            self._scheduler.add_job(
                self._guarded(job),
                "interval",
                seconds=every.total_seconds(),
                next_run_time=datetime.now(UTC),
                id=job.__name__,
            )
        self._scheduler.start()

    def _guarded(self, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Return the job so wrapped that its failure stops the service instead of being swallowed."""

        async def guarded() -> None:
            try:
                await job()
            except StoreError as error:
                self._rest(error)
            except Exception as error:  # noqa: BLE001  (kept and raised again by `run`)
                self._fail(error)

        return guarded

    async def _tick(self) -> None:
        """Begin a poll of each source that is due, as many at once as allowed."""
        self._ticked_at = time.monotonic()
        free = self._app.settings.schedule.polls_at_once - len(self._polls)
        if free <= 0 or time.monotonic() < self._store_rests_until:
            return
        # Sources under way are still due in the store: ask for as many more.
        due = await self._app.world.store.due(self._app.world.clock.now(), free + len(self._polls))
        for state in [state for state in due if self._may_begin(state)][:free]:
            task = asyncio.create_task(self._poll(state), name=f"poll {state.id}")
            self._polls[state.id] = _Running(task, time.monotonic())
            task.add_done_callback(partial(self._ended, state.id))

    def _ended(self, source: SourceId, task: asyncio.Task[None]) -> None:
        """Forget a poll; what escaped its bulkhead stops the service."""
        del self._polls[source]
        if not task.cancelled() and task.exception() is not None:
            self._fail(task.exception())

    def _may_begin(self, state: SourceState) -> bool:
        return state.id not in self._polls and state.id in self._app.sources and not self._stopping.is_set()

    async def _poll(self, state: SourceState) -> None:
        """Poll one source; nothing it provokes reaches the others."""
        polled = SourceForPoll(self._app.sources[state.id], state)
        try:
            self._app.telemetry.polled(await poll(polled, self._app.world, self._app.rules))
        except StoreError as error:
            self._rest(error)
        except Exception as error:  # noqa: BLE001  (the bulkhead: logged whole, alerted, backed off)
            self._app.telemetry.crashed(state.id, error)
            await self._break_off(polled, error)

    async def _break_off(self, polled: SourceForPoll, error: Exception) -> None:
        report, state, alert = broken_off(
            polled, error, self._app.world.clock.now(), self._app.rules.longest
        )
        try:
            await self._app.world.store.raise_alert(alert)
            await self._app.world.store.finish(report, state)
        except StoreError as refused:
            self._rest(refused)

    async def _deliver(self) -> None:
        await deliver(self._app.world.store, self._app.sinks, self._app.world.clock)

    async def _housekeep(self) -> None:
        await self._app.world.store.tidy(self._app.world.clock.now())

    async def _heartbeat(self) -> None:
        """Ping the watchdog while ticks come and polls end; mind jumps of the wall clock."""
        self._mind_the_clock()
        now = time.monotonic()
        oldest = min((running.since for running in self._polls.values()), default=now)
        overdue = self._app.rules.deadline.total_seconds() * 1.5
        if now - self._ticked_at < overdue and now - oldest < overdue:
            self._app.supervisor.alive()

    def _mind_the_clock(self) -> None:
        """Set the jobs anew after the wall clock jumped: APScheduler runs none until old times return."""
        offset = time.time() - time.monotonic()
        jump = timedelta(seconds=offset - self._clock_offset)
        self._clock_offset = offset
        if abs(jump) < CLOCK_JUMP:
            return
        self._app.telemetry.event("clock_jumped", {"seconds": round(jump.total_seconds())})
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    def _fail(self, error: BaseException | None) -> None:
        """Keep the first fatal error for `run` to raise, and stop."""
        self._fatal = self._fatal or error
        self.stop()

    def _rest(self, error: StoreError) -> None:
        self._store_rests_until = time.monotonic() + STORE_REST.total_seconds()
        self._app.telemetry.event("store_refused", {"error": str(error)})

    # -- signals --------------------------------------------------------------------------------------

    async def reload(self) -> None:
        """Take over a new configuration if it is valid; keep the old one, and say so, if not."""
        self._app.supervisor.reloading()
        try:
            settings = await asyncio.to_thread(self._load)
            await self._app.adopt(settings)
        except ConfigError as error:
            self._app.telemetry.event("reload_refused", {"problems": "; ".join(map(str, error.problems))})
        else:
            self._app.telemetry.event("reloaded", {"sources": len(self._app.sources)})
        finally:
            self._app.supervisor.ready(f"watching {len(self._app.sources)} sources")

    async def _wind_up(self) -> None:
        """Let running polls end, abandon the late ones; what they recorded is on disk already."""
        self._app.supervisor.stopping()
        self._scheduler.shutdown(wait=False)
        tasks = [running.task for running in self._polls.values()]
        if tasks:
            within = self._app.settings.schedule.stop_within.total_seconds()
            _, unfinished = await asyncio.wait(tasks, timeout=within)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
