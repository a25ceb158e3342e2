"""Stores of many articles, filled in minutes: past the pipeline, with the product's own schema and index.

Every table that recording or reading looks at is filled as the pipeline fills it, but for two things that
would take hours: sketches are drawn at random (one in five like one of the last thousand) except of the
latest articles, which new ones copy; and raw pages are as many as retention keeps, yet empty.
"""

import asyncio
import random
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path
from struct import unpack
from types import MappingProxyType

from sqlite_utils import Database
from sqlite_utils.db import Table

from bench.corpus import BEGAN, BETWEEN, ON_TOPIC, RECENT, SOURCES, Corpus, Piece, Telling
from scraper.adapters.sqlite.encoding import sketch_bytes, text_of
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.bands import bands_of
from scraper.core.fingerprint import PERMUTATIONS, VERSION, fingerprint_text
from scraper.core.search_terms import indexed
from scraper.types import Fingerprint

CHUNK = 50_000
"""Articles in one transaction."""
TELLINGS = 3
"""Articles of a story."""
CHANGED = 40
"""Every so manieth article has a second version."""
TRANSLATED = 50
"""Every so manieth names another edition."""
EDITED = 5
"""One sketch in so many is like one of the last thousand."""
DIFFERENT = 13
"""Values of such a sketch that differ."""
PAGES = 30_000
"""The latest articles, of which raw pages are kept: two gibibytes hold about as many."""
FURNITURE = 5
"""Paragraphs of an article that are remembered."""
PARAGRAPHS_FOR = 30_000
"""The latest articles, of which they are."""

Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is entered."""

    piece: Piece
    at: str
    fingerprint: Fingerprint
    words: tuple[str, str]
    """Headline and text as the index holds them."""
    old: int
    """Articles that come after it."""

    @property
    def number(self) -> int:
        """The article's id."""
        return self.piece.number

    @property
    def versions(self) -> Sequence[tuple[int, int]]:
        """Id and number of each of its versions."""
        changed = not self.number % CHANGED
        return [(2 * self.number + turn, turn + 1) for turn in range(1 + changed)]

    @property
    def latest(self) -> int:
        """Id of its latest version."""
        return self.versions[-1][0]

    @property
    def story(self) -> int | None:
        """The story that it tells."""
        return None if self.piece.telling is None else self.number // ON_TOPIC // TELLINGS + 1

    @property
    def opens(self) -> bool:
        """Whether it is its story's first telling."""
        return self.story is not None and (
            self.number == ON_TOPIC or not self.number // ON_TOPIC % TELLINGS
        )


def _links(one: Entry) -> Iterator[Values]:
    piece = one.piece
    watched = piece.telling is not None and one.old < RECENT
    yield (
        one.number, piece.url, piece.url, piece.source.id, piece.source.channels[0].url, piece.headline, "",
        one.at, "", piece.url, 0, one.at, "watched" if watched else "done",
        text_of(piece.at + timedelta(days=1)) if watched else None, "ok", one.at, one.number,
    )  # fmt: skip


def _articles(one: Entry) -> Iterator[Values]:
    piece = one.piece
    yield (
        one.number, piece.url, piece.url, piece.source.id, piece.headline, piece.language, one.at, "second",
        one.at, one.at, 0, piece.grade, piece.grade / 3, "equipment", len(one.versions),
    )  # fmt: skip


def _versions(one: Entry) -> Iterator[Values]:
    for id_, number in one.versions:
        yield (
            id_, one.number, number, one.at, one.piece.headline, one.piece.text, "[]", "", "", "", "",
            '{"headline":{"signal":"h1","confidence":1.0},"body":{"signal":"generic","confidence":1.0}}',
            0, 0, "[]", "[]", 0, "",
        )  # fmt: skip


def _verdicts(one: Entry) -> Iterator[Values]:
    evidence = '[{"feature":"japan_acts","words":["Japan","defense"],"place":"headline","weight":1.5}]'
    grade = one.piece.grade
    for id_, _ in one.versions:
        yield id_, "bench", "1", grade, grade / 3, "equipment", evidence, one.at


def _fingerprints(one: Entry) -> Iterator[Values]:
    mine = one.fingerprint
    for id_, _ in one.versions:
        yield id_, mine.version, mine.sha256, sketch_bytes(mine.sketch), mine.length


def _story_keys(one: Entry) -> Iterator[Values]:
    if one.piece.telling is not None:
        for key in one.piece.telling.keys:
            yield key, one.at, one.number


def _stories(one: Entry) -> Iterator[Values]:
    if one.opens:
        last = text_of(one.piece.at + (TELLINGS - 1) * ON_TOPIC * BETWEEN)
        yield one.story, one.at, last


def _alerts(one: Entry) -> Iterator[Values]:
    piece = one.piece
    if one.opens:
        yield (
            one.story, f"article:{piece.url}", "article", "analyst", 5, "A new story", one.at, piece.url,
            piece.headline, piece.source.id, piece.language, piece.grade, one.story, one.number, "{}",
        )  # fmt: skip


def _furniture(one: Entry) -> Iterator[Values]:
    if one.old < PARAGRAPHS_FOR:
        chance = random.Random(one.number)  # noqa: S311  (not for secrets)
        for _ in range(FURNITURE):
            yield one.piece.source.id, chance.getrandbits(63), 1, one.at


def _pages(one: Entry) -> Iterator[Values]:
    if one.old < PAGES:
        yield f"{one.number:064x}", 180_000, 42_000, one.at, b""


def _captures(one: Entry) -> Iterator[Values]:
    if one.old < PAGES:
        yield one.latest, f"{one.number:064x}", one.piece.url, one.piece.url, 200, "text/html", one.at


TABLES: Mapping[str, Callable[[Entry], Iterable[Values]]] = MappingProxyType(
    {
        "links (id, url, address, source, channel, title, summary, published_at, published_raw, guid,"
        " baseline, first_seen_at, state, try_at, outcome, looked_at, article)": _links,
        "sightings (link, source, channel, first_seen_at, last_seen_at)": lambda one: [
            (one.number, one.piece.source.id, one.piece.source.channels[0].url, one.at, one.at)
        ],
        "articles (id, url, address, source, headline, language, published_at, published_precision,"
        " first_seen_at, looked_at, baseline, grade, score, reason, version)": _articles,
        "translations (article, language, url, page)": lambda one: [
            (one.number, "en", f"{one.piece.url}/en", f"{one.piece.url}/en")
        ][: not one.number % TRANSLATED],
        "versions (id, article, version, seen_at, headline, text, authors, section, lead, image,"
        " cited_source, provenance, paywalled, incomplete, notes, change_kinds, change_significance,"
        " change_summary)": _versions,
        "verdicts (version, topic, topic_version, grade, score, reason, evidence, judged_at)": _verdicts,
        "fingerprints (version, recipe, sha256, sketch, length)": _fingerprints,
        "unsorted (band, article)": lambda one: [
            (band, one.number) for band in bands_of(one.fingerprint.sketch, one.fingerprint.version)
        ],
        "story_keys (key, at, article)": _story_keys,
        "stories (id, began_at, last_told_at)": _stories,
        "memberships (article, story, joined_at, decided_by)": lambda one: [
            (one.number, one.story, one.at, "machine")
        ][: one.story is not None],
        "alerts (id, key, kind, audience, severity, subject, raised_at, url, title, source, language,"
        " grade, story, article, detail)": _alerts,
        "deliveries (alert, sink, state, attempts, next_try_at, delivered_at)": lambda one: [
            (one.story, "journal", "delivered", 1, one.at, one.at)
        ][: one.opens],
        "furniture (source, paragraph, pages, seen_at)": _furniture,
        "pages (sha256, size, packed, stored_at, body)": _pages,
        "captures (version, page, url, requested, status, media_type, fetched_at)": _captures,
        "search (rowid, headline, body)": lambda one: [(id_, *one.words) for id_, _ in one.versions],
    }
)
"""What is written of an article, by table and columns."""
IN_ORDER = """
    INSERT INTO addresses SELECT url, id, source, first_seen_at FROM articles ORDER BY url;
    INSERT OR IGNORE INTO bands SELECT band, article FROM unsorted ORDER BY band, article;
"""
"""Rows that lie in no order of time: entered one by one, each would touch a page of its own."""


def stores(folder: Path, articles: int) -> tuple[Path, Path]:
    """Return a store of so many articles and its peer, made at once where the folder has none."""
    ours, plain = folder / f"store-{articles}.db", folder / f"plain-{articles}.db"
    making = [(path, make) for path, make in ((ours, fill), (plain, fill_plain)) if not path.exists()]
    with ProcessPoolExecutor(2) as pool:
        for made in [pool.submit(_complete, path, articles, make) for path, make in making]:
            made.result()
    asyncio.run(_make(ours))  # one that was kept may be of an older schema
    return ours, plain


def _complete(path: Path, articles: int, make: Callable[[Path, int], None]) -> None:
    """Make a database that has its name only when it is whole."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    make(unfinished, articles)
    unfinished.rename(path)


def fill(path: Path, articles: int) -> None:
    """Make a store of `articles` articles, a thousand a day."""
    asyncio.run(_make(path))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        _hurry(db)
        db.execute("CREATE TEMP TABLE unsorted (band INTEGER, article INTEGER)")
        for chunk in _chunks(articles, Corpus()):
            db.execute("BEGIN")
            for into, rows_of in TABLES.items():
                marks = ", ".join("?" * (into.count(",") + 1))
                rows = chain.from_iterable(map(rows_of, chunk))
                db.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608  (ours)
            db.execute("COMMIT")
        db.executescript(IN_ORDER)
        db.execute("PRAGMA analysis_limit = 1000")
        db.execute("ANALYZE")
        db.execute("PRAGMA journal_mode = WAL")


def fill_plain(path: Path, articles: int) -> None:
    """Make a table of the same articles with stock full-text search, as sqlite-utils does it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        _hurry(db)
        table = plain_table(db)
        table.create(dict.fromkeys(("url", "source", "headline", "text", "at"), str), pk="url")
        table.enable_fts(["headline", "text"], create_triggers=True)
        corpus = Corpus()
        pieces = (corpus.stored(number, last=articles) for number in range(1, articles + 1))
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO articles (url, source, headline, text, at) VALUES (?, ?, ?, ?, ?)",
            ((one.url, one.source.id, one.headline, one.text, text_of(one.at)) for one in pieces),
        )
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL")


def plain_table(db: sqlite3.Connection) -> Table:
    """Return the peer's table."""
    return Database(db).table("articles")


async def _make(path: Path) -> None:
    """Make an empty store that knows its sources; bring one that is there up to date."""
    async with SqliteStore(path) as store:
        await store.sync_sources(SOURCES, BEGAN)


def _hurry(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA cache_size = -1000000")


def _chunks(articles: int, corpus: Corpus) -> Iterator[list[Entry]]:
    """Yield the articles as they are entered, so many at once."""
    words = {body: indexed(body) for body in corpus.pool[:articles]}
    told = {telling: (indexed(telling.title), indexed(telling.text)) for telling in corpus.tellings}
    endless = _sketches()
    for start in range(1, articles + 1, CHUNK):
        numbers = range(start, min(start + CHUNK, articles + 1))
        pieces = [corpus.stored(number, last=articles) for number in numbers]
        yield [_entry(piece, articles, words, told, next(endless)) for piece in pieces]


def _entry(
    piece: Piece,
    last: int,
    words: Mapping[str, str],
    told: Mapping[Telling, tuple[str, str]],
    sketch: tuple[int, ...],
) -> Entry:
    body = words.get(piece.body) or indexed(piece.body)
    own = piece.number > last - RECENT
    return Entry(
        piece,
        text_of(piece.at),
        fingerprint_text(piece.text) if own else Fingerprint(VERSION, f"{piece.number:064x}", sketch, 2000),
        (indexed(piece.headline), body)
        if piece.telling is None
        else (told[piece.telling][0], f"{told[piece.telling][1]} {body}"),
        last - piece.number,
    )


def _sketches() -> Iterator[tuple[int, ...]]:
    """Yield sketches without end; one in EDITED is like one of the last thousand."""
    chance = random.Random(5)  # noqa: S311  (not for secrets)
    recent: deque[tuple[int, ...]] = deque(maxlen=1000)
    while True:
        sketch = unpack(f"<{PERMUTATIONS}I", chance.randbytes(4 * PERMUTATIONS))
        if recent and not chance.randrange(EDITED):
            edited = list(chance.choice(recent))
            for at in chance.sample(range(PERMUTATIONS), DIFFERENT):
                edited[at] = sketch[at]
            sketch = tuple(edited)
        recent.append(sketch)
        yield sketch
