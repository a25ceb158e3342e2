"""Turns: one request at a time to a host, far enough apart, and none while it asked to be left alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from scraper.core.answers import failure, outcome_of
from scraper.core.politeness import DEFAULT_BLOCK, LONGEST_RETRY_AFTER, gap, next_spacing
from scraper.outcomes import Outcome
from scraper.ports import Clock, HostMemory, HostState

LONGEST_WAIT: Final = timedelta(seconds=60)
"""How long a fetch waits for its turn; with a longer gap it fails and says when to come back."""

_WORTH_WRITING: Final = timedelta(seconds=5)
"""From this spacing on a restart would be an excuse: the next turn is written down each time."""


@dataclass(slots=True)
class Turn:
    """What its holder found out, told before the turn ends."""

    status: int = 0
    answered_in: timedelta = timedelta(0)
    """Real time until the answer's head."""
    block_for: timedelta | None = None
    """Retry-After of a 429."""


class Hosts:
    """What politeness knows of each host, kept in `memory`; hosts are named `host:port`."""

    def __init__(
        self, memory: HostMemory, clock: Clock, least: timedelta, jitter: Callable[[], float]
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._least = least
        self._jitter = jitter
        self._states: dict[str, HostState] = {}
        self._written: dict[str, HostState] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def load(self) -> None:
        """Read what is remembered from earlier runs."""
        self._states = {state.host: state for state in await self._memory.hosts()}
        self._written = dict(self._states)

    async def save(self) -> None:
        """Write down what has changed since it was last written."""
        for host in list(self._states):
            await self._write(host)

    def state(self, host: str) -> HostState:
        """Return what is known of `host`."""
        known = self._states.get(host)
        return known or HostState(host, next_allowed_at=self._clock.now(), spacing=self._least)

    async def learn_robots(self, host: str, body: bytes, status: int) -> None:
        """Keep what robots.txt said; status -1: unreachable."""
        self._states[host] = replace(
            self.state(host), robots=body, robots_status=status, robots_at=self._clock.now()
        )
        await self._write(host)

    @asynccontextmanager
    async def turn(self, host: str, url: str, crawl_delay: float | None) -> AsyncIterator[Turn]:
        """Hold `host` for one request; `crawl_delay` (seconds) sets the least gap after it.

        Raises TransientFetchError with RATE_LIMITED where the host is blocked or the wait too long.
        """
        async with self._locks.setdefault(host, asyncio.Lock()):
            self.refuse_blocked(host, url)
            await self._wait(host, url, crawl_delay)
            turn = Turn()
            before = self.state(host)
            try:
                yield turn
            finally:
                self._states[host] = self._after(turn, self.state(host), crawl_delay)
            if self._is_news(before, self._states[host]):
                await self._write(host)

    def refuse_blocked(self, host: str, url: str) -> None:
        """Raise TransientFetchError with RATE_LIMITED while `host` wants to be left alone."""
        until = self.state(host).blocked_until
        left = until - self._clock.now() if until else timedelta(0)
        if left > timedelta(0):
            # A clock that was set back must not lengthen the wait.
            left = min(left, LONGEST_RETRY_AFTER)
            raise failure(url, Outcome.RATE_LIMITED, "the host asked to be left alone", left)

    async def _wait(self, host: str, url: str, crawl_delay: float | None) -> None:
        state = self.state(host)
        longest = gap(state.spacing, crawl_delay, 1.0)
        wait = min(state.next_allowed_at - self._clock.now(), longest)
        if wait > LONGEST_WAIT:
            raise failure(url, Outcome.RATE_LIMITED, f"the host wants {longest} between requests", wait)
        await self._clock.sleep(wait)

    def _after(self, turn: Turn, state: HostState, crawl_delay: float | None) -> HostState:
        now = self._clock.now()
        well = outcome_of(turn.status) in {Outcome.OK, Outcome.NOT_MODIFIED}
        spacing = next_spacing(state.spacing, turn.answered_in, least=self._least, well=well)
        blocked_until = state.blocked_until
        if turn.status == 429:  # noqa: PLR2004 - a status
            blocked_until = now + (DEFAULT_BLOCK if turn.block_for is None else turn.block_for)
        allowed_at = now + gap(spacing, crawl_delay, self._jitter())
        return replace(state, spacing=spacing, next_allowed_at=allowed_at, blocked_until=blocked_until)

    def _is_news(self, before: HostState, after: HostState) -> bool:
        changed = before.blocked_until != after.blocked_until
        return changed or _gap_of(after, self._clock.now()) >= _WORTH_WRITING

    async def _write(self, host: str) -> None:
        state = self._states[host]
        if self._written.get(host) != state:
            await self._memory.remember(state)
            self._written[host] = state


def _gap_of(state: HostState, now: datetime) -> timedelta:
    return state.next_allowed_at - now
