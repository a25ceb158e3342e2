"""What reading the store costs as it grows: searches and pages, beside stock full-text search.

    python bench/library.py [--articles 100000] [--words 200] [--json] [--keep FOLDER]

The store is filled past the pipeline, with its own schema and index; `bench/store.py` measures what
recording costs. The baseline is what sqlite-utils gives: a table, its FTS5 index, `ORDER BY rank`. It
finds neither inflected forms nor parts of Japanese words, and knows no filters: it is asked for the words.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlite_utils import Database

from bench.store import BEGAN, SOURCES, asked, vocabulary
from scraper.adapters.sqlite.encoding import text_of
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.search_terms import indexed
from scraper.types.library import Wanted

POOL = 20_000
"""Bodies, each told again and again: the index sees as many words as if each were another."""
CHUNK = 20_000
"""Articles in one transaction of the filling."""
TELLINGS = 3
"""Articles of a story; every third article tells one."""
CHANGED = 40
"""Every so manieth article has a second version."""
BEST = " (best first)"
LONG = 6
"""Letters of a word that has a stem to look for."""
PAGES = ("/", "/today", "/search?q=日本", "/charts")


class Spent(NamedTuple):
    """Milliseconds. On a machine that others use, the processor's tell more than the clock's."""

    wall: float
    cpu: float


def bodies(count: int, words: int) -> Sequence[str]:
    """Return texts with the frequencies of words that texts have."""
    chance = random.Random(1)  # noqa: S311  (not for secrets)
    known = vocabulary(chance)
    weights = [1 / (rank + 1) for rank in range(len(known))]
    return [" ".join(chance.choices(known, weights, k=words)) for _ in range(count)]


def fill(path: Path, articles: int, texts: Sequence[str]) -> None:
    """Make a store of `articles` articles, a quarter of a year old."""
    asyncio.run(_make(path))
    cut = [(indexed(text[:90]), indexed(text)) for text in texts]
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA cache_size = -200000")
        for begin in range(0, articles, CHUNK):
            db.execute("BEGIN")
            for row in range(begin + 1, min(begin + CHUNK, articles) + 1):
                _insert(db, row, texts[row % len(texts)], cut[row % len(texts)])
            db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("ANALYZE")


async def _make(path: Path) -> None:
    async with SqliteStore(path) as store:
        await store.sync_sources(SOURCES, BEGAN)


def _insert(db: sqlite3.Connection, row: int, text: str, cut: tuple[str, str]) -> None:
    source = SOURCES[row % len(SOURCES)].id
    url = f"https://{source}.test/{row}"
    at = text_of(BEGAN + row * timedelta(seconds=86))
    told = row % TELLINGS == 0
    last = 2 if row % CHANGED == 0 else 1
    db.execute(
        "INSERT INTO articles (id, url, address, source, headline, language, published_at,"
        " published_precision, first_seen_at, looked_at, baseline, grade, score, reason, version)"
        " VALUES (?, ?, ?, ?, ?, 'uk', ?, 'second', ?, ?, 0, ?, 0.5, 'equipment', ?)",
        (row, url, url, source, text[:90], at, at, at, 3 if told else row % 2, last),
    )
    for version in range(1, last + 1):
        found = db.execute(
            "INSERT INTO versions (article, version, seen_at, headline, text, authors, section, lead,"
            " image, cited_source, provenance, paywalled, incomplete, notes, change_kinds,"
            " change_significance, change_summary) VALUES"
            " (?, ?, ?, ?, ?, '[]', '', '', '', '', '{}', 0, 0, '[]', '[]', 0, '')",
            (row, version, at, text[:90], text),
        ).lastrowid
        db.execute("INSERT INTO search (rowid, headline, body) VALUES (?, ?, ?)", (found, *cut))
    if told:
        story = row // TELLINGS // TELLINGS + 1
        db.execute(
            "INSERT INTO stories (id, began_at, last_told_at) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET last_told_at = excluded.last_told_at",
            (story, at, at),
        )
        db.execute("INSERT INTO memberships VALUES (?, ?, ?, 'machine')", (row, story, at))


def fill_plain(path: Path, articles: int, texts: Sequence[str]) -> None:
    """Make the baseline of the same texts."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, headline TEXT, text TEXT)")
        rows = ((row, text[:90], text) for row in range(articles) if (text := texts[row % len(texts)]))
        db.execute("BEGIN")
        db.executemany("INSERT INTO articles VALUES (?, ?, ?)", rows)
        db.execute("COMMIT")
        database = Database(db)
        database.table("articles").enable_fts(["headline", "text"])


def questions() -> Sequence[tuple[str, Wanted, bool]]:
    """Return what people ask for: beside words in any order and with filters, inflected forms."""
    known = vocabulary(random.Random(1))  # noqa: S311  (not for secrets)
    common, *others = [word for word in known if len(word) >= LONG and word.isascii()]
    phrase = f'"{known[1]} {known[2]}"'
    more = (common, f"{common} {others[0]}", f"{others[40][:LONG]}*", phrase, f"{known[2]} -{known[1]}")
    return [*asked(), *((typed, Wanted(), best) for typed in more for best in (False, True))]


def searches(path: Path, rounds: int) -> Iterator[tuple[str, Spent]]:
    """Yield what was asked and the milliseconds that it took; each round in an order of its own."""
    chance = random.Random(3)  # noqa: S311  (not for secrets)
    every = questions()
    with LibraryReader(path) as reader:
        for _ in range(rounds):
            for typed, wanted, best_first in chance.sample(every, len(every)):
                how = BEST if best_first else ""
                yield f"{typed}{how}", _timed(partial(reader.search, typed, wanted, best_first=best_first))


def plain_searches(path: Path, rounds: int) -> Iterator[Spent]:
    """Yield milliseconds of the same words asked of the baseline."""
    with closing(sqlite3.connect(path)) as db:
        table = Database(db).table("articles")
        for _ in range(rounds):
            for typed in dict.fromkeys(typed for typed, _, _ in questions()):
                found = table.search(typed, limit=20, quote=True)  # asked for as it is read
                yield _timed(partial(list, found))


async def pages(path: Path, rounds: int) -> dict[str, object]:
    """Return the milliseconds of each page, as the web server makes it; none without Datasette."""
    try:
        from scraper.web.serving import datasette_over  # noqa: PLC0415  (an extra)
    except ImportError:
        return {}
    client = datasette_over(path).client
    found: dict[str, object] = {}
    for page in PAGES:
        times = []
        for _ in range(rounds + 1):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = await client.get(page)
            times.append(Spent(1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)))
            answer.raise_for_status()
        found |= _told(f"page {page}", times[1:])  # the first compiles the template
    return found


def _timed(call: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return Spent(1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu))


def _told(name: str, times: Sequence[Spent]) -> dict[str, object]:
    """Return the median and the 95th percentile, of the clock and of the processor."""
    walls, cpus = [spent.wall for spent in times], [spent.cpu for spent in times]
    return {
        f"{name} p50": round(statistics.median(walls), 1),
        f"{name} p95": round(statistics.quantiles(walls, n=20)[18], 1),
        f"{name} p50, CPU": round(statistics.median(cpus), 1),
        f"{name} p95, CPU": round(statistics.quantiles(cpus, n=20)[18], 1),
    }


def rows(
    articles: int, *, words: int = 200, rounds: int = 20, folder: Path | None = None
) -> dict[str, object]:
    """Return milliseconds by what they were spent on, for a store of so many articles."""
    with tempfile.TemporaryDirectory() as temporary:
        place = folder or Path(temporary)
        ours, plain = place / "store.db", place / "plain.db"
        texts = bodies(min(POOL, articles), words)
        if not ours.exists():
            fill(ours, articles, texts)
        if not plain.exists():
            fill_plain(plain, articles, texts)
        times = list(searches(ours, rounds))
        by_question: dict[str, list[float]] = {}
        for what, spent in times:
            by_question.setdefault(what, []).append(spent.cpu)
        medians = {what: statistics.median(spent) for what, spent in by_question.items()}
        slowest = max(medians, key=lambda what: medians[what])
        return {
            "articles": articles,
            "bytes an article": ours.stat().st_size // articles,
            **_told("newest first", [spent for what, spent in times if not what.endswith(BEST)]),
            **_told("best first", [spent for what, spent in times if what.endswith(BEST)]),
            **_told("stock FTS by rank", list(plain_searches(plain, max(2, rounds // 5)))),
            f"slowest, CPU: {slowest}": round(medians[slowest], 1),
            **asyncio.run(pages(ours, rounds)),
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=200, help="of an article")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="make the databases here, or measure those that are")
    options = parser.parse_args()
    found = rows(options.articles, words=options.words, folder=options.keep)
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for what, value in found.items():
        print(f"{what:44}{value:>12}")


if __name__ == "__main__":
    main()
