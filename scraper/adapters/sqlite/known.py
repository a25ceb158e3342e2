"""What the store holds that bears on an observation: the look-ups before a decision."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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

_SHARING_BANDS: Final = """
    SELECT (
        SELECT json_group_array(article)
        FROM (SELECT article FROM bands WHERE band = json_each.value ORDER BY article DESC LIMIT ?)
    ) FROM json_each(?)
"""
_SHARING_KEYS: Final = """
    SELECT (
        SELECT json_group_array(article) FROM (
            SELECT article FROM story_keys WHERE key = json_each.value AND at BETWEEN ? AND ?
            ORDER BY at DESC, article DESC LIMIT ?
        )
    ) FROM json_each(?)
"""
_STORED: Final = """
    SELECT
        articles.id, articles.url, articles.source, articles.version, articles.headline,
        coalesce(versions.text, ''), articles.language, articles.grade,
        coalesce(fingerprints.recipe, 0), coalesce(fingerprints.sha256, ''),
        coalesce(fingerprints.sketch, x''), coalesce(fingerprints.length, 0),
        articles.first_seen_at, articles.published_at, original.url,
        EXISTS (SELECT 1 FROM alerts WHERE alerts.article = articles.id AND alerts.audience = 'analyst'),
        memberships.story,
        EXISTS (
            SELECT 1 FROM memberships AS tellings JOIN alerts ON alerts.article = tellings.article
            WHERE tellings.story = memberships.story AND alerts.audience = 'analyst'
        ),
        (SELECT count(*) FROM alerts WHERE alerts.article = articles.id AND alerts.kind = 'updated'),
        coalesce(memberships.decided_by = 'analyst', 0),
        (SELECT json_group_array(key) FROM story_keys WHERE story_keys.article = articles.id)
    FROM json_each(?) CROSS JOIN articles ON articles.id = value
    JOIN versions ON versions.article = articles.id AND versions.version = articles.version
    LEFT JOIN fingerprints ON fingerprints.version = versions.id
    LEFT JOIN memberships ON memberships.article = articles.id
    LEFT JOIN articles AS original ON original.id = articles.copy_of
"""


def known_for(db: sqlite3.Connection, observed: Observed, window: timedelta) -> Known:
    """Return what bears on `observed`; stories are looked for within `window` of its date."""
    gathered = observed.gathered
    article, mine = gathered.article, observed.fingerprint
    urls = [gathered.pending.link.url] if article is None else [article.url, gathered.pending.link.url]
    page = article_at(db, urls)
    if article is None or mine is None:
        return Known(same_page=None if page is None else stored(db, page))
    text = _same_text(db, mine, page)
    near = _near(db, mine, {page, text})
    related = _related(db, _keys(observed), _told_at(observed), window, {page})
    editions = _editions(db, article, urls, page)
    found = stored_articles(db, {page, text, *near, *related, *editions} - {None})
    return Known(
        same_page=None if page is None else found[page],
        same_text=None if text is None else found[text],
        near=tuple(found[one] for one in near),
        related=tuple(found[one] for one in related),
        editions=tuple(found[one] for one in editions),
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


def _near(db: sqlite3.Connection, mine: Fingerprint, known: set[int | None]) -> Sequence[int]:
    """Return the articles that share a band, the most similar first."""
    rows = db.execute(_SHARING_BANDS, (BAND_LIMIT, json.dumps(bands_of(mine.sketch, mine.version))))
    shared = Counter(article for (sharing,) in rows for article in json.loads(sharing))
    likely = sorted(shared.keys() - known, key=lambda one: (-shared[one], one))[: 4 * NEAR]
    sketches = _fingerprints(db, likely) if likely else {}
    return sorted(likely, key=lambda one: (-similarity(mine, sketches[one]), one))[:NEAR]


def _fingerprints(db: sqlite3.Connection, articles: Iterable[int]) -> dict[int, Fingerprint]:
    """Return the fingerprints of articles in their latest versions."""
    rows = db.execute(
        """
        SELECT articles.id, recipe, sha256, sketch, length
        FROM json_each(?) CROSS JOIN articles ON articles.id = value
        JOIN versions ON versions.article = articles.id AND versions.version = articles.version
        JOIN fingerprints ON fingerprints.version = versions.id
        """,
        (json.dumps(list(articles)),),
    )
    return {
        one: Fingerprint(recipe, sha256, sketch_of(raw), length)
        for one, recipe, sha256, raw, length in rows
    }


def _editions(
    db: sqlite3.Connection, article: Article, urls: Sequence[CanonicalUrl], page: int | None
) -> Sequence[int]:
    """Return the articles that the page names as its other editions, and those that name it as theirs."""
    named = (
        article_at(db, [url]) for url in map(page_of, article.translations.values()) if url is not None
    )
    naming = (
        int(row["article"])
        for url in urls
        for row in db.execute("SELECT article FROM translations WHERE page = ? LIMIT ?", (url, EDITIONS))
    )
    return sorted({row for row in (*named, *naming) if row is not None and row != page})[:EDITIONS]


def _related(
    db: sqlite3.Connection,
    keys: frozenset[str],
    at: datetime,
    window: timedelta,
    known: set[int | None],
) -> Sequence[int]:
    """Return the on-topic articles that share keys, those with the most and rarest first."""
    weights: defaultdict[int, float] = defaultdict(float)
    window_of = (text_of(at - window), text_of(at + window), KEY_LIMIT)
    for (found,) in db.execute(_SHARING_KEYS, (*window_of, json.dumps(sorted(keys)))):
        sharing = json.loads(found)
        for article in sharing:
            weights[article] += 1 / len(sharing)
    return sorted(weights.keys() - known, key=lambda one: (-weights[one], one))[:RELATED]


def stored(db: sqlite3.Connection, article: int) -> StoredArticle:
    """Return an article in its latest version."""
    return stored_articles(db, [article])[article]


def stored_articles(db: sqlite3.Connection, articles: Iterable[int | None]) -> Mapping[int, StoredArticle]:
    """Return articles in their latest versions."""
    rows = db.execute(_STORED, (json.dumps(list(articles)),))
    return {row["id"]: _stored(row) for row in rows}


def _stored(row: sqlite3.Row) -> StoredArticle:
    """Return the article that a row of _STORED holds; read by place, which is quicker than by name."""
    (
        _, url, source, version, headline, text, language, grade, recipe, sha256, sketch, length,
        first_seen_at, published_at, original, alerted, story, story_alerted, updates, by_analyst, keys,
    ) = row  # fmt: skip
    return StoredArticle(
        CanonicalUrl(url),
        SourceId(source),
        version,
        headline,
        text,
        language,
        Grade(grade),
        Fingerprint(recipe, sha256, sketch_of(sketch), length),
        instant_of(first_seen_at),
        instant_or_none(published_at),
        copy_of=None if original is None else CanonicalUrl(original),
        alerted=bool(alerted),
        story=story,
        keys=frozenset(json.loads(keys)),
        story_alerted=bool(story_alerted),
        updates=updates,
        by_analyst=bool(by_analyst),
    )


def keys_of(db: sqlite3.Connection, article: int) -> frozenset[str]:
    """Return the story keys of an article."""
    rows = db.execute("SELECT key FROM story_keys WHERE article = ?", (article,))
    return frozenset(key for (key,) in rows)
