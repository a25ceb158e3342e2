"""Learning a source's cadence from its past, robustly, with the configuration's word as prior.

Measured in items that failed to come, a source without memory has exponential gaps of mean 1 (the random
time change theorem; Daley and Vere-Jones, An Introduction to the Theory of Point Processes, section 7.4),
so that of N items a year one gap exceeds ln N. News comes in bursts, so the tail is also fitted to the
source's own longest gaps (peaks over threshold, exponential excesses), and the longer of the two is taken.
Each week's gaps are measured by what the other weeks let expect (leave-one-out cross-validation; Stone,
J. R. Statist. Soc. B 36, 1974): by rates that know the week itself they would look shorter than later ones.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from scraper.core.cadence import HOUR, SUNDAY, Cadence
from scraper.types.histories import HourCount

LEARNED_FROM: Final = timedelta(weeks=8)
"""How much of the past a cadence is learned from."""
LEAST_HISTORY: Final = 7.0
"""Days that were watched before a cadence is believed without the configuration's word."""
PRIOR_DAYS: Final = 2.0
"""How many watched days the configuration's word weighs."""
YEARS_A_GAP: Final = 8.0
"""The gap that is waited for comes once in so many years."""
BLIND: Final = 24
"""Hours between two answered polls beyond which nobody can tell when their items came."""
OFTEN: Final = 10
"""Of so many counts one may be of an index that turned over; more, and that is how the source is read."""
TAIL: Final = 0.2
"""The share of the longest gaps that the tail is fitted to."""
LEAST_TAIL: Final = 15
"""Gaps in the tail below which all gaps are taken for it."""
ALLOWED: Final = 0.5
"""Standard errors that the tail's mean is taken for longer."""
FEWEST_WEEKS: Final = 3
"""Weeks from which one can be measured by the others."""
FEW: Final = 5
"""Gaps below which nothing is said of their tail."""
MOST_OF_A_WEEK: Final = 96
"""Watched hours from which a week may be left out as out of the ordinary."""
BUSY_DAY: Final = 4
"""Items of a usual day from which a day may be called quiet."""


def learn(
    counts: Sequence[HourCount],
    *,
    zone: str,
    country: str = "",
    per_day: float | None = None,
    last_year: Mapping[date, int] | None = None,
) -> Cadence | None:
    """Return the cadence that a past shows; None where neither it nor the configuration says enough.

    `counts` are in order of time; what follows the last item is left out: it may be the silence.
    `per_day` is the configuration's word. `last_year` tells how many items came on days of the year before.
    """
    hours = _ordinary(_covered(counts), ZoneInfo(zone))
    days = len(hours) / 24
    if per_day is None and days < LEAST_HISTORY:
        return None
    rates = _rates(hours, per_day)
    yearly_items = sum(rates) * 365.25 / 7
    if yearly_items <= 0:
        return None
    told = hours if days >= LEAST_HISTORY else []
    tail = _Tail.of(told, _forecasts(told, rates, per_day))
    return Cadence(
        zone=zone,
        country=country,
        rates=rates,
        patience=tail.exceeded_once_in(YEARS_A_GAP, yearly_items),
        yearly=tail.exceeded_once_in(1.0, yearly_items),
        days=days,
        quiet=_quiet_days(rates, last_year or {}),
    )


@dataclass(frozen=True, slots=True)
class _Hour:
    """One watched hour: its place in the source's week, what came in it."""

    week: tuple[int, int]
    slot: int
    items: float


def _covered(counts: Sequence[HourCount]) -> Iterator[tuple[datetime, float]]:
    """Yield every hour that was watched with what came in it.

    A poll answers for the hours since the one before; after a long blindness nobody knows, nor where the
    index turned over meanwhile, unless it does so all the time.
    """
    told = OFTEN * sum(count.turned_over for count in counts) > len(counts)
    last = max((index for index, count in enumerate(counts) if count.items), default=-1)
    most = _most(counts)
    before: datetime | None = None
    for count in counts[: last + 1]:
        span = 1 if before is None else round((count.hour - before) / HOUR)
        before = count.hour
        if span <= BLIND and (span == 1 or told or not count.turned_over):
            for back in range(span - 1, -1, -1):
                yield count.hour - back * HOUR, min(count.items, most) / span


def _most(counts: Sequence[HourCount]) -> float:
    """Return what one hour counts for at most: a feed that renames all its items says nothing of pace."""
    return 10 + 10 * median([count.items for count in counts if count.items] or [0])


def _ordinary(hours: Iterator[tuple[datetime, float]], zone: ZoneInfo) -> list[_Hour]:
    """Return the hours without those of weeks in which next to nothing came: trouble, or a long holiday."""
    placed = [_placed(at.astimezone(zone), items) for at, items in hours]
    totals: dict[tuple[int, int], float] = {}
    spans: dict[tuple[int, int], int] = {}
    for hour in placed:
        totals[hour.week] = totals.get(hour.week, 0.0) + hour.items
        spans[hour.week] = spans.get(hour.week, 0) + 1
    usual = median([totals[week] / spans[week] for week in totals] or [0.0])
    odd = {
        week for week in totals if spans[week] >= MOST_OF_A_WEEK and totals[week] / spans[week] < usual / 4
    }
    return [hour for hour in placed if hour.week not in odd]


def _placed(local: datetime, items: float) -> _Hour:
    year, week, weekday = local.isocalendar()
    return _Hour((year, week), (weekday - 1) * 24 + local.hour, items)


def _rates(hours: Sequence[_Hour], per_day: float | None) -> tuple[float, ...]:
    """Return the week's rates: each weekday's own level, spread as working days or weekends are."""
    items, watched = [0.0] * 168, [0] * 168
    for hour in hours:
        items[hour.slot] += hour.items
        watched[hour.slot] += 1
    prior = 0.0 if per_day is None else PRIOR_DAYS
    overall = (sum(items) + (per_day or 0.0) * prior) / (sum(watched) / 24 + prior)
    shares = {weekend: _shares(items, watched, weekend=weekend) for weekend in (False, True)}
    return tuple(
        _level(items, watched, weekday, overall, prior) * shares[weekday >= SUNDAY - 1][hour]
        for weekday in range(7)
        for hour in range(24)
    )


def _level(
    items: Sequence[float], watched: Sequence[int], weekday: int, overall: float, prior: float
) -> float:
    """Return a weekday's items a day, drawn to the overall level the more the less it was watched."""
    day = slice(weekday * 24, weekday * 24 + 24)
    days = sum(watched[day]) / 24
    drawn = max(0.2, prior / 7) / (1 + days)
    return (sum(items[day]) + overall * drawn) / (days + drawn)


def _shares(items: Sequence[float], watched: Sequence[int], *, weekend: bool) -> list[float]:
    """Return how a day's items fall on its hours: even where little is known."""
    days = (5, 6) if weekend else range(5)
    came = [sum(items[day * 24 + hour] for day in days) + 0.5 for hour in range(24)]
    seen = [sum(watched[day * 24 + hour] for day in days) / len(days) + 0.5 for hour in range(24)]
    paces = [a / b for a, b in zip(came, seen, strict=True)]
    return [pace / sum(paces) for pace in paces]


def _forecasts(hours: Sequence[_Hour], rates: Sequence[float], per_day: float | None) -> Iterator[float]:
    """Yield for each hour the items that the other weeks let expect; those of all where weeks are few."""
    weeks = {hour.week for hour in hours}
    others = {
        week: _rates([hour for hour in hours if hour.week != week], per_day)
        for week in weeks
        if len(weeks) >= FEWEST_WEEKS
    }
    yield from (others.get(hour.week, rates)[hour.slot] for hour in hours)


@dataclass(frozen=True, slots=True)
class _Tail:
    """The longest gaps of the past, in items that failed to come."""

    threshold: float
    excess: float
    """The mean beyond the threshold, with an allowance for its standard error."""
    a_year: float
    """Gaps beyond the threshold in a year; 0: too few to say."""

    @classmethod
    def of(cls, hours: Sequence[_Hour], forecasts: Iterable[float]) -> "_Tail":
        """Fit the gaps between hours that brought something."""
        gaps, gap = [], 0.0
        for hour, forecast in zip(hours, forecasts, strict=True):
            gap += forecast
            if hour.items:
                gaps.append(gap)
                gap = 0.0
        gaps.sort()
        if len(gaps) < FEW:
            return cls(0.0, 0.0, 0.0)
        count = int(len(gaps) * TAIL)
        if count < LEAST_TAIL:
            count = len(gaps)
        threshold = 0.0 if count == len(gaps) else gaps[-count - 1]
        mean = sum(one - threshold for one in gaps[-count:]) / count
        return cls(threshold, mean * (1 + ALLOWED / math.sqrt(count)), count * 365.25 * 24 / len(hours))

    def exceeded_once_in(self, years: float, yearly_items: float) -> float:
        """Return the gap that is exceeded once in so many years, in items; at least 2."""
        by_chance = math.log(max(years * yearly_items, 1.0))
        if not self.a_year:
            return max(2.0, by_chance)
        return max(2.0, by_chance, self.threshold + self.excess * math.log(self.a_year * years))


def _quiet_days(rates: Sequence[float], last_year: Mapping[date, int]) -> dict[tuple[int, int], float]:
    """Return the days that were far quieter a year ago than their weekday is."""
    quiet = {}
    for day, items in last_year.items():
        usual = sum(rates[day.weekday() * 24 : day.weekday() * 24 + 24])
        if usual >= BUSY_DAY and items < usual / 4:
            quiet[day.month, day.day] = max(items / usual, 0.02)
    return quiet
