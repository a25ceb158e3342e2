"""The past judged by other rules: new verdicts on stored articles, no alerts."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from scraper.adapters.sqlite import articles
from scraper.adapters.sqlite.connection import immediate
from scraper.adapters.sqlite.known import stored
from scraper.adapters.sqlite.opening import alone
from scraper.adapters.sqlite.stories import join_story
from scraper.types import Grade, StoredArticle, Verdict

BATCH: Final = 100
"""Articles that are judged in one transaction."""

Judge = Callable[[StoredArticle], Verdict | None]
"""Returns None where an article can't be judged again (of a source's metadata alone)."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An article whose grade another verdict changed."""

    id: str
    headline: str
    before: Grade
    after: Grade


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of judging everything again."""

    judged: int
    skipped: int
    moved: tuple[Moved, ...]


def apply(path: Path, judge: Judge, now: datetime) -> Applied:
    """Judge every stored article again and keep the verdicts beside the old ones.

    An article that comes on topic begins a story of its own; nothing is alerted. What was judged under the
    same topic and version is judged anew in its place, so that a second run changes nothing more. Raises
    StoreBusy beside a running daemon.
    """
    with alone(path) as db:
        return _apply(db, judge, now)


def _apply(db: sqlite3.Connection, judge: Judge, now: datetime) -> Applied:
    judged = skipped = last = 0
    moved: list[Moved] = []
    while rows := _after(db, last):
        with immediate(db):
            for row in rows:
                verdict = judge(stored(db, row["id"]))
                if verdict is None:
                    skipped += 1
                    continue
                judged += 1
                if verdict.grade != row["grade"]:
                    moved.append(
                        Moved(f"a{row['id']}", row["headline"], Grade(row["grade"]), verdict.grade)
                    )
                articles.add_verdict(db, row["id"], row["version"], verdict, now)
                if verdict.on_topic:
                    join_story(db, row["id"], row["copy_of"], now)
        last = rows[-1]["id"]
    return Applied(judged, skipped, tuple(moved))


def _after(db: sqlite3.Connection, last: int) -> Sequence[sqlite3.Row]:
    return db.execute(
        """
        SELECT articles.id, articles.headline, articles.grade, articles.copy_of, versions.id AS version
        FROM articles
        JOIN versions ON versions.article = articles.id AND versions.version = articles.version
        WHERE articles.id > ? ORDER BY articles.id LIMIT ?
        """,
        (last, BATCH),
    ).fetchall()
