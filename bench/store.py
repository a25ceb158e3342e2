"""What recording an article costs as the store grows, beside a plain insert into a table as large.

    python bench/store.py [--articles 10000 100000] [--records 400] [--json] [--keep FOLDER]

Stores are filled by bulk (bench/filling.py); then new articles are recorded by the real path, each from a
page of 45 to 440 kB: the page is packed, what is known is looked up, copies and stories are found, decided
upon and written, indexed and committed (synchronous = FULL), one transaction each, as in the daemon. Their
links were taken in before. The peer inserts the same article and its text, without the page, into one
table with FTS5 by sqlite-utils, one durable transaction each: no look-up, no versions, no alerts.
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
from bench.performance.pages import SIZES, pages
from scraper.adapters.sqlite import archive
from scraper.adapters.sqlite.encoding import text_of
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.types import Observed, Policy

Figures = dict[str, float]
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

    def figures(self, chosen: Sequence[bool] | None = None) -> Figures:
        """Return the mean, the median and the 95th percentile; of the chosen alone, where given."""
        told: Figures = {}
        for what, every in (("cpu", self.cpu), ("wall", self.wall)):
            some = [one for at, one in enumerate(every) if chosen is None or chosen[at]]
            told[f"{what}_mean"] = statistics.fmean(some)
            told[f"{what}_p50"], told[f"{what}_p95"] = statistics.quantiles(some, n=20)[9:19:9]
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


def measure(folder: Path, articles: int, records: int, corpus: Corpus) -> Mapping[str, Figures]:
    """Return what recording costs with so many articles stored."""
    ours, plain = stores(folder, articles, corpus)
    last = _last(ours)
    seen = list(corpus.observations(last, WARM + records, pages(None)[: len(SIZES)]))
    on_topic = [one.verdict is not None and one.verdict.on_topic for one in seen[WARM:]]
    recorded = asyncio.run(record(ours, seen))
    return {
        "ours": recorded.figures(),
        "ours, on topic": recorded.figures(on_topic),
        "ours, off topic": recorded.figures([not one for one in on_topic]),
        "of ours the page": pack(seen).figures(),
        "sqlite-utils": insert(plain, seen).figures(),
    }


def _last(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT max(id) FROM articles").fetchone()[0])


def grown(measured: Mapping[int, Mapping[str, Figures]]) -> dict[str, float]:
    """Return how many times the CPU of the smallest store the largest takes."""
    least, most = measured[min(measured)], measured[max(measured)]
    return {who: round(most[who]["cpu_mean"] / least[who]["cpu_mean"], 2) for who in most}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--records", type=int, default=400, help="articles that are recorded")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="make the databases here, or go on with those that are")
    options = parser.parse_args()
    corpus = Corpus()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        measured = {
            articles: measure(folder, articles, options.records, corpus) for articles in options.articles
        }
    if options.json:
        print(json.dumps({"recorded": measured, "growth": grown(measured)}))
        return
    for articles, figures in measured.items():
        print(f"\n{articles:,} articles stored, milliseconds each:")
        for who, costs in figures.items():
            print(f"  {who:20}" + "".join(f"{name:>11} {value:7.2f}" for name, value in costs.items()))
    print("\ngrowth of CPU, smallest to largest:", grown(measured))


if __name__ == "__main__":
    main()
