"""Deliveries of an earlier version keep their state where their table is made anew."""

import sqlite3
from contextlib import closing

from sqlite_utils import Database

from scraper.adapters.sqlite.migrations import MIGRATIONS

ALERT = """
INSERT INTO alerts VALUES (1, 'key', 'article', 'analyst', 5, '', ?, '', '', '', '', NULL, NULL, NULL, '{}')
"""
DELIVERY = "INSERT INTO deliveries VALUES (?, 1, ?, ?, 3, ?, NULL, '503')"
AT = "2026-05-01T09:30:00.000Z"


def test_deliveries_keep_what_was_known_of_them() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        db = Database(connection)
        MIGRATIONS.apply(db, stop_before="m006_held")
        connection.execute(ALERT, (AT,))
        rows = [(7, "journal", "waiting", AT), (8, "desk", "dead", AT), (11, "chat", "delivered", AT)]
        connection.executemany(DELIVERY, rows)
        MIGRATIONS.apply(db)
        kept = connection.execute(
            "SELECT id, sink, state, next_try_at, attempts, error, held, digest FROM deliveries ORDER BY id"
        ).fetchall()
        assert kept == [(*row, 3, "503", "", None) for row in rows]
        connection.execute("UPDATE deliveries SET state = 'held' WHERE id = 7")
        indexes = connection.execute("SELECT name FROM pragma_index_list('deliveries')").fetchall()
        assert {"deliveries_waiting", "deliveries_held", "deliveries_delivered"} <= {
            name for (name,) in indexes
        }
