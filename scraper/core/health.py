"""How a source is doing: its polls, its pages and its pace, judged together."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from scraper.core.cadence import Cadence
from scraper.core.diagnosis import Cause, Diagnosis, last_read_at, of_pages, of_polls, of_silence
from scraper.outcomes import SUCCESSES, failure_weight
from scraper.types import SourceId
from scraper.types.histories import History

HARD_AFTER: Final = timedelta(hours=2)
"""How long a failure lasts that does not pass by itself before it is trouble."""
SOFT_AT_MOST: Final = timedelta(hours=12)
"""How long one lasts that may pass by itself, at most; else as long as the source's expected gap."""
LEAST_FAILURES: Final = 3
"""Polls that have to fail one after the other."""
STEADY: Final = 2
"""Polls that have to be answered one after the other before trouble is over."""
STORM: Final = 20
"""New links of one poll from which a storm may be."""
STORM_LASTS: Final = timedelta(hours=24)
"""How long a storm is shown after it came."""


class State(IntEnum):
    """How bad it is; the numbers are the exit statuses of Nagios plugins."""

    OK = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is doing at an instant."""

    source: SourceId
    state: State
    diagnosis: Diagnosis | None = None
    """None where nothing is wrong."""
    missing: float = 0.0
    """Items that should have come between the last one and the last answered poll, and did not."""
    patience: float | None = None
    """Items that may fail to come; None where nobody knows how often the source publishes."""
    gap: timedelta | None = None
    """From the last item: the gap that the source's own hours and weekdays exceed about once a year."""
    per_week: float | None = None
    steady: bool = True
    """Whether its last polls were answered."""
    last_good_at: datetime | None = None
    last_new_at: datetime | None = None
    last_read_at: datetime | None = None
    """When a page was last read, as far as the latest polls tell."""


def assess(history: History, cadence: Cadence | None, now: datetime, *, our_outage: bool = False) -> Health:
    """Return how a source is doing.

    While our own network is at fault nothing is held against a source. Its silence ends at its last
    answered poll in any case, so that its counters stand still meanwhile.
    """
    known = _measured(history, cadence)
    found = _of_polls(history, known.gap, now, our_outage=our_outage)
    found = found or _of_pages(history, now) or _of_silence(history, cadence, known.missing)
    if found is None:
        storm = storm_of(history, cadence, now)
        found = None if storm is None else (State.WARNING, storm)
    return known if found is None else replace(known, state=found[0], diagnosis=found[1])


def _of_polls(
    history: History, gap: timedelta | None, now: datetime, *, our_outage: bool
) -> tuple[State, Diagnosis] | None:
    failing = of_polls(history)
    if failing is None:
        return None
    if our_outage or failing.cause is Cause.OUR_OUTAGE:
        return State.WARNING, replace(failing, cause=Cause.OUR_OUTAGE)
    return _failing(history, failing, gap, now), failing


def _of_pages(history: History, now: datetime) -> tuple[State, Diagnosis] | None:
    pages = of_pages(history)
    if pages is None or now - pages.since < HARD_AFTER:
        return None
    return State.CRITICAL, pages


def _of_silence(
    history: History, cadence: Cadence | None, missing: float
) -> tuple[State, Diagnosis] | None:
    silence = of_silence(history)
    if silence is None or cadence is None or missing < cadence.yearly:
        return None
    return State.CRITICAL if missing >= cadence.patience else State.WARNING, silence


def storm_of(history: History, cadence: Cadence | None, now: datetime) -> Diagnosis | None:
    """Return the diagnosis of a poll that brought as new nearly all that its index names; None without one.

    A long blindness explains as many new links as the cadence lets expect of it.
    """
    before = None
    for poll in history.polls:
        links = sum(read.links for read in poll.reads)
        sudden = poll.new >= STORM and poll.new >= 0.9 * links and not poll.baseline
        recent = now - poll.at <= STORM_LASTS
        if sudden and recent and before is not None:
            usual = 0.0 if cadence is None else cadence.expected(before, poll.at)
            if poll.new > 5 * max(usual, 1.0):
                told = f"{poll.new} of {links} links were new at {poll.at:%Y-%m-%d %H:%M} UTC"
                return Diagnosis(
                    Cause.ADDRESS_STORM, poll.at, (f"{told}, {usual:.1f} were to be expected",)
                )
        if poll.outcome in SUCCESSES:
            before = poll.at
    return None


def _measured(history: History, cadence: Cadence | None) -> Health:
    """Return a sound source's health: what is known of its pace and its silence."""
    steady = all(poll.outcome in SUCCESSES for poll in history.polls[-STEADY:])
    since, until = history.last_new_at, history.last_good_at
    read_at = last_read_at(history)
    if cadence is None or since is None or until is None:
        return Health(
            history.source,
            State.OK,
            steady=steady,
            last_good_at=until,
            last_new_at=since,
            last_read_at=read_at,
        )
    return Health(
        history.source,
        State.OK,
        missing=cadence.expected(since, until),
        patience=cadence.patience,
        gap=cadence.gap(since, cadence.yearly),
        per_week=cadence.per_week,
        steady=steady,
        last_good_at=until,
        last_new_at=since,
        last_read_at=read_at,
    )


def _failing(history: History, failing: Diagnosis, gap: timedelta | None, now: datetime) -> State:
    """Return how bad failing polls are: as long as it may pass by itself it is but a warning."""
    failed = [
        poll for poll in history.polls if history.last_good_at is None or poll.at > history.last_good_at
    ]
    hard = sum(failure_weight(poll.outcome) >= 1 for poll in failed) * 2 > len(failed)
    patience = HARD_AFTER if hard else max(HARD_AFTER, min(gap or SOFT_AT_MOST, SOFT_AT_MOST))
    long = now - failing.since >= patience and len(failed) >= LEAST_FAILURES
    return State.CRITICAL if long else State.WARNING
