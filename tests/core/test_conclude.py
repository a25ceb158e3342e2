"""What a poll leaves behind: outcome, due time, and what is remembered of each channel."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.core.channel_memory import hidden_by_validators, page_at
from scraper.core.conclude import Ended, broken_off, conclude, overall
from scraper.core.probation import SLOW, confirmation_of
from scraper.outcomes import Outcome
from scraper.types import (
    Action,
    CanonicalUrl,
    Channel,
    ChannelRead,
    Confirmation,
    Intent,
    PollReport,
    Source,
    SourceForPoll,
    SourceState,
    Validators,
)
from tests.values import FEED, NOON, polled, read_before, source

FIVE_MINUTES, TWELVE_HOURS = timedelta(minutes=5), timedelta(hours=12)
OTHER = "https://news.test/sitemap.xml"
CONFIRMED = source("news", Channel(FEED, confirmation=Confirmation.CONFIRMED))


def read(outcome: Outcome = Outcome.OK, url: str = FEED, **fields: object) -> ChannelRead:
    given: dict[str, object] = {
        "links": 30,
        "new": 3,
        "validators": Validators('"v2"'),
        "body_sha256": "b2",
        **fields,
    }
    return ChannelRead(url, outcome, NOON, **given)  # type: ignore[arg-type]


def ended(left: int = 0, *, late: bool = False) -> Ended:
    return Ended(NOON - timedelta(seconds=3), NOON, left, late, 0.5)


def after(
    *reads: ChannelRead, left: int = 0, late: bool = False, before: SourceForPoll | None = None
) -> SourceState:
    before = before or polled(channels={FEED: read_before('"v1"', "b1")})
    return conclude(before, reads, (), ended(left, late=late), FIVE_MINUTES, TWELVE_HOURS)[1]


OVERALL = {
    "news from one channel": ([Outcome.NOT_FOUND, Outcome.OK], Outcome.OK),
    "nothing new anywhere": ([Outcome.NOT_MODIFIED, Outcome.NOTHING_NEW], Outcome.NOTHING_NEW),
    "the first failure where all fail": ([Outcome.NOT_A_FEED, Outcome.TIMED_OUT], Outcome.NOT_A_FEED),
    "no channel at all": ([], Outcome.NO_LINKS),
}


@pytest.mark.parametrize(("outcomes", "expected"), OVERALL.values(), ids=OVERALL)
def test_one_outcome_for_all_channels(outcomes: list[Outcome], expected: Outcome) -> None:
    assert overall([read(outcome) for outcome in outcomes]) is expected


def test_validators_are_kept_once_every_link_was_taken_over() -> None:
    memory = after(read()).channels[FEED]
    assert (memory.validators, memory.body_sha256, memory.full_at) == (Validators('"v2"'), "b2", NOON)


def test_validators_are_not_kept_while_links_wait_and_the_source_is_due_again_soon() -> None:
    state = after(read(), left=7)
    assert state.channels[FEED].validators == Validators('"v1"')
    assert state.next_poll_at == NOON + FIVE_MINUTES


def test_not_modified_leaves_the_memory_as_it_is() -> None:
    assert after(read(Outcome.NOT_MODIFIED, validators=Validators())).channels[FEED] == read_before(
        '"v1"', "b1"
    )


def test_a_failed_channel_keeps_its_memory_and_backs_the_source_off() -> None:
    before = polled(CONFIRMED, channels={FEED: read_before('"v1"', "b1")})
    state = after(read(Outcome.NOT_A_FEED), before=before)
    assert state.channels[FEED] == read_before('"v1"', "b1")
    assert state.failures == 1.0
    assert state.next_poll_at == NOON + timedelta(minutes=30)
    assert state.last_good_at is None


def test_what_was_never_seen_to_answer_is_tried_slowly_until_it_does() -> None:
    failed = read(Outcome.NOT_FOUND)
    assert after(failed, before=polled()).next_poll_at > NOON + SLOW
    assert after(failed, before=polled(CONFIRMED)).next_poll_at < NOON + timedelta(hours=1)
    assert after(failed, before=polled(last_good_at=NOON)).next_poll_at < NOON + timedelta(hours=1)
    proven = after(read(), before=polled(failures=3.0))
    assert proven.next_poll_at < NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("one", "proven"),
    [
        pytest.param(source("news"), True, id="a source on probation"),
        pytest.param(CONFIRMED, False, id="a source known to answer"),
    ],
)
def test_a_first_reading_ends_a_probation_and_says_so(one: Source, proven: bool) -> None:
    _, state, (alert,) = conclude(polled(one), [read()], (), ended(), FIVE_MINUTES, TWELVE_HOURS)
    assert ("its probation is over" in alert.subject) is proven
    today = (Confirmation.CONFIRMED, NOON.date())
    assert confirmation_of(replace(one.channels[0], confirmation=Confirmation.GUESSED), state) == today


def test_a_success_forgives_all_failures() -> None:
    state = after(read(), before=polled(failures=3.5, channels={FEED: read_before()}))
    assert (state.failures, state.last_good_at) == (0.0, NOON)


def test_a_poll_cut_short_after_its_indexes_is_not_a_failure() -> None:
    assert after(read(), left=5, late=True).failures == 0.0
    assert after(late=True).last_outcome is Outcome.TIMED_OUT


def test_the_first_reading_of_a_channel_is_a_baseline_and_says_so_once() -> None:
    two = source("news", Channel(FEED), Channel(OTHER))
    before = polled(two, channels={FEED: read_before()})
    report, state, alerts = conclude(
        before, [read(), read(url=OTHER, new=25)], (), ended(), FIVE_MINUTES, TWELVE_HOURS
    )
    assert report.baseline
    assert [alert.kind for alert in alerts] == ["baseline"]
    assert state.channels[OTHER].first_read_at == NOON
    again = conclude(SourceForPoll(two, state), [read(url=OTHER)], (), ended(), FIVE_MINUTES, TWELVE_HOURS)
    assert again[2] == ()


def test_everything_new_at_the_first_reading_says_nothing_of_the_pace() -> None:
    assert after(read(links=30, new=30), before=polled()).interval > timedelta(minutes=15)


def test_a_feed_s_ttl_is_a_floor_but_never_beyond_the_wish() -> None:
    assert after(read(new=20, poll_hint=timedelta(minutes=12))).interval == timedelta(minutes=12)
    assert after(read(new=20, poll_hint=timedelta(days=7))).interval == timedelta(minutes=15)


def test_the_report_counts_what_was_done() -> None:
    url = CanonicalUrl("https://news.test/a")
    intents = [
        Intent(Action.ADD, Outcome.OK, url),
        Intent(Action.COPY, Outcome.OK, url, copy_of=url),
        Intent(Action.NOTHING, Outcome.OFF_TOPIC_GATE, url),
    ]
    report: PollReport = conclude(polled(), [read()], intents, ended(), FIVE_MINUTES, TWELVE_HOURS)[0]
    assert (report.added, report.copies, report.revised) == (1, 1, 0)
    assert report.outcomes == {Outcome.OK: 2, Outcome.OFF_TOPIC_GATE: 1}


def test_a_programming_error_backs_off_and_is_told_once_a_day() -> None:
    report, state, alert = broken_off(polled(), KeyError("x"), NOON, TWELVE_HOURS)
    assert report.outcome is Outcome.INTERNAL_ERROR
    assert state.next_poll_at == NOON + timedelta(minutes=30)
    assert alert.key == "crash:news:2026-02-10"


HIDDEN = {
    "a strong etag that stayed over another body": ('"v1"', "b2", 0, True),
    "a weak etag over a body with news": ('W/"v1"', "b2", 1, True),
    "a weak etag over a body that differs in nothing new": ('W/"v1"', "b2", 0, False),
    "the same body": ('"v1"', "b1", 0, False),
    "another etag": ('"v2"', "b2", 3, False),
    "no validators at all": ("", "b2", 3, False),
}


@pytest.mark.parametrize(("etag", "sha", "new", "hidden"), HIDDEN.values(), ids=HIDDEN)
def test_validators_are_caught_at_hiding_news(etag: str, sha: str, new: int, hidden: bool) -> None:
    before = read_before(etag if etag != '"v2"' else '"v1"', "b1")
    seen = read(validators=Validators(etag or None), body_sha256=sha, new=new)
    assert hidden_by_validators(page_at(before, FEED, FEED), seen) is hidden


def test_validators_that_lied_are_trusted_again_after_a_month_without_a_lie() -> None:
    memory = after(read(lied=True)).channels
    assert (memory[FEED].trusted, memory[FEED].doubted_at) == (False, NOON)
    for days, lied, trusted in ((29, 0, False), (29, 1, False), (31, 0, False), (60, 0, True)):
        seen = replace(read(lied=bool(lied)), at=NOON + timedelta(days=days))
        memory = after(seen, before=polled(channels=memory)).channels
        assert memory[FEED].trusted is trusted, days


def test_what_the_server_calls_fresh_is_not_asked_for_again_but_never_beyond_the_wish() -> None:
    busy = polled(interval=FIVE_MINUTES, channels={FEED: read_before()})
    assert after(read(new=29), before=busy).interval == FIVE_MINUTES
    fresh = read(new=29, poll_hint=timedelta(minutes=10))
    assert after(fresh, before=busy).interval == timedelta(minutes=10)
    stale = read(new=29, poll_hint=timedelta(days=2))
    assert after(stale, before=busy).interval == busy.source.interval
