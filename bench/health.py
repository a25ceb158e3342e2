"""How well silence and trouble are noticed: simulated source-months with planted faults.

    python bench/health.py --json
    python bench/health.py --seed 7          other sources, other months
    python bench/health.py --seed 0 1 2      several draws, a line each, and their mean

Two dozen sources of different pace, weekends, nights, bursts and holidays; ten months of each, every month
with four quiet weeks before one planted fault. Prints false alerts a source-year (over all time without a
fault), the share of faults found within twice the expected gap, the share told with the right cause, and
the median delay in expected gaps. The expected gap is measured, not assumed: the one that six years
of the same source exceed once a year in its own hours and weekdays, less what had passed of it when the
fault came. The simulation knows the sources' true rates; what is measured sees their counts alone.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import cos, exp, pi
from statistics import fmean, median
from typing import Final
from zoneinfo import ZoneInfo

from scraper.core.cadence import Cadence
from scraper.core.cadence_learning import LEARNED_FROM, learn
from scraper.core.diagnosis import Cause
from scraper.core.health import State, assess
from scraper.core.holidays import is_holiday
from scraper.outcomes import SUCCESSES, Outcome, failure_weight
from scraper.types import SourceId
from scraper.types.histories import History, HourCount, PollFact, ReadFact

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
MONTHS: Final = 10
CALM: Final = 28 * DAY
KEPT: Final = 60
PLACES: Final = (
    ("Europe/Kyiv", "UA"),
    ("Asia/Tokyo", "JP"),
    ("Europe/Berlin", "DE"),
    ("America/New_York", "US"),
)
SATURDAY: Final = 5
HICCUPS: Final = 0.005
"""The share of a sound source's polls that fail."""
GOALS: Final = ("false_alerts_per_source_year", "found_within_2x", "right_cause", "median_delay_gaps")
FEED: Final = "https://simulated.test/feed"


@dataclass(frozen=True)
class Simulated:
    """A source as only the simulation knows it."""

    name: str
    zone: str
    country: str
    per_day: float
    weekend: float
    night: float
    burst: float
    """Mean items of a burst."""
    sway: float
    """Spread (sigma) of a day's luck, lognormal."""

    def rate(self, at: datetime) -> float:
        """Items an hour, in the mean."""
        local = at.astimezone(ZoneInfo(self.zone))
        rest = local.weekday() >= SATURDAY or is_holiday(local.date(), self.country)
        daily = self.per_day * (self.weekend if rest else 1.0)
        return daily / 24 * (1 - self.night * cos(2 * pi * (local.hour - 2) / 24))

    def items(self, begin: datetime, hours: int, draw: random.Random) -> Iterator[tuple[datetime, int]]:
        """Yield each hour with what comes in it."""
        luck = 1.0
        for hour in range(hours):
            at = begin + hour * HOUR
            if hour % 24 == 0:
                luck = exp(draw.gauss(-(self.sway**2) / 2, self.sway))
            bursts = poisson(self.rate(at) * luck / self.burst, draw)
            yield at, sum(1 + poisson(self.burst - 1, draw) for _ in range(bursts))


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong, and what should be said of it."""

    name: str
    cause: Cause
    outcome: Outcome | None
    """How polls end; None: as ever, with nothing new."""
    pages: Outcome | None = None
    """How pages end while the index answers."""


FAULTS: Final = (
    Fault("feed cut", Cause.QUIET, None),
    Fault("forbidden", Cause.BLOCKED, Outcome.FORBIDDEN),
    Fault("challenge", Cause.BLOCKED, Outcome.BLOCKED_CHALLENGE),
    Fault("front page instead of feed", Cause.HTML_AS_FEED, Outcome.NOT_A_FEED),
    Fault("feed gone", Cause.MOVED, Outcome.NOT_FOUND),
    Fault("listing's layout changed", Cause.PARSER_ROT, Outcome.NO_LINKS),
    Fault("pages' layout changed", Cause.PARSER_ROT, Outcome.OK, Outcome.NO_ARTICLE),
    Fault("pages behind a challenge", Cause.BLOCKED, Outcome.OK, Outcome.BLOCKED_CHALLENGE),
    Fault("server down", Cause.DOWN, Outcome.SERVER_ERROR),
    Fault("silent without a word", Cause.QUIET, None),
)


def drawing(seed: str) -> random.Random:
    """Return draws that are the same in each run."""
    return random.Random(seed)  # noqa: S311  (a simulation's weather, no secret)


def poisson(mean: float, draw: random.Random) -> int:
    """Draw a Poisson number (Knuth, TAOCP 2, 3.4.1)."""
    if mean <= 0:
        return 0
    limit, product, count = exp(-min(mean, 500.0)), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count


def sources(seed: int = 0) -> list[Simulated]:
    """Two dozen sources, always the same ones of a seed."""
    prefix = f"{seed} " if seed else ""
    draw = drawing(f"{prefix}sources")
    made = []
    for number in range(24):
        zone, country = PLACES[number % len(PLACES)]
        made.append(
            Simulated(
                f"{prefix}s{number}",
                zone,
                country,
                per_day=exp(draw.uniform(0.7, 5.0)),
                weekend=draw.choice((0.0, 0.05, 0.3, 0.7, 1.0)),
                night=draw.uniform(0.3, 1.0),
                burst=draw.choice((1.0, 1.5, 3.0)),
                sway=draw.choice((0.1, 0.3, 0.5)),
            )
        )
    return made


def yearly_gap(source: Simulated, years: int = 6) -> float:
    """Return the gap, in items that should have come, which the source exceeds once a year."""
    draw = drawing(f"{source.name} years")
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    gaps, gap = [], 0.0
    for at, items in source.items(begin, years * 8766, draw):
        gap += source.rate(at)
        if items:
            gaps.append(gap)
            gap = 0.0
    return sorted(gaps)[-years]


def true_gap(source: Simulated, since: datetime, items: float) -> timedelta:
    """Return how long after `since` so many items should have come."""
    at, total = since, 0.0
    while total < items and at - since < 120 * DAY:
        total += source.rate(at)
        at += HOUR
    return at - since


class Month:
    """Eight weeks of history, four calm weeks, then a fault; watched as the daemon does."""

    def __init__(self, source: Simulated, fault: Fault, number: int) -> None:
        self.source = source
        self.fault = fault
        self.draw = drawing(f"{source.name} {number}")
        begin = datetime(2024, 1, 1, tzinfo=UTC) + self.draw.randrange(700) * DAY
        weeks = LEARNED_FROM // HOUR
        self.counts = [HourCount(at, items) for at, items in source.items(begin, weeks, self.draw)]
        self.began = self.now = begin + LEARNED_FROM
        self.polls: list[PollFact] = []
        self.last_new = max(count.hour for count in self.counts if count.items)
        self.last_good = self.began
        self.waiting = 0
        self.failures = 0.0
        self.down_until = self.began

    def played(self, gap_items: float) -> tuple[int, timedelta | None, timedelta, Cause | None]:
        """Return false alerts, the true one's delay (None: not found), the expected gap, the cause told."""
        breaks_at = self.began + CALM + self.draw.random() * 7 * DAY
        until, expected = breaks_at + 120 * DAY, timedelta()
        false, open_, next_poll = 0, False, self.began
        cadence = self._learned()
        arrivals = self.source.items(self.began, 200 * 24, self.draw)
        while self.now < until:
            broken = self.now >= breaks_at
            if broken and not expected:
                expected = true_gap(self.source, self.last_new, gap_items) - (breaks_at - self.last_new)
                expected = max(expected, 2 * HOUR)
                until = breaks_at + 3 * expected
            self._publish(next(arrivals)[1], broken=broken)
            while next_poll < self.now + HOUR:
                self._poll(next_poll, broken=broken)
                next_poll += timedelta(minutes=15) * min(2**self.failures, 48)
            self.now += HOUR
            if self.now.weekday() == 0 and self.now.hour == 0:
                cadence = self._learned()
            health = assess(self._history(), cadence, self.now)
            if health.state is State.CRITICAL and not open_:
                if broken:
                    assert health.diagnosis is not None
                    return false, self.now - breaks_at, expected, health.diagnosis.cause
                false += 1
            if health.state is not State.WARNING:
                open_ = health.state is State.CRITICAL
        return false, None, expected, None

    def _publish(self, items: int, *, broken: bool) -> None:
        pages_only = self.fault.pages is not None
        self.waiting += items if not broken or pages_only else 0

    def _poll(self, at: datetime, *, broken: bool) -> None:
        outcome = self._ending(at, broken=broken)
        good, new = outcome in SUCCESSES, 0
        outcomes: dict[Outcome, int] = {}
        if good:
            new, self.waiting = self.waiting, 0
            outcome = Outcome.OK if new else Outcome.NOTHING_NEW
            self.last_good = at
            self.failures = 0.0
            if new:
                self.last_new = at
                broken_pages = self.fault.pages if broken else None
                outcomes = {broken_pages or Outcome.OFF_TOPIC_GATE: new}
        else:
            self.failures += failure_weight(outcome)
        if good:
            self.counts.append(HourCount(at.replace(minute=0, second=0, microsecond=0), new))
        read = ReadFact(FEED, outcome, 20 if new else 0, new)
        self.polls.append(PollFact(at, outcome, (read,), outcomes))
        del self.polls[:-KEPT]

    def _ending(self, at: datetime, *, broken: bool) -> Outcome:
        """Say how a poll ends; sound sites have hiccups and short outages too."""
        if broken and self.fault.outcome is not None:
            return self.fault.outcome
        if self.draw.random() < 1 / (96 * 30):
            self.down_until = at + self.draw.random() * 90 * timedelta(minutes=1)
        if at < self.down_until:
            return Outcome.UNAVAILABLE
        return Outcome.TIMED_OUT if self.draw.random() < HICCUPS else Outcome.NOTHING_NEW

    def _learned(self) -> Cadence | None:
        merged: dict[datetime, int] = {}
        for count in self.counts:
            if count.hour >= self.now - LEARNED_FROM:
                merged[count.hour] = merged.get(count.hour, 0) + count.items
        self.counts = [HourCount(hour, items) for hour, items in merged.items()]
        return learn(self.counts, zone=self.source.zone, country=self.source.country)

    def _history(self) -> History:
        name, polls = SourceId(self.source.name), tuple(self.polls)
        return History(name, polls, self.last_good, self.last_new, self.began)


def measured(seed: int = 0) -> tuple[dict[str, float], dict[str, str]]:
    """Play every month and return what came of it: in all, and by fault in words."""
    false, delays, right, found, months, calm_years = 0, [], 0, 0, 0, 0.0
    by_fault: dict[str, list[int]] = {}
    for source in sources(seed):
        gap_items = yearly_gap(source)
        for number in range(MONTHS):
            fault = FAULTS[number % len(FAULTS)]
            falsely, delay, expected, cause = Month(source, fault, number).played(gap_items)
            months += 1
            calm_years += (CALM + 3.5 * DAY) / timedelta(days=365.25)
            false += falsely
            in_time = delay is not None and delay <= 2 * expected
            found += in_time
            right += cause is fault.cause
            if delay is not None:
                delays.append(delay / expected)
            tally = by_fault.setdefault(fault.name, [0, 0, 0])
            tally[0] += 1
            tally[1] += in_time
            tally[2] += cause is fault.cause
    told = {name: f"{b} of {a} in time, {c} rightly told" for name, (a, b, c) in by_fault.items()}
    return {
        "false_alerts_per_source_year": round(false / calm_years, 3),
        "found_within_2x": round(found / months, 3),
        "right_cause": round(right / months, 3),
        "median_delay_gaps": round(median(delays), 3),
        "source_months": months,
    }, told


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="the four figures (of several draws the mean)")
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[0], help="of the sources and months; 0: the usual ones"
    )
    options = parser.parse_args(arguments)
    draws = {seed: measured(seed) for seed in options.seed}
    mean = {name: round(fmean(figures[name] for figures, _ in draws.values()), 3) for name in GOALS}
    if options.json:
        print(json.dumps(mean, indent=2))
    elif len(draws) == 1:
        [(figures, by_fault)] = draws.values()
        for name, value in {**figures, **by_fault}.items():
            print(f"{name:<30}{value}")
    else:
        print("seed", *GOALS, sep="\t")
        for seed, (figures, _) in draws.items():
            print(seed, *(figures[name] for name in GOALS), sep="\t")
        print("mean", *mean.values(), sep="\t")


if __name__ == "__main__":
    main()
