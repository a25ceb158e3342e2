"""HttpFetcher: the one way to a source's server, with every guard and all politeness on the way.

    fetch -> vet the address -> robots.txt -> the host's turn -> exchange -> redirect? vet again, 5 times
                                                                          -> Page, NotModified

httpx is used at its transport seam. Its client would add what must not be here: cookies, proxies from the
environment, redirects whose bodies are read to the end, log lines with whole addresses.
"""

import asyncio
import random
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Final, Self

import httpx

from scraper import __version__
from scraper.adapters.exchange import Answer, Limits, Progress, exchange, refused
from scraper.adapters.hops import Hop, Trace
from scraper.adapters.hosts import Hosts
from scraper.adapters.resolver import LookUp, Resolver, system_look_up
from scraper.adapters.robots_gate import UNREACHABLE, RobotsGate
from scraper.adapters.transport import PinnedTransport, tls_context
from scraper.core.addresses import Target, vet
from scraper.core.answers import PERMANENT_REDIRECTS, REDIRECTS, Head, failure, follow, outcome_of
from scraper.core.politeness import parse_retry_after
from scraper.core.robots import LIMIT as ROBOTS_LIMIT
from scraper.core.walls import recognise
from scraper.errors import FetchError
from scraper.outcomes import Outcome
from scraper.ports import Clock, HostMemory
from scraper.settings import Network
from scraper.types import NotModified, Page, Source, Validators

PRODUCT: Final = "japan-ukraine-monitor"
"""The name by which robots.txt knows us."""

REDIRECTS_FOLLOWED: Final = 5

_ACCEPT: Final = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.8"
_NOTHING: Final = Validators()


@dataclass(slots=True)
class _Budget:
    """The real seconds that one fetch still has for its I/O; waiting for a turn costs none."""

    left: float

    def spend(self, since: float) -> None:
        self.left -= time.monotonic() - since


@dataclass(frozen=True, slots=True)
class _Walk:
    """Where a chain of redirects ended."""

    answer: Answer
    passed: tuple[str, ...]
    moved_to: str | None
    conditional: bool


class HttpFetcher:
    """Fulfils `ports.Fetcher` over HTTP/1.1; an async context manager.

    `memory` keeps politeness and robots.txt between runs; `trace` hears of every request. Raises
    ValueError without a contact in `network`: nobody should be asked by a robot that hides.
    """

    def __init__(
        self,
        network: Network,
        clock: Clock,
        memory: HostMemory,
        *,
        trace: Trace | None = None,
        tls: ssl.SSLContext | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        look_up: LookUp = system_look_up,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        contact = network.contact.strip()
        if not (contact and contact.isascii() and contact.isprintable()):
            raise ValueError("set network.contact to a mail address or page where site owners reach you")
        deadline = network.deadline.total_seconds()
        self._network = network
        self._clock = clock
        self._trace = trace
        self._limits = Limits(
            raw=network.raw_limit,
            decoded=network.decoded_limit,
            connect=deadline / 2,
            read=deadline / 2,
            grace=deadline * 0.4,
        )
        resolver = Resolver(network.hosts, timedelta(seconds=deadline / 4), look_up)
        self._transport = transport or PinnedTransport(network, resolver, tls or tls_context())
        self._in_flight = asyncio.Semaphore(network.in_flight)
        self._hosts = Hosts(memory, clock, network.spacing, jitter)
        self._robots = RobotsGate(self._hosts, clock, PRODUCT, self._ask_robots)
        self._headers = {
            "User-Agent": f"{PRODUCT}/{__version__} (+{contact})",
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }

    async def __aenter__(self) -> Self:
        await self._hosts.load()
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._transport)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._hosts.save()
        finally:
            await self._stack.aclose()

    async def fetch(
        self, address: str, source: Source, validators: Validators | None = None
    ) -> Page | NotModified:
        """Return what `address` answers; NotModified only where `validators` were sent.

        Raises a FetchError whose reason says why there is no page.
        """
        target = vet(address, self._network.allow_private)
        downgrades = _speaks_plain_http(source)
        walk = await self._walk(target, validators or _NOTHING, downgrades=downgrades)
        if outcome_of(walk.answer.head.status) is Outcome.NOT_MODIFIED and not walk.conditional:
            # "Not modified" without a condition: the server is confused, perhaps only once.
            walk = await self._walk(target, _NOTHING, downgrades=downgrades)
        return self._concluded(walk, target, source)

    async def _walk(
        self,
        start: Target,
        validators: Validators,
        *,
        downgrades: bool,
        robots: bool = False,
        delay: float | None = None,
    ) -> _Walk:
        """Follow redirects from `start`; `robots`: robots.txt itself is asked for, with `delay`."""
        budget = _Budget(self._network.deadline.total_seconds())
        target = start
        passed: list[str] = []
        moved_to: str | None = None
        unbroken = True
        while True:
            sent = validators if target.origin == start.origin else _NOTHING
            if not robots:
                delay = await self._crawl_delay(target)
            answer = await self._ask(target, sent, delay, budget, robots=robots)
            if answer.head.status not in REDIRECTS:
                return _Walk(answer, tuple(passed), moved_to, bool(sent))
            passed.append(target.url)
            target = self._next(answer, passed, downgrades=downgrades)
            unbroken = unbroken and answer.head.status in PERMANENT_REDIRECTS
            moved_to = target.url if unbroken else moved_to

    async def _crawl_delay(self, target: Target) -> float | None:
        try:
            return await self._robots.crawl_delay(target)
        except FetchError as error:
            if self._trace and error.reason in {Outcome.ROBOTS_DISALLOWED, Outcome.ROBOTS_UNREACHABLE}:
                self._trace(Hop.barred(target, error))
            raise

    def _next(self, answer: Answer, passed: list[str], *, downgrades: bool) -> Target:
        here = answer.target
        target = vet(follow(answer.head["location"], here.url), self._network.allow_private)
        if here.scheme == "https" and target.scheme == "http" and not downgrades:
            raise failure(here.url, Outcome.DOWNGRADE_FORBIDDEN, "redirected from https to http")
        if target.url in passed:
            raise failure(here.url, Outcome.TOO_MANY_REDIRECTS, "they lead in a circle")
        if len(passed) > REDIRECTS_FOLLOWED:
            raise failure(here.url, Outcome.TOO_MANY_REDIRECTS, f"more than {REDIRECTS_FOLLOWED}")
        return target

    async def _ask(
        self, target: Target, sent: Validators, delay: float | None, budget: _Budget, *, robots: bool
    ) -> Answer:
        """Ask, and once more where the connection was lost: a restart of the server costs no story."""
        try:
            return await self._ask_once(target, sent, delay, budget, robots=robots)
        except FetchError as error:
            if error.reason is not Outcome.CONNECTION_LOST:
                raise
        return await self._ask_once(target, sent, delay, budget, robots=robots)

    async def _ask_once(
        self, target: Target, sent: Validators, delay: float | None, budget: _Budget, *, robots: bool
    ) -> Answer:
        limits = replace(self._limits, keep_first=ROBOTS_LIMIT) if robots else self._limits
        queued = time.monotonic()
        async with self._hosts.turn(target.authority, target.url, delay) as turn, self._in_flight:
            progress = Progress()
            hop = partial(Hop.begun, target, robots, delay, sent, progress.began - queued)
            try:
                with refused(target.url, progress):
                    async with asyncio.timeout(budget.left):
                        headers = {**self._headers, **_conditions(sent)}
                        answer = await exchange(self._transport, target, headers, limits, progress)
            except FetchError as error:
                if self._trace:
                    self._trace(hop().failed(error, progress))
                raise
            finally:
                budget.spend(progress.began)
                if progress.head is not None:
                    turn.status = progress.head.status
                turn.answered_in = timedelta(seconds=progress.answered_in)
            turn.block_for = parse_retry_after(answer.head["retry-after"], self._clock.now())
        if self._trace:
            self._trace(hop().answered(answer.head, progress))
        return answer

    async def _ask_robots(self, target: Target, delay: float | None) -> tuple[int, bytes]:
        start = vet(target.robots_url, self._network.allow_private)
        walk = await self._walk(start, _NOTHING, downgrades=True, robots=True, delay=delay)
        answer = walk.answer
        status = answer.head.status
        outcome = outcome_of(status)
        if outcome is Outcome.OK:
            return status, answer.body
        if outcome is Outcome.RATE_LIMITED:
            raise self._refusal(answer, outcome)
        return (status, b"") if 400 <= status <= 499 else (UNREACHABLE, b"")  # noqa: PLR2004 - RFC 9309

    def _concluded(self, walk: _Walk, start: Target, source: Source) -> Page | NotModified:
        answer, head = walk.answer, walk.answer.head
        url = answer.target.url
        outcome = outcome_of(head.status)
        if outcome is Outcome.NOT_MODIFIED and walk.conditional:
            return NotModified(url, self._clock.now())
        if outcome is Outcome.NOT_MODIFIED:
            outcome = Outcome.BAD_STATUS
        channel = any(channel.url in {start.url, url} for channel in source.channels)
        wall = recognise(head, answer.body, url=url, requested=start.url, is_index=channel)
        if wall or outcome is not Outcome.OK:
            raise self._refusal(answer, wall or outcome)
        if not head.is_whole:
            raise failure(url, Outcome.TRUNCATED, f"206 with Content-Range {head['content-range'][:60]!r}")
        return Page(
            url=url,
            requested=start.url,
            redirects=walk.passed,
            status=head.status,
            media_type=head.media_type,
            charset=head.charset,
            body=answer.body,
            fetched_at=self._clock.now(),
            validators=head.validators,
            moved_permanently_to=walk.moved_to,
            fresh_for=head.fresh_for,
        )

    def _refusal(self, answer: Answer, reason: Outcome) -> FetchError:
        head: Head = answer.head
        wait = parse_retry_after(head["retry-after"], self._clock.now())
        size = f", {len(answer.body)} bytes" if reason is Outcome.SUSPECT_EMPTY else ""
        return failure(answer.target.url, reason, f"status {head.status}{size}", wait)


def _conditions(validators: Validators) -> Mapping[str, str]:
    named = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in named.items() if value is not None}


def _speaks_plain_http(source: Source) -> bool:
    """Return whether the site is configured as one without TLS, so that http is no step down."""
    addresses = (source.home, *(channel.url for channel in source.channels))
    return any(address.lower().startswith("http://") for address in addresses)
