"""`docs/schema.md`, made from the database itself: SQLite keeps the comments of the schema's statements."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from sqlite_utils import Database

from scraper.adapters.sqlite.migrations import MIGRATIONS

HEAD: Final = """\
# The schema

Made by `python -m scraper.adapters.sqlite.schema_page > docs/schema.md`; a test holds it to the database.

One SQLite file holds everything. Tables are STRICT. Times are ISO 8601 in UTC with milliseconds
(`2026-02-10T12:00:00.000Z`): they sort as text, and `datetime(column, 'localtime')` shows them in the
reader's zone. Views show typed ids (`a12` an article, `s7` a story), as the command line does; tables hold
the bare numbers. Reading while the daemon writes is safe; writing is the daemon's.
"""

_HIDDEN: Final = ("sqlite_", "search_", "_sqlite_migrations")
"""Beginnings of names that SQLite, FTS5 and sqlite-utils keep for themselves."""

SEARCH: Final = "search"


def page(db: sqlite3.Connection) -> str:
    """Return the page as Markdown."""
    parts = [HEAD]
    for kind, title, section in (("view", "Views", _view), ("table", "Tables", _table)):
        parts.append(f"## {title}\n")
        parts += [section(db, name, sql) for name, sql in _statements(db, kind)]
    return "\n".join(parts)


def _statements(db: sqlite3.Connection, kind: str) -> Iterator[tuple[str, str]]:
    for name, sql in db.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = ? ORDER BY rowid", (kind,)
    ).fetchall():
        if not name.startswith(_HIDDEN):
            yield name, sql


def _view(db: sqlite3.Connection, name: str, sql: str) -> str:
    columns = ", ".join(row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,)))
    return f"### {name}\n\n{_notes(sql)['']}\n\n`{columns}`\n"


def _table(db: sqlite3.Connection, name: str, sql: str) -> str:
    if name == SEARCH:
        return f"### {name}\n\nThe full-text index; its rows are versions.\n\n```sql\n{sql}\n```\n"
    notes, references = _notes(sql), _references(db, name)
    lines = [f"### {name}\n", f"{notes['']}\n", "| column | type | what |", "|---|---|---|"]
    for column, kind in db.execute("SELECT name, type FROM pragma_table_info(?)", (name,)):
        said = ", ".join(part for part in (notes.get(column, ""), references.get(column, "")) if part)
        lines.append(f"| {column} | {kind.lower()} | {said} |")
    return "\n".join([*lines, ""])


def _notes(sql: str) -> dict[str, str]:
    """Return the comments of a statement by column; under '' what stands before the first column."""
    notes: dict[str, str] = {}
    for line in sql.splitlines():
        code, dashes, comment = line.partition("--")
        if dashes:
            column = code.split(maxsplit=1)[0] if code.strip() else ""
            notes.setdefault(column, comment.strip())
    return notes


def _references(db: sqlite3.Connection, name: str) -> dict[str, str]:
    rows = db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (name,)).fetchall()
    return {column: f"→ {table}" for column, table in rows}


def current_page() -> str:
    """Return the page of a database made now."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        MIGRATIONS.apply(Database(db))
        return page(db)


if __name__ == "__main__":
    sys.stdout.write(current_page())
