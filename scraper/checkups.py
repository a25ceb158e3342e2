"""The health of all sources at one instant, for whoever asks: the same judgement as the daemon's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scraper.core.fieldhealth import Break, breaks
from scraper.core.health import Health, State, assess
from scraper.ports import Histories
from scraper.types import Source
from scraper.types.accounting import Books, Latency
from scraper.types.gaps import GapRecord
from scraper.types.histories import FieldFact, HourCount
from scraper.watching import cadence_of

DAYS: Final = 14
"""How far back the daily counts go."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """One source's health with the numbers beside it."""

    source: str
    name: str
    health: Health
    days: tuple[int, ...]
    """New items a day, today's last."""
    breaks: tuple[Break, ...]
    """Fields that its latest articles show broken."""
    gaps: tuple[GapRecord, ...]
    """Times of which items may have been missed, and what became of them; the latest first."""
    latency: Latency | None
    """None where nothing was measured."""
    last_page: FieldFact | None
    last_poll_at: datetime | None
    books: Books | None = None
    """What else is on record; None where it was not asked for."""


async def checkups(sources: Sequence[Source], histories: Histories, now: datetime) -> Sequence[Checkup]:
    """Return every source's health, the most troubled first; raises StoreError.

    Each is judged as of its last poll: a service that stands still is another trouble than a silent source.
    """
    recent = await histories.recent([source.id for source in sources])
    last_year = await histories.last_year(now)
    latencies = await histories.latencies()
    found = []
    for source in sources:
        past = recent[source.id]
        at = past.polls[-1].at if past.polls else now
        cadence = await cadence_of(source, past, histories, last_year.get(source.id, {}), at)
        counts = await histories.hours(source.id, at - DAYS * timedelta(days=1))
        found.append(
            Checkup(
                source.id,
                source.name,
                assess(past, cadence, at),
                _by_day(counts, at),
                breaks(past.pages),
                tuple(await histories.gaps(source.id)),
                latencies.get(source.id),
                past.last_page,
                past.polls[-1].at if past.polls else None,
            )
        )
    return sorted(found, key=_trouble, reverse=True)


def worst(found: Sequence[Checkup]) -> State:
    """Return the state of the most troubled."""
    return max((one.health.state for one in found), default=State.OK)


def _trouble(one: Checkup) -> tuple[int, int, float]:
    health = one.health
    silence = health.missing / health.patience if health.patience else 0.0
    return int(health.state), len(one.breaks), silence


def _by_day(counts: Sequence[HourCount], until: datetime) -> tuple[int, ...]:
    days = [0] * DAYS
    for count in counts:
        ago = (until.date() - count.hour.date()).days
        if 0 <= ago < DAYS:
            days[DAYS - 1 - ago] += count.items
    return tuple(days)
