"""The daemon in this process, with a store, a clock or a part that fails it."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper import config, watchdog
from scraper import daemon as daemons
from scraper import heartbeat as heartbeats
from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.store import SqliteStore
from scraper.adapters.systemd import Supervisor
from scraper.app import App
from scraper.core.restraint import Restraint
from scraper.core.topic import Topic
from scraper.daemon import Daemon
from scraper.errors import ConfigError, Problem
from scraper.settings import Schedule, Settings, SinkSettings
from scraper.types import Audience, Channel, Policy, PollReport, SourceId
from scraper.world import World
from tests.fakes_clock import FakeClock
from tests.fakes_fetcher import FakeFetcher
from tests.fakes_sinks import MemorySink
from tests.values import FEED, NOON, source

TICK = timedelta(seconds=0.02)
EMPTY_FEED = b"<rss version='2.0'><channel><title>News</title></channel></rss>"


class Listener(Supervisor):
    """Keeps what the service manager is told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def _notify(self, message: str) -> None:
        self.heard.append(message.partition("\n")[0])

    def pings(self) -> int:
        return self.heard.count("WATCHDOG=1")


class Events:
    """Keeps what is logged."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.reports: list[PollReport] = []
        self.told: list[object] = []

    def polled(self, report: PollReport) -> None:
        self.reports.append(report)
        self.names.append("polled")

    def crashed(self, source: SourceId, error: Exception) -> None:
        self.told.append(error)
        self.names.append(f"crashed {source}")

    def event(self, name: str, fields: object) -> None:
        self.told.append(fields)
        self.names.append(name)


@dataclass
class House:
    daemon: Daemon
    store: SqliteStore
    sink: MemorySink
    site: FakeFetcher
    clock: FakeClock
    supervisor: Listener
    events: Events

    async def until(self, name: str, times: int = 1, seconds: float = 10) -> None:
        async with asyncio.timeout(seconds):
            while self.events.names.count(name) < times:  # noqa: ASYNC110  (a list is watched)
                await asyncio.sleep(0.01)

    def kinds(self) -> list[str]:
        return [alert.kind for alert in self.sink.alerts]

    async def set_pages(self, most: int) -> None:
        await self.store._writer.run_outside(lambda db: db.execute(f"PRAGMA max_page_count = {most}"))


@pytest.fixture(scope="module")
def topic() -> Topic:
    return config.load(Path("config")).topic


@pytest.fixture
async def house(tmp_path: Path, topic: Topic, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    for module in (daemons, heartbeats):
        monkeypatch.setattr(module, "HEARTBEAT", timedelta(seconds=0.05))
    monkeypatch.setattr(watchdog, "FIRST_REST", timedelta(seconds=0.1))
    monkeypatch.setattr(watchdog, "LONGEST_REST", timedelta(seconds=0.1))
    monkeypatch.setattr(watchdog, "CALM", timedelta(seconds=0.3))
    clock, sink, supervisor, events = FakeClock(NOON), MemorySink(), Listener(), Events()
    site = FakeFetcher(clock)
    site.answers[FEED] = EMPTY_FEED
    path = tmp_path / "store.db"
    schedule = Schedule(tick=TICK)
    policy = Policy(articles_per_poll=0)
    sources = (source("news", Channel(FEED)),)
    memory = SinkSettings("memory", "journal")
    settings = Settings(path, topic, sources, schedule=schedule, policy=policy, sinks=(memory,))

    def refuse() -> Settings:
        raise ConfigError([Problem("scraper.toml", "tick", "is no duration")])

    async with SqliteStore(path, sinks=("memory",)) as store:
        world = World(clock, site, DirectParser(), store, lambda: 0.5)
        app = App(settings, world, {"memory": sink}, events, supervisor, lambda: store.attempts)
        yield House(Daemon(app, refuse), store, sink, site, clock, supervisor, events)


@pytest.fixture
async def running(house: House) -> AsyncIterator[House]:
    task = asyncio.create_task(house.daemon.run())
    yield house
    house.daemon.stop()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.wait_for(task, 10)


async def test_a_full_disk_is_told_once_and_polling_goes_on_by_itself(running: House) -> None:
    await running.until("polled")
    await running.set_pages(1)
    running.site.answers[FEED] = _feed_of(400)
    running.clock.set(running.clock.now() + timedelta(hours=1))
    await running.until("store_refused")
    await asyncio.sleep(0.5)
    assert running.events.names.count("store_refused") == 1
    assert running.kinds().count("store_refused") == 1
    pings = running.supervisor.pings()
    await asyncio.sleep(0.3)
    assert running.supervisor.pings() > pings, "a full disk is an alert, not a restart"
    await running.set_pages(1_000_000)
    await running.until("polled", 2)
    for hour in range(2, 6):
        await asyncio.sleep(0.2)
        running.clock.set(NOON + timedelta(days=hour))
    await running.until("store_accepts")
    await asyncio.sleep(0.2)
    assert "store_accepts" in running.kinds()


@pytest.mark.parametrize("trouble", ["read-only", "locked", "failing"])
async def test_a_store_that_refuses_is_told_once_and_polling_goes_on_by_itself(
    running: House, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await running.until("polled")
    writer = running.store._writer
    await writer.run_outside(lambda db: db.execute("PRAGMA busy_timeout = 20"))
    with contextlib.ExitStack() as trouble_lasts:
        if trouble == "read-only":
            await writer.run_outside(lambda db: db.execute("PRAGMA query_only = ON"))
        elif trouble == "locked":
            other = sqlite3.connect(running.store.path, isolation_level=None)
            trouble_lasts.callback(other.close)
            other.execute("BEGIN IMMEDIATE")
        else:
            patched = trouble_lasts.enter_context(monkeypatch.context())
            patched.setattr("scraper.adapters.sqlite.scheduling.finish", _failing_disk)
        running.clock.set(running.clock.now() + timedelta(hours=1))
        await running.until("store_refused")
        await asyncio.sleep(0.5)
        assert running.kinds().count("store_refused") == 1
        if trouble == "read-only":
            await writer.run_outside(lambda db: db.execute("PRAGMA query_only = OFF"))
    await running.until("polled", 2)


def _failing_disk(*_: object) -> None:
    raise sqlite3.OperationalError("disk I/O error")


async def test_a_store_that_refuses_at_the_start_is_waited_for_and_analysts_sleep_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemons, "FIRST_REST", timedelta(seconds=0.1))
    app, desk = house.daemon._app, MemorySink("desk")
    for_analysts = SinkSettings("desk", "journal", audiences=frozenset({Audience.ANALYST}))
    app.settings = replace(app.settings, sinks=(*app.settings.sinks, for_analysts))
    app.sinks = {**app.sinks, "desk": desk}
    with monkeypatch.context() as patched:
        patched.setattr("scraper.adapters.sqlite.scheduling.sync_sources", _failing_disk)
        task = asyncio.create_task(house.daemon.run())
        await house.until("store_refused")
        await asyncio.sleep(0.5)
        assert house.kinds() == ["store_refused"]
        assert desk.alerts == []
    await house.until("polled")
    house.daemon.stop()
    await task


async def test_restarts_neither_repeat_nor_forget_a_poll(house: House) -> None:
    for _ in range(3):
        task = asyncio.create_task(house.daemon.run())
        await house.until("polled")
        await asyncio.sleep(0.2)
        assert house.events.names.count("polled") == 1, "it is not due before its hour"
        house.daemon.stop()
        await task
        house.daemon = Daemon(house.daemon._app, house.daemon._load)
    house.clock.set(house.clock.now() + timedelta(hours=1))
    task = asyncio.create_task(house.daemon.run())
    await house.until("polled", 2)
    house.daemon.stop()
    await task


async def test_a_refused_reload_is_an_alert_and_changes_nothing(running: House) -> None:
    await running.until("polled")
    before = running.daemon._app.settings
    await running.daemon.reload()
    await asyncio.sleep(0.2)
    assert "reload_refused" in running.kinds()
    assert running.daemon._app.settings is before
    assert running.supervisor.heard[-1] in {"READY=1", "WATCHDOG=1"}


async def test_a_part_that_hangs_starves_the_watchdog(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence = dict.fromkeys(heartbeats.SILENCE, timedelta(seconds=0.3))
    monkeypatch.setattr(heartbeats, "SILENCE", silence)
    house.daemon = Daemon(house.daemon._app, house.daemon._load)
    hanging = asyncio.Event()

    async def hang() -> None:
        await hanging.wait()

    monkeypatch.setattr(house.daemon, "_deliver", hang)
    task = asyncio.create_task(house.daemon.run())
    await house.until("watchdog_starved")
    pings = house.supervisor.pings()
    await asyncio.sleep(0.3)
    assert house.supervisor.pings() == pings
    hanging.set()
    house.daemon.stop()
    await task


async def test_an_idle_night_feeds_the_watchdog(running: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await running.until("polled")
    silence = dict.fromkeys(heartbeats.SILENCE, 0.3) | {"housekeep": 100.0}
    monkeypatch.setattr(running.daemon._heart.progress, "_allowed", silence)
    await asyncio.sleep(1)
    assert "watchdog_starved" not in running.events.names
    assert running.supervisor.pings() > 10


async def test_nothing_is_polled_by_a_clock_that_was_never_set(house: House) -> None:
    house.clock.set(datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
    task = asyncio.create_task(house.daemon.run())
    await house.until("clock_unset")
    await asyncio.sleep(0.2)
    assert "polled" not in house.events.names
    assert house.supervisor.pings() > 1
    house.clock.set(NOON)
    await house.until("polled")
    house.daemon.stop()
    await task


async def test_a_stop_while_the_clock_is_unset_is_a_stop(house: House) -> None:
    house.clock.set(datetime(1970, 1, 1, tzinfo=UTC))
    task = asyncio.create_task(house.daemon.run())
    await house.until("clock_unset")
    house.daemon.stop()
    await asyncio.wait_for(task, 5)


async def test_a_programming_error_of_one_source_leaves_the_others_alone(house: House) -> None:
    other = source("other", Channel("https://other.test/feed"))
    app = house.daemon._app
    app.settings = replace(app.settings, sources=(*app.settings.sources, other))
    app.sources = {one.id: one for one in app.settings.sources}
    house.site.answers["https://other.test/feed"] = ZeroDivisionError("ours")  # type: ignore[assignment]
    task = asyncio.create_task(house.daemon.run())
    await house.until("crashed other")
    await house.until("polled")
    house.daemon.stop()
    await task


def _feed_of(count: int) -> bytes:
    items = "".join(
        f"<item><title>Story {n} {'x' * 500}</title><link>https://news.test/{n}</link></item>"
        for n in range(count)
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


async def test_a_reload_sets_the_pace_and_what_a_sink_is_spared_and_refuses_another_sink(
    running: House,
) -> None:
    await running.until("polled")
    before = running.daemon._app.settings
    (sink,) = before.sinks
    night = Restraint(hourly=1)
    spared = replace(
        before, schedule=replace(before.schedule, tick=2 * TICK), sinks=(replace(sink, restraint=night),)
    )
    running.daemon._load = lambda: spared
    await running.daemon.reload()
    assert running.daemon._app.settings.restraints == {sink.name: night}
    ticking = running.daemon._jobs._scheduler.get_job("tick")
    assert ticking.trigger.interval == 2 * TICK
    moved = replace(spared, sinks=(replace(sink, url="https://elsewhere.example/"),))
    running.daemon._load = lambda: moved
    await running.daemon.reload()
    assert running.daemon._app.settings is spared
    assert running.events.told[-1] == {"problems": "scraper.toml: sinks: a change of this needs a restart"}
