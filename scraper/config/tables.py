"""A strict view of one TOML table: what is taken from it is checked, what is left over is reported."""

from collections.abc import Mapping
from typing import Final, TypeVar

from scraper.config.values import Reader, Wrong, shown, suggestion
from scraper.errors import Problem

T = TypeVar("T")

_MISSING: Final = object()


class Table:
    """One table of one file. Faults go to `problems`, so that all of them can be told at once."""

    def __init__(
        self, values: Mapping[str, object], file: str, problems: list[Problem], path: str = ""
    ) -> None:
        self._values = values
        self._taken: set[str] = set()
        self._path = path
        self.file = file
        self.problems = problems

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def take(self, key: str, read: Reader[T], default: T) -> T:
        """Return the value under `key`; `default` where it is absent or, with a problem noted, wrong."""
        self._taken.add(key)
        value = self._values.get(key, _MISSING)
        if value is _MISSING:
            return default
        try:
            return read(value)
        except Wrong as wrong:
            self.complain(key, str(wrong))
            return default

    def need(self, key: str, read: Reader[T], stand_in: T) -> T:
        """Like `take`, but absence is a problem too."""
        if key not in self._values:
            self.complain(key, "is missing")
        return self.take(key, read, stand_in)

    def table(self, key: str) -> "Table":
        """Return the table under `key`; an empty one where it is absent or no table."""
        self._taken.add(key)
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            self.complain(key, f"must be a table: write [{self._name(key)}] on a line of its own")
            value = {}
        return Table(value, self.file, self.problems, self._name(key))

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the tables of the array under `key`, in order; none where it is absent."""
        self._taken.add(key)
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.complain(
                key, f"must be an array of tables: write [[{self._name(key)}]]; got {shown(value)}"
            )
            return ()
        return tuple(
            Table(item, self.file, self.problems, f"{self._name(key)}[{position}]")
            for position, item in enumerate(value)
        )

    def close(self) -> None:
        """Report every key that nobody took."""
        unused = self._taken - set(self._values)
        for key in self._values:
            if key not in self._taken:
                hint = suggestion(key, unused) or f"; known here: {', '.join(sorted(self._taken))}"
                self.complain(key, f"is not a key of this table{hint}")

    def complain(self, key: str, remedy: str) -> None:
        """Note a problem with `key`."""
        self.problems.append(Problem(self.file, self._name(key), remedy))

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key
