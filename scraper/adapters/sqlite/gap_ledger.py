"""The ledger of gaps: when items may have been missed, and what was found of them afterwards."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from scraper.adapters.sqlite.encoding import capped, instant_of, instant_or_none, text_of, text_or_none
from scraper.core.gaps import state_of
from scraper.types import SourceId
from scraper.types.gaps import Filling, Gap, GapRecord, OpenGap

LATEST: Final = 10
"""Gaps of a source that are told of."""


def open_gap(db: sqlite3.Connection, source: SourceId, one: Gap, now: datetime, *, fillable: bool) -> bool:
    """See ports.GapLedger."""
    entered = db.execute(
        """
        INSERT INTO gaps (
            source, channel, since, until, named, expected, opened_at, try_at, closed_at, state
        )
        VALUES (:source, :channel, :since, :until, :named, :expected, :now,
            iif(:fillable, :now, NULL), iif(:fillable, NULL, :now), iif(:fillable, 'open', 'unfilled'))
        ON CONFLICT DO NOTHING
        """,
        {
            "source": source,
            "channel": one.channel,
            "since": text_of(one.since),
            "until": text_of(one.until),
            "named": one.found,
            "expected": one.expected,
            "now": text_of(now),
            "fillable": fillable,
        },
    )
    return entered.rowcount == 1


def tried_gap(db: sqlite3.Connection, one: OpenGap, filling: Filling, now: datetime) -> None:
    """See ports.GapLedger."""
    db.execute(
        """
        UPDATE gaps SET
            attempts = attempts + 1, try_at = ?, closed_at = ?, state = ?, found = found + ?,
            filled_from = ?, detail = ?
        WHERE id = ?
        """,
        (
            text_or_none(filling.again_at),
            text_of(now) if filling.again_at is None else None,
            state_of(filling),
            filling.found,
            capped("\n".join(filling.read)),
            capped(filling.trouble),
            one.id,
        ),
    )


def to_fill(db: sqlite3.Connection, source: SourceId, now: datetime) -> OpenGap | None:
    """Return the oldest gap of a source whose archives are to be read now."""
    row = db.execute(
        "SELECT * FROM gaps WHERE source = ? AND try_at <= ? ORDER BY try_at, id LIMIT 1",
        (source, text_of(now)),
    ).fetchone()
    return None if row is None else OpenGap(row["id"], _gap(row), row["attempts"])


def gap(db: sqlite3.Connection, row: int) -> Gap:
    """Return one gap."""
    return _gap(db.execute("SELECT * FROM gaps WHERE id = ?", (row,)).fetchone())


def gaps(db: sqlite3.Connection, source: SourceId) -> Sequence[GapRecord]:
    """See ports.Histories."""
    rows = db.execute(
        "SELECT * FROM gaps WHERE source = ? ORDER BY until DESC, id DESC LIMIT ?", (source, LATEST)
    )
    return [
        GapRecord(
            _gap(row),
            instant_of(row["opened_at"]),
            instant_or_none(row["closed_at"]),
            row["filled_from"],
            row["found"],
            row["state"],
            row["detail"],
        )
        for row in rows.fetchall()
    ]


def _gap(row: sqlite3.Row) -> Gap:
    since, until = instant_of(row["since"]), instant_of(row["until"])
    return Gap(row["channel"], since, until, row["named"], row["expected"])
