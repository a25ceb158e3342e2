"""What a page said, each time that it said something else, with where in it each field was found."""

import sqlite3
from datetime import datetime
from typing import Final

from scraper.adapters.sqlite.encoding import (
    TEXT_LIMIT,
    TITLE_LIMIT,
    URL_LIMIT,
    Json,
    capped,
    found_json,
    json_of,
    new_row,
    text_of,
)
from scraper.types import Article, Change, Found

LEAD_LIMIT: Final = 16 * 1024
"""Bytes of a lead."""

_FIELDS: Final = (
    "headline",
    "body",
    "language",
    "published",
    "modified",
    "authors",
    "section",
    "lead",
    "image",
    "cited_source",
)
_TEXTUAL: Final = frozenset({"body", "lead"})
"""What a source whose mode is METADATA must not leave a trace of."""


def insert_version(
    db: sqlite3.Connection,
    row: int,
    article: Article,
    change: Change,
    now: datetime,
    *,
    keeps_text: bool,
) -> int:
    """Write what the page says now beside what it said before; return the version's id."""
    inserted = db.execute(
        """
        INSERT INTO versions (
            article, version, seen_at, headline, text, authors, section, lead, image, cited_source,
            modified_at, provenance, paywalled, incomplete, notes, change_kinds, change_significance,
            change_summary
        )
        SELECT id, version + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM articles WHERE id = ?
        RETURNING id
        """,
        (
            text_of(now),
            *_reading(article, keeps_text=keeps_text),
            json_of(change.kinds),
            change.significance,
            capped(change.summary) if keeps_text else "",
            row,
        ),
    )
    return new_row(inserted)


def rewrite_version(db: sqlite3.Connection, version: int, article: Article, *, keeps_text: bool) -> None:
    """Let a version say what another reading made of its page; when it was seen and what changed stay."""
    db.execute(
        """
        UPDATE versions SET
            headline = ?, text = ?, authors = ?, section = ?, lead = ?, image = ?, cited_source = ?,
            modified_at = ?, provenance = ?, paywalled = ?, incomplete = ?, notes = ?
        WHERE id = ?
        """,
        (
            *_reading(article, keeps_text=keeps_text),
            version,
        ),
    )


def _reading(article: Article, *, keeps_text: bool) -> tuple[object, ...]:
    """Return what a version says of its article, from the headline to the notes, in the columns' order."""
    modified = article.modified
    return (
        capped(article.headline.value),
        capped(article.text, TEXT_LIMIT) if keeps_text else None,
        json_of([] if article.authors is None else [capped(name) for name in article.authors.value]),
        _said(article.section),
        _said(article.lead, LEAD_LIMIT) if keeps_text else "",
        _said(article.image, URL_LIMIT),
        _said(article.cited_source),
        None if modified is None else text_of(modified.value.instant),
        json_of(_provenance(article, keeps_text=keeps_text)),
        article.paywalled,
        article.incomplete,
        json_of([capped(note) for note in article.notes]),
    )


def _said(found: Found[str] | None, limit: int = TITLE_LIMIT) -> str:
    return "" if found is None else capped(found.value, limit)


def _provenance(article: Article, *, keeps_text: bool) -> Json:
    """Return for each field where it came from."""
    told: dict[str, Json] = {}
    for name in _FIELDS:
        found = getattr(article, name)
        if found is not None and (keeps_text or name not in _TEXTUAL):
            told[name] = found_json(found)
    if article.published is not None:
        date = article.published.value
        told["published"] = {
            **found_json(article.published),
            "zone": date.zone,
            "precision": date.precision,
            "inferred": sorted(date.inferred),
        }
    return told
