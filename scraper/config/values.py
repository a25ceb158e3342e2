"""From one TOML value to one value of ours: each reader returns it or says what would be right."""

import re
import warnings
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import soupsieve
from cssselect import HTMLTranslator, SelectorError

from scraper.config.codes import COUNTRIES, COUNTRY_SLIPS, LANGUAGE_SLIPS, LANGUAGES
from scraper.core.durations import spelled
from scraper.core.regex_safety import is_catastrophic

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

LONGEST_TEXT: Final = 2_000
"""Characters of one text; more is a mistake."""

LONGEST_SHOWN: Final = 80
"""Characters of a wrong value that a message repeats."""

_DURATION = re.compile(r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?(?:(\d{1,6})ms)?")
_SIZE = re.compile(r"(\d{1,9}) ?(B|KiB|MiB|GiB)")
_UNITS: Final = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Wrong(ValueError):
    """A value that cannot be used; the message is the remedy."""


Reader = Callable[[object], T]


def shown(value: object) -> str:
    """Return a value as a TOML author recognises it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "an array"
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def suggestion(word: str, known: Collection[str]) -> str:
    """Return `; did you mean …?` where one of `known` is close to `word`, else nothing."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def text(value: object) -> str:
    """Read a text that is not blank; line breaks are kept, other control characters are refused."""
    if not isinstance(value, str):
        raise Wrong(f"must be a text in quotes; got {shown(value)}")
    if not value.strip():
        raise Wrong("must not be blank; leave the key out where nothing is known")
    if len(value) > LONGEST_TEXT:
        raise Wrong(f"must have at most {LONGEST_TEXT} characters; got {len(value)}")
    if _CONTROL.search(value):
        raise Wrong("must not hold control characters")
    return value.strip()


def maybe_text(value: object) -> str:
    """Read a text that may be empty."""
    return "" if value == "" else text(value)


def flag(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Wrong(f"must be true or false, without quotes; got {shown(value)}")
    return value


def whole(least: int, most: int) -> Reader[int]:
    """Return the reader of whole numbers from `least` to `most`."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Wrong(f"must be a whole number from {least} to {most}; got {shown(value)}")
        return value

    return read


def number(least: float, most: float) -> Reader[float]:
    """Return the reader of numbers from `least` to `most`; nan and inf are refused."""

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise Wrong(f"must be a number from {least:g} to {most:g}; got {shown(value)}")
        return float(value)

    return read


def word(known: Collection[str]) -> Reader[str]:
    """Return the reader of one of the words that are known."""

    def read(value: object) -> str:
        if isinstance(value, str) and value in known:
            return value
        hint = suggestion(value, known) if isinstance(value, str) else ""
        raise Wrong(f"must be one of {', '.join(known)}; got {shown(value)}{hint}")

    return read


def one_of(kind: type[E]) -> Reader[E]:
    """Return the reader of an enumeration's values."""
    read_word = word([member.value for member in kind])
    return lambda value: kind(read_word(value))


def day(value: object) -> date:
    """Read a TOML date."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Wrong(f"must be a date without quotes, such as 2026-09-28; got {shown(value)}")
    return value


def duration(least: timedelta, most: timedelta) -> Reader[timedelta]:
    """Return the reader of durations such as "15m" or "1h30m", from `least` to `most`."""

    def read(value: object) -> timedelta:
        match = _DURATION.fullmatch(value) if isinstance(value, str) and value else None
        if match is None:
            raise Wrong(f'must be a duration in quotes, such as "90s", "15m", "1h30m"; got {shown(value)}')
        days, hours, minutes, seconds, millis = (int(part or 0) for part in match.groups())
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=millis)
        if not least <= span <= most:
            raise Wrong(f'must be from "{spelled(least)}" to "{spelled(most)}"; got {shown(value)}')
        return span

    return read


def size(least: int, most: int) -> Reader[int]:
    """Return the reader of sizes such as "8 MiB", in bytes, from `least` to `most`."""

    def read(value: object) -> int:
        match = _SIZE.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise Wrong(f'must be a size in quotes, such as "8 MiB"; got {shown(value)}')
        count = int(match[1]) * _UNITS[match[2]]
        if not least <= count <= most:
            raise Wrong(f"must be from {least} B to {most} B; got {shown(value)}")
        return count

    return read


def web_address(value: object) -> str:
    """Read an absolute http(s) address without credentials, blanks or fragment."""
    address = text(value)
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading the port is what checks it
    except ValueError as error:
        raise Wrong(f"must be a web address; {error}: got {shown(value)}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Wrong(f"must begin with https:// or http:// and name a host; got {shown(value)}")
    if parts.username is not None or parts.password is not None:
        raise Wrong("must not carry a user or password: the address is logged and shown")
    if parts.fragment or re.search(r'[\s\\<>"^`|]', address):
        raise Wrong(f"must not hold blanks, backslashes, quotes or a #fragment; got {shown(value)}")
    return address


def zone(value: object) -> str:
    """Read the name of an IANA time zone."""
    name = text(value)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        # Unknown is a KeyError, a path out of the database a ValueError, one of its folders an OSError.
        hint = suggestion(name, available_timezones())
        raise Wrong(f"must be an IANA time zone such as Europe/Kyiv; got '{name}'{hint}") from error
    return name


def country(value: object) -> str:
    """Read a country's code (ISO 3166-1 alpha-2)."""
    code = text(value)
    if code in COUNTRIES:
        return code
    meant = COUNTRY_SLIPS.get(code.upper()) or (code.upper() if code.upper() in COUNTRIES else None)
    hint = f"; did you mean {meant}?" if meant else ""
    raise Wrong(f"must be a country code of ISO 3166-1, such as UA; got '{code}'{hint}")


def language(value: object) -> str:
    """Read a language's code (ISO 639-1)."""
    code = text(value)
    if code in LANGUAGES:
        return code
    meant = LANGUAGE_SLIPS.get(code.lower()) or (code.lower() if code.lower() in LANGUAGES else None)
    hint = f"; did you mean {meant}?" if meant else ""
    raise Wrong(f"must be a language code of ISO 639-1, such as uk; got '{code}'{hint}")


def pattern(value: object) -> re.Pattern[str]:
    """Read a regular expression that compiles and whose matching cannot explode."""
    expression = text(value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a doubtful construct today is an error tomorrow
            compiled = re.compile(expression)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise Wrong(f"is no regular expression of Python: {error}") from error
    if is_catastrophic(compiled):
        raise Wrong("must not repeat what can match one text in two ways, as (a+)+ does")
    return compiled


def selector(value: object) -> str:
    """Read a CSS selector that both engines understand: cssselect finds, soupsieve drops."""
    expression = text(value)
    try:
        soupsieve.compile(expression)
        HTMLTranslator().css_to_xpath(expression)
    except (soupsieve.SelectorSyntaxError, NotImplementedError, SelectorError) as error:
        first = str(error).splitlines()[0]
        raise Wrong(f"must be a CSS selector; {first}: got {shown(value)}") from error
    return expression


def many(read: Reader[T], *, least: int = 0) -> Reader[tuple[T, ...]]:
    """Return the reader of arrays whose items `read` reads, all different."""

    def read_all(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise Wrong(f"must be an array in [brackets]; got {shown(value)}")
        if len(value) < least:
            raise Wrong(f"must hold at least {least} item{'s' if least > 1 else ''}")
        items = []
        for position, item in enumerate(value):
            if item in value[:position]:
                raise Wrong(f"must not hold {shown(item)} twice")
            try:
                items.append(read(item))
            except Wrong as wrong:
                raise Wrong(f"item {position}: {wrong}") from wrong
        return tuple(items)

    return read_all
