"""Instants by the clocks of those who read of them: here, in Kyiv, in Tokyo."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from scraper.types.library import StoryRecord

PLACES: Final = (
    ("UTC", ZoneInfo("UTC")),
    ("Kyiv", ZoneInfo("Europe/Kyiv")),
    ("Tokyo", ZoneInfo("Asia/Tokyo")),
)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def clocks(instant: datetime, here: tzinfo | None = None) -> Sequence[tuple[str, str]]:
    """Return (place, time) of an instant, the reader's zone first (None: the one of this machine)."""
    local = instant.astimezone(here)
    shown = {local.tzname() or "here": _minute(local)}
    shown |= {place: _minute(instant.astimezone(zone)) for place, zone in PLACES}
    return tuple(shown.items())


def lags(story: StoryRecord) -> Sequence[tuple[str, str]]:
    """Return the outlets that tell a story, each with how much later than the first it did ('' at once)."""
    told: dict[str, str] = {}
    for telling in story.tellings:
        told.setdefault(telling.source, _later(telling.at - story.first.at))
    return tuple(told.items())


def by_day(
    stories: Sequence[StoryRecord], here: tzinfo | None = None
) -> Iterator[tuple[str, list[StoryRecord]]]:
    """Yield the reader's days with the stories that were last told then, in the order given."""
    for day, told in groupby(stories, lambda story: story.last_seen_at.astimezone(here).date()):
        yield f"{day:%A, %d %B %Y}", list(told)


def _minute(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"


def _later(lag: timedelta) -> str:
    if lag < MINUTE:
        return ""
    if lag < HOUR:
        return f"+{lag // MINUTE} min"
    return f"+{lag / HOUR:.1f} h" if lag < 2 * DAY else f"+{lag / DAY:.1f} d"
