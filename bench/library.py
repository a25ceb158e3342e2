"""What reading the store costs as it grows: searches and pages, beside stock full-text search.

    python bench/library.py [--articles 100000] [--json] [--keep FOLDER]

The store is filled by bulk (bench/filling.py); `bench/store.py` measures what recording costs. The baseline
is what sqlite-utils gives: a table, its FTS5 index, `ORDER BY rank`. It finds neither inflected forms nor
parts of Japanese words, and knows no filters: it is asked for the words.
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

from bench.corpus import BEGAN, vocabulary
from bench.filling import plain_table, stores
from bench.performance.tables import Figures, of_figures
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.types import Grade
from scraper.types.library import Wanted

BEST = " (best first)"
LONG = 6
"""Letters of a word that has a stem to look for."""
PAGES = ("/", "/today", "/search?q=日本", "/charts")


class Spent(NamedTuple):
    """Milliseconds. On a machine that others use, the processor's tell more than the clock's."""

    wall: float
    cpu: float


def asked() -> Sequence[tuple[str, Wanted, bool]]:
    """Return what people ask for: common and rare words, filters that fit much and little, both orders."""
    words = vocabulary()
    common, other, rare = words[1], words[25], words[4001]
    return (
        (common, Wanted(), False),
        (f"{common} {other}", Wanted(), False),
        (rare, Wanted(), False),
        ("日本", Wanted(), False),
        ("防衛", Wanted(grade=Grade.RELATED), False),
        (common, Wanted(sources=("s3",), since=BEGAN + timedelta(days=2)), False),
        (common, Wanted(languages=("ja",)), False),
        (common, Wanted(), True),
        ("nowhere", Wanted(), False),
    )


def questions() -> Sequence[tuple[str, Wanted, bool]]:
    """Return what people ask for: beside words in any order and with filters, inflected forms."""
    known = vocabulary()
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
        table = plain_table(db)
        for _ in range(rounds):
            for typed in dict.fromkeys(typed for typed, _, _ in questions()):
                found = table.search(typed, limit=20, quote=True)  # asked for as it is read
                yield _timed(partial(list, found))


async def pages(path: Path, rounds: int) -> Figures:
    """Return the milliseconds of each page, as the web server makes it; none without Datasette."""
    try:
        from scraper.web.serving import datasette_over  # noqa: PLC0415  (an extra)
    except ImportError:
        return {}
    client = datasette_over(path).client
    found = {}
    for page in PAGES:
        times = []
        for _ in range(rounds + 1):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = await client.get(page)
            times.append(Spent(1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)))
            answer.raise_for_status()
        found[f"page {page}"] = _line(times[1:])  # the first compiles the template
    return found


def _timed(call: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return Spent(1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu))


def _line(times: Sequence[Spent]) -> dict[str, float]:
    """Return the median and the 95th percentile, of the clock and of the processor."""
    told = {}
    for what, some in (("wall", [one.wall for one in times]), ("CPU", [one.cpu for one in times])):
        told[f"{what} p50"], told[f"{what} p95"] = statistics.quantiles(some, n=20)[9:19:9]
    return {name: round(value, 1) for name, value in told.items()}


def measure(articles: int, *, rounds: int = 20, folder: Path | None = None) -> Figures:
    """Return milliseconds by what they were spent on, for a store of so many articles."""
    with tempfile.TemporaryDirectory() as temporary:
        ours, plain = stores(folder or Path(temporary), articles)
        times = list(searches(ours, rounds))
        by_question: dict[str, list[Spent]] = {}
        for what, spent in times:
            by_question.setdefault(what, []).append(spent)
        slowest = max(by_question, key=lambda what: statistics.median(one.cpu for one in by_question[what]))
        return {
            "search, newest first": _line([spent for what, spent in times if not what.endswith(BEST)]),
            "search, best first": _line([spent for what, spent in times if what.endswith(BEST)]),
            f"the slowest: {slowest}": _line(by_question[slowest]),
            "stock FTS5 by rank": _line(list(plain_searches(plain, max(2, rounds // 5)))),
            **asyncio.run(pages(ours, rounds)),
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="make the databases here, or measure those that are")
    options = parser.parse_args()
    found = measure(options.articles, folder=options.keep)
    title = f"reading {options.articles:,} articles, ms"
    print(json.dumps(found, ensure_ascii=False) if options.json else of_figures(title, found))


if __name__ == "__main__":
    main()
