"""The heartbeat: the watchdog's ping while every part makes progress, and an eye on the wall clock.

The scheduler goes by the wall clock; this goes by the monotonic one, and sets the jobs anew when the other
jumped. A loop that hangs does not get here, so that systemd's watchdog ends it.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from scraper.app import App
from scraper.jobs import Jobs
from scraper.polling import Polling
from scraper.store_trouble import StoreTrouble
from scraper.watchdog import Progress

HEARTBEAT: Final = timedelta(seconds=1)
CLOCK_JUMP: Final = timedelta(seconds=5)
"""How far the wall clock may move against the monotonic one in a heartbeat before jobs are set anew."""
HOUSEKEEPING: Final = timedelta(hours=1)
SILENCE: Final = {
    # Work may queue at the writer for the busy timeout of a locked store, one group after another.
    "tick": timedelta(minutes=5),
    "deliver": timedelta(minutes=5),
    "housekeep": 3 * HOUSEKEEPING,
    "health": 3 * HOUSEKEEPING,
    "canary": 3 * HOUSEKEEPING,
    "writer": timedelta(minutes=1),
}
"""How long a part may not come round before the watchdog's ping is withheld."""


class Heartbeat:
    """Beats until it is cancelled."""

    def __init__(self, app: App, jobs: Jobs, polling: Polling, trouble: StoreTrouble) -> None:
        self.progress = Progress(SILENCE, time.monotonic())
        self._app = app
        self._jobs = jobs
        self._polling = polling
        self._trouble = trouble
        self._attempts = 0
        self._starved: tuple[str, ...] = ()
        self._clock_offset = time.time() - time.monotonic()

    def start(self, failed: Callable[[BaseException | None], None]) -> asyncio.Task[None]:
        """Begin to beat, and return the task; `failed` hears what it could not survive."""

        def stopped(heart: asyncio.Task[None]) -> None:
            if not heart.cancelled():
                failed(heart.exception())

        heart = asyncio.create_task(self._beat(), name="heartbeat")
        heart.add_done_callback(stopped)
        return heart

    async def _beat(self) -> None:
        while True:
            self._mind_the_clock()
            stuck = self._stuck(time.monotonic())
            if not stuck:
                self._app.supervisor.alive()
            elif stuck != self._starved:
                self._app.telemetry.event("watchdog_starved", {"stuck": ", ".join(stuck)})
            self._starved = stuck
            await asyncio.sleep(HEARTBEAT.total_seconds())

    def _stuck(self, now: float) -> tuple[str, ...]:
        """Return what makes no progress: jobs that never end, a writer that stands still, endless polls."""
        if not self._jobs.running or self._trouble.resting:
            for part in SILENCE:  # nothing is asked of them
                self.progress.made(part, now)
        if self._app.attempts() != self._attempts:
            self._attempts = self._app.attempts()
            self.progress.made("writer", now)
        return (*self.progress.stuck(now), *self._polling.endless(now))

    def _mind_the_clock(self) -> None:
        """Set the jobs anew after the wall clock jumped."""
        offset = time.time() - time.monotonic()
        jump = timedelta(seconds=offset - self._clock_offset)
        self._clock_offset = offset
        if abs(jump) < CLOCK_JUMP:
            return
        self._app.telemetry.event("clock_jumped", {"seconds": round(jump.total_seconds())})
        self._jobs.set_anew()
