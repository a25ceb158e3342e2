"""The books of the watching: health as last seen, latency, recall, overlap (`schema/008_health.sql`)."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from scraper.adapters.sqlite.encoding import instant_of, json_of, text_of, text_or_none
from scraper.core.health import Health
from scraper.types import SourceId
from scraper.types.accounting import Books, Latency, Overlap, Recall, Told

OVERLAPS: Final = 5
"""Sources that share most with one, which are told of."""
TOLD: Final = 12
"""Alerts about a source's health that its history lists."""


def keep_states(
    db: sqlite3.Connection, found: Sequence[tuple[Health, Sequence[str]]], now: datetime
) -> None:
    """See ports.Store."""
    db.executemany(
        """
        INSERT OR REPLACE INTO source_states (
            source, looked_at, state, cause, since, evidence, missing, patience, expected_gap_hours,
            per_week, fields
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [(*_state(health, now), json_of(list(fields))) for health, fields in found],
    )


def _state(health: Health, now: datetime) -> tuple[object, ...]:
    diagnosis = health.diagnosis
    return (
        health.source,
        text_of(now),
        health.state.name.lower(),
        "" if diagnosis is None else str(diagnosis.cause),
        None if diagnosis is None else text_or_none(diagnosis.since),
        json_of([] if diagnosis is None else list(diagnosis.evidence)),
        health.missing,
        health.patience,
        None if health.gap is None else health.gap / timedelta(hours=1),
        health.per_week,
    )


def latencies(db: sqlite3.Connection) -> Mapping[SourceId, Latency]:
    """Return every source's latency, where there is anything to measure."""
    return {
        SourceId(row["source"]): Latency(
            row["source"],
            row["articles"],
            row["articles"] - row["measured"],
            row["absurd"],
            row["seen_median"],
            row["seen_p90"],
            row["told"],
            row["told_median"],
            row["told_p90"],
        )
        for row in db.execute("SELECT * FROM latencies")
    }


def books(db: sqlite3.Connection, source: SourceId) -> Books:
    """Return what is on record of one source beside its health."""
    return Books(latencies(db).get(source), _recalls(db, source), _overlaps(db, source), *_rest(db, source))


def _recalls(db: sqlite3.Connection, source: SourceId) -> tuple[Recall, ...]:
    rows = db.execute("SELECT * FROM channel_recall WHERE source = ?", (source,))
    return tuple(
        Recall(
            row["channel"],
            row["role"],
            row["named"],
            row["named_first"],
            row["named_alone"],
            row["missed"],
            row["missed_on_topic"],
        )
        for row in rows
    )


def _overlaps(db: sqlite3.Connection, source: SourceId) -> tuple[Overlap, ...]:
    rows = db.execute("SELECT * FROM source_overlap WHERE source = ? LIMIT ?", (source, OVERLAPS))
    return tuple(
        Overlap(
            row["other"],
            row["shared"],
            row["shared_on_topic"],
            row["first_here"],
            row["first_there"],
            row["minutes_ahead"],
        )
        for row in rows
    )


def _rest(db: sqlite3.Connection, source: SourceId) -> tuple[int, tuple[Told, ...]]:
    [(missed,)] = db.execute("SELECT count(*) FROM missed_by_own_channels WHERE source = ?", (source,))
    rows = db.execute(
        """
        SELECT raised_at, kind, subject FROM alerts
        WHERE source = ? AND kind IN ('source', 'gap', 'storm', 'crash') ORDER BY id DESC LIMIT ?
        """,
        (source, TOLD),
    )
    told = tuple(Told(instant_of(row["raised_at"]), row["kind"], row["subject"]) for row in rows)
    return missed, told
