"""Asks each site's robots.txt before anything else, and keeps the answer as long as RFC 9309 allows."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from scraper.adapters.hosts import Hosts
from scraper.core.addresses import Target
from scraper.core.answers import failure
from scraper.core.robots import LIFETIME, UNREACHABLE_LIFETIME, RobotsRules, parse_robots
from scraper.errors import FetchError
from scraper.outcomes import Outcome
from scraper.ports import Clock, HostState

UNREACHABLE: Final = -1
_ENDLESS: Final = 302

_LONG: Final = 32 * 1024
"""Bytes of robots.txt that are parsed in a thread: more takes longer than the loop should wait."""

_COMPILED: Final = 2000
"""How many hosts' rules are kept ready; those of a common robots.txt take 20 kB."""

_VERDICTS: Final = 4
"""Addresses of a host whose verdicts are kept, the first asked for: its indexes, poll after poll."""

AskRobots = Callable[[Target, float | None], Awaitable[tuple[int, bytes]]]
"""Fetches a site's robots.txt: the status and at most the first 500 KiB; raises FetchError.

It is given the delay between requests that the last copy asked for.
"""

# While the way to the host itself is broken, that is what there is to say, and nothing to remember.
_NO_WAY: Final = frozenset(
    {
        Outcome.DNS_FAILED,
        Outcome.CONNECT_FAILED,
        Outcome.TLS_INVALID,
        Outcome.RATE_LIMITED,
        Outcome.CONNECTION_LOST,
        Outcome.TIMED_OUT,
    }
)


@dataclass(slots=True)
class _Known:
    """What one copy of a host's robots.txt said when it was asked, for little memory."""

    copied_at: datetime | None
    crawl_delay: float | None
    verdicts: dict[str, bool] = field(default_factory=dict)


class RobotsGate:
    """The rules of every host met, for one robot."""

    def __init__(self, hosts: Hosts, clock: Clock, agent: str, ask: AskRobots) -> None:
        self._hosts = hosts
        self._clock = clock
        self._agent = agent
        self._ask = ask
        self._locks: dict[str, asyncio.Lock] = {}
        self._rules: dict[str, tuple[datetime | None, RobotsRules]] = {}
        self._known: dict[str, _Known] = {}

    async def crawl_delay(self, target: Target) -> float | None:
        """Return the seconds between requests that the site asks for, if it lets us fetch `target` at all.

        Raises Disallowed with ROBOTS_DISALLOWED; TransientFetchError with ROBOTS_UNREACHABLE or with the
        reason why the host cannot be reached.
        """
        async with self._locks.setdefault(target.authority, asyncio.Lock()):
            state = await self._current(target)
        if state.robots_status == UNREACHABLE and not state.robots:
            left = self._left(state)
            raise failure(target.url, Outcome.ROBOTS_UNREACHABLE, "robots.txt can't be had", left)
        known = self._known.get(state.host)
        if known is None or known.copied_at != state.robots_at:
            known = _Known(state.robots_at, (await self._compiled(state)).crawl_delay)
            self._known[state.host] = known
        if not await self._permits(target.url, known, state):
            raise failure(target.url, Outcome.ROBOTS_DISALLOWED, f"for {self._agent}")
        return known.crawl_delay

    async def _permits(self, url: str, known: _Known, state: HostState) -> bool:
        verdict = known.verdicts.get(url)
        if verdict is None:
            verdict = (await self._compiled(state)).permits(url)
            if len(known.verdicts) < _VERDICTS:
                known.verdicts[url] = verdict
        return verdict

    async def _current(self, target: Target) -> HostState:
        host = target.authority
        state = self._hosts.state(host)
        if state.robots_at is not None and timedelta(0) < self._left(state) <= LIFETIME:
            return state
        try:
            status, body = await self._ask(target, (await self._compiled(state)).crawl_delay)
        except FetchError as error:
            if error.reason in _NO_WAY or error.url == target.authority:
                raise  # the latter: the host itself leads inside, not a redirect of its robots.txt
            # A chain without end is no file (section 2.3.1.2): that allows, as 404 does.
            endless = error.reason is Outcome.TOO_MANY_REDIRECTS
            status, body = (_ENDLESS if endless else UNREACHABLE), b""
        if status == UNREACHABLE:
            # A copy that has expired still says more than nothing (RFC 9309, section 2.4).
            body = state.robots
        await self._hosts.learn_robots(host, body, status)
        return self._hosts.state(host)

    def _left(self, state: HostState) -> timedelta:
        lifetime = UNREACHABLE_LIFETIME if state.robots_status == UNREACHABLE else LIFETIME
        asked_at = state.robots_at or self._clock.now() - lifetime
        return asked_at + lifetime - self._clock.now()

    async def _compiled(self, state: HostState) -> RobotsRules:
        known = self._rules.get(state.host)
        if known is not None and known[0] == state.robots_at:
            return known[1]
        if len(state.robots) > _LONG:
            rules = await asyncio.to_thread(parse_robots, state.robots, self._agent)
        else:
            rules = parse_robots(state.robots, self._agent)
        self._rules[state.host] = state.robots_at, rules
        if len(self._rules) > _COMPILED:
            del self._rules[next(iter(self._rules))]
        return rules
