"""What a store holds, without what the clock of the run says: two stores are the same where these are.

For checks that interruptions, the number of workers and the order in which they end leave no trace.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Final

from scraper.adapters.sqlite.connection import connect_for_reading

_OF_THE_RUN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "sources": frozenset({"added_at", "next_poll_at"}),
        "pages": frozenset({"stored_at"}),
        "alerts": frozenset({"raised_at"}),
        "deliveries": frozenset({"next_try_at"}),
        "past_parts": frozenset({"read_at"}),
        "past_runs": frozenset({"began_at", "ended_at"}),
        "derivations": frozenset({"derived_at"}),
        "past_candidates": frozenset({"id"}),
    }
)
_LEFT_OUT: Final = ("sqlite_", "search", "_sqlite_migrations", "hosts", "meta")


def canonical(path: Path) -> Iterator[str]:
    """Yield a line for each row of the store, ids included, in an order of their own."""
    with closing(connect_for_reading(path)) as db:
        for table in _tables(db):
            columns = [
                row["name"]
                for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,))
                if row["name"] not in _OF_THE_RUN.get(table, frozenset())
            ]
            rows = db.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608  (the schema's names)
            yield from sorted(f"{table} {tuple(row)!r}" for row in rows)


def _tables(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [row["name"] for row in rows if not row["name"].startswith(_LEFT_OUT)]
