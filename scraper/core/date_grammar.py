"""The forms in which dates are written, read from folded text. Nothing is inferred here.

A date is looked for first, then a time beside it, then a zone beside the time. The caller bounds the
length of the text, so no pattern can run away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from scraper.core.date_words import DAYS_BACK, ERAS, MONTH_FIRST, MONTHS, UNITS, WEEKDAY_PATTERN
from scraper.core.zones import ZONE_PATTERN


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A wall-clock time, with the zone written beside it or ''."""

    hour: int
    minute: int
    second: int | None = None
    zone: str = ""
    span: tuple[int, int] = (0, 0)
    """Where it stands in the text, the zone included."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as far as the text says it; None: it does not say."""

    year: int | None
    month: int | None
    day: int
    time: TimeOfDay | None = None
    spans: tuple[tuple[int, int], ...] = ()
    """Where the parts of the date stand in the text, without the time."""


@dataclass(frozen=True, slots=True)
class WrittenDistance:
    """A date told by its distance from now."""

    back: timedelta
    whole_days: bool
    """Whether only the day is meant: yesterday, 3 days ago."""
    time: TimeOfDay | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    """A date without its time, and where it stands."""

    year: int | None
    month: int | None
    day: int
    start: int
    end: int
    year_apart: tuple[int, int] | None = None
    """Where the year stands if the time is between (asctime)."""


_NOON: Final = 12
_LONGEST_MONTH: Final = 31
_SHORT_YEAR: Final = 2
_MIDNIGHT: Final = 24
_SIXTY: Final = 60
_PIVOT: Final = 50  # RFC 5322, section 4.3: 00-49 is this century

_APM: Final = r"(?P<ap>[ap])\.?\s?m\b\.?"
_TIMES: Final = (
    re.compile(
        r"(?P<half>午前|午後|오전|오후)?\s?(?P<h>\d{1,2})\s?[時시](?!間)"
        r"(?:\s?(?P<m>\d{1,2})[分분])?(?:\s?(?P<s>\d{1,2})[秒초])?"
    ),
    re.compile(
        rf"(?P<half>午前|午後|오전|오후)?\s?(?P<h>\d{{1,2}})\s?:\s?(?P<m>\d{{2}})(?!\d)"
        rf"(?::(?P<s>\d{{2}})(?:[.,]\d{{1,9}})?)?(?:\s?{_APM})?(?:\s?uhr\b)?"
    ),
    re.compile(rf"(?P<h>\d{{1,2}})(?:\.(?P<m>\d{{2}}))?\s?{_APM}"),
    re.compile(r"(?P<h>\d{1,2})(?:\.(?P<m>\d{2}))?\s?uhr\b"),
    re.compile(rf"(?P<h>\d{{1,2}})\.(?P<m>\d{{2}})(?=\s(?:{ZONE_PATTERN}))"),
    re.compile(r"(?P<h>\d{1,2})\s?h\s?(?P<m>\d{2})?(?![^\W_])"),
)
_ZONE: Final = re.compile(rf"[\s,]{{0,2}}[(\[]?(?P<zone>{ZONE_PATTERN})")
_GLUE: Final = r"[\s,.;|•·/()\[\]-]{0,6}"
_WEEKDAY: Final = rf"(?:{WEEKDAY_PATTERN}\.?)?"
_BESIDE: Final = re.compile(
    rf"(?:\s?(?:р|рік|року|г|год|года|r|roku)(?![^\W\d_]))?{_GLUE}{_WEEKDAY}{_GLUE}"
    rf"(?:(?:at|um|kl|o|о|об|в|у|à|godz|@|t|on)(?![^\W\d_]))?{_GLUE}"
)
_ORDINAL: Final = r"(?:st|nd|rd|th|er|º|-го|-е)?"

_YEAR_FIRST: Final = re.compile(
    r"(?<![\d.:])(?P<y>\d{4})\s?(?P<sep>[-/.])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<d>\d{1,2})(?!\d)\.?"
)
_YEAR_LAST: Final = re.compile(
    r"(?<![\d.:/])(?P<d>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4}|\d{2})(?![\d:])"
)
_COMPACT: Final = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?=t\d|\b)(?!\d)")
_IDEOGRAPHS: Final = re.compile(
    r"(?:(?P<y>\d{4})|(?P<era>令和|平成|昭和|大正|明治|(?<![a-z])[rhs])\s?(?P<n>\d{1,2}|元))\s?[年년.]\s?"
    r"(?P<m>\d{1,2})\s?[月월.]\s?(?P<d>\d{1,2})\s?[日일]?(?!\d)"
)
_MONTH_DAY_IDEOGRAPHS: Final = re.compile(r"(?<![\d年])(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日")
_DAY_IDEOGRAPH: Final = re.compile(r"(?<![\d月])(?P<d>\d{1,2})\s?日(?![間前])")
_DAY_MONTH: Final = re.compile(r"(?<![\d.:/])(?P<d>\d{1,2})\.(?P<m>\d{1,2})(?![\d/:])\.?")
_MONTH_DAY: Final = re.compile(r"(?<![\d.:/])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/:.])")
_DAY_NAME: Final = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}}){_ORDINAL}[\s.-]{{0,3}}(?:of |de )?(?P<name>[^\W\d_]{{3,12}})\.?"
    r"(?:[\s,/-]{0,3}(?P<y>\d{4}|(?<=[\s-])\d{2}(?![\d:.])))?"
)
_NAME_DAY: Final = re.compile(
    rf"(?<![^\W_])(?P<name>[^\W\d_]{{3,12}})\.?[\s-]{{0,2}}(?P<d>\d{{1,2}}){_ORDINAL}(?![\d:])"
    r"(?:[\s,-]{0,3}(?P<y>\d{4}))?"
)
_YEAR_NAME_DAY: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})\.?[\s-]{0,2}(?P<name>[^\W\d_]{3,12})\.?[\s-]{0,2}(?P<d>\d{1,2})(?![\d:])\.?"
)
# asctime: Jan 4 16:29:06 PST 2004
_LATE_YEAR: Final = re.compile(
    rf"[\s,]{{0,3}}\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s{ZONE_PATTERN})?\s(?P<y>(?:19|20)\d{{2}})(?!\d)"
)
# Forms so short that only a time beside them makes them dates.
_SHORT_FORMS: Final = MappingProxyType(
    {"ja": (_MONTH_DAY, _DAY_IDEOGRAPH), **dict.fromkeys(("uk", "ru", "de", "pl"), (_DAY_MONTH,))}
)
_LEADING_WORD: Final = re.compile(r"[^\W\d_]{0,12}[\s,.;:|-]{0,4}")
_ENDS_A_DATE: Final = re.compile(r"\s*(?:\Z|[,.;|•·()\[\]:/-]|\d|(?:at|um|o|о|об|в|у|à|godz|@)\s)")

_DISTANCE: Final = re.compile(
    r"(?:(?P<before>vor|il y a|in the last)\s)?(?<![\d.,])(?P<n>\d{1,4}|an?|one|einer?|einem|une?)?"
    r"\s?(?P<unit>時間|週間|[秒分日]|[^\W\d_]{1,9})"
    r"\.?\s?(?P<after>ago|тому|назад|temu|前)?(?![^\W\d_])"
)
_DAY_WORD: Final = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, DAYS_BACK))})(?![a-zа-яёіїєґ])")


def read(text: str, language: str | None) -> WrittenDate | WrittenDistance | None:
    """Return the first date in `text`, which is folded; `language` decides what 5/6/2024 means."""
    days = [day for day in _days(text, language) if _possible(day)]
    if not days:
        return _distance(text)
    with_year = sorted((day for day in days if day.year is not None), key=attrgetter("start"))
    day = (with_year or days)[0]
    time = _time_beside(text, day.start, day.end)
    spans = ((day.start, day.end), day.year_apart) if day.year_apart else ((day.start, day.end),)
    return WrittenDate(day.year, day.month, day.day, time, spans)


def is_whole(text: str, written: WrittenDate) -> bool:
    """Whether `text` holds nothing but the date, its time, and words that belong to dates."""
    spans = sorted((*written.spans, written.time.span) if written.time else written.spans)
    before = text[: spans[0][0]]
    gaps = [text[left[1] : right[0]] for left, right in pairwise(spans)]
    after = text[spans[-1][1] :]
    return _LEADING_WORD.fullmatch(before) is not None and all(
        _BESIDE.fullmatch(gap) for gap in (*gaps, after)
    )


def time_after(text: str, position: int) -> TimeOfDay | None:
    """Return the time that stands in `text` right after `position`, with its zone."""
    beside = _BESIDE.match(text, position)
    for start in (beside.end(), position) if beside else (position,):
        for pattern in _TIMES:
            if found := pattern.match(text, start):
                return _time(found, text)
    return None


def _days(text: str, language: str | None) -> Iterator[_Day]:
    """Yield what may be dates, whatever their order in the text."""
    for pattern in (_YEAR_FIRST, _IDEOGRAPHS, _COMPACT):
        yield from (_numeric(found) for found in pattern.finditer(text))
    for found in _YEAR_LAST.finditer(text):
        yield _ordered(found, language)
    without_year: list[_Day] = []
    for pattern in (_YEAR_NAME_DAY, _DAY_NAME, _NAME_DAY):
        for found in pattern.finditer(text):
            if day := _named(found, text):
                if day.year is not None:
                    yield day
                elif text[day.end - 1] == "." or _ENDS_A_DATE.match(text, day.end):
                    without_year.append(day)
    yield from without_year
    yield from (_numeric(found) for found in _MONTH_DAY_IDEOGRAPHS.finditer(text))
    short = _SHORT_FORMS.get(language or "", ())
    for found in (match for pattern in short for match in pattern.finditer(text)):
        if time_after(text, found.end()):
            yield _numeric(found)


def _numeric(found: re.Match[str]) -> _Day:
    groups = found.groupdict()
    year: int | None = int(groups["y"]) if groups.get("y") else None
    if groups.get("era"):
        year = ERAS[groups["era"]] + (1 if groups["n"] == "元" else int(groups["n"]))
    month = int(groups["m"]) if groups.get("m") else None
    return _Day(year, month, int(groups["d"]), found.start(), found.end())


def _ordered(found: re.Match[str], language: str | None) -> _Day:
    """Read dd/mm/yyyy or mm/dd/yyyy: by what is possible, then by the language."""
    first, second = int(found["d"]), int(found["m"])
    month_first = language in MONTH_FIRST and found["sep"] == "/"
    if second > _NOON or (month_first and first <= _NOON):
        first, second = second, first
    return _Day(full_year(found["y"]), second, first, found.start(), found.end())


def _named(found: re.Match[str], text: str) -> _Day | None:
    month = MONTHS.get(found["name"])
    if month is None:
        return None
    end = found.end()
    year = full_year(found["y"]) if found["y"] else None
    apart = None
    if year is None and (late := _LATE_YEAR.match(text, end)):
        year, apart = int(late["y"]), late.span("y")
    return _Day(year, month, int(found["d"]), found.start(), end, apart)


def _possible(day: _Day) -> bool:
    return 1 <= day.day <= _LONGEST_MONTH and (day.month is None or 1 <= day.month <= _NOON)


def _time_beside(text: str, start: int, end: int) -> TimeOfDay | None:
    return time_after(text, end) or _time_before(text, start)


def _time_before(text: str, position: int) -> TimeOfDay | None:
    for pattern in _TIMES:
        for found in pattern.finditer(text, 0, position):
            zone = _ZONE.match(text, found.end(), position)
            if _BESIDE.fullmatch(text, zone.end() if zone else found.end(), position):
                return _time(found, text)
    return None


def _time(found: re.Match[str], text: str) -> TimeOfDay | None:
    groups = found.groupdict()
    hour, minute = int(groups["h"]), int(groups.get("m") or 0)
    second = int(groups["s"]) if groups.get("s") else None
    half = groups.get("ap") or groups.get("half")
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half in {"p", "午後", "오후"} else 0)
    if not is_time(hour, minute, second):
        return None
    zone = _ZONE.match(text, found.end())
    end = zone.end() if zone else found.end()
    return TimeOfDay(hour, minute, second, zone["zone"].strip() if zone else "", (found.start(), end))


def is_time(hour: int, minute: int, second: int | None) -> bool:
    """Whether a clock can show it: 24:00 and a leap second are times (ISO 8601)."""
    if hour == _MIDNIGHT:
        return not minute and not second
    return hour < _MIDNIGHT and minute < _SIXTY and (second or 0) <= _SIXTY


def full_year(digits: str) -> int:
    """Return the year that two or four digits mean (RFC 5322, section 4.3)."""
    year = int(digits)
    if len(digits) > _SHORT_YEAR:
        return year
    return year + (2000 if year < _PIVOT else 1900)


def _distance(text: str) -> WrittenDistance | None:
    for found in _DISTANCE.finditer(text):
        unit = UNITS.get(found["unit"])
        if unit is None or not (found["before"] or found["after"]):
            continue
        count = found["n"] or "1"
        back = timedelta(**{f"{unit}s": int(count) if count.isdigit() else 1})
        return WrittenDistance(back, unit in {"day", "week"})
    if word := _DAY_WORD.search(text):
        time = _time_beside(text, word.start(), word.end())
        return WrittenDistance(timedelta(days=DAYS_BACK[word[0]]), whole_days=True, time=time)
    return None
