"""What recording an article costs as the store grows, beside a plain insert into a table as large.

    python bench/store.py [--articles 10000 100000] [--records 400] [--pages FOLDER] [--json]

Stores are filled by bulk (bench/filling.py); then new articles are recorded by the real path, each from a
page of its own, 45 to 440 kB: the page is packed, what is known is looked up, copies and stories are found,
decided upon and written, indexed and committed (synchronous = FULL), one transaction each. Their links were
taken in before. The peer inserts the same article and its text, without the page, into one table with FTS5
by sqlite-utils, one durable transaction each: no look-up, no versions, no alerts.
"""

import argparse
import asyncio
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.corpus import SOURCES, Corpus
from bench.filling import plain_table, stores
from bench.performance.pages import SIZES, pages, real_pages
from bench.performance.tables import Figures, of_figures
from scraper.adapters.sqlite import archive
from scraper.adapters.sqlite.encoding import text_of
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.types import Observed, Policy

WARM = 20
"""Articles recorded before those that are measured."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What articles cost, in milliseconds each."""

    cpu: list[float] = field(default_factory=list)
    """Of all threads of the process."""
    wall: list[float] = field(default_factory=list)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Measure one more article."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.cpu.append(1000 * (time.process_time() - cpu))
        self.wall.append(1000 * (time.perf_counter() - wall))

    def line(self, chosen: Sequence[bool] | None = None) -> dict[str, float]:
        """Return mean, median and 95th percentile; of the chosen alone, where given."""
        told: dict[str, float] = {}
        for what, every in (("CPU", self.cpu), ("wall", self.wall)):
            some = [one for at, one in enumerate(every) if chosen is None or chosen[at]]
            told[f"{what} mean"] = statistics.fmean(some)
            told[f"{what} p50"], told[f"{what} p95"] = statistics.quantiles(some, n=20)[9:19:9]
        return {name: round(value, 2) for name, value in told.items()}


async def record(path: Path, observations: Sequence[Observed]) -> Costs:
    """Record by the real path."""
    costs = Costs()
    async with SqliteStore(path, sinks=("journal",)) as store:
        for number, observed in enumerate(observations):
            pending, at = observed.gathered.pending, observed.gathered.at
            [source] = (one for one in SOURCES if one.id == pending.source)
            await store.take_in(source.id, source.channels[0], [pending.link], at, baseline=False)
            decision = partial(decide, observed, policy=Policy(), now=at)
            if number < WARM:
                await store.record(observed, decision, at)
            else:
                with costs.one():
                    await store.record(observed, decision, at)
    return costs


def pack(observations: Sequence[Observed]) -> Costs:
    """Pack the pages alone."""
    costs = Costs()
    for observed in observations[WARM:]:
        assert observed.gathered.page is not None
        with costs.one():
            archive.pack(observed.gathered.page)
    return costs


def insert(path: Path, observations: Sequence[Observed]) -> Costs:
    """Insert by sqlite-utils."""
    costs = Costs()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = FULL")
        table = plain_table(db)
        for observed in observations[WARM:]:
            article = observed.gathered.article
            assert article is not None
            with costs.one():
                table.insert(
                    {
                        "url": article.url,
                        "source": article.source,
                        "headline": article.headline.value,
                        "text": article.text,
                        "at": text_of(observed.gathered.at),
                    }
                )
    return costs


def measure(
    folder: Path, articles: int, records: int, corpus: Corpus, shown: Sequence[bytes]
) -> dict[str, dict[str, float]]:
    """Return what recording costs with so many articles stored."""
    ours, plain = stores(folder, articles)
    seen = list(corpus.observations(_last(ours), WARM + records, shown))
    on_topic = [one.verdict is not None and one.verdict.on_topic for one in seen[WARM:]]
    recorded = asyncio.run(record(ours, seen))
    return {
        "ours": recorded.line(),
        "ours, on topic": recorded.line(on_topic),
        "ours, off topic": recorded.line([not one for one in on_topic]),
        "of ours, packing the page": pack(seen).line(),
        "sqlite-utils": insert(plain, seen).line(),
    }


def _last(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT max(id) FROM articles").fetchone()[0])


def grown(measured: Mapping[int, Mapping[str, Mapping[str, float]]]) -> Figures:
    """Return every line with how many times the CPU of the smallest store it is."""
    least = measured[min(measured)]
    return {
        f"{who}, {articles:,} stored": {
            **line,
            "CPU growth": round(line["CPU mean"] / least[who]["CPU mean"], 2),
        }
        for articles, lines in measured.items()
        for who, line in lines.items()
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--records", type=int, default=400, help="articles that are recorded")
    parser.add_argument("--pages", type=Path, help="folder of real pages that they are read from")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="make the databases here, or go on with those that are")
    options = parser.parse_args()
    corpus, shown = Corpus(), real_pages(options.pages) or pages(None)[: len(SIZES)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        figures = grown(
            {
                articles: measure(folder, articles, options.records, corpus, shown)
                for articles in options.articles
            }
        )
    print(json.dumps(figures) if options.json else of_figures("recording an article, ms", figures))


if __name__ == "__main__":
    main()
