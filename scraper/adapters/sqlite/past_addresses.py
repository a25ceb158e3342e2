"""The addresses that a backfill fetches, each with how it ended: so it goes on where it was."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from scraper.adapters.sqlite.encoding import capped
from scraper.adapters.sqlite.known import article_at
from scraper.adapters.wire import decoder, encode
from scraper.outcomes import ROAD_CLOSED, Outcome
from scraper.types import Link, SourceId
from scraper.types.past import AddressKind, PastAddress

AGAIN: Final = ROAD_CLOSED | {
    Outcome.TIMED_OUT,
    Outcome.TOO_SLOW,
    Outcome.CONNECTION_LOST,
    Outcome.UNAVAILABLE,
    Outcome.SERVER_ERROR,
    Outcome.PARSE_TIMED_OUT,
    Outcome.PARSER_DIED,
}
"""Endings after which a later run asks again."""
_link: Final = decoder(Link)


def add(db: sqlite3.Connection, addresses: Iterable[PastAddress]) -> int:
    """Let addresses wait to be fetched, but for pages that are known or dealt with; return how many do."""
    count = 0
    for one in addresses:
        if one.kind is AddressKind.PAGE and article_at(db, [one.link.url]) is not None:
            continue
        count += db.execute(
            f"""
            INSERT INTO past_addresses (url, address, kind, source, link, named_by, outcome)
            VALUES (?, ?, ?, ?, ?, ?, 'pending')
            ON CONFLICT DO UPDATE SET outcome = 'pending', attempts = 0
            WHERE outcome IN ({", ".join("?" * len(AGAIN))})
            """,  # noqa: S608  (question marks)
            (
                one.link.url,
                one.link.address,
                one.kind,
                one.source,
                encode(one.link),
                capped(one.named_by),
                *sorted(AGAIN),
            ),
        ).rowcount
    return count


def waiting(db: sqlite3.Connection, kind: AddressKind, attempts: int, limit: int) -> Sequence[PastAddress]:
    """Return addresses that wait and were asked for as often as said, in an order that stays."""
    rows = db.execute(
        """
        SELECT * FROM past_addresses WHERE kind = ? AND outcome = 'pending' AND attempts = ?
        ORDER BY url LIMIT ?
        """,
        (kind, attempts, limit),
    )
    return [
        PastAddress(
            AddressKind(row["kind"]),
            SourceId(row["source"]),
            _link(row["link"]),
            row["named_by"],
            row["attempts"],
        )
        for row in rows
    ]


def count(db: sqlite3.Connection, kind: AddressKind) -> int:
    """Return how many addresses wait."""
    row = db.execute(
        "SELECT count(*) FROM past_addresses WHERE kind = ? AND outcome = 'pending'", (kind,)
    ).fetchone()
    return int(row[0])


def settle(
    db: sqlite3.Connection, run: int, address: PastAddress, outcome: Outcome, detail: str, *, again: bool
) -> None:
    """Note how a fetch ended; `again`: it is tried once more."""
    db.execute(
        """
        UPDATE past_addresses SET outcome = ?, detail = ?, attempts = attempts + 1, run = ? WHERE url = ?
        """,
        (Outcome.PENDING if again else outcome, capped(detail), run, address.link.url),
    )
