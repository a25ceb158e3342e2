"""Every address that an index named, with what became of it."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from scraper.adapters.sqlite import gap_ledger
from scraper.adapters.sqlite.encoding import (
    URL_LIMIT,
    capped,
    date_json,
    date_of,
    instant_of,
    instant_or_none,
    json_of,
    text_of,
)
from scraper.core.upheavals import Before, may_be_renamed, upheaval
from scraper.outcomes import SUCCESSES, Outcome
from scraper.ports import Taken
from scraper.types import (
    Action,
    CanonicalUrl,
    Channel,
    Gathered,
    Intent,
    Link,
    PendingLink,
    SourceId,
)
from scraper.types.gaps import OpenGap
from scraper.types.reports import Upheaval

SIGHTING_STEP: Final = timedelta(hours=1)
"""How exactly the last sighting of a link is kept: an index names the same links at every poll."""
TITLES_KNOWN_FOR: Final = timedelta(days=30)
"""How long ago a title may have been met under another address."""


def take_in(
    db: sqlite3.Connection,
    source: SourceId,
    channel: Channel,
    links: Sequence[Link],
    now: datetime,
    *,
    baseline: bool,
    late: OpenGap | None = None,
) -> Taken:
    """See ports.Store.take_in."""
    named: dict[CanonicalUrl, Link] = {}
    for link in links:
        named.setdefault(link.url, link)
    known = _known(db, named)
    new = [link for url, link in named.items() if url not in known]
    again = [(link, _before(known[url])) for url, link in named.items() if url in known]
    older = 0
    if late is not None:
        older = sum(row["first_seen_at"] <= text_of(late.gap.since) for row in known.values())
    _insert(db, [PendingLink(source, link, channel.url, now, baseline=baseline) for link in new], late)
    inserted = _known(db, [link.url for link in new])
    _sighted(db, [row["id"] for row in (*known.values(), *inserted.values())], source, channel.url, now)
    found = Upheaval() if baseline else _upheaval(db, source, again, new, now)
    return Taken(len(new), len(again), older, found)


def _before(known: sqlite3.Row) -> Before:
    return Before(known["guid"], instant_or_none(known["published_at"]))


def _upheaval(
    db: sqlite3.Connection,
    source: SourceId,
    again: Sequence[tuple[Link, Before]],
    new: Sequence[Link],
    now: datetime,
) -> Upheaval:
    """Return what an index shows otherwise than before, and remember it, so that it is noticed once."""
    titles: frozenset[str] = frozenset()
    if may_be_renamed(len(new), len(again) + len(new)):
        rows = db.execute(
            "SELECT title FROM links WHERE first_seen_at BETWEEN ? AND ? AND source = ?",
            (text_of(now - TITLES_KNOWN_FOR), text_of(now - timedelta(milliseconds=1)), source),
        )
        titles = frozenset(row["title"] for row in rows)
    found = upheaval(again, new, titles)
    if found.reguided or found.redated:
        db.executemany(
            "UPDATE links SET guid = ?, published_at = coalesce(?, published_at) WHERE url = ?",
            [
                (
                    capped(link.guid),
                    None if link.published is None else text_of(link.published.instant),
                    link.url,
                )
                for link, _ in again
            ],
        )
    return found


def _known(db: sqlite3.Connection, urls: Collection[CanonicalUrl]) -> Mapping[str, sqlite3.Row]:
    """Return, by address, the link with it, or the first that led to the article with it."""
    found = _by_address(
        db,
        """
        SELECT value AS named, links.id, guid, published_at, first_seen_at
        FROM json_each(?) CROSS JOIN links ON links.url = value
        """,
        urls,
    )
    return found | _by_address(
        db,
        """
        SELECT value AS named, min(links.id) AS id, guid, published_at, links.first_seen_at
        FROM json_each(?) CROSS JOIN addresses ON addresses.url = value
        CROSS JOIN links ON links.article = addresses.article GROUP BY value
        """,
        [url for url in urls if url not in found],
    )


def _by_address(
    db: sqlite3.Connection, query: str, urls: Collection[CanonicalUrl]
) -> dict[str, sqlite3.Row]:
    return {row["named"]: row for row in db.execute(query, (json_of(list(urls)),))} if urls else {}


def _insert(db: sqlite3.Connection, new: Iterable[PendingLink], late: OpenGap | None = None) -> None:
    db.executemany(
        """
        INSERT INTO links (
            url, address, source, channel, title, summary, published_at, published, published_raw, guid,
            language, baseline, first_seen_at, state, outcome, try_at, gap
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?)
        """,
        (
            (
                pending.link.url,
                capped(pending.link.address, URL_LIMIT),
                pending.source,
                pending.channel,
                capped(pending.link.title),
                capped(pending.link.summary, 16 * 1024),
                None if pending.link.published is None else text_of(pending.link.published.instant),
                date_json(pending.link.published),
                capped(pending.link.published_raw),
                capped(pending.link.guid),
                pending.link.language,
                pending.baseline,
                text_of(pending.first_seen_at),
                Outcome.PENDING,
                text_of(pending.first_seen_at),
                None if late is None else late.id,
            )
            for pending in new
        ),
    )


def _sighted(
    db: sqlite3.Connection, links: Sequence[int], source: SourceId, channel: str, now: datetime
) -> None:
    db.execute(
        """
        INSERT INTO sightings (link, source, channel, first_seen_at, last_seen_at)
        SELECT value, :source, :channel, :now, :now FROM json_each(:links) WHERE true
        ON CONFLICT DO UPDATE SET last_seen_at = :now WHERE last_seen_at < :stale
        """,
        {
            "links": json_of(links),
            "source": source,
            "channel": channel,
            "now": text_of(now),
            "stale": text_of(now - SIGHTING_STEP),
        },
    )


def pending(db: sqlite3.Connection, source: SourceId, now: datetime, limit: int) -> Sequence[PendingLink]:
    """See ports.Store.pending."""
    rows = db.execute(
        """
        SELECT * FROM links WHERE source = ? AND try_at <= ?
        ORDER BY state = 'watched', first_seen_at, id LIMIT ?
        """,
        (source, text_of(now), limit),
    )
    return [
        PendingLink(
            source=SourceId(row["source"]),
            link=Link(
                url=CanonicalUrl(row["url"]),
                address=row["address"],
                title=row["title"],
                summary=row["summary"],
                published=date_of(row["published_at"], row["published"]),
                published_raw=row["published_raw"],
                guid=row["guid"],
                language=row["language"],
            ),
            channel=row["channel"],
            first_seen_at=instant_of(row["first_seen_at"]),
            attempts=row["attempts"],
            baseline=bool(row["baseline"]),
            recheck=row["state"] == "watched",
            late_for=None if row["gap"] is None else gap_ledger.gap(db, row["gap"]),
        )
        for row in rows
    ]


def settle(
    db: sqlite3.Connection, gathered: Gathered, intent: Intent, article: int | None, now: datetime
) -> None:
    """Note on the link what was decided: dealt with, watched, to be tried again or given up.

    A link that no index named (an address given by hand) gets its row here.
    """
    if not _known(db, [gathered.pending.link.url]):
        _insert(db, [gathered.pending])
    if _is_watched_elsewhere(db, article, gathered.pending.link.url):
        intent = replace(intent, recheck_at=None)
    try_at = intent.retry_at or intent.recheck_at
    failed = intent.action is Action.NOTHING and intent.outcome not in SUCCESSES
    db.execute(
        """
        UPDATE links SET
            state = ?, outcome = ?, detail = ?, try_at = ?, looked_at = ?,
            attempts = CASE WHEN ? THEN attempts + ? ELSE 0 END,
            article = coalesce(?, article)
        WHERE url = ?
        """,
        (
            _state_after(intent, failed=failed and not gathered.pending.recheck),
            gathered.outcome if intent.outcome is Outcome.GAVE_UP else intent.outcome,
            capped(gathered.detail),
            None if try_at is None else text_of(try_at),
            text_of(now),
            failed,
            intent.counted,
            article,
            gathered.pending.link.url,
        ),
    )
    db.execute(
        """
        UPDATE links SET summary = ''
        WHERE url = ? AND state <> 'pending'
            AND source IN (SELECT id FROM sources WHERE store_mode = 'metadata')
        """,
        (gathered.pending.link.url,),
    )


def _is_watched_elsewhere(db: sqlite3.Connection, article: int | None, url: CanonicalUrl) -> bool:
    """Whether another link to the article is looked at again: one of its addresses is enough."""
    row = db.execute(
        "SELECT 1 FROM links WHERE article = ? AND state = 'watched' AND url <> ?", (article, url)
    ).fetchone()
    return row is not None


def _state_after(intent: Intent, *, failed: bool) -> str:
    if intent.recheck_at is not None:
        return "watched"
    if intent.retry_at is not None:
        return "pending"
    return "gave_up" if failed else "done"
