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

A poll is a bulkhead: what one source provokes, a programming error included, is logged with its traceback,
backs that source off, and leaves the others alone. A store that refuses is told once, left alone for ever
longer rests, and taken up again by itself.
"""

import asyncio
import contextlib
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from scraper.app import App
from scraper.core.canary import told
from scraper.core.conclude import broken_off
from scraper.core.self_reports import health_broken, reload_refused
from scraper.deliver import deliver
from scraper.errors import ConfigError, StoreError
from scraper.jobs import Jobs
from scraper.poll import poll
from scraper.settings import Settings
from scraper.store_trouble import StoreTrouble
from scraper.types import SourceForPoll, SourceId, SourceState
from scraper.watchdog import FIRST_REST, Progress

HEARTBEAT: Final = timedelta(seconds=1)
HOUSEKEEPING: Final = timedelta(hours=1)
DUE_AT_ONCE: Final = 256
"""Sources that one tick takes from the store: with a tick a second, so many polls a second at most."""
CLOCK_JUMP: Final = timedelta(seconds=5)
"""How far the wall clock may move against the monotonic one in a heartbeat before jobs are set anew."""
CLOCK_UNSET: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Before this program was written: a clock that says so was never set (no battery, 1970)."""
SILENCE: Final = {
    # Eighteen pieces of work may queue at the writer for the busy timeout of a locked store each.
    "tick": timedelta(minutes=5),
    "deliver": timedelta(minutes=5),
    "housekeep": 3 * HOUSEKEEPING,
    "health": 3 * HOUSEKEEPING,
    "canary": 3 * HOUSEKEEPING,
    "writer": timedelta(minutes=1),
}
"""How long a part may not come round before the watchdog's ping is withheld."""


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
        self._due: deque[SourceState] = deque()
        self._errands: set[asyncio.Task[None]] = set()
        self._progress = Progress(SILENCE, time.monotonic())
        self._attempts = 0
        self._starved: tuple[str, ...] = ()
        self._trouble = StoreTrouble(app, self._errand)
        self._unnoted: set[int] = set()
        self._clock_offset = time.time() - time.monotonic()
        self._jobs = Jobs()

    async def run(self) -> None:
        """Run until `stop` or a signal; raises what a job could not survive."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, lambda: self._errand(self.reload()))
        heart = asyncio.create_task(self._beat(), name="heartbeat")
        heart.add_done_callback(self._heart_stopped)
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
        tick = self._app.settings.schedule.tick
        jobs = {
            "tick": (self._tick, tick),
            "deliver": (self._deliver, tick),
            "housekeep": (self._housekeep, HOUSEKEEPING),
            "health": (self._look_at_health, tick),
            "canary": (self._fly_canary, tick),
        }
        for name, (job, every) in jobs.items():
            self._jobs.add(name, self._guarded(name, job), every)
        self._jobs.start()

    def _guarded(self, name: str, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Return the job so wrapped that its failure stops the service instead of being swallowed."""

        async def guarded() -> None:
            # One instance at a time: where the last one hangs, this is not reached.
            self._progress.made(name, time.monotonic())
            try:
                await job()
            except StoreError as error:
                self._trouble.refused(error)
            except Exception as error:  # noqa: BLE001  (kept and raised again by `run`)
                self._fail(error)

        return guarded

    async def _tick(self) -> None:
        """Ask which sources are due, and begin to poll them."""
        if not self._has_room() or self._trouble.resting:
            return
        # Sources under way are still due in the store: ask for as many more.
        due = await self._app.world.store.due(self._app.world.clock.now(), DUE_AT_ONCE + len(self._polls))
        self._due = deque(state for state in due if self._may_begin(state))
        self._begin()

    def _has_room(self) -> bool:
        return len(self._polls) < self._app.settings.schedule.polls_at_once

    def _begin(self) -> None:
        """Begin polls of what is due, as many at once as allowed; the others begin as these end."""
        while self._due and self._has_room() and not self._trouble.resting:
            state = self._due.popleft()
            if self._may_begin(state):
                task = asyncio.create_task(self._poll(state), name=f"poll {state.id}")
                self._polls[state.id] = _Running(task, time.monotonic())
                task.add_done_callback(partial(self._ended, state.id))

    def _ended(self, source: SourceId, task: asyncio.Task[None]) -> None:
        """Forget a poll; what escaped its bulkhead stops the service."""
        del self._polls[source]
        if not task.cancelled() and task.exception() is not None:
            self._fail(task.exception())
        self._begin()

    def _may_begin(self, state: SourceState) -> bool:
        return state.id not in self._polls and state.id in self._app.sources and not self._stopping.is_set()

    async def _poll(self, state: SourceState) -> None:
        """Poll one source; nothing it provokes reaches the others."""
        polled = SourceForPoll(self._app.sources[state.id], state)
        try:
            self._app.telemetry.polled(await poll(polled, self._app.world, self._app.rules))
            await self._trouble.accepted()
        except StoreError as error:
            self._trouble.refused(error)
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
            self._trouble.refused(refused)

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

    # -- the heartbeat --------------------------------------------------------------------------------

    async def _beat(self) -> None:
        """Ping the watchdog while every part makes progress; a loop that hangs does not get here."""
        while True:
            self._mind_the_clock()
            stuck = self._stuck(time.monotonic())
            if not stuck:
                self._app.supervisor.alive()
            elif stuck != self._starved:
                self._app.telemetry.event("watchdog_starved", {"stuck": ", ".join(stuck)})
            self._starved = stuck
            await asyncio.sleep(HEARTBEAT.total_seconds())

    def _heart_stopped(self, heart: asyncio.Task[None]) -> None:
        if not heart.cancelled():
            self._fail(heart.exception())

    def _stuck(self, now: float) -> tuple[str, ...]:
        """Return what makes no progress: jobs that never end, a writer that stands still, endless polls."""
        if not self._jobs.running or self._trouble.resting:
            for part in SILENCE:  # nothing is asked of them
                self._progress.made(part, now)
        if self._app.attempts() != self._attempts:
            self._attempts = self._app.attempts()
            self._progress.made("writer", now)
        overdue = self._app.rules.deadline.total_seconds() * 1.5
        endless = (f"poll {id_}" for id_, poll in self._polls.items() if now - poll.since > overdue)
        return (*self._progress.stuck(now), *endless)

    def _mind_the_clock(self) -> None:
        """Set the jobs anew after the wall clock jumped."""
        offset = time.time() - time.monotonic()
        jump = timedelta(seconds=offset - self._clock_offset)
        self._clock_offset = offset
        if abs(jump) < CLOCK_JUMP:
            return
        self._app.telemetry.event("clock_jumped", {"seconds": round(jump.total_seconds())})
        self._jobs.set_anew()

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
        tasks = [running.task for running in self._polls.values()]
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=within.total_seconds())
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
