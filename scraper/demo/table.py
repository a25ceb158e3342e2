"""One TOML table under strict reading: what is missing, wrong or left over is noted, never raised."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from scraper.errors import Problem

OFFSET = re.compile(r"(-?)(?:(\d{1,3})d)?(?:(\d{1,3})h)?(?:(\d{1,3})m)?(?:(\d{1,3})s)?")
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


def read_toml(path: Path, problems: list[Problem]) -> Mapping[str, object]:
    """Return the file's table, empty with a problem noted where it cannot be had."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problems.append(Problem(path.name, "file", f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError:
        problems.append(Problem(path.name, "file", "must be UTF-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(path.name, "syntax", str(error)))
    return {}


class Table:
    """Reads values by key; what cannot be used is noted in `problems`, a stand-in returned."""

    def __init__(
        self, values: Mapping[str, object], file: str, prefix: str, problems: list[Problem]
    ) -> None:
        self._values = dict(values)
        self._file = file
        self._prefix = prefix
        self._problems = problems
        self._asked: set[str] = set()

    def keys(self) -> Iterable[str]:
        """Return the keys that are there."""
        return self._values.keys()

    def _wrong(self, key: str, remedy: str) -> None:
        self._problems.append(Problem(self._file, self._prefix + key, remedy))

    def _take(self, key: str, kind: type[T], fallback: T, wanted: str, *, needed: bool = True) -> T:
        self._asked.add(key)
        value = self._values.get(key)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        if value is not None or needed:
            self._wrong(key, f"must be {wanted}" if value is not None else f"is missing: {wanted}")
        return fallback

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it is needed and not empty."""
        value = self._take(key, str, default or "", "a text", needed=default is None)
        if default is None and key in self._values and not value.strip():
            self._wrong(key, "must not be empty")
        return value

    def whole(self, key: str, allowed: range) -> int:
        """Return a whole number of the range."""
        wanted = f"a whole number from {allowed.start} to {allowed.stop - 1}"
        value = self._take(key, int, allowed.start, wanted)
        if value not in allowed:
            self._wrong(key, f"must be {wanted}")
            return allowed.start
        return value

    def instant(self, key: str) -> datetime:
        """Return an instant with its zone."""
        value = self._take(key, datetime, EPOCH, "an instant with its zone, 2026-02-10T00:00:00Z")
        if value.tzinfo is None:
            self._wrong(key, "must carry its zone, 2026-02-10T00:00:00Z")
            return EPOCH
        return value

    def offset(self, key: str) -> timedelta:
        """Return a span of time, written `1h30m`, `-2d` or `45s`."""
        text = self.text(key)
        match = OFFSET.fullmatch(text)
        if match is None or not any(match.groups()[1:]):
            if text:
                self._wrong(key, f"must be a span like 1h30m, -2d or 45s, not {text!r}")
            return timedelta()
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return -span if match.group(1) else span

    def checked(self, key: str, fits: Callable[[str], object], wanted: str) -> str:
        """Return a text that fits."""
        value = self.text(key)
        if value and not fits(value):
            self._wrong(key, f"must be {wanted}, not {value!r}")
        return value

    def one_of(self, key: str, allowed: Iterable[str]) -> str:
        """Return one of the names."""
        names = frozenset(allowed)
        return self.checked(key, names.__contains__, "one of " + ", ".join(sorted(names)))

    def member(self, key: str, kind: type[E]) -> E:
        """Return a member of an enumeration, written as its value."""
        value = self.one_of(key, kind)
        return kind(value) if value in frozenset(kind) else next(iter(kind))

    def strings(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self._take(key, list, [], "a list of texts")
        if not all(isinstance(value, str) for value in values):
            self._wrong(key, "must be a list of texts")
        return tuple(value for value in values if isinstance(value, str))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return a list of pairs of texts."""
        values = self._take(key, list, [], "a list of [old, new] pairs")
        pairs = []
        for value in values:
            match value:
                case [str(old), str(new)]:
                    pairs.append((old, new))
                case _:
                    self._wrong(key, "must be a list of [old, new] pairs")
        return tuple(pairs)

    def tables(self, key: str) -> Iterable["Table"]:
        """Return the tables of a list of tables, none where the key is not there."""
        for number, entry in enumerate(self._take(key, list, [], "a list of tables", needed=False), 1):
            if isinstance(entry, dict):
                yield Table(entry, self._file, f"{key}[{number}].", self._problems)
            else:
                self._wrong(key, "must be a list of tables")

    def table(self, key: str) -> "Table":
        """Return the table at the key, an empty one where there is none."""
        return Table(self._take(key, dict, {}, "a table"), self._file, f"{key}.", self._problems)

    def nothing_else(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values.keys() - self._asked:
            known = ", ".join(sorted(self._asked))
            self._wrong(key, f"is not known here; known are {known}")
