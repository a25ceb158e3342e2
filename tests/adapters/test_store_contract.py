"""What every Store does, said once: run over the SQLite store and over the fake of the tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.core.fingerprint import fingerprint_text
from scraper.core.outbox import Audiences
from scraper.core.restraint import LONGEST_HOLD, Hold
from scraper.errors import StoreError
from scraper.outcomes import Outcome
from scraper.ports import HostState, Store, Taken
from scraper.types import (
    Action,
    Alert,
    Article,
    Audience,
    CanonicalUrl,
    ChannelRead,
    ChannelState,
    Found,
    Gathered,
    Grade,
    Intent,
    Known,
    Link,
    Observed,
    PageState,
    ParsedDate,
    PendingLink,
    Policy,
    PollReport,
    Precision,
    Severity,
    Signal,
    SourceId,
    SourceState,
    Validators,
)
from tests.fakes_store import FakeStore
from tests.values import BODY, NOON, article, link, observed, source, verdict

NEWS, WIRE = SourceId("news"), SourceId("wire")
CHANNEL = source().channels[0]
MINUTE = timedelta(minutes=1)
EDITED = (*BODY[:2], BODY[2].replace("heavy engineering machines", "heavy machines for engineers"))


@asynccontextmanager
async def opened(kind: str, directory: Path, audiences: Audiences) -> AsyncIterator[Store]:
    if kind == "fake":
        made: Store = FakeStore(sinks=("journal", "hook"), audiences=audiences)
        await made.sync_sources([source(), source("wire")], NOON)
        yield made
        return
    async with SqliteStore(
        directory / "store.db", sinks=("journal", "hook"), audiences=audiences
    ) as sqlite:
        await sqlite.sync_sources([source(), source("wire")], NOON)
        yield sqlite


@pytest.fixture(params=["sqlite", "fake"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path, {}) as made:
        yield made


@pytest.fixture(params=["sqlite", "fake"])
async def divided(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store whose hook is for analysts alone."""
    async with opened(request.param, tmp_path, {"hook": frozenset({Audience.ANALYST})}) as made:
        yield made


async def take(store: Store, *links: Link, by: SourceId = NEWS, baseline: bool = False) -> Taken:
    return await store.take_in(by, source(by).channels[0], links, NOON, baseline=baseline)


async def tell(
    store: Store,
    one: Article,
    *,
    grade: Grade = Grade.CORE,
    keys: frozenset[str] = frozenset(),
    at: datetime = NOON,
    by: SourceId = NEWS,
    **changes: object,
) -> Intent:
    """Let an article be met at its own address and decided on as the pipeline does."""
    pending = PendingLink(by, Link(one.url, one.url), CHANNEL.url, at)
    seen = Observed(
        Gathered(pending, Outcome.OK, at, one), verdict(grade), fingerprint_text(one.text), keys
    )

    def decided(known: Known) -> Intent:
        return replace(decide(seen, known, Policy(), at), **changes)  # type: ignore[arg-type]

    return await store.record(seen, decided, at)


async def known_of(store: Store, one: Article, keys: frozenset[str] = frozenset()) -> Known:
    """Return what the store would let a decision know, writing nothing that matters."""
    pending = PendingLink(NEWS, Link(one.url, one.url), CHANNEL.url, NOON)
    seen = Observed(Gathered(pending, Outcome.OK, NOON, one), verdict(), fingerprint_text(one.text), keys)
    asked: list[Known] = []

    def ask(known: Known) -> Intent:
        asked.append(known)
        return Intent(Action.NOTHING, Outcome.OFF_TOPIC, one.url)

    await store.record(seen, ask, NOON)
    return asked[0]


def alert(key: str = "k", **fields: object) -> Alert:
    given = {
        "kind": "source",
        "channel": Audience.OPS,
        "severity": Severity.WARNING,
        "subject": "The News is silent",
        "raised_at": NOON,
        "detail": {"since": "Monday"},
        **fields,
    }
    return Alert(key, **given)  # type: ignore[arg-type]


# Schedule


async def test_a_new_source_is_due_at_once_with_nothing_remembered(store: Store) -> None:
    [first, second] = await store.due(NOON, 10)
    assert (first.id, second.id) == (NEWS, WIRE)
    assert first.channels == {CHANNEL.url: ChannelState()}
    assert not first.baseline_done


async def test_the_most_overdue_source_comes_first_within_the_limit(store: Store) -> None:
    await store.finish(report(), SourceState(NEWS, NOON + 2 * MINUTE, 15 * MINUTE))
    await store.finish(report(WIRE), SourceState(WIRE, NOON + MINUTE, 15 * MINUTE))
    assert [state.id for state in await store.due(NOON, 10)] == []
    assert [state.id for state in await store.due(NOON + 5 * MINUTE, 10)] == [WIRE, NEWS]
    assert [state.id for state in await store.due(NOON + 5 * MINUTE, 1)] == [WIRE]


async def test_a_due_time_set_by_a_clock_far_ahead_counts_as_due(store: Store) -> None:
    ahead = NOON + timedelta(days=400)
    misled = SourceState(NEWS, ahead + 15 * MINUTE, 15 * MINUTE, last_poll_at=ahead)
    await store.finish(report(), misled)
    assert [state.id for state in await store.due(NOON, 10)] == [WIRE, NEWS]
    assert [state.id for state in await store.due(NOON, 1)] == [WIRE]


async def test_a_due_time_far_ahead_is_kept_where_the_clock_was_right(store: Store) -> None:
    patient = SourceState(NEWS, NOON + timedelta(days=7), timedelta(days=7), last_poll_at=NOON)
    await store.finish(report(), patient)
    assert [state.id for state in await store.due(NOON - MINUTE, 10)] == []
    assert [state.id for state in await store.due(NOON, 10)] == [WIRE]


async def test_a_source_that_left_the_configuration_is_not_due_but_remembered(store: Store) -> None:
    kept = SourceState(NEWS, NOON, 30 * MINUTE, failures=1.5, baseline_done=True)
    await store.finish(report(), kept)
    await store.sync_sources([source("wire")], NOON)
    assert [state.id for state in await store.due(NOON, 10)] == [WIRE]
    await store.sync_sources([source(), source("wire")], NOON)
    [again] = await store.states([NEWS])
    assert (again.interval, again.failures, again.baseline_done) == (30 * MINUTE, 1.5, True)


async def test_a_disabled_source_is_not_due(store: Store) -> None:
    await store.sync_sources([replace(source(), enabled=False), source("wire")], NOON)
    assert [state.id for state in await store.due(NOON, 10)] == [WIRE]


async def test_states_come_in_the_order_asked_and_strangers_are_refused(store: Store) -> None:
    assert [state.id for state in await store.states([WIRE, NEWS])] == [WIRE, NEWS]
    with pytest.raises(StoreError):
        await store.states([SourceId("stranger")])


async def test_the_pages_below_an_index_are_found_again_each_with_its_own_memory(store: Store) -> None:
    month, day = f"{CHANNEL.url}/2026-02", f"{CHANNEL.url}/2026-02-10"
    pages = {
        month: PageState(Validators('"m"', None), "abc", NOON, NOON - MINUTE, {day: NOON, f"{day}b": None}),
        day: PageState(Validators(None, "Tue"), "def", NOON - MINUTE),
    }
    memory = ChannelState(full_at=NOON, first_read_at=NOON, children={month: NOON - MINUTE}, pages=pages)
    state = SourceState(NEWS, NOON + MINUTE, MINUTE, last_poll_at=NOON, channels={CHANNEL.url: memory})
    await store.finish(report(), state)
    (found,) = await store.states([NEWS])
    assert found.channels == {CHANNEL.url: memory}


async def test_what_a_poll_leaves_is_found_again_whole(store: Store) -> None:
    state = SourceState(
        NEWS,
        NOON + 20 * MINUTE,
        20 * MINUTE,
        failures=0.5,
        last_poll_at=NOON,
        last_good_at=NOON - MINUTE,
        last_outcome=Outcome.TIMED_OUT,
        baseline_done=True,
        channels={
            CHANNEL.url: ChannelState(Validators('W/"1"', "Tue"), "abc", NOON, NOON - MINUTE, trusted=False)
        },
        rhythm=tuple(range(24)),
    )
    await store.finish(report(), state)
    assert await store.states([NEWS]) == [state]


def report(of: SourceId = NEWS) -> PollReport:
    read = ChannelRead(CHANNEL.url, Outcome.OK, NOON, 3, 1, "over_cap: 2")
    return PollReport(of, NOON - MINUTE, NOON, Outcome.OK, (read,), {Outcome.OK: 1}, added=1)


# Links


async def test_a_new_link_waits_and_a_known_one_is_not_taken_twice(store: Store) -> None:
    assert await take(store, link(), link("rations"), link()) == Taken(2, 0)
    assert await take(store, link(), link("third")) == Taken(1, 1)
    waiting = await store.pending(NEWS, NOON, 10)
    assert [one.link.url for one in waiting] == [
        link().url,
        link("rations").url,
        link("third").url,
    ]


async def test_a_waiting_link_keeps_all_that_the_index_said(store: Store) -> None:
    date = ParsedDate(NOON, Precision.MINUTE, "10 лютого, 14:00", "Europe/Kyiv", frozenset({"year"}))
    said = Link(
        link().url, link().address + "?utm=1", "Заголовок «x»", "Summary", date, date.raw, "guid-1", "uk"
    )
    await take(store, said, baseline=True)
    assert await store.pending(NEWS, NOON, 10) == [
        PendingLink(NEWS, said, CHANNEL.url, NOON, baseline=True)
    ]


async def test_a_link_known_from_one_source_is_no_news_from_another(store: Store) -> None:
    await take(store, link())
    assert await take(store, link(), by=WIRE) == Taken(0, 1)
    assert await store.pending(WIRE, NOON, 10) == []


async def test_another_address_of_a_known_article_is_no_new_link(store: Store) -> None:
    seen = observed(article("canonical"))
    await store.record(seen, partial(decide, seen, policy=Policy(), now=NOON), NOON)
    assert await take(store, link("canonical")) == Taken(0, 1)


async def test_a_failed_link_waits_for_its_time_and_counts_its_attempts(store: Store) -> None:
    await take(store, link())
    for attempt in range(3):
        [waiting] = await store.pending(NEWS, NOON + attempt * MINUTE, 10)
        assert waiting.attempts == attempt
        await fail(store, waiting, retry_at=NOON + (attempt + 1) * MINUTE)
        assert await store.pending(NEWS, NOON + attempt * MINUTE, 10) == []


async def test_a_closed_road_is_not_counted_as_an_attempt(store: Store) -> None:
    await take(store, link())
    [waiting] = await store.pending(NEWS, NOON, 10)
    await fail(store, waiting, retry_at=NOON + MINUTE, counted=False)
    [again] = await store.pending(NEWS, NOON + MINUTE, 10)
    assert again.attempts == 0


async def test_a_link_given_up_does_not_come_back(store: Store) -> None:
    await take(store, link())
    [waiting] = await store.pending(NEWS, NOON, 10)
    await fail(store, waiting, retry_at=None)
    assert await store.pending(NEWS, NOON + timedelta(days=900), 10) == []
    assert await take(store, link()) == Taken(0, 1)


async def fail(store: Store, waiting: PendingLink, **fields: object) -> None:
    seen = Observed(Gathered(waiting, Outcome.TIMED_OUT, NOON))
    outcome = Outcome.TIMED_OUT if fields["retry_at"] else Outcome.GAVE_UP
    intent = Intent(Action.NOTHING, outcome, waiting.link.url, **fields)  # type: ignore[arg-type]
    await store.record(seen, lambda known: intent, NOON)  # noqa: ARG005


async def test_an_article_on_topic_is_looked_at_again_when_its_time_comes(store: Store) -> None:
    await take(store, link())
    intent = await tell(store, article())
    assert intent.recheck_at is not None
    assert await store.pending(NEWS, NOON, 10) == []
    [again] = await store.pending(NEWS, intent.recheck_at, 10)
    assert again.recheck


async def test_one_address_of_an_article_is_enough_to_look_at_again(store: Store) -> None:
    await take(store, link(), link("amp"))
    await tell(store, article())
    [twin] = await store.pending(NEWS, NOON, 10)
    seen = observed(article(), pending=twin)
    intent = await store.record(seen, partial(decide, seen, policy=Policy(), now=NOON), NOON)
    assert intent.action is Action.SIGHT
    assert intent.recheck_at is not None
    assert [one.link.url for one in await store.pending(NEWS, intent.recheck_at, 10)] == [link().url]


# Knowing


async def test_the_same_page_is_known_under_every_address_it_was_met(store: Store) -> None:
    await tell(store, article("canonical"))
    seen = observed(article("canonical"))  # met through the link `trucks`
    await store.record(seen, partial(decide, seen, policy=Policy(), now=NOON), NOON)
    known = await known_of(store, article("trucks"))
    assert known.same_page is not None
    assert known.same_page.url == article("canonical").url


async def test_what_is_known_of_a_page_is_what_was_told(store: Store) -> None:
    date = Found(ParsedDate(NOON, Precision.DAY, "10.02.2026", "Europe/Kyiv"), Signal.META)
    await tell(store, article(published=date), keys=frozenset({"jp", "37 million USD"}))
    known = (await known_of(store, article())).same_page
    assert known is not None
    assert (known.headline, known.text, known.language) == (
        article().headline.value,
        article().text,
        "en",
    )
    assert known.fingerprint == fingerprint_text(article().text)
    assert known.keys == {"jp", "37 million USD"}
    assert (known.version, known.grade, known.published_at) == (1, Grade.CORE, NOON)
    assert known.alerted
    assert known.story == 1


async def test_the_same_text_elsewhere_is_known_by_its_first_telling(store: Store) -> None:
    await tell(store, article())
    await tell(store, article("second"), at=NOON + MINUTE)
    known = await known_of(store, article("third"))
    assert known.same_page is None
    assert known.same_text is not None
    assert known.same_text.url == article().url


async def test_a_copy_of_what_an_article_said_before_its_edit_is_known(store: Store) -> None:
    await tell(store, article())
    await tell(store, article(body=("Quite another text stands here now. " * 8,)))
    known = await known_of(store, article("copy"))
    assert known.same_text is not None
    assert known.same_text.url == article().url


async def test_nearly_the_same_text_is_found_and_an_unrelated_one_is_not(store: Store) -> None:
    await tell(store, article())
    other = "The city council of Lviv opened a new tram line on Monday after two years of works. " * 4
    await tell(store, article("tram", body=(other,)), grade=Grade.OFF)
    known = await known_of(store, article("edited", body=EDITED))
    assert [near.url for near in known.near] == [article().url]
    assert known.same_text is None


async def test_the_nearest_comes_first(store: Store) -> None:
    farther = (BODY[0], BODY[1], "The minister thanked his colleague for this at length.")
    await tell(store, article("farther", body=farther), action=Action.ADD)
    await tell(store, article("nearer"), action=Action.ADD)
    known = await known_of(store, article("edited", body=EDITED))
    assert [near.url for near in known.near] == [article("nearer").url, article("farther").url]


async def test_a_revised_article_is_near_to_what_it_says_now(store: Store) -> None:
    await tell(store, article())
    text = "The two ministers spoke of drones, radars and the repair of the power grid instead. " * 4
    await tell(store, article(body=(text,)), action=Action.REVISE)
    known = await known_of(store, article("copy", body=(text + "So it was said.",)))
    assert [near.url for near in known.near] == [article().url]
    assert known.near[0].version == 2


@pytest.mark.parametrize(
    ("keys", "days", "grade", "found"),
    [
        pytest.param({"jp", "kamikawa"}, 0, Grade.CORE, True, id="keys are shared"),
        pytest.param({"de"}, 0, Grade.CORE, False, id="no key is shared"),
        pytest.param({"jp"}, 3, Grade.CORE, True, id="some days apart"),
        pytest.param({"jp"}, 9, Grade.CORE, False, id="too far apart"),
        pytest.param({"jp"}, 0, Grade.BORDERLINE, False, id="the other is not on topic"),
    ],
)
async def test_articles_of_one_event_are_found_by_shared_keys(
    store: Store, keys: set[str], days: int, grade: Grade, found: bool
) -> None:
    dated = Found(ParsedDate(NOON + timedelta(days=days), Precision.DAY, "", "UTC"), Signal.META)
    text = ("Another text altogether. " * 12,)
    await tell(store, article("other", body=text, published=dated), grade=grade, keys=frozenset(keys))
    known = await known_of(store, article(), frozenset({"jp", "kamikawa"}))
    assert bool(known.related) is found


# Doing


async def test_a_copy_knows_its_original_and_raises_nothing(store: Store) -> None:
    await tell(store, article())
    intent = await tell(store, article("copy", source=WIRE), by=WIRE)
    assert intent.action is Action.COPY
    known = (await known_of(store, article("copy", source=WIRE))).same_page
    assert known is not None
    assert known.copy_of == article().url
    assert not known.alerted
    assert known.story == 1


async def test_an_edit_makes_a_version_and_keeps_story_and_first_sight(store: Store) -> None:
    await tell(store, article())
    edited = article(body=(BODY[0], BODY[1].replace("37", "38"), BODY[2]))
    intent = await tell(store, edited, at=NOON + MINUTE)
    assert intent.action is Action.REVISE
    known = (await known_of(store, edited)).same_page
    assert known is not None
    assert (known.version, known.text, known.first_seen_at, known.story) == (2, edited.text, NOON, 1)


async def test_an_article_joins_the_story_of_another(store: Store) -> None:
    await tell(store, article())
    text = ("Quite another telling of the same deed. " * 8,)
    await tell(store, article("second", body=text), story_of=article().url)
    await tell(store, article("third", body=("A different deed on the same day. " * 8,)))
    stories = [
        known.same_page.story
        for path in ("trucks", "second", "third")
        if (known := await known_of(store, article(path))).same_page
    ]
    assert stories == [1, 1, 2]


async def test_an_article_off_topic_tells_no_story(store: Store) -> None:
    await tell(store, article(), grade=Grade.OFF)
    known = (await known_of(store, article())).same_page
    assert known is not None
    assert known.story is None


# Alerts


async def test_an_article_on_topic_is_on_its_way_to_every_sink_with_its_story(store: Store) -> None:
    await tell(store, article())
    first, second = await store.deliveries(NOON, 10)
    assert (first.sink, second.sink) == ("journal", "hook")
    assert first.alert.key == f"article:{article().url}"
    assert first.alert.story == 1
    assert first.attempts == 0


async def test_an_alert_is_raised_once_a_key_and_kept_as_it_was(store: Store) -> None:
    assert await store.raise_alert(alert())
    assert not await store.raise_alert(alert(subject="again"))
    kept = await store.deliveries(NOON, 10)
    assert [one.alert for one in kept] == [alert(), alert()]


async def test_what_was_delivered_is_not_delivered_again(store: Store) -> None:
    await store.raise_alert(alert())
    first, second = await store.deliveries(NOON, 10)
    await store.delivered(first, NOON)
    assert await store.deliveries(NOON, 10) == [second]


async def test_a_refused_alert_waits_and_a_dead_letter_is_left_alone(store: Store) -> None:
    await store.raise_alert(alert())
    first, second = await store.deliveries(NOON, 10)
    await store.postponed(first, "503", NOON + MINUTE)
    await store.postponed(second, "400", None)
    assert await store.deliveries(NOON, 10) == []
    [again] = await store.deliveries(NOON + MINUTE, 10)
    assert (again.id, again.attempts) == (first.id, 1)


async def test_no_alert_overtakes_an_earlier_one_of_its_story(store: Store) -> None:
    await tell(store, article())
    await tell(store, article("tram", body=("Another story altogether, of a tram. " * 9,)))
    await store.raise_alert(alert("update", story=1))
    first = (await store.deliveries(NOON, 10))[0]
    await store.postponed(first, "503", NOON + MINUTE)
    handed = [(one.sink, one.alert.story) for one in await store.deliveries(NOON, 10)]
    assert handed == [("hook", 1), ("journal", 2), ("hook", 2), ("hook", 1)]
    later = [(one.sink, one.alert.story) for one in await store.deliveries(NOON + MINUTE, 10)]
    assert later == [("journal", 1), ("hook", 1), ("journal", 2), ("hook", 2), ("journal", 1), ("hook", 1)]


async def test_no_more_is_handed_out_than_asked_for(store: Store) -> None:
    for number in range(4):
        await store.raise_alert(alert(str(number)))
    assert [one.alert.key for one in await store.deliveries(NOON, 3)] == ["0", "0", "1"]


async def test_what_is_held_back_is_handed_out_when_its_time_has_come_and_not_before(store: Store) -> None:
    await store.raise_alert(alert())
    first, second = await store.deliveries(NOON, 10)
    await store.hold(first, Hold(NOON + MINUTE, "quiet hours"))
    assert await store.deliveries(NOON + 2 * MINUTE, 10) == [second]
    assert await store.held(NOON, 10) == []
    assert await store.held(NOON + MINUTE, 10) == [replace(first, held="quiet hours")]
    await store.delivered(first, NOON + MINUTE)
    assert await store.held(NOON + MINUTE, 10) == []


async def test_what_was_held_and_refused_remembers_that_it_was_held(store: Store) -> None:
    await store.raise_alert(alert())
    first, _ = await store.deliveries(NOON, 10)
    await store.hold(first, Hold(NOON, "quiet hours"))
    [held] = await store.held(NOON, 10)
    await store.postponed(held, "503", NOON)
    again = (await store.deliveries(NOON, 10))[0]
    assert (again.id, again.held) == (first.id, "quiet hours")
    assert await store.held(NOON, 10) == []


async def test_what_a_clock_far_ahead_held_back_is_handed_out(store: Store) -> None:
    await store.raise_alert(alert())
    first, _ = await store.deliveries(NOON, 10)
    await store.hold(first, Hold(NOON + 1000 * LONGEST_HOLD, "quiet hours"))
    assert [one.id for one in await store.held(NOON, 10)] == [first.id]


async def test_a_digest_goes_to_the_one_sink_whose_alerts_it_sums_up(store: Store) -> None:
    for key in ("a", "b"):
        await store.raise_alert(alert(key))
    for delivery in await store.deliveries(NOON, 10):
        if delivery.sink == "hook":
            await store.hold(delivery, Hold(NOON, "quiet hours"))
        else:
            await store.delivered(delivery, NOON)
    await store.sum_up(alert("sum"), await store.held(NOON, 10))
    assert await store.held(NOON, 10) == []
    assert [(one.sink, one.alert.key) for one in await store.deliveries(NOON, 10)] == [("hook", "sum")]


async def test_an_alert_is_on_its_way_to_the_sinks_that_are_for_its_audience(divided: Store) -> None:
    await tell(divided, article())
    await divided.raise_alert(alert("silent"))
    await divided.raise_alert(alert("found", channel=Audience.ANALYST))
    on_their_way = [(one.sink, one.alert.key) for one in await divided.deliveries(NOON, 10)]
    news = f"article:{article().url}"
    assert on_their_way == [
        ("journal", news),
        ("hook", news),
        ("journal", "silent"),
        ("journal", "found"),
        ("hook", "found"),
    ]


async def test_the_store_knows_when_a_sink_was_told_something(store: Store) -> None:
    for key in ("a", "b"):
        await store.raise_alert(alert(key))
    for minutes, delivery in enumerate(await store.deliveries(NOON, 10)):
        await store.delivered(delivery, NOON + minutes * MINUTE)
    assert await store.told("hook", NOON) == [NOON + MINUTE, NOON + 3 * MINUTE]
    assert await store.told("hook", NOON + MINUTE) == [NOON + 3 * MINUTE]


# Hosts


async def test_a_host_is_remembered_as_last_told(store: Store) -> None:
    state = HostState(
        "news.test", NOON, timedelta(seconds=1.5), NOON + MINUTE, b"User-agent: *\xff", 200, NOON
    )
    await store.remember(HostState("news.test", NOON, MINUTE))
    await store.remember(HostState("a.test", NOON, MINUTE, robots_status=-1))
    await store.remember(state)
    assert await store.hosts() == [HostState("a.test", NOON, MINUTE, robots_status=-1), state]


async def test_an_address_given_by_hand_is_recorded_like_any_other(store: Store) -> None:
    await tell(store, article())
    assert await take(store, link()) == Taken(0, 1)


async def test_the_address_of_a_copy_is_its_own(store: Store) -> None:
    await tell(store, article())
    await tell(store, article("copy", url=CanonicalUrl("https://wire.test/copy"), source=WIRE), by=WIRE)
    known = await known_of(store, article("copy", url=CanonicalUrl("https://wire.test/copy")))
    assert known.same_page is not None
    assert known.same_page.url == "https://wire.test/copy"
