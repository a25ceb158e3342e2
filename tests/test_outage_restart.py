"""The service is stopped within an outage of our own network, and started again: it goes on, untold."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.adapters.sqlite.store import SqliteStore
from scraper.app import App, assemble
from scraper.core.outage import BEGUN, OVER, Network, announcement
from scraper.core.topic import Topic
from scraper.daemon import Daemon
from scraper.errors import TransientFetchError
from scraper.outcomes import Outcome
from scraper.settings import Network as NetworkSettings
from scraper.settings import Schedule, Settings, SinkSettings, Workers
from scraper.types import Policy, Source
from scraper.world import World
from tests.fakes_clock import FakeClock
from tests.fakes_fetcher import FakeFetcher
from tests.fakes_sinks import MemorySink
from tests.test_daemon_troubles import EMPTY_FEED, TICK, Events, Listener, topic
from tests.values import NOON, source

__all__ = ["topic"]

DOWN = "our network: 3 hosts in a row can't be reached, none answers"
SOURCES = tuple(source(f"site{number}") for number in range(4))


@dataclass
class Service:
    """What outlasts a restart: the store's file, the sites, the clock, whoever is alerted."""

    path: Path
    topic: Topic
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))
    sink: MemorySink = field(default_factory=MemorySink)
    events: Events = field(default_factory=Events)

    def __post_init__(self) -> None:
        self.site = FakeFetcher(self.clock)

    @asynccontextmanager
    async def life(self, sources: tuple[Source, ...] = SOURCES) -> AsyncIterator[None]:
        """Run the daemon from a start to a stop."""
        settings = Settings(
            self.path,
            self.topic,
            sources,
            schedule=Schedule(tick=TICK),
            policy=Policy(articles_per_poll=0),
            sinks=(SinkSettings("memory", "journal"),),
        )
        async with SqliteStore(self.path, sinks=("memory",)) as store:
            world = World(self.clock, self.site, DirectParser(), store, lambda: 0.5)
            app = App(
                settings,
                world,
                {"memory": self.sink},
                self.events,
                Listener(),
                lambda: store.attempts,
                histories=SqliteHistories(self.path),
            )
            daemon = Daemon(app, lambda: settings)
            running = asyncio.create_task(daemon.run())
            yield
            while await store.deliveries(self.clock.now(), 1):  # noqa: ASYNC110  (rows are watched)
                await asyncio.sleep(TICK.total_seconds())
            daemon.stop()
            await asyncio.wait_for(running, 10)

    def is_down(self) -> None:
        self._answer(lambda url: TransientFetchError(url, Outcome.DNS_FAILED))

    def is_back(self) -> None:
        self._answer(lambda _: EMPTY_FEED)

    def _answer(self, answer: Callable[[str], bytes | TransientFetchError]) -> None:
        self.site.answers |= {
            channel.url: answer(channel.url) for one in SOURCES for channel in one.channels
        }

    async def polls_all(self) -> set[Outcome]:
        """Let half a day pass, so that each source is due; return how the polls ended."""
        before = len(self.events.reports)
        self.clock.set(self.clock.now() + timedelta(hours=13))
        async with asyncio.timeout(10):
            while len(self.events.reports) < before + len(SOURCES):  # noqa: ASYNC110  (a list is watched)
                await asyncio.sleep(0.01)
        return {report.outcome for report in self.events.reports[before:]}

    def told(self) -> list[str]:
        return [alert.subject for alert in self.sink.alerts if alert.kind in (BEGUN, OVER)]


@pytest.fixture
def service(tmp_path: Path, topic: Topic) -> Service:
    return Service(tmp_path / "store.db", topic)


async def test_an_outage_that_spans_restarts_is_told_once_and_so_is_its_end(service: Service) -> None:
    service.is_down()
    async with service.life():
        await service.polls_all()
    for _ in range(2):
        async with service.life():
            assert await service.polls_all() == {Outcome.OUR_OUTAGE}
    async with service.life():
        service.is_back()
        await service.polls_all()
        await service.polls_all()
    async with service.life():
        assert Outcome.OUR_OUTAGE not in await service.polls_all()
    assert service.told() == [DOWN, "our network is back after 2340 minutes"]


async def test_one_that_ended_while_the_service_stood_still_is_told_over(service: Service) -> None:
    service.is_down()
    async with service.life():
        await service.polls_all()
    service.is_back()
    async with service.life():
        await service.polls_all()
    assert service.told() == [DOWN, "our network is back after 780 minutes"]


async def test_the_next_outage_is_told_as_another(service: Service) -> None:
    for change in (service.is_down, service.is_back, service.is_down):
        change()
        async with service.life():
            await service.polls_all()
    assert service.told() == [DOWN, "our network is back after 780 minutes", DOWN]


async def test_the_service_as_it_is_assembled_goes_on_too(tmp_path: Path, topic: Topic) -> None:
    network = NetworkSettings(contact="ops@example.org")
    settings = Settings(tmp_path / "store.db", topic, SOURCES, network=network, workers=Workers(count=1))
    down = Network(since=NOON, is_down=True)
    told = announcement(Network(), down, NOON)
    assert told is not None
    async with assemble(settings, clock=FakeClock(NOON)) as app:
        await app.world.store.raise_alert(told)
        await app.resume()
        assert app.world.way.network == down
