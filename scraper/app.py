"""The composition root: Settings become wired objects. The only module that names concrete adapters."""

import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from scraper.adapters.canary_site import canary_fetcher
from scraper.adapters.clocks import SystemClock
from scraper.adapters.forgetful import Forgetful
from scraper.adapters.hops import Trace
from scraper.adapters.http import HttpFetcher
from scraper.adapters.parser import ParserPool
from scraper.adapters.sinks import make_sink
from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.adapters.sqlite.store import SqliteStore
from scraper.adapters.systemd import Supervisor
from scraper.canary import Cage, Keeper
from scraper.core.canary import pages
from scraper.core.outage import resumed
from scraper.core.restraint import Restraint
from scraper.errors import ConfigError, Problem
from scraper.ports import AlertSink, CanaryLedger, Clock, Fetcher, Histories, Parser, Telemetry
from scraper.settings import Settings
from scraper.telemetry import LogTelemetry
from scraper.types import Source, SourceId
from scraper.watching import Watch
from scraper.world import Rules, World

POLL_DEADLINE = timedelta(minutes=15)
"""Real time for one poll: twenty articles from a host that asks for half a minute between requests."""


class App:
    """Everything wired for one run; `adopt` swaps what a reload may change."""

    def __init__(
        self,
        settings: Settings,
        world: World,
        sinks: Mapping[str, AlertSink],
        telemetry: Telemetry,
        supervisor: Supervisor,
        attempts: Callable[[], int],
        watch: Watch | None = None,
        keeper: Keeper | None = None,
        *,
        histories: Histories | None = None,
    ) -> None:
        self.settings = settings
        self.world = world
        self.sinks = sinks
        self.telemetry = telemetry
        self.supervisor = supervisor
        self.attempts = attempts
        """How many transactions of the store ended, well or not."""
        self.watch = watch
        """Of the sources' health; None: nobody looks."""
        self.keeper = keeper
        """Of the canary; None: there is none."""
        self._histories = histories
        self.sources = _polled(settings)
        self.rules = rules_of(settings)

    async def resume(self) -> None:
        """Go on where an earlier run ended within an outage of our own network; raises StoreError."""
        if self._histories is not None:
            now = self.world.clock.now()
            told = await self._histories.last_of_outages(now)
            self.world.way.network = resumed(told, self.sources.values(), now)

    async def begin(self) -> None:
        """Make the schedule in the store match the configuration."""
        await self.world.store.sync_sources(tuple(self.sources.values()), self.world.clock.now())

    async def adopt(self, settings: Settings) -> None:
        """Go on with new sources, topic, policy and schedule; running polls end under the old ones.

        Raises ConfigError, and changes nothing, where what can't be swapped was changed.
        """
        wired = _wired(self.settings)
        changed = [name for name, value in _wired(settings).items() if value != wired[name]]
        if changed:
            raise ConfigError(
                [Problem("scraper.toml", name, "a change of this needs a restart") for name in changed]
            )
        self.settings = settings
        self.sources = _polled(settings)
        self.rules = rules_of(settings)
        if self.keeper is not None:
            self.keeper.every = settings.canary.every
        await self.begin()


@asynccontextmanager
async def assemble(
    settings: Settings, *, clock: Clock | None = None, telemetry: Telemetry | None = None
) -> AsyncIterator[App]:
    """Yield a wired App and close everything afterwards; raises StoreError, ConfigError."""
    clock = clock or SystemClock()
    if not settings.network.contact:
        raise ConfigError(
            [
                Problem(
                    "scraper.toml",
                    "network.contact",
                    "set a mail address or page where site owners reach you",
                )
            ]
        )
    async with AsyncExitStack() as stack:
        sinks = {sink.name: await stack.enter_async_context(make_sink(sink)) for sink in settings.sinks}
        store = await stack.enter_async_context(
            SqliteStore(
                settings.database,
                sinks=tuple(sinks),
                audiences=settings.audiences,
                story_window=settings.policy.story_window,
                kept=settings.retention,
            )
        )
        fetcher = await stack.enter_async_context(HttpFetcher(settings.network, clock, store))
        parser = await stack.enter_async_context(ParserPool(settings.workers))
        await parser.warm()
        world = World(clock, fetcher, parser, store, random.random)
        told = telemetry or LogTelemetry()
        if settings.metrics:
            await stack.enter_async_context(_metrics(settings, told, parser, clock))
        histories = SqliteHistories(settings.database)
        app = App(
            settings,
            world,
            sinks,
            told,
            Supervisor.from_environment(),
            lambda: store.attempts,
            Watch(histories),
            histories=histories,
        )
        app.keeper = Keeper(clock.now(), settings.canary.every, partial(_cage_of, app), histories.flights)
        yield app


def _cage_of(app: App) -> AbstractAsyncContextManager[Cage]:
    """Return what opens a cage of the daemon's own parts, under the rules that are in force."""
    return open_cage(app.settings, app.rules, app.world.clock, app.world.parser, app.world.store, app.sinks)


@asynccontextmanager
async def open_cage(
    settings: Settings,
    rules: Rules,
    clock: Clock,
    parser: Parser,
    ledger: CanaryLedger,
    sinks: Mapping[str, AlertSink],
) -> AsyncIterator[Cage]:
    """Yield what a canary flies through: a site on a socket, a scratch store, the parts given."""
    story, audiences = settings.canary.story, settings.audiences
    flown_to = {name: sinks[name] for name in settings.canary.sinks or sinks}
    with TemporaryDirectory(prefix="canary-") as made:
        directory = Path(made)
        async with (
            canary_fetcher(settings.network, clock, pages(story, clock.now()), directory) as fetcher,
            SqliteStore(directory / "scratch.db", sinks=tuple(audiences), audiences=audiences) as scratch,
        ):
            yield Cage(clock, fetcher, parser, scratch, ledger, audiences, flown_to, rules, story)


def _metrics(
    settings: Settings, telemetry: Telemetry, parser: ParserPool, clock: Clock
) -> AbstractAsyncContextManager[None]:
    try:
        from scraper.adapters.metrics import Figures, serve_metrics  # noqa: PLC0415  (needs an extra)
    except ImportError:
        remedy = "install the extra `metrics`, or leave this empty"
        raise ConfigError([Problem("scraper.toml", "metrics", remedy)]) from None
    counters = telemetry.counters if isinstance(telemetry, LogTelemetry) else {}
    return serve_metrics(settings.metrics, Figures(counters, parser.lost, settings.database, clock.now))


@asynccontextmanager
async def outside(
    settings: Settings, *, allow_private: Sequence[str] = (), trace: Trace | None = None
) -> AsyncIterator[tuple[Fetcher, Parser]]:
    """Yield fetcher and parser for a dry run: nothing is remembered, nothing written.

    `allow_private`: addresses whose host and port may be private for this run; `trace` is told each hop.
    """
    network = settings.network
    if allow_private:
        allowed = dict.fromkeys([*network.allow_private, *map(_host_and_port, allow_private)])
        network = replace(network, allow_private=tuple(allowed))
    if not network.contact:
        network = replace(network, contact="a dry run by hand")
    async with (
        HttpFetcher(network, SystemClock(), Forgetful(), trace=trace) as fetcher,
        ParserPool(replace(settings.workers, count=1)) as parser,
    ):
        yield fetcher, parser


def _wired(settings: Settings) -> Mapping[str, object]:
    """Return what is wired once and for all, by its name in the configuration."""
    sinks = [replace(sink, restraint=Restraint()) for sink in settings.sinks]
    fixed = ("database", "network", "workers", "metrics")
    return {"sinks": sinks} | {name: getattr(settings, name) for name in fixed}


def _polled(settings: Settings) -> dict[SourceId, Source]:
    return {source.id: source for source in settings.sources if source.enabled}


def rules_of(settings: Settings) -> Rules:
    """Return the rules that polls go by."""
    schedule = settings.schedule
    return Rules(settings.topic, settings.policy, schedule.shortest, schedule.longest, POLL_DEADLINE)


def _host_and_port(address: str) -> str:
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.hostname}:{port}"
