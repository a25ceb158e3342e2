"""Which articles tell one story."""

import sqlite3
from datetime import datetime

from scraper.adapters.sqlite.encoding import new_row, text_of


def join_story(db: sqlite3.Connection, article: int, companion: int | None, now: datetime) -> int:
    """Let `article` tell the story of `companion`, or one of its own; return the story.

    An article that already tells one keeps it: an analyst's decision is never undone.
    """
    own = story_of(db, article)
    if own is not None:
        return own
    story = None if companion is None else story_of(db, companion)
    if story is None:
        story = begin_story(db, now)
        if companion is not None:
            _enter(db, companion, story, now)
    _enter(db, article, story, now)
    return story


def begin_story(db: sqlite3.Connection, now: datetime) -> int:
    """Make a story that nobody tells yet."""
    return new_row(
        db.execute(
            "INSERT INTO stories (began_at, last_told_at) VALUES (?, ?) RETURNING id",
            (text_of(now), text_of(now)),
        )
    )


def story_of(db: sqlite3.Connection, article: int) -> int | None:
    """Return the story that an article tells."""
    row = db.execute("SELECT story FROM memberships WHERE article = ?", (article,)).fetchone()
    return None if row is None else int(row["story"])


def _enter(db: sqlite3.Connection, article: int, story: int, now: datetime) -> None:
    db.execute(
        "INSERT INTO memberships (article, story, joined_at, decided_by) VALUES (?, ?, ?, 'machine')",
        (article, story, text_of(now)),
    )
    db.execute("UPDATE stories SET last_told_at = max(last_told_at, ?) WHERE id = ?", (text_of(now), story))
