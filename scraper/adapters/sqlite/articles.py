"""Articles: a page's row, its addresses, verdicts and editions, and whether it answers."""

import sqlite3
from datetime import datetime
from typing import Final

from scraper.adapters.sqlite import likeness, search
from scraper.adapters.sqlite.encoding import (
    TEXT_LIMIT,
    URL_LIMIT,
    capped,
    evidence_json,
    new_row,
    text_of,
)
from scraper.adapters.sqlite.versions import insert_version
from scraper.core.urls import canonicalize
from scraper.types import Article, CanonicalUrl, Change, StoreMode, Verdict

LANGUAGE_LIMIT: Final = 35
"""Bytes of a language tag (RFC 5646, section 4.4.1)."""


def insert_article(
    db: sqlite3.Connection,
    article: Article,
    verdict: Verdict,
    copy_of: int | None,
    now: datetime,
    *,
    baseline: bool,
) -> int:
    """Make the row of a new article, as yet without a version; return its id."""
    published = article.published
    inserted = db.execute(
        """
        INSERT INTO articles (
            url, address, source, headline, language, published_at, published_precision, first_seen_at,
            looked_at, baseline, grade, score, reason, version, copy_of
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
        RETURNING id
        """,
        (
            article.url,
            capped(article.address),
            article.source,
            capped(article.headline.value),
            capped(article.language.value, LANGUAGE_LIMIT),
            None if published is None else text_of(published.value.instant),
            None if published is None else published.value.precision,
            text_of(now),
            text_of(now),
            baseline,
            verdict.grade,
            verdict.score,
            capped(verdict.reason),
            copy_of,
        ),
    )
    return new_row(inserted)


def add_version(
    db: sqlite3.Connection, row: int, article: Article, change: Change, mode: StoreMode, now: datetime
) -> int:
    """Write what the page says now as the article's next version; return the version's id."""
    keeps_text = mode is StoreMode.FULL
    text = capped(article.text, TEXT_LIMIT) if keeps_text else None
    version = insert_version(db, row, article, change, now, keeps_text=keeps_text)
    published = article.published
    db.execute(
        """
        UPDATE articles SET
            version = version + 1, headline = ?, language = ?, published_at = coalesce(?, published_at),
            published_precision = coalesce(?, published_precision)
        WHERE id = ?
        """,
        (
            capped(article.headline.value),
            capped(article.language.value, LANGUAGE_LIMIT),
            None if published is None else text_of(published.value.instant),
            None if published is None else published.value.precision,
            row,
        ),
    )
    search.index_version(db, version, capped(article.headline.value), text or "")
    return version


def add_verdict(db: sqlite3.Connection, row: int, version: int, verdict: Verdict, now: datetime) -> None:
    """Keep how a version was judged; the article goes by its latest judgement."""
    db.execute(
        """
        INSERT OR REPLACE INTO verdicts (
            version, topic, topic_version, grade, score, reason, evidence, judged_at
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            version,
            verdict.topic,
            verdict.topic_version,
            verdict.grade,
            verdict.score,
            capped(verdict.reason),
            evidence_json(verdict),
            text_of(now),
        ),
    )
    db.execute(
        "UPDATE articles SET grade = ?, score = ?, reason = ? WHERE id = ?",
        (verdict.grade, verdict.score, capped(verdict.reason), row),
    )


def add_address(db: sqlite3.Connection, row: int, url: CanonicalUrl, source: str, now: datetime) -> None:
    """Note that the article was met under `url`."""
    db.execute(
        "INSERT INTO addresses (url, article, source, first_seen_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (url, row, source, text_of(now)),
    )


def add_translations(db: sqlite3.Connection, row: int, article: Article) -> None:
    """Keep which other editions the page names."""
    db.executemany(
        "INSERT OR REPLACE INTO translations (article, language, url, page) VALUES (?, ?, ?, ?)",
        [
            (row, capped(language, LANGUAGE_LIMIT), capped(url, URL_LIMIT), page_of(url))
            for language, url in article.translations.items()
        ],
    )


def page_of(url: str) -> CanonicalUrl | None:
    """Return by which address a page that another one names is known; None where that is no address."""
    try:
        return canonicalize(url)
    except ValueError:
        return None


def moved_to(db: sqlite3.Connection, row: int, address: str) -> None:
    """Note that the article's page opens at another address, where it is watched from now on."""
    db.execute("UPDATE articles SET address = ? WHERE id = ?", (capped(address), row))
    db.execute(
        "UPDATE links SET state = 'done', try_at = NULL WHERE article = ? AND state = 'watched'", (row,)
    )


def seen_alive(db: sqlite3.Connection, row: int, now: datetime) -> None:
    """Note that the article's page answers, for the first time again where it was missing."""
    db.execute(
        """
        UPDATE articles SET looked_at = ?, unavailable_since = NULL, unavailable_because = NULL
        WHERE id = ?
        """,
        (text_of(now), row),
    )
    db.execute("UPDATE absences SET until = ? WHERE article = ? AND until IS NULL", (text_of(now), row))


def seen_missing(db: sqlite3.Connection, row: int, reason: str, now: datetime) -> None:
    """Note that the article's page is not to be had, since when first and why now."""
    db.execute(
        """
        UPDATE articles SET unavailable_since = coalesce(unavailable_since, ?), unavailable_because = ?
        WHERE id = ?
        """,
        (text_of(now), reason, row),
    )
    db.execute(
        """
        INSERT INTO absences (article, since, because)
        SELECT id, unavailable_since, unavailable_because FROM articles WHERE id = ?
        ON CONFLICT DO UPDATE SET because = excluded.because
        """,
        (row,),
    )


def delete_article(db: sqlite3.Connection, row: int) -> None:
    """Let go of an article with its versions; its links stay, so that it is not taken in again."""
    search.forget_article(db, row)
    likeness.drop_bands(db, row)
    db.execute("UPDATE links SET article = NULL WHERE article = ?", (row,))
    db.execute("DELETE FROM articles WHERE id = ?", (row,))


def retell(db: sqlite3.Connection, row: int, article: Article) -> None:
    """Let an article's row say what another reading made of its latest page."""
    published = article.published
    db.execute(
        """
        UPDATE articles SET headline = ?, language = ?, published_at = ?, published_precision = ?
        WHERE id = ?
        """,
        (
            capped(article.headline.value),
            capped(article.language.value, LANGUAGE_LIMIT),
            None if published is None else text_of(published.value.instant),
            None if published is None else published.value.precision,
            row,
        ),
    )
