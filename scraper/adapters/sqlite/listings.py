"""Lists and counts: articles, stories, changes, alerts, sources, polls."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from scraper.adapters.sqlite.encoding import instant_of, instant_or_none, text_of
from scraper.adapters.sqlite.outbox import alert_of
from scraper.adapters.sqlite.wanted import LINE, LINE_JOINS, condition, line_of, row_of, seen_from
from scraper.types import Change, Significance
from scraper.types.library import (
    AlertRecord,
    ArticleLine,
    ChangeRecord,
    DeliveryRecord,
    PollRecord,
    SourceRecord,
    StoryRecord,
    Totals,
    Wanted,
)

NO_LIMIT: Final = -1
"""LIMIT of everything (SQLite, SELECT, section 12)."""


def latest(db: sqlite3.Connection, wanted: Wanted, limit: int) -> Sequence[ArticleLine]:
    """See LibraryReader.latest."""
    limits = condition(wanted)
    rows = db.execute(
        f"""
        SELECT {LINE} FROM articles {LINE_JOINS} WHERE articles.first_seen_at >= ? AND {limits.sql}
        ORDER BY articles.first_seen_at DESC, articles.id DESC LIMIT ?
        """,  # noqa: S608  (constants of ours and question marks)
        (seen_from(wanted), *limits.parameters, limit),
    )
    return [line_of(row) for row in rows]


def story(db: sqlite3.Connection, asked: str) -> StoryRecord | None:
    """See LibraryReader.story."""
    number: int | None = row_of(asked, "s")
    while number is not None:
        found = db.execute("SELECT merged_into FROM stories WHERE id = ?", (number,)).fetchone()
        if found is None:
            return None
        if found["merged_into"] is None:
            return _story(db, number)
        number = found["merged_into"]
    return None


def stories(db: sqlite3.Connection, wanted: Wanted, limit: int) -> Sequence[StoryRecord]:
    """See LibraryReader.stories; read from the one that was told last on, as far as needed."""
    return _stories(db, wanted, seen_from(wanted), limit)


def stories_told(db: sqlite3.Connection, since: datetime, wanted: Wanted) -> Sequence[StoryRecord]:
    """See LibraryReader.stories_told."""
    return _stories(db, wanted, text_of(since), NO_LIMIT)


def _stories(db: sqlite3.Connection, wanted: Wanted, told_from: str, limit: int) -> Sequence[StoryRecord]:
    limits = condition(wanted)
    rows = db.execute(
        f"""
        SELECT stories.id FROM stories
        WHERE stories.merged_into IS NULL AND stories.last_told_at >= ? AND EXISTS (
            SELECT 1 FROM memberships
            CROSS JOIN articles ON articles.id = memberships.article
            WHERE memberships.story = stories.id AND {limits.sql}
        )
        ORDER BY stories.last_told_at DESC, stories.id DESC LIMIT ?
        """,  # noqa: S608  (constants of ours and question marks)
        (told_from, *limits.parameters, limit),
    ).fetchall()
    told = (_story(db, row["id"]) for row in rows)
    return [one for one in told if one is not None]


def _story(db: sqlite3.Connection, number: int) -> StoryRecord | None:
    rows = db.execute(
        f"""
        SELECT {LINE} FROM articles {LINE_JOINS} WHERE memberships.story = ?
        ORDER BY coalesce(articles.published_at, articles.first_seen_at), articles.id
        """,  # noqa: S608  (constants of ours)
        (number,),
    ).fetchall()
    return StoryRecord(f"s{number}", tuple(line_of(row) for row in rows)) if rows else None


def changes(db: sqlite3.Connection, wanted: Wanted, limit: int) -> Sequence[ChangeRecord]:
    """See LibraryReader.changes."""
    return _changes(db, wanted, seen_from(wanted), limit)


def changes_seen(db: sqlite3.Connection, since: datetime, wanted: Wanted) -> Sequence[ChangeRecord]:
    """See LibraryReader.changes_seen."""
    return _changes(db, wanted, text_of(since), NO_LIMIT)


def _changes(db: sqlite3.Connection, wanted: Wanted, seen_since: str, limit: int) -> Sequence[ChangeRecord]:
    limits = condition(wanted)
    rows = db.execute(
        f"""
        SELECT {LINE}, changed.version AS changed_version, changed.seen_at, changed.change_kinds,
            changed.change_significance, changed.change_summary
        FROM versions AS changed CROSS JOIN articles ON articles.id = changed.article
        {LINE_JOINS}
        WHERE changed.version > 1 AND changed.seen_at >= ? AND {limits.sql}
        ORDER BY changed.seen_at DESC, changed.id DESC LIMIT ?
        """,  # noqa: S608  (constants of ours and question marks)
        (seen_since, *limits.parameters, limit),
    )
    return [
        ChangeRecord(line_of(row), row["changed_version"], instant_of(row["seen_at"]), change_of(row))
        for row in rows
    ]


def change_of(row: sqlite3.Row) -> Change:
    """Return the change that a row of `versions` holds."""
    return Change(
        tuple(json.loads(row["change_kinds"])),
        Significance(row["change_significance"]),
        row["change_summary"],
    )


def alerts(db: sqlite3.Connection, state: str | None, limit: int) -> Sequence[AlertRecord]:
    """See LibraryReader.alerts."""
    rows = db.execute(
        """
        SELECT * FROM alerts
        WHERE :state IS NULL OR EXISTS (
            SELECT 1 FROM deliveries WHERE deliveries.alert = alerts.id
                AND (deliveries.state = :state OR (:state = 'waiting' AND deliveries.state = 'held'))
        )
        ORDER BY id DESC LIMIT :limit
        """,
        {"state": state, "limit": limit},
    ).fetchall()
    return [alert_record(db, row) for row in rows]


def alert_record(db: sqlite3.Connection, row: sqlite3.Row) -> AlertRecord:
    """Return an alert with its deliveries."""
    ways = db.execute("SELECT * FROM deliveries WHERE alert = ? ORDER BY id", (row["id"],))
    return AlertRecord(
        alert_of(row),
        None if row["article"] is None else f"a{row['article']}",
        tuple(
            DeliveryRecord(
                way["sink"],
                way["state"],
                way["attempts"],
                instant_of(way["next_try_at"]),
                instant_or_none(way["delivered_at"]),
                way["error"],
            )
            for way in ways
        ),
    )


def sources(db: sqlite3.Connection) -> Sequence[SourceRecord]:
    """See LibraryReader.sources."""
    rows = db.execute(
        """
        SELECT
            sources.*,
            (SELECT max(first_seen_at) FROM articles WHERE source = sources.id) AS last_article_at,
            (SELECT count(*) FROM articles WHERE source = sources.id) AS articles,
            coalesce(related.articles, 0) AS on_topic,
            (SELECT count(*) FROM links WHERE source = sources.id AND state = 'pending'
                AND try_at IS NOT NULL) AS waiting
        FROM sources
        LEFT JOIN (
            SELECT source, count(*) AS articles FROM articles WHERE grade >= 2 GROUP BY source
        ) AS related ON related.source = sources.id
        ORDER BY sources.id
        """
    )
    return [
        SourceRecord(
            id=row["id"],
            name=row["name"],
            country=row["country"],
            languages=tuple(json.loads(row["languages"])),
            enabled=bool(row["enabled"]),
            next_poll_at=instant_of(row["next_poll_at"]),
            last_poll_at=instant_or_none(row["last_poll_at"]),
            last_good_at=instant_or_none(row["last_good_at"]),
            last_outcome=row["last_outcome"],
            failures=row["failures"],
            last_article_at=instant_or_none(row["last_article_at"]),
            articles=row["articles"],
            on_topic=row["on_topic"],
            waiting=row["waiting"],
        )
        for row in rows
    ]


def polls(db: sqlite3.Connection, source: str | None, since: datetime | None) -> Sequence[PollRecord]:
    """See LibraryReader.polls."""
    rows = db.execute(
        """
        SELECT * FROM polls
        WHERE (:source IS NULL OR source = :source) AND (:since IS NULL OR began_at >= :since)
        ORDER BY id
        """,
        {"source": source, "since": None if since is None else text_of(since)},
    )
    return [
        PollRecord(
            source=row["source"],
            began_at=instant_of(row["began_at"]),
            ended_at=instant_of(row["ended_at"]),
            outcome=row["outcome"],
            channels=tuple(json.loads(row["channels"])),
            outcomes=json.loads(row["outcomes"]),
            added=row["added"],
            alerts=row["alerts"],
            waiting=row["still_waiting"],
            baseline=bool(row["baseline"]),
        )
        for row in rows
    ]


def totals(db: sqlite3.Connection) -> Totals:
    """See LibraryReader.totals."""
    row = db.execute(
        """
        SELECT
            (SELECT count(*) FROM polls) AS polls,
            (SELECT count(*) FROM links) AS links,
            (SELECT count(*) FROM articles) AS articles,
            (SELECT count(*) FROM articles WHERE grade >= 2) AS on_topic,
            (SELECT count(*) FROM articles WHERE copy_of IS NOT NULL) AS duplicates,
            (SELECT count(*) FROM versions WHERE version > 1) AS versions,
            (SELECT count(DISTINCT story) FROM memberships) AS stories,
            (SELECT count(*) FROM alerts) AS alerts
        """
    ).fetchone()
    return Totals(**{name: row[name] for name in row.keys()})  # noqa: SIM118  (a Row iterates its values)
