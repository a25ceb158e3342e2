"""What it costs to find an article's copies and story among many, and to make it findable.

    nice python bench/story_growth.py [--articles 10000 100000] [--json] [--keep FOLDER]

Stores are filled by bulk (bench/filling.py); then new articles on topic are looked up, compared and
entered, each undone. Times are CPU of the process in milliseconds, the median and the 95th; the database
lies in the page cache. `bench/store.py` measures the whole of recording.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.corpus import Corpus
from bench.filling import stores
from scraper.adapters.sqlite.known import known_for
from scraper.adapters.sqlite.likeness import add_fingerprint, add_keys
from scraper.core.tellings import companion
from scraper.types import Observed, Policy

PROBES = 400
"""New articles; half of them are on topic."""


def timed(action: Callable[..., object], *given: object) -> float:
    """Return the CPU milliseconds that `action` takes."""
    began = time.process_time()
    action(*given)
    return 1000 * (time.process_time() - began)


def measure(db: sqlite3.Connection, count: int, corpus: Corpus) -> dict[str, tuple[float, float]]:
    """Return the median and the 95th percentile of each part."""
    policy = Policy()
    costs: dict[str, list[float]] = {"look up": [], "compare": [], "enter": []}
    for observed in corpus.observations(count, PROBES, [b""]):
        if observed.verdict is None or not observed.verdict.on_topic:
            continue
        found = known_for(db, observed, policy.story_window)
        costs["look up"].append(timed(known_for, db, observed, policy.story_window))
        costs["compare"].append(timed(companion, observed, found.related, policy))
        db.execute("BEGIN")
        costs["enter"].append(timed(_make_findable, db, observed, observed.gathered.at))
        db.execute("ROLLBACK")
    costs["all"] = [sum(parts) for parts in zip(*costs.values(), strict=True)]
    return {
        name: (round(statistics.median(those), 2), round(statistics.quantiles(those, n=20)[-1], 2))
        for name, those in costs.items()
    }


def _make_findable(db: sqlite3.Connection, observed: Observed, now: datetime) -> None:
    """Enter fingerprint, bands and keys, for the last article a second time."""
    assert observed.fingerprint is not None
    last = db.execute("SELECT id, article FROM versions ORDER BY id DESC LIMIT 1").fetchone()
    db.execute("DELETE FROM fingerprints WHERE version = ?", (last["id"],))
    add_fingerprint(db, last["article"], last["id"], observed.fingerprint, banded=True)
    add_keys(db, last["article"], observed.keys, now)


def main() -> None:
    """Fill stores, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--keep", type=Path, help="make the databases here, or measure those that are")
    options = parser.parse_args()
    corpus = Corpus()
    measured: dict[int, dict[str, tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for count in options.articles:
            ours, _ = stores(options.keep or Path(temporary), count)
            with closing(sqlite3.connect(ours, isolation_level=None)) as db:
                db.row_factory = sqlite3.Row
                measured[count] = measure(db, count, corpus)
            if not options.json:
                parts = "  ".join(
                    f"{name} {p50:.2f} / {p95:.2f}" for name, (p50, p95) in measured[count].items()
                )
                print(f"{count:9,} articles, ms CPU p50 / p95:  {parts}", flush=True)
    if options.json:
        print(json.dumps(measured))


if __name__ == "__main__":
    main()
