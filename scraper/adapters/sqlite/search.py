"""The full-text index: one row a version, written with it.

The index keeps no text of its own, so a row is taken out by saying again what was put in; and when the
words are cut in another way than before (`search_terms.VERSION`), all of it is written anew: emptied at
once, filled again by and by, the newest first, between other transactions.
"""

import sqlite3
from typing import Final

from scraper.core.search_terms import VERSION, indexed

BATCH: Final = 200
"""Versions that are indexed anew in one transaction."""


def index_version(db: sqlite3.Connection, version: int, headline: str, body: str) -> None:
    """Make a version findable."""
    db.execute(
        "INSERT INTO search (rowid, headline, body) VALUES (?, ?, ?)",
        (version, indexed(headline), indexed(body)),
    )


def forget_article(db: sqlite3.Connection, row: int) -> None:
    """Take an article's versions out of the index."""
    for version in db.execute(
        "SELECT id, headline, text FROM versions WHERE article = ? AND id >= ?", (row, _backlog(db))
    ).fetchall():
        db.execute(
            "INSERT INTO search (search, rowid, headline, body) VALUES ('delete', ?, ?, ?)",
            (version["id"], indexed(version["headline"]), indexed(version["text"] or "")),
        )


def forget_version(db: sqlite3.Connection, version: int) -> None:
    """Take one version, as it is stored now, out of the index."""
    row = db.execute(
        "SELECT headline, text FROM versions WHERE id = ? AND id >= ?", (version, _backlog(db))
    ).fetchone()
    if row is not None:
        db.execute(
            "INSERT INTO search (search, rowid, headline, body) VALUES ('delete', ?, ?, ?)",
            (version, indexed(row["headline"]), indexed(row["text"] or "")),
        )


def prepare(db: sqlite3.Connection) -> None:
    """Empty an index whose words were cut in another way, and note what is to be written anew."""
    row = db.execute("SELECT value FROM meta WHERE name = 'search_version'").fetchone()
    if row is not None and row["value"] == str(VERSION):
        return
    empty(db)


def empty(db: sqlite3.Connection) -> None:
    """Empty the index and note that all of it is to be written anew."""
    db.execute("INSERT INTO search (search) VALUES ('delete-all')")
    backlog = db.execute("SELECT coalesce(max(id), 0) + 1 FROM versions").fetchone()[0]
    _note(db, "search_version", VERSION)
    _note(db, "search_backlog", backlog)


def catch_up(db: sqlite3.Connection) -> int:
    """Index some of the versions that wait for it, the newest first; return how many."""
    rows = db.execute(
        "SELECT id, headline, text FROM versions WHERE id < ? ORDER BY id DESC LIMIT ?",
        (_backlog(db), BATCH),
    ).fetchall()
    for row in rows:
        index_version(db, row["id"], row["headline"], row["text"] or "")
    if rows:
        _note(db, "search_backlog", rows[-1]["id"])
    return len(rows)


def _backlog(db: sqlite3.Connection) -> int:
    """Return the id below which versions are not in the index yet."""
    row = db.execute("SELECT value FROM meta WHERE name = 'search_backlog'").fetchone()
    return 0 if row is None else int(row["value"])


def _note(db: sqlite3.Connection, name: str, value: int) -> None:
    db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, str(value)))
