"""By what an article is found again: the fingerprints of its versions, their bands, its story keys."""

import sqlite3
from datetime import datetime

from scraper.adapters.sqlite.encoding import capped, sketch_bytes, sketch_of, text_of
from scraper.core.bands import bands_of
from scraper.types import Fingerprint


def add_fingerprint(
    db: sqlite3.Connection, row: int, version: int, mine: Fingerprint, *, banded: bool
) -> None:
    """Keep a version's fingerprint; `banded`: near-duplicates shall find the article by it."""
    db.execute(
        "INSERT INTO fingerprints (version, recipe, sha256, sketch, length) VALUES (?, ?, ?, ?, ?)",
        (version, mine.version, mine.sha256, sketch_bytes(mine.sketch), mine.length),
    )
    if banded:
        db.executemany(
            "INSERT OR IGNORE INTO bands (band, article) VALUES (?, ?)",
            [(band, row) for band in bands_of(mine.sketch, mine.version)],
        )


def drop_bands(db: sqlite3.Connection, row: int) -> None:
    """Forget the bands of an article's versions: `bands` has no index by article, the sketches are one."""
    for version in db.execute(
        """
        SELECT fingerprints.recipe, fingerprints.sketch
        FROM fingerprints JOIN versions ON versions.id = fingerprints.version WHERE versions.article = ?
        """,
        (row,),
    ).fetchall():
        db.executemany(
            "DELETE FROM bands WHERE band = ? AND article = ?",
            [(band, row) for band in bands_of(sketch_of(version["sketch"]), version["recipe"])],
        )


def add_keys(db: sqlite3.Connection, row: int, keys: frozenset[str], at: datetime) -> None:
    """Let stories find an article on topic by its keys, instead of those that it had."""
    told_at = text_of(at)
    db.execute("DELETE FROM story_keys WHERE article = ?", (row,))
    db.executemany(
        "INSERT OR IGNORE INTO story_keys (key, at, article) VALUES (?, ?, ?)",
        [(capped(key), told_at, row) for key in sorted(keys)],
    )
