"""What is due is polled: as many sources at once as allowed, each in a task of its own.

A poll is a bulkhead: what one source provokes, a programming error included, is logged with its traceback,
backs that source off, and leaves the others alone.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from scraper.app import App
from scraper.core.conclude import broken_off
from scraper.errors import StoreError
from scraper.poll import poll
from scraper.store_trouble import StoreTrouble
from scraper.types import SourceForPoll, SourceId, SourceState

DUE_AT_ONCE: Final = 256
"""Sources that one tick takes from the store: with a tick a second, so many polls a second at most."""
OVERDUE: Final = 1.5
"""Deadlines of a poll after which it counts as endless."""


@dataclass(frozen=True, slots=True)
class _Running:
    """A poll under way."""

    task: asyncio.Task[None]
    since: float
    """Monotonic seconds."""


class Polling:
    """The polls under way; `fail` hears of what escaped a bulkhead."""

    def __init__(
        self, app: App, trouble: StoreTrouble, fail: Callable[[BaseException | None], None]
    ) -> None:
        self._app = app
        self._trouble = trouble
        self._fail = fail
        self._polls: dict[SourceId, _Running] = {}
        self._due: deque[SourceState] = deque()
        self._ending = False

    async def tick(self) -> None:
        """Ask which sources are due, and begin to poll them; raises StoreError."""
        if not self._has_room() or self._trouble.resting:
            return
        # Sources under way are still due in the store: ask for as many more.
        due = await self._app.world.store.due(self._app.world.clock.now(), DUE_AT_ONCE + len(self._polls))
        self._due = deque(state for state in due if self._may_begin(state))
        self._begin()

    def endless(self, now: float) -> Iterator[str]:
        """Yield what polls have outlived their deadline, which should have ended them."""
        overdue = self._app.rules.deadline.total_seconds() * OVERDUE
        return (f"poll {id_}" for id_, running in self._polls.items() if now - running.since > overdue)

    async def wind_up(self, within: timedelta) -> None:
        """Begin none any more; let those that run end, and abandon what does not `within`."""
        self._ending = True
        tasks = [running.task for running in self._polls.values()]
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=within.total_seconds())
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    def end(self) -> None:
        """Begin none any more."""
        self._ending = True

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
        return not self._ending and state.id not in self._polls and state.id in self._app.sources

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
