"""What the store holds that bears on an observation: the look-ups before a decision."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from scraper.adapters.sqlite.articles import page_of
from scraper.adapters.sqlite.encoding import instant_of, instant_or_none, sketch_of, text_of
from scraper.core.bands import bands_of
from scraper.core.fingerprint import similarity
from scraper.core.weighing import telling_keys
from scraper.types import (
    Article,
    CanonicalUrl,
    Fingerprint,
    Grade,
    Known,
    Observed,
    SourceId,
    StoredArticle,
)

NEAR: Final = 8
"""The most near-duplicates that are looked at closely."""
RELATED: Final = 16
"""The most articles of one event that are looked at closely."""
EDITIONS: Final = 8
"""The most editions in other languages that are looked at."""
BAND_LIMIT: Final = 48
"""Articles read of one band, the newest: what more share is a template."""
KEY_LIMIT: Final = 64
"""Articles read of one story key, the latest: what more share says little."""

_STORED = """
    SELECT
        articles.*, versions.text, fingerprints.recipe, fingerprints.sha256, fingerprints.sketch,
        fingerprints.length, memberships.story, original.url AS original,
        EXISTS (
            SELECT 1 FROM alerts WHERE alerts.article = articles.id AND alerts.audience = 'analyst'
        ) AS alerted,
        EXISTS (
            SELECT 1 FROM memberships AS tellings JOIN alerts ON alerts.article = tellings.article
            WHERE tellings.story = memberships.story AND alerts.audience = 'analyst'
        ) AS story_alerted,
        (
            SELECT count(*) FROM alerts WHERE alerts.article = articles.id AND alerts.kind = 'updated'
        ) AS updates,
        coalesce(memberships.decided_by = 'analyst', 0) AS by_analyst
    FROM articles
    JOIN versions ON versions.article = articles.id AND versions.version = articles.version
    LEFT JOIN fingerprints ON fingerprints.version = versions.id
    LEFT JOIN memberships ON memberships.article = articles.id
    LEFT JOIN articles AS original ON original.id = articles.copy_of
    WHERE articles.id = ?
"""


def known_for(db: sqlite3.Connection, observed: Observed, window: timedelta) -> Known:
    """Return what bears on `observed`; stories are looked for within `window` of its date."""
    gathered = observed.gathered
    article = gathered.article
    urls = [gathered.pending.link.url] if article is None else [article.url, gathered.pending.link.url]
    page = article_at(db, urls)
    if article is None or observed.fingerprint is None:
        return Known(same_page=None if page is None else stored(db, page))
    text = _same_text(db, observed.fingerprint, page)
    return Known(
        same_page=None if page is None else stored(db, page),
        same_text=None if text is None else stored(db, text),
        near=_near(db, observed.fingerprint, {page, text}),
        related=_related(db, _keys(observed), _told_at(observed), window, {page}),
        editions=_editions(db, article, urls, page),
    )


def article_at(db: sqlite3.Connection, urls: Iterable[CanonicalUrl]) -> int | None:
    """Return the article that was met under the first of `urls` that is known."""
    for url in urls:
        row = db.execute("SELECT article FROM addresses WHERE url = ?", (url,)).fetchone()
        if row is not None:
            return int(row["article"])
    return None


def _keys(observed: Observed) -> frozenset[str]:
    """Return the keys by which a story is looked for: what is off topic tells none."""
    on_topic = observed.verdict is not None and observed.verdict.on_topic
    return telling_keys(observed.keys) if on_topic else frozenset()


def _told_at(observed: Observed) -> datetime:
    article = observed.gathered.article
    if article is None or article.published is None:
        return observed.gathered.at
    return article.published.value.instant


def _same_text(db: sqlite3.Connection, mine: Fingerprint, page: int | None) -> int | None:
    """Return the first other article that ever had this very text.

    `<> ''` lets SQLite use the partial index, which a bound value alone does not.
    """
    if not mine.sha256:
        return None
    row = db.execute(
        """
        SELECT versions.article FROM fingerprints JOIN versions ON versions.id = fingerprints.version
        WHERE fingerprints.sha256 = ? AND fingerprints.sha256 <> '' AND fingerprints.recipe = ?
            AND versions.article IS NOT ?
        ORDER BY versions.id LIMIT 1
        """,
        (mine.sha256, mine.version, page),
    ).fetchone()
    return None if row is None else int(row["article"])


def _near(db: sqlite3.Connection, mine: Fingerprint, known: set[int | None]) -> tuple[StoredArticle, ...]:
    """Return articles that share a band, the most similar first."""
    shared: defaultdict[int, int] = defaultdict(int)
    for band in bands_of(mine.sketch, mine.version):
        for row in db.execute(
            "SELECT article FROM bands WHERE band = ? ORDER BY article DESC LIMIT ?", (band, BAND_LIMIT)
        ):
            shared[row["article"]] += 1
    likely = sorted(shared.keys() - known, key=lambda one: (-shared[one], one))[: 4 * NEAR]
    scored = sorted(likely, key=lambda one: (-similarity(mine, _fingerprint(db, one)), one))
    return tuple(stored(db, one) for one in scored[:NEAR])


def _fingerprint(db: sqlite3.Connection, article: int) -> Fingerprint:
    row = db.execute(
        """
        SELECT fingerprints.* FROM articles
        JOIN versions ON versions.article = articles.id AND versions.version = articles.version
        JOIN fingerprints ON fingerprints.version = versions.id
        WHERE articles.id = ?
        """,
        (article,),
    ).fetchone()
    return Fingerprint(row["recipe"], row["sha256"], sketch_of(row["sketch"]), row["length"])


def _editions(
    db: sqlite3.Connection, article: Article, urls: Sequence[CanonicalUrl], page: int | None
) -> tuple[StoredArticle, ...]:
    """Return the articles that the page names as its other editions, and those that name it as theirs."""
    named = (
        article_at(db, [url]) for url in map(page_of, article.translations.values()) if url is not None
    )
    naming = (
        int(row["article"])
        for url in urls
        for row in db.execute("SELECT article FROM translations WHERE page = ? LIMIT ?", (url, EDITIONS))
    )
    rows = sorted({row for row in (*named, *naming) if row is not None and row != page})
    return tuple(stored(db, row) for row in rows[:EDITIONS])


def _related(
    db: sqlite3.Connection,
    keys: frozenset[str],
    at: datetime,
    window: timedelta,
    known: set[int | None],
) -> tuple[StoredArticle, ...]:
    """Return on-topic articles that share keys, those with the most and rarest first."""
    weights: defaultdict[int, float] = defaultdict(float)
    earliest, latest = text_of(at - window), text_of(at + window)
    for key in sorted(keys):
        sharing = db.execute(
            """
            SELECT article FROM story_keys WHERE key = ? AND at BETWEEN ? AND ?
            ORDER BY at DESC, article DESC LIMIT ?
            """,
            (key, earliest, latest, KEY_LIMIT),
        ).fetchall()
        for row in sharing:
            weights[row["article"]] += 1 / len(sharing)
    ranked = sorted(weights.keys() - known, key=lambda one: (-weights[one], one))
    return tuple(stored(db, one) for one in ranked[:RELATED])


def stored(db: sqlite3.Connection, article: int) -> StoredArticle:
    """Return an article in its latest version."""
    row = db.execute(_STORED, (article,)).fetchone()
    return StoredArticle(
        url=CanonicalUrl(row["url"]),
        source=SourceId(row["source"]),
        version=row["version"],
        headline=row["headline"],
        text=row["text"] or "",
        language=row["language"],
        grade=Grade(row["grade"]),
        fingerprint=Fingerprint(
            row["recipe"] or 0, row["sha256"] or "", sketch_of(row["sketch"] or b""), row["length"] or 0
        ),
        first_seen_at=instant_of(row["first_seen_at"]),
        published_at=instant_or_none(row["published_at"]),
        copy_of=None if row["original"] is None else CanonicalUrl(row["original"]),
        alerted=bool(row["alerted"]),
        story=row["story"],
        keys=keys_of(db, article),
        story_alerted=bool(row["story_alerted"]),
        updates=row["updates"],
        by_analyst=bool(row["by_analyst"]),
    )


def keys_of(db: sqlite3.Connection, article: int) -> frozenset[str]:
    """Return the story keys of an article."""
    rows: Sequence[sqlite3.Row] = db.execute(
        "SELECT key FROM story_keys WHERE article = ?", (article,)
    ).fetchall()
    return frozenset(row["key"] for row in rows)
