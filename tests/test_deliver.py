"""Alerts from the outbox to the sinks: refusals, order, dead letters."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from scraper.core.restraint import Quiet, Restraint
from scraper.deliver import Round, deliver
from scraper.errors import StoreError
from scraper.ports import AlertSink, Delivery
from scraper.types import Alert, Audience, Severity
from tests.fakes_clock import FakeClock
from tests.fakes_outbox import MemoryOutbox
from tests.fakes_sinks import MemorySink


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(eager=True)


@pytest.fixture
def sink() -> MemorySink:
    return MemorySink()


@pytest.fixture
def sinks(sink: MemorySink) -> Mapping[str, AlertSink]:
    return {"memory": sink}


@pytest.fixture
def outbox(clock: FakeClock) -> MemoryOutbox:
    return MemoryOutbox(["memory"], clock.now())


def alert(key: str, clock: FakeClock, story: int | None = None) -> Alert:
    return Alert(key, "article", Audience.ANALYST, Severity.NOTICE, key, clock.now(), story=story)


def keys(sink: MemorySink) -> list[str]:
    return [alert.key for alert in sink.alerts]


async def test_what_is_due_is_delivered_once_oldest_first(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    outbox.put(alert("a", clock), alert("b", clock))
    assert await deliver(outbox, sinks, clock) == Round(delivered=2)
    assert await deliver(outbox, sinks, clock) == Round()
    assert keys(sink) == ["a", "b"]


async def test_a_refused_alert_is_tried_again_after_ever_longer_pauses(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    outbox.put(alert("a", clock))
    sink.refuses = {"a"}
    pauses = []
    for _ in range(10):
        assert await deliver(outbox, sinks, clock) == Round(postponed=1)
        assert await deliver(outbox, sinks, clock) == Round()
        pauses.append((outbox.rows[1].due - clock.now()).total_seconds())
        await clock.sleep(outbox.rows[1].due - clock.now())
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]
    sink.refuses = set()
    assert await deliver(outbox, sinks, clock) == Round(delivered=1)


async def test_no_alert_overtakes_an_earlier_one_of_its_story(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    outbox.put(
        alert("first", clock, story=7), alert("second", clock, story=7), alert("other", clock, story=8)
    )
    sink.refuses = {"first"}
    assert await deliver(outbox, sinks, clock) == Round(delivered=1, postponed=2)
    assert keys(sink) == ["other"]
    sink.refuses = set()
    await clock.sleep(timedelta(seconds=10))
    outbox.put(alert("third", clock, story=7))
    await deliver(outbox, sinks, clock)
    assert keys(sink) == ["other", "first", "second", "third"]


async def test_a_refused_alert_holds_back_no_other_story(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    outbox.put(alert("poison", clock), *(alert(f"good {number}", clock) for number in range(3)))
    sink.refuses = {"poison"}
    assert await deliver(outbox, sinks, clock) == Round(delivered=3, postponed=1)


async def test_a_sink_that_is_down_is_tried_twice_a_round_and_harms_no_other(clock: FakeClock) -> None:
    outbox = MemoryOutbox(["down", "up"], clock.now())
    outbox.put(*(alert(f"alert {number}", clock) for number in range(40)))
    up = MemorySink("up")
    down = CountingRefuser("down")
    assert await deliver(outbox, {"up": up, "down": down}, clock) == Round(delivered=40, postponed=40)
    assert down.tried == 2


class CountingRefuser(MemorySink):
    tried = 0

    async def deliver(self, alert: Alert) -> None:
        self.tried += 1
        self.refuses = {"*"}
        await super().deliver(alert)


async def test_a_sink_that_is_down_for_a_night_loses_nothing(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    outbox.put(*(alert(f"{number:02}", clock, story=number % 3) for number in range(30)))
    sink.refuses = {"*"}
    for _ in range(60):
        await deliver(outbox, sinks, clock)
        await clock.sleep(timedelta(minutes=10))
    sink.refuses = set()
    for _ in range(10):
        await deliver(outbox, sinks, clock)
        await clock.sleep(timedelta(minutes=10))
    assert sorted(keys(sink)) == [f"{number:02}" for number in range(30)]
    for story in range(3):
        assert [key for key in keys(sink) if int(key) % 3 == story] == [
            f"{number:02}" for number in range(30) if number % 3 == story
        ]


async def test_an_alert_refused_often_and_for_days_is_given_up_and_operators_are_told_once(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    outbox.put(alert("a", clock), alert("b", clock))
    sink.refuses = {"a", "b"}
    for _ in range(80):
        await deliver(outbox, sinks, clock)
        await clock.sleep(timedelta(hours=1))
    assert [row.state for row in outbox.rows.values()][:2] == ["dead", "dead"]
    (told,) = sink.alerts
    assert told.channel is Audience.OPS
    assert told.subject == "alerts to memory were given up: memory: refused"


async def test_an_alert_found_after_a_week_off_is_not_given_up_at_its_first_refusal(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    outbox.put(alert("a", clock))
    await clock.sleep(timedelta(days=7))
    sink.refuses = {"a"}
    assert await deliver(outbox, sinks, clock) == Round(postponed=1)


async def test_what_waits_for_a_sink_that_is_gone_becomes_a_dead_letter(
    outbox: MemoryOutbox, clock: FakeClock
) -> None:
    outbox.put(alert("a", clock))
    assert await deliver(outbox, {}, clock) == Round(given_up=1)
    assert outbox.rows[1].error == "no such sink is configured any more"


async def test_a_sink_that_forgets_its_deadline_is_refused(
    monkeypatch: pytest.MonkeyPatch, outbox: MemoryOutbox, clock: FakeClock
) -> None:
    monkeypatch.setattr("scraper.deliver.SINK_DEADLINE", timedelta(milliseconds=20))
    outbox.put(alert("a", clock))
    assert await deliver(outbox, {"memory": HangingSink()}, clock) == Round(postponed=1)
    assert outbox.rows[1].error == "no answer in time"


class HangingSink(MemorySink):
    async def deliver(self, alert: Alert) -> None:  # noqa: ARG002 - the port's signature
        await asyncio.Event().wait()


async def test_a_store_that_refuses_is_told_as_such_after_every_lane_has_ended(clock: FakeClock) -> None:
    outbox = RefusingOutbox(["a", "b"], clock.now())
    outbox.put(alert("x", clock))
    one, two = MemorySink("a"), MemorySink("b")
    with pytest.raises(StoreError, match="disk full"):
        await deliver(outbox, {"a": one, "b": two}, clock)
    assert keys(one) == keys(two) == ["x"]


class RefusingOutbox(MemoryOutbox):
    async def delivered(self, delivery: Delivery, now: datetime) -> None:  # noqa: ARG002 - the port's signature
        raise StoreError("disk full")


async def test_what_a_sink_took_is_not_sent_again_because_the_store_could_not_note_it(
    outbox: MemoryOutbox,
    sink: MemorySink,
    sinks: Mapping[str, AlertSink],
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outbox.put(alert("a", clock))
    unnoted: set[int] = set()

    async def full(*_: object) -> None:
        raise StoreError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "delivered", full)
        for _ in range(3):
            with pytest.raises(StoreError):
                await deliver(outbox, sinks, clock, unnoted=unnoted)
    assert await deliver(outbox, sinks, clock, unnoted=unnoted) == Round(delivered=1)
    assert keys(sink) == ["a"]
    assert unnoted == set()


async def test_a_slow_sink_ends_its_round_in_time_and_goes_on_in_the_next(
    outbox: MemoryOutbox,
    sink: MemorySink,
    sinks: Mapping[str, AlertSink],
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outbox.put(*(alert(key, clock) for key in "abc"))
    taken = sink.deliver

    async def slowly(alert: Alert) -> None:
        await asyncio.sleep(0.03)
        await taken(alert)

    monkeypatch.setattr(sink, "deliver", slowly)
    monkeypatch.setattr("scraper.deliver.ROUND_LIMIT", timedelta(seconds=0.02))
    for expected in ("a", "ab", "abc"):
        await deliver(outbox, sinks, clock)
        assert keys(sink) == list(expected)


KYIV_NIGHT = {"memory": Restraint("Europe/Kyiv", quiet=Quiet(time(22), time(7)))}


async def test_what_was_held_over_the_night_is_told_as_one_in_the_morning(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    begins = clock.now()
    evening = datetime(begins.year, begins.month, begins.day, 19, 30, tzinfo=UTC)
    rounds = []
    for half_hours in range(23):
        await clock.sleep(evening + timedelta(minutes=30 * half_hours) - clock.now())
        if half_hours in {0, 1, 8}:
            outbox.put(alert(f"{clock.now():%H:%M}", clock))
        rounds.append(await deliver(outbox, sinks, clock, restraints=KYIV_NIGHT))
    assert keys(sink) == ["19:30", "digest:memory:20:00"]
    assert [done for done in rounds if done != Round()] == [
        Round(delivered=1), Round(held=1), Round(held=1), Round(delivered=1),
    ]  # fmt: skip
    assert [text.partition(": ")[2] for text in sink.alerts[-1].detail.values()] == ["20:00", "23:30"]


def at_night(clock: FakeClock) -> Restraint:
    now = clock.now()
    return Restraint(quiet=Quiet(now.time(), (now + timedelta(hours=8)).time()))


async def test_one_that_was_held_alone_is_told_as_itself(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    quiet = {"memory": at_night(clock)}
    outbox.put(alert("a", clock))
    assert await deliver(outbox, sinks, clock, restraints=quiet) == Round(held=1)
    await clock.sleep(timedelta(hours=8))
    assert await deliver(outbox, sinks, clock, restraints=quiet) == Round(delivered=1)
    assert keys(sink) == ["a"]


async def test_ops_are_told_in_the_analysts_quiet_hours(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    outbox.put(alert("a", clock), replace(alert("b", clock), channel=Audience.OPS))
    assert await deliver(outbox, sinks, clock, restraints={"memory": at_night(clock)}) == Round(
        delivered=1, held=1
    )
    assert keys(sink) == ["b"]


async def test_one_sink_sleeps_while_another_is_told(clock: FakeClock) -> None:
    outbox = MemoryOutbox(["desk", "log"], clock.now())
    desk, log = MemorySink("desk"), MemorySink("log")
    outbox.put(alert("a", clock), alert("b", clock))
    restraints = {"desk": at_night(clock)}
    assert await deliver(outbox, {"desk": desk, "log": log}, clock, restraints=restraints) == Round(
        delivered=2, held=2
    )
    await clock.sleep(timedelta(hours=8))
    await deliver(outbox, {"desk": desk, "log": log}, clock, restraints=restraints)
    assert [one.kind for one in desk.alerts] == ["digest"]
    assert keys(log) == ["a", "b"]


async def test_a_flood_is_told_in_part_and_the_rest_as_one(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    hourly = {"memory": Restraint(hourly=3)}
    outbox.put(*(alert(f"{number}", clock) for number in range(10)))
    assert await deliver(outbox, sinks, clock, restraints=hourly) == Round(delivered=3, held=7)
    await clock.sleep(timedelta(minutes=59))
    assert await deliver(outbox, sinks, clock, restraints=hourly) == Round()
    await clock.sleep(timedelta(minutes=1))
    assert await deliver(outbox, sinks, clock, restraints=hourly) == Round(delivered=1)
    assert keys(sink) == ["0", "1", "2", "digest:memory:3"]


async def test_a_digest_that_is_refused_in_the_morning_is_told_later_and_not_summed_up_again(
    outbox: MemoryOutbox, sink: MemorySink, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    quiet = {"memory": at_night(clock)}
    outbox.put(alert("a", clock), alert("b", clock))
    await deliver(outbox, sinks, clock, restraints=quiet)
    await clock.sleep(timedelta(hours=8))
    sink.refuses = {"*"}
    assert await deliver(outbox, sinks, clock, restraints=quiet) == Round(postponed=1)
    await clock.sleep(timedelta(hours=16))
    assert await deliver(outbox, sinks, clock, restraints=quiet) == Round(held=1)
    sink.refuses = set()
    await clock.sleep(timedelta(hours=8))
    assert await deliver(outbox, sinks, clock, restraints=quiet) == Round(delivered=1)
    assert keys(sink) == ["digest:memory:a"]


async def test_what_is_held_for_a_sink_that_is_gone_becomes_dead_letters(
    outbox: MemoryOutbox, sinks: Mapping[str, AlertSink], clock: FakeClock
) -> None:
    quiet = {"memory": at_night(clock)}
    outbox.put(alert("a", clock), alert("b", clock))
    await deliver(outbox, sinks, clock, restraints=quiet)
    await clock.sleep(timedelta(hours=8))
    assert await deliver(outbox, {}, clock) == Round(given_up=2)


async def test_what_a_sink_took_is_in_no_digest_though_the_store_could_not_note_it(
    outbox: MemoryOutbox,
    sink: MemorySink,
    sinks: Mapping[str, AlertSink],
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quiet, unnoted = {"memory": at_night(clock)}, set[int]()

    async def full(*_: object) -> None:
        raise StoreError("disk full")

    outbox.put(alert("a", clock))
    await deliver(outbox, sinks, clock, unnoted=unnoted, restraints=quiet)
    await clock.sleep(timedelta(hours=8))
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "delivered", full)
        with pytest.raises(StoreError):
            await deliver(outbox, sinks, clock, unnoted=unnoted, restraints=quiet)
    await clock.sleep(timedelta(hours=16))
    outbox.put(alert("b", clock), alert("c", clock))
    await deliver(outbox, sinks, clock, unnoted=unnoted, restraints=quiet)
    await clock.sleep(timedelta(hours=8))
    await deliver(outbox, sinks, clock, unnoted=unnoted, restraints=quiet)
    assert keys(sink) == ["a", "digest:memory:b"]
