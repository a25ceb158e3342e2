"""On how many pages of a source each paragraph was met."""

import sqlite3
from datetime import datetime

from scraper.adapters.sqlite.encoding import text_of
from scraper.core.furniture import PAGES, Furniture, hashes_of, learn
from scraper.types import Article, SourceId


def count(db: sqlite3.Connection, article: Article, now: datetime) -> None:
    """Add a new article's paragraphs to its source's counts.

    Copies are not counted: a text that one source shows at three addresses is no furniture.
    """
    seen_at = text_of(now)
    db.executemany(
        """
        INSERT INTO furniture (source, paragraph, pages, seen_at) VALUES (?, ?, 1, ?)
        ON CONFLICT DO UPDATE SET pages = pages + 1, seen_at = excluded.seen_at
        """,
        [(article.source, found, seen_at) for found in sorted(hashes_of(article.body.value))],
    )


def furniture(db: sqlite3.Connection, source: SourceId) -> Furniture:
    """Return what is known as furniture of a source."""
    rows = db.execute(
        "SELECT paragraph, pages FROM furniture WHERE source = ? AND pages >= ?", (source, PAGES)
    )
    return learn({row["paragraph"]: row["pages"] for row in rows})
