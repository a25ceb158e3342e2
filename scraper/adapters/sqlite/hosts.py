"""What politeness remembers of servers, so that a restart is no excuse."""

import sqlite3
from collections.abc import Sequence
from datetime import timedelta

from scraper.adapters.sqlite.encoding import instant_of, instant_or_none, text_of, text_or_none
from scraper.ports import HostState


def hosts(db: sqlite3.Connection) -> Sequence[HostState]:
    """See ports.HostMemory.hosts."""
    return [
        HostState(
            host=row["host"],
            next_allowed_at=instant_of(row["next_allowed_at"]),
            spacing=timedelta(seconds=row["spacing_seconds"]),
            blocked_until=instant_or_none(row["blocked_until"]),
            robots=row["robots"],
            robots_status=row["robots_status"],
            robots_at=instant_or_none(row["robots_at"]),
        )
        for row in db.execute("SELECT * FROM hosts ORDER BY host")
    ]


def remember(db: sqlite3.Connection, state: HostState) -> None:
    """See ports.HostMemory.remember."""
    db.execute(
        """
        INSERT OR REPLACE INTO hosts (
            host, next_allowed_at, spacing_seconds, blocked_until, robots, robots_status, robots_at
        )
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        (
            state.host,
            text_of(state.next_allowed_at),
            state.spacing.total_seconds(),
            text_or_none(state.blocked_until),
            state.robots,
            state.robots_status,
            text_or_none(state.robots_at),
        ),
    )
