"""Health watched on a real store: what opens is told once, what is over once, restart or not."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.adapters.sqlite.store import SqliteStore
from scraper.checkups import checkups, worst
from scraper.core.diagnosis import Cause
from scraper.core.health import State
from scraper.core.outage import Network
from scraper.outcomes import SUCCESSES, Outcome
from scraper.types import ChannelRead, PollReport, SourceState
from scraper.watching import Watch
from scraper.world import Way, World
from tests.fakes_clock import FakeClock
from tests.values import FEED, NOON, source

HOUR = timedelta(hours=1)
NEWS = source("news")


class Scene:
    """A store, a clock, and polls that end as told."""

    def __init__(self, store: SqliteStore, histories: SqliteHistories) -> None:
        self.store = store
        self.histories = histories
        self.clock = FakeClock(NOON, eager=True)
        self.way = Way()
        self.watch = Watch(histories)
        self.last_good: datetime | None = NOON

    @property
    def world(self) -> World:
        nobody = None
        return World(self.clock, nobody, nobody, self.store, lambda: 0.5, self.way)  # type: ignore[arg-type]

    async def passes(self, hours: int, outcome: Outcome = Outcome.OK, new: int = 1) -> None:
        """Let hours pass with a poll and a look in each."""
        for _ in range(hours):
            await self.clock.sleep(HOUR)
            now = self.clock.now()
            good = outcome in SUCCESSES
            self.last_good = now if good else self.last_good
            read = ChannelRead(FEED, outcome, now, links=20 if good else 0, new=new if good else 0)
            state = SourceState(NEWS.id, now, NEWS.interval, last_poll_at=now, last_good_at=self.last_good)
            await self.store.finish(PollReport(NEWS.id, now, now, outcome, (read,), {}), state)
            if self.watch.is_due(now):
                await self.watch.look([NEWS], self.world)

    async def told(self) -> list[str]:
        deliveries = await self.store.deliveries(self.clock.now(), 100)
        return [delivery.alert.key.split(":2026")[0] for delivery in deliveries]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with SqliteStore(tmp_path / "store.db", sinks=("log",)) as store:
        await store.sync_sources([NEWS], NOON)
        yield Scene(store, SqliteHistories(store.path))


@pytest.mark.parametrize(
    ("last_good", "told"),
    [
        pytest.param(NOON, 1, id="a source that answered once"),
        pytest.param(None, 0, id="a source on probation"),
    ],
)
async def test_what_never_answered_raises_no_alarm(
    scene: Scene, last_good: datetime | None, told: int
) -> None:
    scene.last_good = last_good
    await scene.passes(48, Outcome.NOT_FOUND)
    assert len(await scene.told()) == told


async def test_a_silence_is_told_once_and_its_end_once_whatever_restarts(scene: Scene) -> None:
    await scene.passes(24 * 9)
    assert await scene.told() == []
    await scene.passes(30, Outcome.NOT_MODIFIED, new=0)
    assert await scene.told() == ["source:news:quiet"]
    scene.watch = Watch(scene.histories)
    await scene.passes(30, Outcome.NOT_MODIFIED, new=0)
    assert await scene.told() == ["source:news:quiet"]
    scene.watch = Watch(scene.histories)
    await scene.passes(5)
    assert await scene.told() == ["source:news:quiet", "source:news:quiet"]
    opened, over = await scene.store.deliveries(scene.clock.now(), 2)
    assert over.alert.key == f"{opened.alert.key}:over"
    assert await scene.histories.episodes(scene.clock.now()) == {}


async def test_a_refusal_is_told_with_its_cause_and_our_own_outage_is_not(scene: Scene) -> None:
    await scene.passes(24 * 8)
    scene.way.network = Network(is_down=True, since=scene.clock.now())
    await scene.passes(20, Outcome.DNS_FAILED)
    assert await scene.told() == []
    scene.way.network = Network()
    await scene.passes(3)
    await scene.passes(6, Outcome.FORBIDDEN)
    assert await scene.told() == ["source:news:blocked"]


async def test_a_source_of_unknown_pace_is_never_called_silent(scene: Scene) -> None:
    await scene.passes(24)
    await scene.passes(24 * 5, Outcome.NOT_MODIFIED, new=0)
    assert await scene.told() == []


async def test_looks_are_spaced_and_a_clock_set_back_stops_none(scene: Scene) -> None:
    now = scene.clock.now()
    assert scene.watch.is_due(now)
    await scene.watch.look([NEWS], scene.world)
    assert not scene.watch.is_due(now + timedelta(minutes=14))
    assert scene.watch.is_due(now + timedelta(minutes=15))
    assert scene.watch.is_due(now - timedelta(days=30))


async def test_whoever_asks_gets_the_daemon_s_judgement_the_most_troubled_first(scene: Scene) -> None:
    calm = source("calm")
    await scene.store.sync_sources([NEWS, calm], NOON)
    await scene.passes(24 * 9)
    await scene.passes(30, Outcome.NOT_MODIFIED, new=0)
    first, second = await checkups([calm, NEWS], scene.histories, scene.clock.now())
    assert (first.source, first.health.state) == ("news", State.CRITICAL)
    assert first.health.diagnosis is not None
    assert first.health.diagnosis.cause is Cause.QUIET
    assert sum(first.days) == pytest.approx(24 * 9, abs=24)
    assert (second.source, second.health.state, second.last_poll_at) == ("calm", State.OK, None)
    assert worst([first, second]) is State.CRITICAL


async def test_a_source_that_the_store_does_not_know_has_no_past(scene: Scene) -> None:
    stranger = source("stranger")
    assert await scene.histories.last_year(NOON) == {}
    assert (await scene.histories.recent([stranger.id]))[stranger.id].polls == ()
