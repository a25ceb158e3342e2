"""How a poll ended: the report, the source's new state, and what ops should hear."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scraper.core.channel_memory import channels_after
from scraper.core.outage import UNREACHED
from scraper.core.probation import is_on_probation, wished_interval
from scraper.core.rhythm import pace, with_news
from scraper.core.schedule import adapted_interval, next_poll_at
from scraper.core.storms import archive, removal, storm
from scraper.outcomes import SUCCESSES, Outcome, failure_weight
from scraper.types import (
    Action,
    Alert,
    Audience,
    ChannelRead,
    Grade,
    Intent,
    PollReport,
    Severity,
    SourceForPoll,
    SourceState,
)


@dataclass(frozen=True, slots=True)
class Ended:
    """The circumstances in which a poll ended."""

    began_at: datetime
    now: datetime
    left: int
    """Links that still wait and could be tried now."""
    late: bool
    """Whether the poll's deadline ended it."""
    jitter: float
    """0 to 1."""
    outage: bool = False
    """Whether our own network was down."""


def conclude(
    polled: SourceForPoll,
    reads: Sequence[ChannelRead],
    intents: Sequence[Intent],
    ended: Ended,
    shortest: timedelta,
    longest: timedelta,
) -> tuple[PollReport, SourceState, tuple[Alert, ...]]:
    """Return the report of a poll, the state to keep, and alerts that belong to no article."""
    outcome = overall(reads) if reads or not ended.late else Outcome.TIMED_OUT
    if ended.outage and outcome in UNREACHED:
        outcome = Outcome.OUR_OUTAGE
    state = _state_after(polled, reads, outcome, ended, shortest, longest)
    baseline = any(_is_first(polled.state, read) for read in reads)
    report = PollReport(
        polled.source.id,
        ended.began_at,
        ended.now,
        outcome,
        tuple(reads),
        Counter(intent.outcome for intent in intents),
        added=sum(intent.action is Action.ADD for intent in intents),
        copies=sum(intent.action is Action.COPY for intent in intents),
        revised=sum(intent.action is Action.REVISE for intent in intents),
        on_topic=sum(intent.grade is not None and intent.grade >= Grade.RELATED for intent in intents),
        alerts=sum(len(intent.alerts) for intent in intents),
        left=ended.left,
        next_poll_at=state.next_poll_at,
        baseline=baseline,
    )
    if baseline:
        return report, state, (_baseline_alert(polled, reads, ended.now),)
    storms = (
        storm(polled.source, reads, intents, ended.now),
        archive(polled.source, intents, ended.now),
        removal(polled.source, reads, ended.now),
    )
    return report, state, tuple(alert for alert in storms if alert is not None)


def overall(reads: Sequence[ChannelRead]) -> Outcome:
    """Return one outcome for all channels: the best news where any answered, else the first failure."""
    outcomes = [read.outcome for read in reads]
    for good in (Outcome.OK, Outcome.NOTHING_NEW, Outcome.UNCHANGED_BODY, Outcome.NOT_MODIFIED):
        if good in outcomes:
            return good
    return outcomes[0] if outcomes else Outcome.NO_LINKS


def _state_after(
    polled: SourceForPoll,
    reads: Sequence[ChannelRead],
    outcome: Outcome,
    ended: Ended,
    shortest: timedelta,
    longest: timedelta,
) -> SourceState:
    before = polled.state
    good = outcome in SUCCESSES
    news = _news(before, reads)
    floor = _floor(polled, reads, shortest)
    interval = _interval_after(polled, reads, floor, longest) if good else before.interval
    failures = 0.0 if good else before.failures + failure_weight(outcome)
    rhythm = with_news(before.rhythm, ended.now, news)
    wait = max(interval * pace(rhythm, ended.now), floor)
    after = next_poll_at(
        ended.now,
        wait if good else max(wait, wished_interval(polled.source, before)),
        failures=failures,
        retry_after=max((read.retry_after for read in reads if read.retry_after), default=None),
        jitter=ended.jitter,
        longest=longest,
    )
    return replace(
        before,
        # Links left over are not made to wait for a slow source's next turn.
        next_poll_at=min(after, ended.now + shortest) if good and ended.left else after,
        interval=interval,
        failures=failures,
        last_poll_at=ended.now,
        last_good_at=ended.now if good else before.last_good_at,
        last_outcome=outcome,
        baseline_done=before.baseline_done or good,
        channels={**before.channels, **channels_after(before, reads, left=ended.left)},
        rhythm=rhythm,
    )


def _interval_after(
    polled: SourceForPoll, reads: Sequence[ChannelRead], floor: timedelta, longest: timedelta
) -> timedelta:
    return adapted_interval(
        polled.state.interval,
        wish=polled.source.interval,
        links=sum(read.links for read in reads),
        new=_news(polled.state, reads),
        floor=floor,
        ceiling=longest,
    )


def _news(before: SourceState, reads: Sequence[ChannelRead]) -> int:
    """Return how many links were new; at a first reading all are, which says nothing about the pace."""
    return 0 if any(_is_first(before, read) for read in reads) else sum(read.new for read in reads)


def _floor(polled: SourceForPoll, reads: Sequence[ChannelRead], shortest: timedelta) -> timedelta:
    """Return the least interval: what the source asks for, but never beyond what config wishes."""
    wish = polled.source.interval
    return max([shortest, *(min(read.poll_hint, wish) for read in reads if read.poll_hint is not None)])


def _is_first(state: SourceState, read: ChannelRead) -> bool:
    known = state.channels.get(read.url)
    return read.outcome in SUCCESSES and (known is None or known.first_read_at is None)


def _baseline_alert(polled: SourceForPoll, reads: Sequence[ChannelRead], now: datetime) -> Alert:
    source = polled.source
    found = sum(read.new for read in reads)
    proven = "; it answers, its probation is over" if is_on_probation(source, polled.state) else ""
    return Alert(
        key=f"baseline:{source.id}:{now.isoformat()}",
        kind="baseline",
        channel=Audience.OPS,
        severity=Severity.INFO,
        subject=f"{source.name}: first reading, {found} links recorded as baseline, none alerted{proven}",
        raised_at=now,
        source=source.id,
        detail={"links": str(found)},
    )


def broken_off(
    polled: SourceForPoll, error: Exception, now: datetime, longest: timedelta
) -> tuple[PollReport, SourceState, Alert]:
    """Return the end of a poll that a programming error broke off: backed off, and ops told once a day."""
    state = polled.state
    after = replace(
        state,
        next_poll_at=next_poll_at(
            now, state.interval, failures=state.failures + 1, retry_after=None, jitter=0.5, longest=longest
        ),
        failures=state.failures + 1,
        last_poll_at=now,
        last_outcome=Outcome.INTERNAL_ERROR,
    )
    report = PollReport(
        polled.source.id, now, now, Outcome.INTERNAL_ERROR, (), {}, next_poll_at=after.next_poll_at
    )
    alert = Alert(
        key=f"crash:{polled.source.id}:{now.date().isoformat()}",
        kind="crash",
        channel=Audience.OPS,
        severity=Severity.CRITICAL,
        subject=f"{polled.source.name}: a poll met a programming error and was broken off: {error!r}",
        raised_at=now,
        source=polled.source.id,
    )
    return report, after, alert
