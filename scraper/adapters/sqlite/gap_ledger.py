"""The ledger of gaps: when items may have been missed, and what was found of them afterwards."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from scraper.adapters.sqlite.encoding import capped, instant_of, instant_or_none, text_of, text_or_none
from scraper.core.gaps import state_of
from scraper.types import SourceId
from scraper.types.gaps import Filling, Gap, GapRecord, OpenGap

REST: Final = timedelta(hours=6)
"""How long a source's archives are left alone after they were read."""
DAY: Final = timedelta(days=1)
LATEST: Final = 10
"""Gaps of a source that are told of."""


def open_gap(db: sqlite3.Connection, source: SourceId, one: Gap, now: datetime, *, fillable: bool) -> bool:
    """See ports.GapLedger.

    An index that turns over at every poll makes one long gap, not many: what adjoins one that nobody has
    filled yet extends it, and archives are left alone for a while after they were read.
    """
    fields = {
        "source": source,
        "channel": one.channel,
        "since": text_of(one.since),
        "until": text_of(one.until),
        "named": one.found,
        "expected": one.expected,
        "now": text_of(now),
        "try_at": text_of(max(now, _rested_at(db, source) or now)) if fillable else None,
        "lately": text_of(now - DAY),
    }
    if db.execute(_ENTERED, fields).fetchone() is not None or db.execute(_EXTENDS, fields).rowcount:
        return False
    db.execute(_ENTERS, fields)
    return True


_ENTERED: Final = """
    SELECT 1 FROM gaps
    WHERE source = :source AND channel = :channel AND since <= :since AND until >= :until
"""
_EXTENDS: Final = """
    UPDATE gaps SET until = :until, named = named + :named, expected = expected + :expected
    WHERE source = :source AND channel = :channel AND until = :since AND attempts = 0
        AND opened_at > :lately
"""
_ENTERS: Final = """
    INSERT INTO gaps (source, channel, since, until, named, expected, opened_at, try_at, closed_at, state)
    VALUES (
        :source, :channel, :since, :until, :named, :expected, :now, :try_at,
        iif(:try_at IS NULL, :now, NULL), iif(:try_at IS NULL, 'unfilled', 'open')
    )
"""


def _rested_at(db: sqlite3.Connection, source: SourceId) -> datetime | None:
    """Return until when the source's archives are left alone; None where they were never read."""
    row = db.execute("SELECT max(closed_at) FROM gaps WHERE source = ? AND attempts", (source,)).fetchone()
    return None if row[0] is None else instant_of(row[0]) + REST


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
