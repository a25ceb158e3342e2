"""Sources and their schedule: due times are rows."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from scraper.adapters.sqlite import gap_ledger
from scraper.adapters.sqlite.encoding import (
    capped,
    instant_of,
    instant_or_none,
    json_of,
    text_of,
    text_or_none,
)
from scraper.adapters.sqlite.index_pages import pages_of, put_pages
from scraper.errors import StoreError
from scraper.outcomes import Outcome
from scraper.types import (
    ChannelRead,
    ChannelState,
    PageState,
    PollReport,
    Source,
    SourceId,
    SourceState,
    Validators,
)

CLOCK_AHEAD: Final = timedelta(minutes=5)
"""How far a last poll may lie ahead of now. One that lies further was noted by a clock that was wrong, and
what that clock made of the next poll's time counts for nothing."""

_SOURCES: Final = """
    SELECT *,
        EXISTS (SELECT 1 FROM links WHERE source = sources.id AND try_at <= :now) AS has_links,
        EXISTS (SELECT 1 FROM gaps WHERE source = sources.id AND try_at <= :now) AS has_gaps
    FROM sources
"""
"""Sources, and whether links and gaps of theirs wait: a poll that brings nothing need not look itself."""


def sync_sources(db: sqlite3.Connection, sources: Sequence[Source], now: datetime) -> None:
    """See ports.Store.sync_sources."""
    db.execute("UPDATE sources SET enabled = 0 WHERE enabled")
    db.execute("UPDATE channels SET configured = 0 WHERE configured")
    _put_sources(db, sources, text_of(now))
    db.executemany(
        """
        INSERT INTO channels (source, url, kind, role, configured) VALUES (?, ?, ?, ?, 1)
        ON CONFLICT DO UPDATE SET kind = excluded.kind, role = excluded.role, configured = 1
        """,
        (
            (source.id, channel.url, channel.kind, channel.role)
            for source in sources
            for channel in source.channels
        ),
    )


def add_sources(db: sqlite3.Connection, sources: Sequence[Source], now: datetime) -> None:
    """Make rows of sources that the store shall know, polled or not; the schedule of others stays."""
    _put_sources(db, sources, text_of(now))


def _put_sources(db: sqlite3.Connection, sources: Sequence[Source], now: str) -> None:
    db.executemany(
        """
        INSERT INTO sources (
            id, name, home, country, languages, zone, publisher, stance, store_mode, enabled,
            added_at, next_poll_at, interval_seconds
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
            name = excluded.name, home = excluded.home, country = excluded.country,
            languages = excluded.languages, zone = excluded.zone, publisher = excluded.publisher,
            stance = excluded.stance, store_mode = excluded.store_mode, enabled = excluded.enabled
        """,
        (
            (
                source.id,
                source.name,
                source.home,
                source.country,
                json_of(source.languages),
                source.zone,
                source.publisher,
                source.stance,
                source.store,
                source.enabled,
                now,
                now,
                source.interval.total_seconds(),
            )
            for source in sources
        ),
    )


def due(db: sqlite3.Connection, now: datetime, limit: int) -> Sequence[SourceState]:
    """See ports.Store.due."""
    rows = db.execute(
        f"{_SOURCES} WHERE enabled AND next_poll_at <= :now ORDER BY next_poll_at, id LIMIT :limit",
        {"now": text_of(now), "limit": limit},
    ).fetchall()
    rows += db.execute(
        f"""
        {_SOURCES} WHERE enabled AND coalesce(last_poll_at, added_at) > :wrong AND next_poll_at > :now
        ORDER BY id LIMIT :limit
        """,
        {"now": text_of(now), "wrong": text_of(now + CLOCK_AHEAD), "limit": limit - len(rows)},
    ).fetchall()
    return [
        replace(
            state,
            waiting=bool(row["has_links"]),
            gap=gap_ledger.to_fill(db, state.id, now) if row["has_gaps"] else None,
        )
        for row, state in zip(rows, _states(db, rows), strict=True)
    ]


def states(db: sqlite3.Connection, ids: Sequence[SourceId]) -> Sequence[SourceState]:
    """See ports.Store.states."""
    rows = []
    for wanted in ids:
        row = db.execute("SELECT * FROM sources WHERE id = ?", (wanted,)).fetchone()
        if row is None:
            raise StoreError(f"the store knows no source {wanted!r}")
        rows.append(row)
    return list(_states(db, rows))


def every_state(db: sqlite3.Connection) -> Sequence[SourceState]:
    """Return the memory of every source, by id."""
    return list(_states(db, db.execute("SELECT * FROM sources ORDER BY id").fetchall()))


def _states(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> Iterator[SourceState]:
    """Yield the memory that the rows of sources begin, in their order."""
    channels = _channels(db, json_of([row["id"] for row in rows]))
    for row in rows:
        yield SourceState(
            id=SourceId(row["id"]),
            next_poll_at=instant_of(row["next_poll_at"]),
            interval=timedelta(seconds=row["interval_seconds"]),
            failures=row["failures"],
            last_poll_at=instant_or_none(row["last_poll_at"]),
            last_good_at=instant_or_none(row["last_good_at"]),
            last_outcome=None if row["last_outcome"] is None else Outcome(row["last_outcome"]),
            baseline_done=bool(row["baseline_done"]),
            rhythm=tuple(json.loads(row["rhythm"])),
            channels=channels.get(row["id"], {}),
        )


def _channels(db: sqlite3.Connection, sources: str) -> Mapping[str, Mapping[str, ChannelState]]:
    """Return source -> address -> memory, of the sources whose ids a JSON list holds."""
    pages = pages_of(db, sources)
    found: dict[str, dict[str, ChannelState]] = {}
    for row in db.execute(
        "SELECT channels.* FROM json_each(?) CROSS JOIN channels ON source = value ORDER BY url", (sources,)
    ):
        below = pages.get((row["source"], row["url"]), {})
        found.setdefault(row["source"], {})[row["url"]] = _channel_state(row, below)
    return found


def _channel_state(row: sqlite3.Row, pages: Mapping[str, PageState]) -> ChannelState:
    own = pages.get(row["url"])
    return ChannelState(
        Validators(row["etag"], row["last_modified"]),
        row["body_sha256"],
        instant_or_none(row["full_at"]),
        instant_or_none(row["first_read_at"]),
        bool(row["trusted"]),
        instant_or_none(row["doubted_at"]),
        {} if own is None else own.children,
        {address: page for address, page in pages.items() if address != row["url"]},
    )


def finish(db: sqlite3.Connection, report: PollReport, state: SourceState) -> None:
    """See ports.Store.finish."""
    db.execute(
        """
        UPDATE sources SET
            next_poll_at = ?, interval_seconds = ?, failures = ?, last_poll_at = ?, last_good_at = ?,
            last_outcome = ?, baseline_done = ?, rhythm = ?, last_new_at = coalesce(?, last_new_at)
        WHERE id = ?
        """,
        (
            text_of(state.next_poll_at),
            state.interval.total_seconds(),
            state.failures,
            text_or_none(state.last_poll_at),
            text_or_none(state.last_good_at),
            state.last_outcome,
            state.baseline_done,
            json_of(state.rhythm),
            text_of(report.ended_at) if any(read.new for read in report.channels) else None,
            state.id,
        ),
    )
    _put_channels(db, state.id, state.channels)
    put_pages(db, state.id, state.channels)
    for read in reversed(report.channels):  # the word of a channel's own page is the last
        db.execute(
            """
            UPDATE channels SET last_read_at = ?, last_outcome = ?, last_detail = ?
            WHERE source = ? AND url = ?
            """,
            (text_of(read.at), read.outcome, capped(read.detail), state.id, read.url),
        )
    _log(db, report)


def _put_channels(db: sqlite3.Connection, source: SourceId, channels: Mapping[str, ChannelState]) -> None:
    db.executemany(
        """
        INSERT INTO channels (
            source, url, etag, last_modified, body_sha256, full_at, first_read_at, trusted, doubted_at
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
            etag = excluded.etag, last_modified = excluded.last_modified,
            body_sha256 = excluded.body_sha256, full_at = excluded.full_at,
            first_read_at = excluded.first_read_at, trusted = excluded.trusted,
            doubted_at = excluded.doubted_at
        """,
        [
            (
                source,
                url,
                channel.validators.etag,
                channel.validators.last_modified,
                channel.body_sha256,
                text_or_none(channel.full_at),
                text_or_none(channel.first_read_at),
                channel.trusted,
                text_or_none(channel.doubted_at),
            )
            for url, channel in channels.items()
        ],
    )


def _log(db: sqlite3.Connection, report: PollReport) -> None:
    db.execute(
        """
        INSERT INTO polls (
            source, began_at, ended_at, outcome, channels, outcomes, added, copies, revised, on_topic,
            alerts, still_waiting, next_poll_at, baseline
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            report.source,
            text_of(report.began_at),
            text_of(report.ended_at),
            report.outcome,
            json_of([_channel_json(read) for read in report.channels]),
            json_of({str(outcome): count for outcome, count in report.outcomes.items()}),
            report.added,
            report.copies,
            report.revised,
            report.on_topic,
            report.alerts,
            report.left,
            text_or_none(report.next_poll_at),
            report.baseline,
        ),
    )


def _channel_json(read: ChannelRead) -> dict[str, str | int]:
    told: dict[str, str | int] = {
        "url": read.url,
        "outcome": read.outcome,
        "links": read.links,
        "new": read.new,
        "detail": capped(read.detail),
    }
    if read.address not in ("", read.url):
        told["address"] = read.address
    if read.size:
        told |= {"type": capped(read.media_type), "size": read.size}
    return told
