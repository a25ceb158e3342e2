"""Raw pages, compressed and content-addressed, so that better rules can be run over the past.

Compressed by zlib, or for two thirds of the CPU by its fork zlib-ng where the extra `fast` is installed: to
the same size, and each reads the other's.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from scraper.adapters.sqlite.encoding import instant_of, text_of
from scraper.adapters.sqlite.wanted import row_of
from scraper.core.inflate import deflate
from scraper.types import Page, StoreMode
from scraper.types.past import PackedPage as PackedPage  # noqa: PLC0414  (recording knows it from here)

_BATCH: Final = 200
_LEVEL: Final = 2
"""A real page becomes a seventh larger than at zlib's default of 6, for two fifths of the time."""


def pack(page: Page) -> PackedPage:
    """Return a page hashed and compressed; done outside the transaction, for it takes milliseconds."""
    digest = hashlib.sha256(page.body).hexdigest()
    return PackedPage(replace(page, body=b""), digest, len(page.body), deflate(page.body, _LEVEL))


def unpack(packed: PackedPage) -> Page:
    """Return the page that `pack` packed."""
    return replace(packed.page, body=zlib.decompress(packed.body))


def keep(db: sqlite3.Connection, packed: PackedPage, version: int, now: datetime) -> None:
    """Store a page once, and that `version` was read from it."""
    _store(db, packed, now)
    page = packed.page
    db.execute(
        """
        INSERT INTO captures (version, page, url, requested, status, media_type, charset, fetched_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            version,
            packed.sha256,
            page.url,
            page.requested,
            page.status,
            page.media_type,
            page.charset,
            text_of(page.fetched_at),
        ),
    )


def keep_spare(db: sqlite3.Connection, packed: PackedPage, source: str, now: datetime) -> None:
    """Store a page from which no article was made; nothing of a source whose pages must not be kept."""
    page = packed.page
    row = db.execute("SELECT store_mode FROM sources WHERE id = ?", (source,)).fetchone()
    if row is None or row["store_mode"] != StoreMode.FULL:
        return
    _store(db, packed, now)
    db.execute(
        """
        INSERT OR IGNORE INTO spare_captures (
            url, fetched_at, page, source, requested, status, media_type, charset
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            page.url,
            text_of(page.fetched_at),
            packed.sha256,
            source,
            page.requested,
            page.status,
            page.media_type,
            page.charset,
        ),
    )


def _store(db: sqlite3.Connection, packed: PackedPage, now: datetime) -> None:
    db.execute(
        """
        INSERT INTO pages (sha256, size, packed, stored_at, body) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        (packed.sha256, packed.size, len(packed.body), text_of(now), packed.body),
    )


@dataclass(frozen=True, slots=True)
class Capture:
    """An archived page with the version that was read from it."""

    article: int
    """Row of the article."""
    version: int
    """Row of the version."""
    number: int
    """Of the version, from 1."""
    is_latest: bool
    source: str
    page: Page


def captures(
    db: sqlite3.Connection, source: str | None = None, since: datetime | None = None
) -> Iterator[Capture]:
    """Yield archived pages in the order in which their versions were recorded.

    Only of `source`, and only what was fetched from `since` on, where they are named. The store may be
    written to between two of them.
    """
    last = 0
    while rows := db.execute(
        f"""
        SELECT versions.id AS row, versions.article, versions.version AS number,
            articles.version = versions.version AS is_latest, articles.source, {_CAPTURED}
        WHERE versions.id > :last AND (:source IS NULL OR articles.source = :source)
            AND (:since IS NULL OR captures.fetched_at >= :since)
        ORDER BY versions.id LIMIT :batch
        """,
        {
            "last": last,
            "source": source,
            "since": None if since is None else text_of(since),
            "batch": _BATCH,
        },
    ).fetchall():
        for row in rows:
            yield Capture(
                row["article"],
                row["row"],
                row["number"],
                bool(row["is_latest"]),
                row["source"],
                _page(row),
            )
        last = rows[-1]["row"]


def spare_pages(
    db: sqlite3.Connection, source: str | None = None, since: datetime | None = None
) -> Iterator[Page]:
    """Yield archived pages from which no article was made, in the order of time."""
    rows = db.execute(
        """
        SELECT spare_captures.*, pages.body
        FROM spare_captures JOIN pages ON pages.sha256 = spare_captures.page
        WHERE (:source IS NULL OR source = :source) AND (:since IS NULL OR fetched_at >= :since)
        ORDER BY fetched_at, url
        """,
        {"source": source, "since": None if since is None else text_of(since)},
    )
    yield from map(_page, rows)


def page_of(db: sqlite3.Connection, asked: str, version: int | None) -> Page | None:
    """See LibraryReader.page."""
    row = db.execute(
        f"""
        SELECT {_CAPTURED}
        WHERE versions.article = :article AND (:version IS NULL OR versions.version = :version)
        ORDER BY versions.version DESC LIMIT 1
        """,
        {"article": row_of(asked, "a"), "version": version},
    ).fetchone()
    return None if row is None else _page(row)


_CAPTURED = """
    captures.url, captures.requested, captures.status, captures.media_type, captures.charset,
    captures.fetched_at, pages.body
    FROM versions JOIN articles ON articles.id = versions.article
    JOIN captures ON captures.version = versions.id JOIN pages ON pages.sha256 = captures.page
"""


def _page(row: sqlite3.Row) -> Page:
    return Page(
        url=row["url"],
        requested=row["requested"],
        redirects=(),
        status=row["status"],
        media_type=row["media_type"],
        charset=row["charset"],
        body=zlib.decompress(row["body"]),
        fetched_at=instant_of(row["fetched_at"]),
    )
