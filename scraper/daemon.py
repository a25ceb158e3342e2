"""The service: APScheduler's few fixed jobs, signals, reload, readiness, watchdog, a clean stop.

    tick          what is due is polled, each source in a task of its own     every `schedule.tick`
    deliver       alert rows on their way to the sinks                        every `schedule.tick`
    housekeep     retention and the write-ahead log                           every hour
    health        silence, refusals and rot of the sources are noticed        every 15 min of the clock
    canary        a made-up article travels through all the parts             once a day of the clock
    heartbeat     the watchdog's ping, withheld where a part hangs            every second

The scheduler knows no source: due times are rows of the store. It swallows what a job raises,
`SystemExit` too, so a job that fails is noted by `_guarded` and stops the service. The scheduler goes by
the wall clock; the heartbeat goes by the monotonic one and sets the jobs anew when the other jumped.

A store that refuses is told once, left alone for ever longer rests, and taken up again by itself.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Final

from scraper.app import App
from scraper.core.canary import told
from scraper.core.self_reports import health_broken, reload_refused
from scraper.deliver import deliver
from scraper.errors import ConfigError, StoreError
from scraper.heartbeat import HEARTBEAT, HOUSEKEEPING, Heartbeat
from scraper.jobs import Jobs
from scraper.polling import Polling
from scraper.settings import Settings
from scraper.store_trouble import StoreTrouble
from scraper.watchdog import FIRST_REST

AT_EVERY_TICK: Final = ("tick", "deliver", "health", "canary")
"""Jobs that run at every `schedule.tick`."""
CLOCK_UNSET: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Before this program was written: a clock that says so was never set (no battery, 1970)."""


class Daemon:
    """Runs an assembled App until it is told to stop."""

    def __init__(self, app: App, load: Callable[[], Settings]) -> None:
        self._app = app
        self._load = load
        self._stopping = asyncio.Event()
        self._fatal: BaseException | None = None
        self._errands: set[asyncio.Task[None]] = set()
        self._trouble = StoreTrouble(app, self._errand)
        self._unnoted: set[int] = set()
        self._jobs = Jobs()
        self._polling = Polling(app, self._trouble, self._fail)
        self._heart = Heartbeat(app, self._jobs, self._polling, self._trouble)

    async def run(self) -> None:
        """Run until `stop` or a signal; raises what a job could not survive."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, lambda: self._errand(self.reload()))
        heart = self._heart.start(self._fail)
        try:
            await self._until_the_clock_is_set()
            await self._until_the_store_takes_the_sources()
            if not self._stopping.is_set():
                self._schedule_jobs()
                self._app.supervisor.ready(f"watching {len(self._app.sources)} sources")
                await self._stopping.wait()
            await self._wind_up()
        finally:
            heart.cancel()
        if self._fatal is not None:
            raise self._fatal

    def stop(self) -> None:
        """Begin a clean stop; harmless when called again."""
        self._polling.end()
        self._stopping.set()

    async def _until_the_clock_is_set(self) -> None:
        """Wait where the clock says 1970: every date judged and every due time stored would be wrong."""
        if self._app.world.clock.now() >= CLOCK_UNSET:
            return
        self._app.telemetry.event("clock_unset", {"now": self._app.world.clock.now().isoformat()})
        self._app.supervisor.ready("waiting for the clock to be set")
        while self._app.world.clock.now() < CLOCK_UNSET and not self._stopping.is_set():
            await self._stopped_within(HEARTBEAT)

    async def _until_the_store_takes_the_sources(self) -> None:
        """Begin; where the disk is full at the start already, wait for it instead of being restarted."""
        while not self._stopping.is_set():
            try:
                await self._app.resume()
                await self._app.begin()
            except StoreError as error:
                self._trouble.refused(error)
                self._app.supervisor.ready("waiting for the store")
                await self._stopped_within(FIRST_REST)
            else:
                return

    async def _stopped_within(self, time_left: timedelta) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), time_left.total_seconds())

    def _errand(self, work: Coroutine[None, None, None]) -> None:
        """Do something beside the jobs; what it can't survive stops the service."""
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errand_done)

    def _errand_done(self, task: asyncio.Task[None]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._fail(task.exception())

    # -- the jobs -------------------------------------------------------------------------------------

    def _schedule_jobs(self) -> None:
        jobs = {
            "tick": self._polling.tick,
            "deliver": self._deliver,
            "housekeep": self._housekeep,
            "health": self._look_at_health,
            "canary": self._fly_canary,
        }
        for name, job in jobs.items():
            every = self._app.settings.schedule.tick if name in AT_EVERY_TICK else HOUSEKEEPING
            self._jobs.add(name, self._guarded(name, job), every)
        self._jobs.start()

    def _guarded(self, name: str, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Return the job so wrapped that its failure stops the service instead of being swallowed."""

        async def guarded() -> None:
            # One instance at a time: where the last one hangs, this is not reached.
            self._heart.progress.made(name, time.monotonic())
            try:
                await job()
            except StoreError as error:
                self._trouble.refused(error)
            except Exception as error:  # noqa: BLE001  (kept and raised again by `run`)
                self._fail(error)

        return guarded

    async def _deliver(self) -> None:
        if not self._trouble.resting:
            world = self._app.world
            await deliver(
                world.store,
                self._app.sinks,
                world.clock,
                unnoted=self._unnoted,
                restraints=self._app.settings.restraints,
            )

    async def _housekeep(self) -> None:
        await self._app.world.store.tidy(self._app.world.clock.now())

    async def _look_at_health(self) -> None:
        """Judge the sources' health; an error in judging it stops no poll."""
        world, watch = self._app.world, self._app.watch
        if watch is None or not watch.is_due(world.clock.now()) or self._trouble.resting:
            return
        try:
            await watch.look(tuple(self._app.sources.values()), world)
        except Exception as error:  # noqa: BLE001  (the bulkhead: told once a day, and polls go on)
            self._app.telemetry.event("health_refused", {"error": repr(error)})
            await world.store.raise_alert(health_broken(repr(error), world.clock.now()))

    async def _fly_canary(self) -> None:
        """Let the canary fly when it is time; what it dies of is told by its keeper."""
        if self._app.keeper is None or self._trouble.resting:
            return
        world = self._app.world
        flight = await self._app.keeper.tend(world.clock.now(), world.store)
        if flight is not None:
            self._app.telemetry.event("canary_died" if flight.failed else "canary_lives", told(flight))

    def _fail(self, error: BaseException | None) -> None:
        """Keep the first fatal error for `run` to raise, and stop."""
        self._fatal = self._fatal or error
        self.stop()

    # -- signals --------------------------------------------------------------------------------------

    async def reload(self) -> None:
        """Take over a new configuration if it is valid; keep the old one, and say so, if not."""
        self._app.supervisor.reloading()
        try:
            settings = await asyncio.to_thread(self._load)
            await self._app.adopt(settings)
        except ConfigError as error:
            await self._keep_the_old("; ".join(map(str, error.problems)))
        except StoreError as error:
            await self._keep_the_old(str(error))
        else:
            for name in AT_EVERY_TICK:
                self._jobs.pace(name, settings.schedule.tick)
            self._app.telemetry.event("reloaded", {"sources": len(self._app.sources)})
        finally:
            self._app.supervisor.ready(f"watching {len(self._app.sources)} sources")

    async def _keep_the_old(self, problems: str) -> None:
        self._app.telemetry.event("reload_refused", {"problems": problems})
        try:
            await self._app.world.store.raise_alert(reload_refused(problems, self._app.world.clock.now()))
        except StoreError as error:
            self._trouble.refused(error)

    async def _wind_up(self) -> None:
        """Let running polls end, abandon the late ones; what they recorded is on disk already."""
        self._app.supervisor.stopping()
        within = self._app.settings.schedule.stop_within
        await self._jobs.stop(within)
        await self._polling.wind_up(within)
