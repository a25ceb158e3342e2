"""Dates as pages and feeds write them -> instants. Never invented.

What the text does not say is taken from `reference` (the time of the fetch) or the source's zone, and
named in `inferred`; a text that says too little ("5", "May", "3月", "09:45") gives None, and so does a
year before 1980 or a date in the future.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from scraper.core.date_grammar import (
    TimeOfDay,
    WrittenDate,
    WrittenDistance,
    full_year,
    is_time,
    is_whole,
    read,
)
from scraper.core.text import clean, fold
from scraper.core.zones import zone_of
from scraper.types import ParsedDate, Precision

LONGEST_TEXT: Final = 200
"""Characters of a text in which a date is looked for, and of `ParsedDate.raw`."""

YEARS: Final = range(1980, 2100)
"""Years that are taken for true: earlier ones are the epoch or a default, later ones a placeholder."""

AHEAD: Final = timedelta(days=1)
"""How far ahead of the fetch a date may lie: clocks and zones go wrong by so much."""

_ISO: Final = re.compile(
    r"(?P<y>\d{4})-?0?(?P<m>\d{2})-?(?P<d>\d{2})"
    r"(?:[Tt ]\s?(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s?(?P<z>[Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_RFC_822: Final = re.compile(
    r"(?:[A-Za-z]{2,9}[,.]?\s)?\s?(?P<d>\d{1,2})[\s-](?P<b>[A-Za-z]{3,9})\.?[\s-](?P<y>\d{4}|\d{2})\s"
    r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?\s?(?P<z>[A-Za-z]{1,5}|[+-]\d{2}:?\d{2})?"
)
_ENGLISH_MONTHS: Final = "janfebmaraprmayjunjulaugsepoctnovdec"
_PARTIAL: Final = re.compile(r"(?:(?P<y>\d{4})|-(?P<short>\d{2})(?=.))(?:-?(?P<m>\d{2}))?")
_SHORT: Final = re.compile(r"(?P<y>\d{2})(?P<dash>-?)(?P<m>\d{2})(?P=dash)(?P<d>\d{2})")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_EPOCH: Final = re.compile(r"(?P<seconds>\d{10})(?:\d{3})?")


def parse_date(text: str, language: str | None, timezone: str, reference: datetime) -> ParsedDate | None:
    """Return the first date in `text`, read in `language` (ISO 639-1), or None where it says none.

    `timezone` is the IANA name of the zone of times that name none; `reference` is aware: when the page
    was fetched. Years, months and days that are not written are the latest that do not lie after it.
    """
    raw = clean(text[: 4 * LONGEST_TEXT])[:LONGEST_TEXT]
    written = _iso(raw) or read(fold(raw), language)
    if written is None:
        return None
    local = reference.astimezone(ZoneInfo(timezone))
    if isinstance(written, WrittenDistance):
        parsed = _at_distance(written, raw, timezone, local)
    else:
        parsed = _dated(written, raw, timezone, local)
    return parsed if parsed and parsed.instant <= reference + AHEAD else None


def feed_date(text: str, timezone: str = "UTC") -> ParsedDate | None:
    """Return the date of a feed's or sitemap's element: RFC 822, RFC 3339, W3CDTF, epoch, or as written.

    A year or a month alone (W3CDTF allows both) is its first day, marked as inferred. Dates in the
    future are left to the caller, who knows when the feed was fetched.
    """
    raw = clean(text[: 4 * LONGEST_TEXT])[:LONGEST_TEXT]
    if written := _iso(raw) or _rfc_822(raw):
        return _dated(written, raw, timezone, None)
    if epoch := _EPOCH.fullmatch(raw):
        return _instant(datetime.fromtimestamp(int(epoch["seconds"]), UTC), Precision.SECOND, raw, "UTC")
    if short := _SHORT.fullmatch(raw):  # ISO 8601:1988, the century left out
        return _dated(_matched(short, int(short["m"])), raw, timezone, None)
    if partial := _PARTIAL.fullmatch(raw):
        first = WrittenDate(full_year(partial["y"] or partial["short"]), int(partial["m"] or 1), 1)
        return _dated(first, raw, timezone, None, frozenset({"day"}))
    folded = fold(raw)
    found = read(folded, None)
    if isinstance(found, WrittenDate) and found.year and is_whole(folded, found):
        # Korean blogging systems write local times without a zone.
        return _dated(found, raw, "Asia/Seoul" if _HANGUL.search(raw) else timezone, None)
    return None


def _iso(text: str) -> WrittenDate | None:
    found = _ISO.fullmatch(text)
    return _matched(found, int(found["m"])) if found else None


def _rfc_822(text: str) -> WrittenDate | None:
    found = _RFC_822.fullmatch(text)
    month = _ENGLISH_MONTHS.find(found["b"][:3].lower()) if found else -1
    return _matched(found, month // 3 + 1) if found and month >= 0 and month % 3 == 0 else None


def _matched(found: re.Match[str], month: int) -> WrittenDate | None:
    groups = found.groupdict()
    clock = None
    if groups.get("H"):
        second = int(groups["S"]) if groups["S"] else None
        clock = TimeOfDay(int(groups["H"]), int(groups["M"]), second, (groups["z"] or "").lower())
        if not is_time(clock.hour, clock.minute, clock.second):
            return None
    return WrittenDate(full_year(groups["y"]), month, int(groups["d"]), clock)


def _dated(
    written: WrittenDate | None,
    raw: str,
    timezone: str,
    local: datetime | None,
    inferred: frozenset[str] = frozenset(),
) -> ParsedDate | None:
    """Return the instant of a date; `local` is the fetch in the source's zone, None: infer nothing."""
    if written is None:
        return None
    try:
        day = _day(written, local)
    except ValueError:  # the 31st of June
        return None
    if day is None or day.year not in YEARS:
        return None
    if written.year is None:
        inferred |= {"year"} if written.month else {"year", "month"}
    return _on(day, written.time, raw, timezone, inferred)


def _day(written: WrittenDate, local: datetime | None) -> date | None:
    if written.year is not None:
        return date(written.year, written.month or 1, written.day) if written.month else None
    if local is None:
        return None
    latest = local.date() + AHEAD
    candidates = (
        [(year, written.month) for year in range(latest.year, latest.year - 8, -1)]
        if written.month
        else [
            ((latest.year * 12 + latest.month - 1 - n) // 12, (latest.month - 1 - n) % 12 + 1)
            for n in range(3)
        ]
    )
    for year, month in candidates:
        try:
            day = date(year, month, written.day)
        except ValueError:  # no 29 February in that year
            continue
        if day <= latest:
            return day
    return None


def _on(
    day: date, clock: TimeOfDay | None, raw: str, timezone: str, inferred: frozenset[str]
) -> ParsedDate | None:
    if clock is None:
        midnight = datetime.combine(day, time(), ZoneInfo(timezone))
        return _instant(midnight, Precision.DAY, raw, timezone, inferred)
    named = zone_of(clock.zone) if clock.zone else None
    zone: tzinfo = named or ZoneInfo(timezone)
    begin = datetime.combine(day, time(clock.hour % 24, clock.minute, min(clock.second or 0, 59)), zone)
    precision = Precision.MINUTE if clock.second is None else Precision.SECOND
    return _instant(
        begin + timedelta(days=clock.hour // 24),
        precision,
        raw,
        clock.zone.upper() if named else timezone,
        inferred if named else inferred | {"zone"},
    )


def _at_distance(written: WrittenDistance, raw: str, timezone: str, local: datetime) -> ParsedDate | None:
    try:
        then = local - written.back
    except OverflowError:
        return None
    if written.whole_days:
        return _on(then.date(), written.time, raw, timezone, frozenset({"day", "year"}))
    return _instant(
        then.replace(second=0, microsecond=0), Precision.MINUTE, raw, timezone, frozenset({"day", "year"})
    )


def _instant(
    moment: datetime, precision: Precision, raw: str, zone: str, inferred: frozenset[str] = frozenset()
) -> ParsedDate | None:
    try:
        instant = moment.astimezone(UTC)
    except OverflowError:
        return None
    return ParsedDate(instant, precision, raw, zone, inferred) if instant.year in YEARS else None
