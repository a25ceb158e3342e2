"""The full-text index: one row a version, written with it."""

import sqlite3

from scraper.core.search_terms import indexed


def index_version(db: sqlite3.Connection, version: int, headline: str, body: str) -> None:
    """Make a new version findable."""
    db.execute(
        "INSERT INTO search (rowid, headline, body) VALUES (?, ?, ?)",
        (version, indexed(headline), indexed(body)),
    )
