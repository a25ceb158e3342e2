"""Versions derived anew from their archived pages: what is stored now, and what takes its place.

The text of a version is replaced, not added to: it is the same page, read better. What was there before is
kept in `derivations`. Alerts are never raised.
"""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from scraper.adapters.sqlite import articles, likeness, search, versions
from scraper.adapters.sqlite.archive import Capture
from scraper.adapters.sqlite.encoding import (
    TEXT_LIMIT,
    capped,
    date_of,
    instant_or_none,
    json_of,
    text_of,
)
from scraper.adapters.sqlite.known import article_at, known_for
from scraper.adapters.sqlite.stories import join_story
from scraper.core.furniture import PAGES, Furniture, hashes_of
from scraper.core.past import CUT
from scraper.core.replay import Derived, Difference
from scraper.core.tellings import companion, told_at
from scraper.types import CanonicalUrl, Grade, Link, Observed, Policy, Verdict


def derived_of(db: sqlite3.Connection, capture: Capture) -> Derived:
    """Return what is stored of an archived page's version."""
    row = db.execute(
        """
        SELECT versions.*, articles.published_at, articles.language AS article_language,
            (
                SELECT grade FROM verdicts WHERE version = versions.id ORDER BY judged_at DESC LIMIT 1
            ) AS judged
        FROM versions JOIN articles ON articles.id = versions.article WHERE versions.id = ?
        """,
        (capture.version,),
    ).fetchone()
    told = json.loads(row["provenance"])
    return Derived(
        row["headline"],
        row["text"],
        tuple(json.loads(row["authors"])),
        row["article_language"],
        instant_or_none(row["published_at"]) if "published" in told else None,
        Grade(row["judged"] or 0),
    )


def stored_form(found: Derived) -> Derived:
    """Return a reading as the store would keep it, cut to its limits."""
    return Derived(
        capped(found.headline),
        None if found.text is None else capped(found.text, TEXT_LIMIT),
        tuple(capped(name) for name in found.authors),
        capped(found.language, articles.LANGUAGE_LIMIT),
        found.published,
        found.grade,
    )


def link_of(db: sqlite3.Connection, capture: Capture) -> Link:
    """Return what an index said of the page, or its address alone where none named it."""
    row = db.execute(
        """
        SELECT * FROM links WHERE article = ? OR address = ?
        ORDER BY address = ? DESC, article IS NULL, id LIMIT 1
        """,
        (capture.article, capture.page.requested, capture.page.requested),
    ).fetchone()
    if row is None:
        article = db.execute("SELECT url FROM articles WHERE id = ?", (capture.article,)).fetchone()
        return Link(CanonicalUrl(article["url"]), capture.page.requested)
    return Link(
        url=CanonicalUrl(row["url"]),
        address=row["address"],
        title=row["title"],
        summary=row["summary"],
        published=date_of(row["published_at"], row["published"]),
        published_raw=row["published_raw"],
        guid=row["guid"],
        language=row["language"],
    )


def was_cut(db: sqlite3.Connection, capture: Capture) -> bool:
    """Whether only the beginning of the page was kept."""
    row = db.execute("SELECT notes FROM versions WHERE id = ?", (capture.version,)).fetchone()
    return CUT in json.loads(row["notes"])


def furniture_then(db: sqlite3.Connection, capture: Capture, text: str | None) -> Furniture:
    """Return the source's furniture as it was known when a page was read.

    What its stored text holds was not known then: so a difference is the code's or the rules', never that
    of what the source's later pages taught.
    """
    rows = db.execute(
        "SELECT paragraph FROM furniture WHERE source = ? AND pages >= ?", (capture.source, PAGES)
    )
    kept = hashes_of((text or "").split("\n"))
    return Furniture(frozenset(row["paragraph"] for row in rows) - kept)


def replace_version(
    db: sqlite3.Connection,
    capture: Capture,
    observed: Observed,
    differing: Sequence[Difference],
    recipe: str,
    policy: Policy,
    now: datetime,
) -> None:
    """Let a version say what its page says by this reading, and its article, where it is the latest."""
    article, verdict, mine = observed.gathered.article, observed.verdict, observed.fingerprint
    if article is None or verdict is None or mine is None:
        raise ValueError("only what was read can take another reading's place")
    search.forget_version(db, capture.version)
    keeps_text = _keeps_text(db, capture)
    versions.rewrite_version(db, capture.version, article, keeps_text=keeps_text)
    text = capped(article.text, TEXT_LIMIT) if keeps_text else ""
    search.index_version(db, capture.version, capped(article.headline.value), text)
    if capture.is_latest:
        likeness.drop_bands(db, capture.article)
    db.execute("DELETE FROM fingerprints WHERE version = ?", (capture.version,))
    likeness.add_fingerprint(db, capture.article, capture.version, mine, banded=capture.is_latest)
    _judge_again(db, capture, verdict, now)
    if capture.is_latest:
        articles.retell(db, capture.article, article)
        _tell_again(db, capture, observed, policy)
    db.execute(
        "INSERT OR REPLACE INTO derivations (version, recipe, fields, derived_at) VALUES (?, ?, ?, ?)",
        (
            capture.version,
            recipe,
            json_of({one.field: capped(one.before) for one in differing}),
            text_of(now),
        ),
    )


def _keeps_text(db: sqlite3.Connection, capture: Capture) -> bool:
    row = db.execute("SELECT text IS NOT NULL AS kept FROM versions WHERE id = ?", (capture.version,))
    return bool(row.fetchone()["kept"])


def _judge_again(db: sqlite3.Connection, capture: Capture, verdict: Verdict, now: datetime) -> None:
    """Keep the verdict; the article goes by that of its latest version."""
    article = db.execute(
        "SELECT grade, score, reason FROM articles WHERE id = ?", (capture.article,)
    ).fetchone()
    articles.add_verdict(db, capture.article, capture.version, verdict, now)
    if not capture.is_latest:
        db.execute(
            "UPDATE articles SET grade = ?, score = ?, reason = ? WHERE id = ?",
            (*tuple(article), capture.article),
        )


def _tell_again(db: sqlite3.Connection, capture: Capture, observed: Observed, policy: Policy) -> None:
    """Put an article where it belongs among the stories by what it says now; an analyst's word stands."""
    verdict = observed.verdict
    on_topic = verdict is not None and verdict.on_topic
    at = told_at(observed)
    likeness.add_keys(db, capture.article, observed.keys if on_topic else frozenset(), at)
    if not on_topic:
        return
    known = known_for(db, observed, policy.story_window)
    found = companion(observed, known.related, policy)
    member = db.execute(
        "SELECT story, decided_by FROM memberships WHERE article = ?", (capture.article,)
    ).fetchone()
    if member is None:
        other = None if found is None else article_at(db, [found.telling.url])
        join_story(db, capture.article, other, at)
    elif found is not None and member["decided_by"] == "machine" and found.telling.story is not None:
        db.execute(
            "UPDATE memberships SET story = ? WHERE article = ?", (found.telling.story, capture.article)
        )
