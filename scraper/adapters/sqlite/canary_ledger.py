"""The flights of the canary: their rows prove that the store takes any, and that readers see them."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from scraper.adapters.sqlite.connection import connect_for_reading
from scraper.adapters.sqlite.encoding import capped, instant_of, json_of, text_of
from scraper.errors import StoreError
from scraper.types.canary import Flight, Stage, StageReport

KEPT: Final = timedelta(days=60)


def begins(db: sqlite3.Connection, now: datetime) -> None:
    """Enter that a flight passes; forget the flights of long ago."""
    db.execute("DELETE FROM canary_flights WHERE began_at < ?", (text_of(now - KEPT),))
    db.execute("INSERT OR REPLACE INTO canary_flights (began_at) VALUES (?)", (text_of(now),))


def is_seen(path: Path, now: datetime) -> None:
    """Return where a reader sees the flight that was entered; raises StoreError where none does."""
    with closing(connect_for_reading(path)) as db:
        row = db.execute("SELECT 1 FROM canary_flights WHERE began_at = ?", (text_of(now),)).fetchone()
    if row is None:
        raise StoreError("a committed row is not seen by a reader")


def landed(db: sqlite3.Connection, flight: Flight) -> None:
    """Keep how a flight went."""
    failed = flight.failed
    db.execute(
        """
        INSERT INTO canary_flights (began_at, landed, failed_stage, trouble, stages) VALUES (?, 1, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
            landed = 1, failed_stage = excluded.failed_stage, trouble = excluded.trouble,
            stages = excluded.stages
        """,
        (
            text_of(flight.began_at),
            None if failed is None else failed.stage,
            "" if failed is None else capped(failed.trouble),
            json_of(
                [
                    {
                        "stage": one.stage,
                        "seconds": round(one.took.total_seconds(), 3),
                        "trouble": capped(one.trouble),
                    }
                    for one in flight.stages
                ]
            ),
        ),
    )


def flights(db: sqlite3.Connection, limit: int) -> Sequence[Flight]:
    """Return the latest flights that landed, the latest first."""
    rows = db.execute(
        "SELECT * FROM canary_flights WHERE landed ORDER BY began_at DESC LIMIT ?", (limit,)
    ).fetchall()
    return [
        Flight(
            instant_of(row["began_at"]),
            tuple(
                StageReport(Stage(one["stage"]), timedelta(seconds=one["seconds"]), one["trouble"])
                for one in json.loads(row["stages"])
            ),
        )
        for row in rows
    ]
