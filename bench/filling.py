"""Stores of many articles, filled in minutes: past the pipeline, with the product's own schema and index.

Every table that recording or reading looks at is filled as the pipeline fills it, but for two things that
would take hours: sketches are drawn at random (one in five like one of the last thousand) except of the
latest articles, which new ones copy; and raw pages are as many as retention keeps, yet empty.
"""

import asyncio
import random
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import chain
from pathlib import Path
from struct import unpack

from sqlite_utils import Database
from sqlite_utils.db import Table

from bench.corpus import BEGAN, RECENT, SOURCES, Corpus, Piece, Telling
from bench.entries import TABLES, Entry
from scraper.adapters.sqlite.encoding import text_of
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.fingerprint import PERMUTATIONS, VERSION, fingerprint_text
from scraper.core.search_terms import indexed
from scraper.types import Fingerprint

CHUNK = 50_000
"""Articles in one transaction."""
EDITED = 5
"""One sketch in so many is like one of the last thousand."""
DIFFERENT = 13
"""Values of such a sketch that differ."""
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
