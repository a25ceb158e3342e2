"""The past judged by other rules: new verdicts, story keys and stories of stored articles, no alerts."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from scraper.adapters.sqlite import articles, likeness
from scraper.adapters.sqlite.connection import immediate
from scraper.adapters.sqlite.known import article_at, known_for, stored
from scraper.adapters.sqlite.opening import alone
from scraper.adapters.sqlite.stories import join_story, story_of
from scraper.core.tellings import companion, told_at
from scraper.types import Grade, Observed, Policy, StoredArticle

BATCH: Final = 100
"""Articles that are judged in one transaction."""

Observe = Callable[[StoredArticle], Observed | None]
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


def apply(path: Path, observe: Observe, policy: Policy, now: datetime) -> Applied:
    """Judge every stored article again and keep the verdicts beside the old ones.

    What is on topic gets the story keys of these rules; where it tells no story yet, it joins the one that
    it goes with, else it begins its own. Nothing is alerted, no analyst's decision is undone. What was
    judged under the same topic and version is judged anew in its place: a second run changes nothing more.
    Raises StoreBusy beside a running daemon.
    """
    with alone(path) as db:
        return _apply(db, observe, policy, now)


def _apply(db: sqlite3.Connection, observe: Observe, policy: Policy, now: datetime) -> Applied:
    judged = skipped = last = 0
    moved: list[Moved] = []
    while rows := _after(db, last):
        with immediate(db):
            for row in rows:
                observed = observe(stored(db, row["id"]))
                if observed is None or observed.verdict is None:
                    skipped += 1
                    continue
                judged += 1
                grade = observed.verdict.grade
                if grade != row["grade"]:
                    moved.append(Moved(f"a{row['id']}", row["headline"], Grade(row["grade"]), grade))
                articles.add_verdict(db, row["id"], row["version"], observed.verdict, now)
                _retell(db, row, observed, policy, now)
        last = rows[-1]["id"]
    return Applied(judged, skipped, tuple(moved))


def _retell(
    db: sqlite3.Connection, row: sqlite3.Row, observed: Observed, policy: Policy, now: datetime
) -> None:
    """Let stories find the article by its new keys, and let it tell one."""
    on_topic = observed.verdict is not None and observed.verdict.on_topic
    keys = observed.keys if on_topic else frozenset()
    likeness.add_keys(db, row["id"], keys, told_at(observed))
    if not on_topic or story_of(db, row["id"]) is not None:
        return
    known = known_for(db, observed, policy.story_window)
    told = companion(observed, known.related, policy)
    beside = None if told is None else article_at(db, [told.telling.url])
    join_story(db, row["id"], row["copy_of"] or beside, now)


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
