"""What the store knows of how its sources fared, for whoever judges their health."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from scraper.adapters.sqlite import accounting, canary_ledger, gap_ledger, pinned_items
from scraper.adapters.sqlite.connection import connect_for_reading
from scraper.adapters.sqlite.encoding import instant_of, instant_or_none, text_of
from scraper.adapters.sqlite.outbox import alert_of
from scraper.core.episodes import Episode, Quarantine, open_episodes, open_quarantines
from scraper.core.gaps import FEWEST
from scraper.core.outage import BEGUN, OVER
from scraper.outcomes import SUCCESSES, Outcome
from scraper.types import Alert, SourceId
from scraper.types.accounting import Books, Latency
from scraper.types.canary import Flight
from scraper.types.gaps import GapRecord
from scraper.types.histories import FieldFact, History, HourCount, PollFact, ReadFact

POLLS: Final = 60
"""The latest polls that a history holds: half a day of an eager source, a month of one that backs off."""
PAGES: Final = 60
"""The latest articles that a history holds."""
LOOKED_BACK: Final = timedelta(days=400)
"""How far back an episode may have opened that is still open."""
YEAR: Final = timedelta(days=364)
"""The same weekday a year ago."""
AROUND: Final = timedelta(days=10)

_GOOD: Final = ", ".join(f"'{outcome}'" for outcome in sorted(SUCCESSES))


class SqliteHistories:
    """Fulfils ports.Histories beside the writing daemon, on a read-only connection a call."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def recent(self, sources: Sequence[SourceId]) -> Mapping[SourceId, History]:
        """See ports.Histories."""
        return await asyncio.to_thread(self._recent, sources)

    async def hours(self, source: SourceId, since: datetime) -> Sequence[HourCount]:
        """See ports.Histories."""
        return await asyncio.to_thread(self._hours, source, since)

    async def last_year(self, now: datetime) -> Mapping[SourceId, Mapping[date, int]]:
        """See ports.Histories."""
        return await asyncio.to_thread(self._last_year, now)

    async def episodes(self, now: datetime) -> Mapping[SourceId, Episode]:
        """See ports.Histories."""
        return await asyncio.to_thread(self._episodes, now)

    async def last_of_outages(self, now: datetime) -> Alert | None:
        """See ports.Histories."""
        return await asyncio.to_thread(self._last_of_outages, now)

    async def quarantines(self, now: datetime) -> Sequence[tuple[SourceId, Quarantine]]:
        """See ports.Histories."""
        return await asyncio.to_thread(self._quarantines, now)

    async def pages(self, source: SourceId, until: datetime) -> Sequence[FieldFact]:
        """See ports.Histories."""
        return await asyncio.to_thread(self._pages, source, until)

    async def latencies(self) -> Mapping[SourceId, Latency]:
        """See ports.Histories."""
        return await asyncio.to_thread(self._latencies)

    def _latencies(self) -> Mapping[SourceId, Latency]:
        with closing(connect_for_reading(self.path)) as db:
            return accounting.latencies(db)

    async def books(self, source: SourceId) -> Books:
        """See ports.Histories."""
        return await asyncio.to_thread(self._books, source)

    def _books(self, source: SourceId) -> Books:
        with closing(connect_for_reading(self.path)) as db:
            return accounting.books(db, source)

    async def gaps(self, source: SourceId) -> Sequence[GapRecord]:
        """See ports.Histories."""
        return await asyncio.to_thread(self._gaps, source)

    async def flights(self, limit: int) -> Sequence[Flight]:
        """See ports.Histories."""
        return await asyncio.to_thread(self._flights, limit)

    def _flights(self, limit: int) -> Sequence[Flight]:
        with closing(connect_for_reading(self.path)) as db:
            return canary_ledger.flights(db, limit)

    def _gaps(self, source: SourceId) -> Sequence[GapRecord]:
        with closing(connect_for_reading(self.path)) as db:
            return gap_ledger.gaps(db, source)

    def _last_of_outages(self, now: datetime) -> Alert | None:
        with closing(connect_for_reading(self.path)) as db:
            return last_of_outages(db, now)

    def _quarantines(self, now: datetime) -> Sequence[tuple[SourceId, Quarantine]]:
        with closing(connect_for_reading(self.path)) as db:
            return quarantines(db, now)

    def _pages(self, source: SourceId, until: datetime) -> Sequence[FieldFact]:
        with closing(connect_for_reading(self.path)) as db:
            return pages(db, source, until)

    def _recent(self, sources: Sequence[SourceId]) -> Mapping[SourceId, History]:
        with closing(connect_for_reading(self.path)) as db:
            return {source: history(db, source) for source in sources}

    def _hours(self, source: SourceId, since: datetime) -> Sequence[HourCount]:
        with closing(connect_for_reading(self.path)) as db:
            return hours(db, source, since)

    def _last_year(self, now: datetime) -> Mapping[SourceId, Mapping[date, int]]:
        with closing(connect_for_reading(self.path)) as db:
            return last_year(db, now)

    def _episodes(self, now: datetime) -> Mapping[SourceId, Episode]:
        with closing(connect_for_reading(self.path)) as db:
            return episodes(db, now)


def history(db: sqlite3.Connection, source: SourceId) -> History:
    """Return a source's recent past; empty where the store does not know it."""
    row = db.execute("SELECT last_good_at, last_new_at FROM sources WHERE id = ?", (source,)).fetchone()
    if row is None:
        return History(source, (), None, None)
    polls = db.execute(
        "SELECT * FROM polls WHERE source = ? ORDER BY began_at DESC, id DESC LIMIT ?", (source, POLLS)
    ).fetchall()
    first = db.execute("SELECT min(began_at) FROM polls WHERE source = ?", (source,)).fetchone()[0]
    return History(
        source,
        tuple(
            pinned_items.marked(db, source, _poll(poll), instant_of(poll["began_at"]))
            for poll in reversed(polls)
        ),
        instant_or_none(row["last_good_at"]),
        instant_or_none(row["last_new_at"]),
        instant_or_none(first),
        pages(db, source),
    )


def _poll(row: sqlite3.Row) -> PollFact:
    return PollFact(
        instant_of(row["ended_at"]),
        Outcome(row["outcome"]),
        tuple(
            ReadFact(
                read["url"],
                Outcome(read["outcome"]),
                read["links"],
                read["new"],
                read["detail"],
                read.get("type", ""),
                read.get("size", 0),
            )
            for read in json.loads(row["channels"])
        ),
        {Outcome(outcome): count for outcome, count in json.loads(row["outcomes"]).items()},
        bool(row["baseline"]),
    )


def pages(db: sqlite3.Connection, source: SourceId, until: datetime | None = None) -> tuple[FieldFact, ...]:
    """Return the articles of a source that were read last (before `until`), the oldest first."""
    rows = db.execute(
        """
        SELECT articles.id, articles.url, articles.first_seen_at, articles.headline, articles.language,
            articles.published_at, versions.authors, versions.provenance, fingerprints.sha256,
            coalesce(fingerprints.length, 0) AS length
        FROM articles
        JOIN versions ON versions.article = articles.id AND versions.version = 1
        LEFT JOIN fingerprints ON fingerprints.version = versions.id
        WHERE articles.source = ? AND articles.first_seen_at < ?
        ORDER BY articles.first_seen_at DESC, articles.id DESC LIMIT ?
        """,
        (source, "9999" if until is None else text_of(until), PAGES),
    ).fetchall()
    return tuple(
        FieldFact(
            article=f"a{row['id']}",
            url=row["url"],
            seen_at=instant_of(row["first_seen_at"]),
            headline=row["headline"],
            language=row["language"],
            body_length=row["length"],
            has_authors=row["authors"] != "[]",
            published_at=instant_or_none(row["published_at"]),
            text_sha256=row["sha256"] or "",
            signals={field: told["signal"] for field, told in json.loads(row["provenance"]).items()},
        )
        for row in reversed(rows)
    )


def hours(db: sqlite3.Connection, source: SourceId, since: datetime) -> Sequence[HourCount]:
    """Return what came in each hour in which a poll was answered, from the log of polls."""
    rows = db.execute(
        f"""
        SELECT substr(began_at, 1, 13) AS hour, sum(CASE WHEN baseline THEN 0 ELSE (
            SELECT coalesce(sum(json_extract(value, '$.new')), 0) FROM json_each(polls.channels)
        ) END) AS items, max(NOT baseline AND EXISTS (
            SELECT 1 FROM json_each(polls.channels)
            WHERE json_extract(value, '$.new') >= {FEWEST}
                AND json_extract(value, '$.new') = json_extract(value, '$.links')
        )) AS turned_over
        FROM polls WHERE source = ? AND began_at >= ? AND outcome IN ({_GOOD})
        GROUP BY hour ORDER BY hour
        """,  # noqa: S608  (codes of ours)
        (source, text_of(since)),
    )
    return [
        HourCount(instant_of(f"{row['hour']}:00:00.000Z"), row["items"], bool(row["turned_over"]))
        for row in rows
    ]


def last_year(db: sqlite3.Connection, now: datetime) -> Mapping[SourceId, Mapping[date, int]]:
    """Return how many links each source named on the days around this one a year ago.

    A day on which no source named any is no rest of theirs: then nobody looked.
    """
    rows = db.execute(
        """
        SELECT source, substr(first_seen_at, 1, 10) AS day, count(*) AS links FROM links
        WHERE first_seen_at BETWEEN ? AND ? AND NOT baseline GROUP BY source, day
        """,
        (text_of(now - YEAR - AROUND), text_of(now - YEAR + AROUND)),
    ).fetchall()
    watched = {row["day"] for row in rows}
    came: dict[SourceId, dict[date, int]] = {}
    for row in rows:
        days = came.setdefault(
            SourceId(row["source"]), {date.fromisoformat(day): 0 for day in sorted(watched)}
        )
        days[date.fromisoformat(row["day"])] = row["links"]
    return came


def episodes(db: sqlite3.Connection, now: datetime) -> Mapping[SourceId, Episode]:
    """Return the trouble that was told of each source and is not over."""
    rows = db.execute(
        """
        SELECT key, source, raised_at FROM alerts
        WHERE kind = 'source' AND key LIKE 'source:%' AND raised_at >= ? ORDER BY id
        """,
        (text_of(now - LOOKED_BACK),),
    )
    return open_episodes(
        (SourceId(row["source"]), Episode(row["key"], instant_of(row["raised_at"]))) for row in rows
    )


def last_of_outages(db: sqlite3.Connection, now: datetime) -> Alert | None:
    """Return the latest alert on our own network."""
    row = db.execute(
        "SELECT * FROM alerts WHERE kind IN (?, ?) AND raised_at >= ? ORDER BY id DESC LIMIT 1",
        (BEGUN, OVER, text_of(now - LOOKED_BACK)),
    ).fetchone()
    return None if row is None else alert_of(row)


def quarantines(db: sqlite3.Connection, now: datetime) -> Sequence[tuple[SourceId, Quarantine]]:
    """Return the fields that were told broken and are not yet told whole again."""
    rows = db.execute(
        """
        SELECT key, source, detail FROM alerts
        WHERE kind = 'source' AND key LIKE 'field:%' AND raised_at >= ? ORDER BY id
        """,
        (text_of(now - LOOKED_BACK),),
    )
    return open_quarantines(
        (SourceId(row["source"]), row["key"], json.loads(row["detail"])) for row in rows
    )
