"""What is let go of, and when. On-topic articles, labels and alerts stay for good.

Everything goes in small batches, each a transaction of its own, so that polls never wait for it.
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from scraper.adapters.sqlite import articles
from scraper.adapters.sqlite.encoding import text_of
from scraper.core.furniture import PAGES
from scraper.settings import Retention

BATCH: Final = 100
"""Rows that go in one transaction."""
RARE_PARAGRAPHS: Final = timedelta(days=30)
"""How long a paragraph is remembered that was met too seldom to be furniture."""

Step = Callable[[sqlite3.Connection, Retention, datetime], int]
"""Lets go of at most a batch; returns how many rows went."""


def old_polls(db: sqlite3.Connection, kept: Retention, now: datetime) -> int:
    """Let go of the log of polls."""
    return db.execute(
        "DELETE FROM polls WHERE id IN (SELECT id FROM polls WHERE ended_at < ? ORDER BY ended_at LIMIT ?)",
        (text_of(now - kept.polls), BATCH),
    ).rowcount


def old_pages(db: sqlite3.Connection, kept: Retention, now: datetime) -> int:
    """Let go of raw pages whose time is over."""
    return db.execute(
        """
        DELETE FROM pages WHERE rowid IN (
            SELECT rowid FROM pages WHERE stored_at < ? ORDER BY stored_at LIMIT ?
        )
        """,
        (text_of(now - kept.pages), BATCH),
    ).rowcount


def excess_pages(db: sqlite3.Connection, kept: Retention, now: datetime) -> int:  # noqa: ARG001  (a Step)
    """Let go of the oldest raw pages where all of them take too much room."""
    excess = db.execute("SELECT coalesce(sum(packed), 0) FROM pages").fetchone()[0] - kept.pages_limit
    going = []
    for row in db.execute("SELECT rowid, packed FROM pages ORDER BY stored_at LIMIT ?", (BATCH,)):
        if excess <= 0:
            break
        excess -= row["packed"]
        going.append((row["rowid"],))
    db.executemany("DELETE FROM pages WHERE rowid = ?", going)
    return len(going)


def off_topic_articles(db: sqlite3.Connection, kept: Retention, now: datetime) -> int:
    """Let go of articles judged off topic that nobody labelled, was told of, or that others repeat."""
    rows = db.execute(
        """
        SELECT id FROM articles
        WHERE grade = 0 AND first_seen_at < ?
            AND NOT EXISTS (SELECT 1 FROM labels WHERE labels.article = articles.id)
            AND NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.article = articles.id)
            AND NOT EXISTS (SELECT 1 FROM memberships WHERE memberships.article = articles.id)
            AND NOT EXISTS (SELECT 1 FROM articles AS copies WHERE copies.copy_of = articles.id)
            AND NOT EXISTS (SELECT 1 FROM story_decisions WHERE story_decisions.article = articles.id)
        ORDER BY first_seen_at LIMIT ?
        """,
        (text_of(now - kept.off_topic), BATCH),
    ).fetchall()
    for row in rows:
        articles.delete_article(db, row["id"])
    return len(rows)


def off_topic_links(db: sqlite3.Connection, kept: Retention, now: datetime) -> int:
    """Let go of links dealt with that no index has named since: one still named would come back as new."""
    return db.execute(
        """
        DELETE FROM links WHERE id IN (
            SELECT id FROM links
            WHERE first_seen_at < :before AND try_at IS NULL AND article IS NULL AND NOT EXISTS (
                SELECT 1 FROM sightings WHERE link = links.id AND last_seen_at >= :before
            )
            ORDER BY first_seen_at LIMIT :batch
        )
        """,
        {"before": text_of(now - kept.off_topic), "batch": BATCH},
    ).rowcount


def rare_paragraphs(db: sqlite3.Connection, kept: Retention, now: datetime) -> int:  # noqa: ARG001  (a Step)
    """Forget paragraphs that were met too seldom to be furniture."""
    return db.execute(
        """
        DELETE FROM furniture WHERE (source, paragraph) IN (
            SELECT source, paragraph FROM furniture WHERE pages < ? AND seen_at < ? LIMIT ?
        )
        """,
        (PAGES, text_of(now - RARE_PARAGRAPHS), BATCH),
    ).rowcount


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "polls": old_polls,
        "pages": old_pages,
        "pages over the limit": excess_pages,
        "off-topic articles": off_topic_articles,
        "off-topic links": off_topic_links,
        "rare paragraphs": rare_paragraphs,
    }
)
"""What goes, by its name for people."""
