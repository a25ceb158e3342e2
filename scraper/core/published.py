"""When it was published and changed: dates of all signals compared, never invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scraper.core.jsonld import Claims
from scraper.core.markup import Markup
from scraper.types import Found, Link, ParsedDate, Precision, Signal

_PUBLISHED: Final = (
    "article:published_time",
    "datepublished",
    "parsely-pub-date",
    "date",
    "pubdate",
    "publishdate",
    "dc.date.issued",
    "dc.date",
    "og:published_time",
    "sailthru.date",
    "article.published",
    "publish-date",
)
_MODIFIED: Final = ("article:modified_time", "datemodified", "og:updated_time", "last-modified", "lastmod")
_TOLERANCE: Final = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Reading:
    """How dates of a page are to be read."""

    language: str
    zone: str
    at: datetime


def published(
    markup: Markup, claims: Claims, link: Link | None, reading: Reading, ruled: str = ""
) -> Found[ParsedDate] | None:
    """Return when the article was published, None where no signal says so."""
    return _first(_candidates(markup, claims, ruled), link, reading)


def modified(markup: Markup, claims: Claims, reading: Reading) -> Found[ParsedDate] | None:
    """Return when the article was last changed, None where no signal says so."""

    def candidates() -> Iterator[tuple[Signal, str]]:
        yield Signal.JSON_LD, claims.modified
        yield Signal.META, markup.meta(*_MODIFIED)

    return _first(candidates(), None, reading)


def _candidates(markup: Markup, claims: Claims, ruled: str) -> Iterator[tuple[Signal, str]]:
    yield Signal.SITE_RULE, ruled
    yield Signal.JSON_LD, claims.published
    for name in _PUBLISHED:
        yield Signal.META, markup.meta(name)


def _first(
    candidates: Iterator[tuple[Signal, str]], link: Link | None, reading: Reading
) -> Found[ParsedDate] | None:
    for signal, raw in candidates:
        parsed = parse_date(raw, reading.language, reading.zone, reading.at) if raw else None
        if parsed is not None and parsed.instant <= reading.at.astimezone(UTC) + _TOLERANCE:
            return Found(parsed, signal, raw[:200], 0.95)
    if link is not None and link.published is not None:
        return Found(link.published, Signal.FEED, link.published_raw[:200], 0.8)
    return None


def parse_date(raw: str, _language: str, zone: str, _reference: datetime) -> ParsedDate | None:
    """Read ISO 8601 only."""
    try:
        stated = datetime.fromisoformat(raw.strip())
    except ValueError:
        return None
    local = stated if stated.tzinfo else stated.replace(tzinfo=ZoneInfo(zone))
    inferred = frozenset() if stated.tzinfo else frozenset({"zone"})
    precision = Precision.DAY if len(raw.strip()) <= len("2026-01-01") else Precision.SECOND
    return ParsedDate(local.astimezone(UTC), precision, raw, zone, inferred)
