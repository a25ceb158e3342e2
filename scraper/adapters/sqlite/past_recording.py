"""From candidates to articles: the same decision as for a live page, in the order of time, in silence."""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from scraper.adapters.sqlite import archive, scheduling
from scraper.adapters.sqlite.encoding import instant_of, instant_or_none, json_of, text_of
from scraper.adapters.sqlite.known import article_at
from scraper.adapters.sqlite.recording import Recorder
from scraper.adapters.wire import decoder
from scraper.core.decide import decide
from scraper.core.furniture import PAGES, Furniture, hashes_of
from scraper.core.past import adds, as_past, is_outdated
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import (
    Action,
    Article,
    CanonicalUrl,
    Gathered,
    Grade,
    Intent,
    Known,
    Observed,
    Page,
    PendingLink,
    Policy,
    Source,
)
from scraper.types.past import PackedPage, Reading

Observe = Callable[[Gathered], Observed]
"""Judges, fingerprints and finds the story keys of a gathered page."""
ReadAgain = Callable[[Page, Reading, Furniture], Article]
"""Reads a page anew, now that some of its paragraphs are known as furniture; raises ExtractionError."""

_VARIABLES: Final = 500
"""Values that one statement is given, at most (SQLite's own limit is 999 in old versions)."""
_read: Final = decoder(Reading)


@dataclass(slots=True)
class Counted:
    """What became of candidates."""

    actions: Counter[str] = field(default_factory=Counter)
    """Action, or the reason why nothing was done -> candidates."""
    on_topic: int = 0
    """New articles of grade 2 and 3."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """How a backfill stands, over all the times that it was taken up."""

    id: int
    what: str
    parts: int
    failed: Mapping[str, str]
    """Part -> reason."""
    outcomes: Mapping[str, int]
    """How many records and addresses ended how."""
    recorded: Mapping[str, int]
    """Action, or the reason why none -> candidates."""
    on_topic: int


@dataclass(frozen=True, slots=True)
class PastRecorder:
    """Records candidates; knows what is the same for all of them."""

    recorder: Recorder
    policy: Policy
    observe: Observe
    read_again: ReadAgain
    source_of: Callable[[str], Source]
    """A source for an address that belongs to none that is configured."""

    def record_batch(self, db: sqlite3.Connection, limit: int, now: datetime) -> Counted:
        """Record the oldest candidates and take them from the queue; `now` is when the page is archived."""
        counted = Counted()
        rows = db.execute(
            "SELECT * FROM past_candidates ORDER BY told_at, captured_at, url, page LIMIT ?", (limit,)
        ).fetchall()
        for row in rows:
            self._record(db, row, now, counted)
            db.execute("DELETE FROM past_candidates WHERE id = ?", (row["id"],))
        return counted

    def _record(self, db: sqlite3.Connection, row: sqlite3.Row, now: datetime, counted: Counted) -> None:
        reading, at = _read(zlib.decompress(row["reading"])), instant_of(row["captured_at"])
        self._know_source(db, reading, now)
        if _waits(db, reading):
            counted.actions[Outcome.PENDING] += 1
            return
        try:
            observed, packed = self._observed(db, row, reading, at)
        except ExtractionError as error:  # all that it had was furniture
            counted.actions[error.reason] += 1
            return
        newest = _newest(db, reading)
        outdated = False

        def decide_quietly(known: Known) -> Intent:
            nonlocal outdated
            intent = as_past(decide(observed, known, self.policy, at))
            outdated = is_outdated(known, newest, at)
            return replace(intent, action=Action.SIGHT) if outdated else intent

        before = _Before.of(db, reading)
        intent = self.recorder.record(db, observed, packed, decide_quietly, at)
        before.restore(db)
        if before.article is None and adds(intent):
            _mark(db, intent)
        if packed is not None:
            db.execute(
                "UPDATE pages SET stored_at = max(stored_at, ?) WHERE sha256 = ?",
                (text_of(now), packed.sha256),
            )
        counted.actions["known" if outdated else intent.action] += 1
        counted.on_topic += intent.action is Action.ADD and (intent.grade or 0) >= Grade.RELATED

    def _observed(
        self, db: sqlite3.Connection, row: sqlite3.Row, reading: Reading, at: datetime
    ) -> tuple[Observed, PackedPage | None]:
        """Return the candidate as observed: as it was read, or anew where furniture is known by now."""
        packed = _packed(row, reading, at)
        pending = PendingLink(reading.article.source, reading.link, reading.channel, at)
        gathered = Gathered(pending, Outcome.OK, at, reading.article)
        furniture = _furniture_in(db, reading.article)
        if packed is None or not furniture.hashes:
            return Observed(gathered, reading.verdict, reading.fingerprint, reading.keys), packed
        article = self.read_again(archive.unpack(packed), reading, furniture)
        return self.observe(replace(gathered, article=article)), packed

    def _know_source(self, db: sqlite3.Connection, reading: Reading, now: datetime) -> None:
        """Make a row of a stranger: an article has a source, polled or not."""
        known = db.execute("SELECT 1 FROM sources WHERE id = ?", (reading.article.source,)).fetchone()
        if known is None:
            source = self.source_of(reading.article.address)
            scheduling.add_sources(db, [replace(source, enabled=False)], now)


def _packed(row: sqlite3.Row, reading: Reading, at: datetime) -> PackedPage | None:
    if not row["page"]:
        return None
    page = Page(
        reading.article.address,
        row["requested"],
        (),
        row["status"],
        row["media_type"],
        row["charset"],
        b"",
        at,
    )
    return PackedPage(page, row["page"], row["size"], row["body"])


def _furniture_in(db: sqlite3.Connection, article: Article) -> Furniture:
    """Return which paragraphs of an article are known as furniture of its source."""
    wanted = sorted(hashes_of(article.body.value))
    found: set[int] = set()
    for start in range(0, len(wanted), _VARIABLES):
        some = wanted[start : start + _VARIABLES]
        marks = ", ".join("?" * len(some))
        rows = db.execute(
            f"SELECT paragraph FROM furniture WHERE source = ? AND pages >= ? AND paragraph IN ({marks})",  # noqa: S608  (question marks)
            (article.source, PAGES, *some),
        )
        found.update(row["paragraph"] for row in rows)
    return Furniture(frozenset(found))


def _addresses(reading: Reading) -> Sequence[CanonicalUrl]:
    return [reading.article.url, reading.link.url]


def _waits(db: sqlite3.Connection, reading: Reading) -> bool:
    """Whether the daemon is about to look at the page: it will tell of it, which the past never does."""
    row = db.execute(
        "SELECT 1 FROM links WHERE url IN (?, ?) AND state = 'pending'", _addresses(reading)
    ).fetchone()
    return row is not None


def _newest(db: sqlite3.Connection, reading: Reading) -> datetime | None:
    """Return when the latest version of a known page was seen."""
    article = article_at(db, _addresses(reading))
    row = db.execute("SELECT max(seen_at) AS at FROM versions WHERE article = ?", (article,)).fetchone()
    return instant_or_none(row["at"])


@dataclass(frozen=True, slots=True)
class _Before:
    """What is known of a page from polling, which its past must not disturb."""

    url: CanonicalUrl
    article: Mapping[str, object] | None
    link: Mapping[str, object] | None

    @staticmethod
    def of(db: sqlite3.Connection, reading: Reading) -> "_Before":
        article = db.execute(
            "SELECT id, looked_at, unavailable_since, unavailable_because FROM articles WHERE id = ?",
            (article_at(db, _addresses(reading)),),
        ).fetchone()
        link = db.execute("SELECT * FROM links WHERE url = ?", (reading.link.url,)).fetchone()
        known = (None if row is None else dict(row) for row in (article, link))
        return _Before(reading.link.url, *known)

    def restore(self, db: sqlite3.Connection) -> None:
        """That a page was there in the past says nothing of whether it is, nor of when to look again."""
        if self.article is not None:
            db.execute(
                """
                UPDATE articles SET
                    looked_at = max(looked_at, :looked_at), unavailable_since = :unavailable_since,
                    unavailable_because = :unavailable_because
                WHERE id = :id
                """,
                self.article,
            )
        if self.link is not None:
            db.execute(
                """
                UPDATE links SET
                    state = :state, outcome = :outcome, detail = :detail, attempts = :attempts,
                    try_at = :try_at, looked_at = :looked_at
                WHERE id = :id
                """,
                self.link,
            )
        else:  # like what a first reading finds: never told, and no measure of the source's pace
            db.execute("UPDATE links SET baseline = 1 WHERE url = ?", (self.url,))


def _mark(db: sqlite3.Connection, intent: Intent) -> None:
    """Say of a new article where it comes from."""
    db.execute("UPDATE articles SET origin = 'backfill' WHERE id = ?", (article_at(db, [intent.page_url]),))


def add_to_run(db: sqlite3.Connection, run: int, counted: Counted) -> None:
    """Add what became of candidates to what is known of their run."""
    row = db.execute("SELECT recorded FROM past_runs WHERE id = ?", (run,)).fetchone()
    total = Counter(json.loads(row["recorded"])) + counted.actions
    db.execute(
        "UPDATE past_runs SET recorded = ?, on_topic = on_topic + ? WHERE id = ?",
        (json_of(dict(sorted(total.items()))), counted.on_topic, run),
    )


def run_of(db: sqlite3.Connection, run: int) -> PastRun:
    """Return how a run stands."""
    parts = db.execute("SELECT * FROM past_parts WHERE run = ? ORDER BY name, id", (run,)).fetchall()
    outcomes: Counter[str] = Counter()
    for part in parts:
        outcomes.update(json.loads(part["outcomes"]))
    for address in db.execute(
        "SELECT outcome, count(*) AS addresses FROM past_addresses WHERE run = ? GROUP BY outcome", (run,)
    ):
        outcomes[address["outcome"]] += address["addresses"]
    row = db.execute("SELECT * FROM past_runs WHERE id = ?", (run,)).fetchone()
    return PastRun(
        id=run,
        what=row["what"],
        parts=len(parts),
        failed={
            part["name"]: f"{part['outcome']}: {part['detail']}"
            for part in parts
            if part["outcome"] != Outcome.OK
        },
        outcomes=dict(sorted(outcomes.items())),
        recorded=json.loads(row["recorded"]),
        on_topic=row["on_topic"],
    )
