"""The canary's flight over the real parts: it arrives, or the broken stage is named and told once."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper import config
from scraper.adapters.canary_site import canary_fetcher
from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.adapters.sqlite.store import SqliteStore
from scraper.canary import Cage, Keeper, fly
from scraper.core.canary import MADE_UP, PAGE, Story, alert_due, flies_at, pages, read_story
from scraper.core.furniture import EMPTY, Furniture
from scraper.core.outbox import EVERYBODY, Audiences
from scraper.core.topic import Topic
from scraper.errors import StoreError, TransientFetchError
from scraper.outcomes import Outcome
from scraper.ports import Decide
from scraper.settings import Network
from scraper.types import (
    Article,
    Audience,
    Channel,
    Grade,
    Index,
    Intent,
    Link,
    Observed,
    Page,
    Policy,
    Source,
    Validators,
)
from scraper.types.canary import Flight, Stage, StageReport
from scraper.world import Rules
from tests.fakes_clock import FakeClock
from tests.fakes_sinks import MemorySink
from tests.values import NOON

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SPORT = Story("Sumo tournament opens", ("Two wrestlers of the highest rank compete in Fukuoka.",) * 3)


@pytest.fixture(scope="module")
def topic() -> Topic:
    return config.load(Path("config")).topic


@dataclass
class Mine:
    """Where the canary flies: a site on a socket, a live store, a scratch store, sinks that remember."""

    directory: Path
    live: SqliteStore
    rules: Rules
    clock: FakeClock
    sinks: dict[str, MemorySink]
    audiences: Audiences
    broken: Callable[[Cage], Cage] = lambda cage: cage
    served: Mapping[str, tuple[str, bytes]] | None = None

    @asynccontextmanager
    async def cage(self) -> AsyncIterator[Cage]:
        made = self.directory / f"cage {self.clock.now():%d %H%M}"
        made.mkdir()
        served = self.served or pages(MADE_UP, self.clock.now())
        async with (
            canary_fetcher(Network(), self.clock, served, made) as fetcher,
            SqliteStore(made / "scratch.db", sinks=tuple(self.sinks), audiences=self.audiences) as scratch,
        ):
            yield self.broken(
                Cage(
                    self.clock,
                    fetcher,
                    DirectParser(),
                    scratch,
                    self.live,
                    self.audiences,
                    self.sinks,
                    self.rules,
                    MADE_UP,
                )
            )

    async def flight(self) -> Flight:
        async with self.cage() as cage:
            return await fly(cage)

    def keeper(self, every: timedelta = DAY) -> Keeper:
        return Keeper(NOON, every, self.cage, SqliteHistories(self.live.path).flights)

    async def told(self) -> list[str]:
        waiting = await self.live.deliveries(self.clock.now() + DAY, 100)
        return [one.alert.kind for one in waiting if one.sink == "log"]


@pytest.fixture
async def mine(tmp_path: Path, topic: Topic) -> AsyncIterator[Mine]:
    rules = Rules(topic, Policy(), timedelta(minutes=5), timedelta(hours=12), timedelta(seconds=30))
    sinks = {name: MemorySink(name) for name in ("log", "hook")}
    async with SqliteStore(tmp_path / "live.db", sinks=tuple(sinks)) as live:
        yield Mine(
            tmp_path, live, rules, FakeClock(NOON, eager=True), sinks, dict.fromkeys(sinks, EVERYBODY)
        )


async def test_it_arrives_at_every_sink_marked_as_a_test_for_operators(mine: Mine) -> None:
    flight = await mine.flight()
    assert flight.failed is None, flight.failed
    assert [one.stage for one in flight.stages] == list(Stage)
    for sink in mine.sinks.values():
        [alert] = sink.alerts
        assert (alert.kind, alert.channel, alert.grade) == ("canary", Audience.OPS, None)
        assert "nothing happened" in alert.subject


async def test_the_store_in_use_holds_nothing_of_it_but_that_it_flew(mine: Mine) -> None:
    await mine.live.canary_landed(await mine.flight())
    with closing(sqlite3.connect(mine.live.path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        held = {
            table
            for table in tables
            if not table.startswith(("sqlite_", "_sqlite", "search"))
            and db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  (names from the schema)
        }
        flown = db.execute("SELECT landed FROM canary_flights").fetchall()
    assert held == {"canary_flights", "meta"}
    assert flown == [(1,)]


class DeafFetcher:
    async def fetch(self, address: str, source: Source, validators: Validators | None = None) -> Page:
        del source, validators
        raise TransientFetchError(address, Outcome.DNS_FAILED, "no answer")


class SleepyFetcher:
    async def fetch(self, address: str, source: Source, validators: Validators | None = None) -> Page:
        del source, validators, address
        await asyncio.sleep(3600)
        raise AssertionError("never reached")


class BlindParser(DirectParser):
    """Reads pages and finds no text in them, as after a bad change of the rules."""

    async def extract(
        self, page: Page, source: Source, link: Link, furniture: Furniture = EMPTY
    ) -> Article:
        article = await super().extract(page, source, link, furniture)
        return replace(article, body=replace(article.body, value=()))


class EmptyParser(DirectParser):
    async def read_index(self, page: Page, channel: Channel, source: Source) -> Index:
        del page, channel, source
        return Index(())


class CrashingParser(DirectParser):
    async def read_index(self, page: Page, channel: Channel, source: Source) -> Index:
        del page, channel, source
        raise ZeroDivisionError("a programming error")


class Through:
    """A store with some methods replaced."""

    def __init__(self, inner: object, **replaced: Callable[..., Awaitable[object]]) -> None:
        self._inner = inner
        self.__dict__.update(replaced)

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


async def refuse(*_: object, **__: object) -> None:
    raise StoreError("the store refuses: database or disk is full")


async def nothing(*_: object, **__: object) -> Sequence[object]:
    return ()


def forgetful_of_copies(cage: Cage) -> Cage:
    """Let the scratch store decide as if it knew nothing of what it holds."""
    from scraper.types import Known  # noqa: PLC0415

    async def record(observed: Observed, decide: Decide, now: datetime) -> Intent:
        return await cage.scratch.record(observed, lambda _: decide(Known()), now)

    return replace(cage, scratch=Through(cage.scratch, record=record))  # type: ignore[arg-type]


def with_policy(**fields: object) -> Callable[[Cage], Cage]:
    return lambda cage: replace(
        cage,
        rules=replace(cage.rules, policy=replace(cage.rules.policy, **fields)),  # type: ignore[arg-type]
    )


def with_rules(topic_of: Callable[[Topic], Topic]) -> Callable[[Cage], Cage]:
    return lambda cage: replace(cage, rules=replace(cage.rules, topic=topic_of(cage.rules.topic)))


Broken = Callable[[Cage], Cage]
BROKEN: list[tuple[str, Stage, str, Broken]] = [
    ("nothing can be fetched", Stage.FETCH, "dns_failed", lambda c: replace(c, fetcher=DeafFetcher())),
    (
        "a fetch never ends",
        Stage.FETCH,
        "not done within",
        lambda c: replace(c, fetcher=SleepyFetcher(), deadlines={**c.deadlines, Stage.FETCH: HOUR / 36000}),
    ),
    ("an index is read as empty", Stage.PARSE, "0 links", lambda c: replace(c, parser=EmptyParser())),
    ("pages are read without text", Stage.PARSE, "text", lambda c: replace(c, parser=BlindParser())),
    ("the parser errs", Stage.PARSE, "ZeroDivision", lambda c: replace(c, parser=CrashingParser())),
    (
        "the topic's thresholds are out of reach",
        Stage.JUDGE,
        "judged as grade 0",
        with_rules(lambda t: replace(t, thresholds=dict.fromkeys(t.thresholds, 2.0))),
    ),
    (
        "the store in use takes nothing",
        Stage.STORE,
        "disk is full",
        lambda c: replace(c, ledger=Through(c.ledger, canary_begins=refuse)),  # type: ignore[arg-type]
    ),
    (
        "links are not kept",
        Stage.STORE,
        "",
        lambda c: replace(c, scratch=Through(c.scratch, pending=nothing)),  # type: ignore[arg-type]
    ),
    ("copies are not known", Stage.ONCE, "copy", forgetful_of_copies),
    (
        "no alert is made",
        Stage.OUTBOX,
        "no alert waits",
        lambda c: replace(c, scratch=Through(c.scratch, deliveries=nothing)),  # type: ignore[arg-type]
    ),
    (
        "the store knows of fewer sinks",
        Stage.OUTBOX,
        "mail",
        lambda c: replace(c, audiences={**c.audiences, "mail": EVERYBODY}),
    ),
]


@pytest.mark.parametrize(
    ("stage", "trouble", "broken"),
    [pytest.param(stage, trouble, broken, id=name) for name, stage, trouble, broken in BROKEN],
)
async def test_the_stage_that_is_broken_is_named(
    mine: Mine, stage: Stage, trouble: str, broken: Broken
) -> None:
    mine.broken = broken
    flight = await mine.flight()
    assert flight.failed is not None
    assert flight.failed.stage is stage
    assert trouble in flight.failed.trouble
    assert flight.failed.trouble
    assert flight.stages[-1] is flight.failed


async def test_a_page_off_topic_dies_at_the_gate(mine: Mine) -> None:
    mine.served = pages(SPORT, NOON)
    mine.broken = lambda cage: replace(cage, story=SPORT)
    failed = (await mine.flight()).failed
    assert failed is not None
    assert (failed.stage, failed.trouble) == (Stage.JUDGE, "the gate holds it back")


async def test_a_sink_for_operators_takes_it_though_no_article_is_for_it(mine: Mine) -> None:
    mine.audiences = {**mine.audiences, "hook": frozenset({Audience.OPS})}
    flight = await mine.flight()
    assert flight.failed is None, flight.failed
    assert [alert.kind for alert in mine.sinks["hook"].alerts] == ["canary"]


async def test_a_sink_that_refuses_is_named_and_the_others_are_tried(mine: Mine) -> None:
    mine.sinks["log"].refuses = {"*"}
    failed = (await mine.flight()).failed
    assert failed is not None
    assert (failed.stage, failed.trouble) == (Stage.SINKS, "log: refused")
    assert len(mine.sinks["hook"].alerts) == 1


async def test_it_flies_once_a_day_and_tells_death_and_recovery_once_each(mine: Mine) -> None:
    keeper = mine.keeper()

    async def passes(hours: int) -> int:
        flown = 0
        for _ in range(hours):
            await mine.clock.sleep(HOUR)
            flown += await keeper.tend(mine.clock.now(), mine.live) is not None
        return flown

    assert await passes(47) == 2
    assert await mine.told() == []
    mine.broken = lambda cage: replace(cage, parser=EmptyParser())
    assert await passes(5) == 4
    assert await mine.told() == ["canary_died"]
    keeper = mine.keeper()
    assert await passes(2) == 2
    assert await mine.told() == ["canary_died"]
    mine.broken = lambda cage: cage
    assert await passes(20) == 1
    assert await mine.told() == ["canary_died", "canary_lives"]


async def test_a_cage_that_cannot_be_made_is_a_death_and_no_crash(mine: Mine) -> None:
    def none() -> AbstractAsyncContextManager[Cage]:
        raise OSError(28, "No space left on device")

    keeper = Keeper(NOON, DAY, none, SqliteHistories(mine.live.path).flights)
    flight = await keeper.tend(NOON + HOUR, mine.live)
    assert flight is not None
    assert flight.failed is not None
    assert "No space left" in flight.failed.trouble
    assert await mine.told() == ["canary_died"]


def flight(at: datetime, failed: Stage | None = None) -> Flight:
    return Flight(at, () if failed is None else (StageReport(failed, HOUR, "broken"),))


def test_when_it_flies() -> None:
    assert flies_at(None, NOON, DAY) == NOON + timedelta(minutes=10)
    assert flies_at(flight(NOON), NOON + HOUR, DAY) == NOON + DAY
    assert flies_at(flight(NOON, Stage.JUDGE), NOON, DAY) == NOON + HOUR
    assert flies_at(flight(NOON), NOON, timedelta()) is None


def test_another_stage_that_fails_is_told_anew() -> None:
    later = flight(NOON + HOUR, Stage.SINKS)
    assert alert_due(flight(NOON, Stage.SINKS), later) is None
    told = alert_due(flight(NOON, Stage.FETCH), later)
    assert told is not None
    assert "stage 'sinks'" in told.subject


def test_a_text_for_another_topic_is_read_from_its_file() -> None:
    assert read_story("Headline\n\n One. \nTwo.\n") == Story("Headline", ("One.", "Two."))
    assert read_story("Headline alone\n") is None


def test_the_made_up_words_go_where_they_should(mine: Mine) -> None:
    assert mine.rules.policy.alert_grade <= Grade.CORE
    assert PAGE.startswith("http://canary.test/")
