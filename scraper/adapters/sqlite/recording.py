"""One observation, from what is known of it to what is written: the heart of the writer."""

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from scraper.adapters.sqlite import archive, articles, furniture, likeness, links
from scraper.adapters.sqlite.archive import PackedPage
from scraper.adapters.sqlite.known import article_at, known_for
from scraper.adapters.sqlite.outbox import raise_alert, raise_for_article
from scraper.adapters.sqlite.stories import join_story, story_of
from scraper.core.outbox import Audiences
from scraper.errors import StoreError
from scraper.outcomes import Outcome
from scraper.ports import Decide
from scraper.types import Action, Article, CanonicalUrl, Fingerprint, Intent, Observed, StoreMode, Verdict

MISSING: Final = frozenset(
    {
        Outcome.NOT_FOUND,
        Outcome.GONE,
        Outcome.SOFT_404,
        Outcome.REDIRECTED_AWAY,
        Outcome.PAYWALL_STUB,
        Outcome.FORBIDDEN,
        Outcome.NO_ARTICLE,
    }
)
"""Answers after which a known article counts as unavailable: by the server's word, not by the network's."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records observations; knows what is the same for all of them."""

    sinks: Audiences
    story_window: timedelta

    def record(
        self,
        db: sqlite3.Connection,
        observed: Observed,
        packed: PackedPage | None,
        decide: Decide,
        now: datetime,
    ) -> Intent:
        """See ports.Store.record; `packed` is the gathered page, made ready."""
        intent = decide(known_for(db, observed, self.story_window))
        gathered = observed.gathered
        row = self._carry_out(db, observed, packed, intent, now)
        if packed is not None and gathered.article is None:
            archive.keep_spare(db, packed, gathered.pending.source, now)
        links.settle(db, gathered, intent, row, now)
        if row is None:
            for alert in intent.alerts:
                raise_alert(db, alert, self.sinks)
        else:
            raise_for_article(db, intent.alerts, self.sinks, row, story_of(db, row))
        return intent

    def _carry_out(
        self,
        db: sqlite3.Connection,
        observed: Observed,
        packed: PackedPage | None,
        intent: Intent,
        now: datetime,
    ) -> int | None:
        """Write what became of the observation; return the article's row, None where there is none."""
        pending = observed.gathered.pending
        if intent.action is Action.NOTHING:
            row = article_at(db, [pending.link.url]) if pending.recheck else None
            if row is not None and intent.outcome in MISSING:
                articles.seen_missing(db, row, intent.outcome, now)
            return row
        whole = _Whole.of(observed, intent)
        if intent.action in (Action.ADD, Action.COPY):
            row = _insert(db, whole, intent, now, baseline=pending.baseline)
            if intent.action is Action.ADD:
                furniture.count(db, whole.article, now)
        else:
            row = _row_at(db, intent.page_url)
            articles.seen_alive(db, row, now)
            if intent.moved:
                articles.moved_to(db, row, whole.article.address)
        if intent.action is not Action.SIGHT:
            _add_version(db, row, whole, packed, intent, now)
            _join_story(db, row, whole.verdict, intent, now)
        for url in (whole.article.url, pending.link.url):
            articles.add_address(db, row, url, pending.source, now)
        return row


@dataclass(frozen=True, slots=True)
class _Whole:
    """An observation that has an article, and therefore all the rest."""

    article: Article
    verdict: Verdict
    fingerprint: Fingerprint
    keys: frozenset[str]

    @staticmethod
    def of(observed: Observed, intent: Intent) -> "_Whole":
        article, verdict, mine = observed.gathered.article, observed.verdict, observed.fingerprint
        if article is None or verdict is None or mine is None:
            raise ValueError("only an article with verdict and fingerprint can be recorded")
        if intent.action in (Action.ADD, Action.COPY):
            article = replace(article, url=intent.page_url)
        return _Whole(article, verdict, mine, observed.keys)


def _row_at(db: sqlite3.Connection, url: CanonicalUrl) -> int:
    row = article_at(db, [url])
    if row is None:
        raise StoreError(f"there is no article at {url}")
    return row


def _insert(db: sqlite3.Connection, whole: _Whole, intent: Intent, now: datetime, *, baseline: bool) -> int:
    original = None if intent.copy_of is None else _row_at(db, intent.copy_of)
    return articles.insert_article(db, whole.article, whole.verdict, original, now, baseline=baseline)


def _add_version(
    db: sqlite3.Connection,
    row: int,
    whole: _Whole,
    packed: PackedPage | None,
    intent: Intent,
    now: datetime,
) -> None:
    mode = _store_mode(db, whole.article)
    if intent.action is Action.REVISE:
        likeness.drop_bands(db, row)
    version = articles.add_version(db, row, whole.article, intent.change, mode, now)
    articles.add_verdict(db, row, version, whole.verdict, now)
    likeness.add_fingerprint(db, row, version, whole.fingerprint, banded=_is_banded(db, row, whole))
    published = whole.article.published
    told_at = now if published is None else published.value.instant
    likeness.add_keys(db, row, whole.keys if whole.verdict.on_topic else frozenset(), told_at)
    articles.add_translations(db, row, whole.article)
    if packed is not None and mode is StoreMode.FULL:
        archive.keep(db, packed, version, now)


def _is_banded(db: sqlite3.Connection, row: int, whole: _Whole) -> bool:
    """Whether the article needs bands of its own: an exact copy is found by those of the first."""
    twin = db.execute(
        """
        SELECT 1 FROM articles
        JOIN versions ON versions.article = articles.copy_of
        JOIN fingerprints ON fingerprints.version = versions.id
        WHERE articles.id = ? AND fingerprints.sha256 = ? AND fingerprints.sha256 <> ''
        """,
        (row, whole.fingerprint.sha256),
    ).fetchone()
    return twin is None


def _store_mode(db: sqlite3.Connection, article: Article) -> StoreMode:
    row = db.execute("SELECT store_mode FROM sources WHERE id = ?", (article.source,)).fetchone()
    if row is None:
        raise StoreError(f"the store knows no source {article.source!r}")
    return StoreMode(row["store_mode"])


def _join_story(db: sqlite3.Connection, row: int, verdict: Verdict, intent: Intent, now: datetime) -> None:
    """Let an article tell a story: one on topic its own or another's, any other one only what it joins."""
    companion = intent.story_of or intent.copy_of
    if companion is not None and (intent.story_of is not None or verdict.on_topic):
        join_story(db, row, _row_at(db, companion), now)
    elif verdict.on_topic:
        join_story(db, row, None, now)
