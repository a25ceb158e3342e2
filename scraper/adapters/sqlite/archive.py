"""Raw pages, compressed and content-addressed, so that better rules can be run over the past."""

import hashlib
import sqlite3
import zlib
from dataclasses import dataclass, field
from datetime import datetime

from scraper.adapters.sqlite.encoding import instant_of, text_of
from scraper.adapters.sqlite.wanted import row_of
from scraper.types import Page


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A page made ready outside the transaction: hashing and compressing take milliseconds."""

    page: Page
    sha256: str
    body: bytes = field(repr=False)
    """zlib."""


def pack(page: Page) -> PackedPage:
    """Return a page hashed and compressed."""
    return PackedPage(page, hashlib.sha256(page.body).hexdigest(), zlib.compress(page.body))


def keep(db: sqlite3.Connection, packed: PackedPage, version: int, now: datetime) -> None:
    """Store a page once, and that `version` was read from it."""
    page = packed.page
    db.execute(
        """
        INSERT INTO pages (sha256, size, packed, stored_at, body) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        (packed.sha256, len(page.body), len(packed.body), text_of(now), packed.body),
    )
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


def page_of(db: sqlite3.Connection, asked: str, version: int | None) -> Page | None:
    """See LibraryReader.page."""
    row = db.execute(
        """
        SELECT captures.*, pages.body FROM versions
        JOIN captures ON captures.version = versions.id JOIN pages ON pages.sha256 = captures.page
        WHERE versions.article = :article AND (:version IS NULL OR versions.version = :version)
        ORDER BY versions.version DESC LIMIT 1
        """,
        {"article": row_of(asked, "a"), "version": version},
    ).fetchone()
    if row is None:
        return None
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
