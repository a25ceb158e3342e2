"""Raw pages, compressed and content-addressed, so that better rules can be run over the past."""

import hashlib
import sqlite3
import zlib
from dataclasses import dataclass, field
from datetime import datetime

from scraper.adapters.sqlite.encoding import text_of
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
        "INSERT INTO pages (sha256, size, stored_at, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (packed.sha256, len(page.body), text_of(now), packed.body),
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


def unpack(body: bytes) -> bytes:
    """Return a stored body as it came."""
    return zlib.decompress(body)
