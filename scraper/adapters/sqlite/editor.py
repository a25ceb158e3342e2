"""`LibraryEditor`: what analysts write, briefly and beside the daemon: labels, merged and split stories."""

import sqlite3
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from scraper.adapters.sqlite.connection import connect, immediate, refuse_other_versions
from scraper.adapters.sqlite.encoding import capped, text_of
from scraper.adapters.sqlite.outbox import revive
from scraper.adapters.sqlite.stories import begin_story
from scraper.adapters.sqlite.wanted import row_of
from scraper.errors import StoreError


class LibraryEditor(AbstractContextManager["LibraryEditor"]):
    """A second writer for single short transactions, which wait for the daemon's and it for them."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise StoreError(f"there is no database at {path}")
        self._db = connect(path)
        try:
            refuse_other_versions(Database(self._db, recursive_triggers=False), path)
            # One connection does all checkpoints: the daemon's (sqlite.org/wal.html, the WAL-reset bug).
            self._db.execute("PRAGMA wal_autocheckpoint = 0")
        except BaseException:
            self._db.close()
            raise

    def __exit__(self, *ending: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def mark(self, article: str, label: str, now: datetime, *, note: str = "", by: str = "") -> None:
        """Keep what an analyst says of an article (`a12`); raises StoreError where there is none."""
        with immediate(self._db) as db:
            row = _existing(db, "articles", row_of(article, "a"), article)
            db.execute(
                """
                INSERT INTO labels (article, label, note, labelled_at, labelled_by) VALUES (?, ?, ?, ?, ?)
                """,
                (row, capped(label), capped(note, 16 * 1024), text_of(now), capped(by)),
            )

    def retry_alerts(self, sink: str, now: datetime) -> int:
        """Let what was given up for a sink be tried again; return how many alerts that are."""
        with immediate(self._db) as db:
            return revive(db, sink, now)

    def merge(self, story: str, other: str, now: datetime) -> int:
        """Let what tells the story `other` tell `story` instead; return how many articles moved."""
        with immediate(self._db) as db:
            kept = _existing(db, "stories", row_of(story, "s"), story)
            gone = _existing(db, "stories", row_of(other, "s"), other)
            if kept == gone or _ends_in(db, kept, gone):
                raise StoreError(f"{story} and {other} are one story already")
            moved = db.execute(
                "UPDATE memberships SET story = ?, decided_by = 'analyst' WHERE story = ?", (kept, gone)
            ).rowcount
            db.execute("UPDATE stories SET merged_into = ? WHERE id = ?", (kept, gone))
            db.execute(
                """
                UPDATE stories SET last_told_at = (
                    SELECT max(last_told_at) FROM stories WHERE id IN (:kept, :gone)
                ) WHERE id = :kept
                """,
                {"kept": kept, "gone": gone},
            )
            _note(db, "merge", kept, gone, None, now)
            return moved

    def split(self, article: str, now: datetime) -> str:
        """Let an article, with the copies of its text, tell a story of its own; return that story's id."""
        with immediate(self._db) as db:
            row = _existing(db, "articles", row_of(article, "a"), article)
            member = db.execute("SELECT story FROM memberships WHERE article = ?", (row,)).fetchone()
            if member is None:
                raise StoreError(f"{article} tells no story")
            own = begin_story(db, now)
            db.execute(
                """
                UPDATE memberships SET story = :own, joined_at = :now, decided_by = 'analyst'
                WHERE story = :story
                    AND article IN (SELECT id FROM articles WHERE id = :article OR copy_of = :article)
                """,
                {"own": own, "now": text_of(now), "story": member["story"], "article": row},
            )
            _note(db, "split", member["story"], own, row, now)
            return f"s{own}"


def _existing(db: sqlite3.Connection, table: str, row: int, asked: str) -> int:
    if db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (row,)).fetchone() is None:  # noqa: S608  (ours)
        raise StoreError(f"there is no {asked}")
    return row


def _ends_in(db: sqlite3.Connection, story: int, other: int) -> bool:
    """Whether `story` was merged into `other`, at once or by way of others."""
    row = db.execute(
        """
        WITH RECURSIVE way (id) AS (
            VALUES (?)
            UNION SELECT merged_into FROM way JOIN stories USING (id) WHERE merged_into IS NOT NULL
        )
        SELECT 1 FROM way WHERE id = ?
        """,
        (story, other),
    ).fetchone()
    return row is not None


def _note(
    db: sqlite3.Connection, kind: str, story: int, other: int, article: int | None, now: datetime
) -> None:
    db.execute(
        "INSERT INTO story_decisions (kind, story, other, article, decided_at) VALUES (?, ?, ?, ?, ?)",
        (kind, story, other, article, text_of(now)),
    )
