"""How often a source publishes, by its own hours and weekdays, and how long it may be silent.

Silence is measured in items that failed to come: the rate, summed over the hours since the last item.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scraper.core.holidays import is_holiday

LONGEST_GAP: Final = timedelta(days=60)
HOUR: Final = timedelta(hours=1)
SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often a source publishes."""

    zone: str
    country: str
    rates: tuple[float, ...]
    """Items an hour in each of the week's 168 hours of the source's zone, Monday's first."""
    patience: float
    """Items that may fail to come before silence is trouble."""
    yearly: float
    """Items that fail to come in the gap that is exceeded about once a year."""
    days: float
    """How long the source was watched to learn this."""
    quiet: Mapping[tuple[int, int], float] = field(default_factory=dict)
    """(month, day) -> share of the usual rate, on days that were quiet the year before."""

    @property
    def per_week(self) -> float:
        """Items in an ordinary week."""
        return sum(self.rates)

    def rate(self, local: datetime) -> float:
        """Return items an hour at a time of the source's zone."""
        weekday = SUNDAY if is_holiday(local.date(), self.country) else local.weekday()
        return self.rates[weekday * 24 + local.hour] * self.quiet.get((local.month, local.day), 1.0)

    def expected(self, since: datetime, until: datetime) -> float:
        """Return how many items are to be expected between two instants; 0 where they are out of order."""
        zone, total, at = ZoneInfo(self.zone), 0.0, since
        until = min(until, since + 2 * LONGEST_GAP)
        while at < until:
            step = min(HOUR, until - at)
            total += self.rate(at.astimezone(zone)) * (step / HOUR)
            at += step
        return total

    def gap(self, since: datetime, items: float | None = None) -> timedelta:
        """Return how long after `since` so many items (`patience` of them) fail to have come."""
        wanted = self.patience if items is None else items
        zone, total, at = ZoneInfo(self.zone), 0.0, since
        while at - since < LONGEST_GAP:
            rate = self.rate(at.astimezone(zone))
            if total + rate >= wanted:
                return at - since + HOUR * ((wanted - total) / rate)
            total, at = total + rate, at + HOUR
        return LONGEST_GAP
