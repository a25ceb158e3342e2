"""What it costs to find an article's copies and story among many, and to make it findable.

    nice python bench/story_growth.py [--articles 10000 100000] [--json]

The store is filled by executemany with as many articles: sketches at random, one in five an edited copy of
an earlier one; one in ten on topic, with the story keys of an own telling (tests/data/stories), a thousand
articles a day. Then PROBES new articles on topic are looked up, compared and entered, each undone. Times
are CPU of the process in milliseconds, the median and the 95th of 100; the database lies in the page cache.
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
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper.adapters.sqlite.encoding import sketch_bytes, text_of
from scraper.adapters.sqlite.known import known_for
from scraper.adapters.sqlite.likeness import add_fingerprint, add_keys
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.bands import bands_of
from scraper.core.storykeys import story_keys
from scraper.core.tellings import companion
from scraper.outcomes import Outcome
from scraper.types import (
    Article,
    CanonicalUrl,
    Channel,
    Fingerprint,
    Found,
    Gathered,
    Grade,
    Link,
    Observed,
    PendingLink,
    Policy,
    Signal,
    Source,
    SourceId,
    Verdict,
)

# Run as a script: what is read together stands beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.labelled import ROOT, TOPIC, load_topic

STORIES = ROOT / "tests" / "data" / "stories"
BEGAN = datetime(2023, 1, 1, tzinfo=UTC)
BETWEEN = timedelta(seconds=86)
SOURCE = Source(
    SourceId("bench"),
    "Bench",
    "https://bench.test",
    "UA",
    ("uk",),
    "UTC",
    (Channel("https://bench.test/f"),),
)
EDITED, ON_TOPIC = 5, 10
"""One article in so many."""
CHANGED = 13
"""Of the 128 values of an edited copy's sketch."""
PROBES = 200
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Telling:
    """An own telling, to be met again and again."""

    language: str
    title: str
    text: str
    keys: frozenset[str]


def tellings() -> list[Telling]:
    """Return the own tellings with their keys."""
    topic = load_topic(TOPIC)
    rows = (
        json.loads(line)
        for half in ("tuning", "heldout")
        for line in (STORIES / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    )
    return [
        Telling(
            row["lang"],
            row["title"],
            row["text"],
            story_keys(
                row["title"], row["text"], row["lang"], datetime.fromisoformat(row["published"]), topic
            ),
        )
        for row in rows
    ]


def sketches(chance: random.Random) -> Iterator[tuple[int, ...]]:
    """Yield sketches without end; one in EDITED is like one of the last thousand."""
    recent: list[tuple[int, ...]] = []
    while True:
        sketch = [chance.getrandbits(32) for _ in range(128)]
        if recent and not chance.randrange(EDITED):
            sketch = list(chance.choice(recent))
            for at in chance.sample(range(128), CHANGED):
                sketch[at] = chance.getrandbits(32)
        recent = [*recent[-999:], tuple(sketch)]
        yield tuple(sketch)


def fill(db: sqlite3.Connection, count: int, told: Sequence[Telling]) -> None:
    """Enter `count` articles."""
    chance = random.Random(5)  # noqa: S311  (not for secrets)
    endless = sketches(chance)
    db.execute("PRAGMA synchronous = OFF")
    for start in range(1, count + 1, BATCH):
        numbers = range(start, min(start + BATCH, count + 1))
        made = [(number, next(endless), chance.choice(told)) for number in numbers]
        db.execute("BEGIN")
        _enter(db, made)
        db.execute("COMMIT")


def _enter(db: sqlite3.Connection, made: Sequence[tuple[int, tuple[int, ...], Telling]]) -> None:
    ats = {number: text_of(BEGAN + number * BETWEEN) for number, _, _ in made}
    on_topic = [(number, telling) for number, _, telling in made if not number % ON_TOPIC]
    db.executemany(
        """
        INSERT INTO articles (
            id, url, address, source, headline, language, published_at, first_seen_at, looked_at, grade,
            baseline, score, reason, version
        ) VALUES (?, ?, ?, 'bench', ?, ?, ?, ?, ?, ?, 0, 0.5, '', 1)
        """,
        [
            (number, f"https://bench.test/{number}", f"https://bench.test/{number}", telling.title,
             telling.language, ats[number], ats[number], ats[number], 0 if number % ON_TOPIC else 3)
            for number, _, telling in made
        ],
    )  # fmt: skip
    db.executemany(
        """
        INSERT INTO versions (
            id, article, version, seen_at, headline, text, authors, section, lead, image, cited_source,
            provenance, paywalled, incomplete, notes, change_kinds, change_significance, change_summary
        ) VALUES (?, ?, 1, ?, ?, ?, '[]', '', '', '', '', '{}', 0, 0, '[]', '[]', 0, '')
        """,
        [(number, number, ats[number], telling.title, telling.text) for number, _, telling in made],
    )
    db.executemany(
        "INSERT INTO fingerprints (version, recipe, sha256, sketch, length) VALUES (?, 1, ?, ?, 2000)",
        [(number, f"{number:064x}", sketch_bytes(sketch)) for number, sketch, _ in made],
    )
    db.executemany(
        "INSERT OR IGNORE INTO bands VALUES (?, ?)",
        [(band, number) for number, sketch, _ in made for band in bands_of(sketch, 1)],
    )
    db.executemany(
        "INSERT INTO story_keys VALUES (?, ?, ?)",
        [(key, ats[number], number) for number, telling in on_topic for key in sorted(telling.keys)],
    )
    db.executemany(
        "INSERT INTO stories (id, began_at, last_told_at) VALUES (?, ?, ?)",
        [(number, ats[number], ats[number]) for number, _ in on_topic],
    )
    db.executemany(
        "INSERT INTO memberships (article, story, joined_at, decided_by) VALUES (?, ?, ?, 'machine')",
        [(number, number, ats[number]) for number, _ in on_topic],
    )


def observation(telling: Telling, sketch: tuple[int, ...], at: datetime) -> Observed:
    """Return what the pipeline would hand to the store."""
    url = CanonicalUrl(f"https://bench.test/new/{at:%s}")
    article = Article(
        url, SOURCE.id, url, Found(telling.title, Signal.H1), Found((telling.text,), Signal.GENERIC),
        Found(telling.language, Signal.TEXT),
    )  # fmt: skip
    gathered = Gathered(PendingLink(SOURCE.id, Link(url, url), "f", at), Outcome.OK, at, article)
    verdict = Verdict(Grade.CORE, 0.9, "equipment", (), "bench", "1")
    return Observed(gathered, verdict, Fingerprint(1, "", sketch, 2000), telling.keys)


def timed(action: Callable[..., object], *given: object) -> float:
    """Return the CPU milliseconds that `action` takes."""
    began = time.process_time()
    action(*given)
    return 1000 * (time.process_time() - began)


def measure(db: sqlite3.Connection, count: int, told: Sequence[Telling]) -> dict[str, tuple[float, float]]:
    """Return the median and the 95th percentile of each part."""
    chance = random.Random(6)  # noqa: S311  (not for secrets)
    endless, policy, now = sketches(chance), Policy(), BEGAN + count * BETWEEN
    costs: dict[str, list[float]] = {"look up": [], "compare": [], "enter": []}
    for number in range(PROBES):
        observed = observation(chance.choice(told), next(endless), now + timedelta(seconds=number))
        found = known_for(db, observed, policy.story_window)
        costs["look up"].append(timed(known_for, db, observed, policy.story_window))
        costs["compare"].append(timed(companion, observed, found.related, policy))
        db.execute("BEGIN")
        costs["enter"].append(timed(_make_findable, db, observed, now))
        db.execute("ROLLBACK")
    costs["all"] = [sum(parts) for parts in zip(*costs.values(), strict=True)]
    return {
        name: (round(statistics.median(those), 2), round(statistics.quantiles(those, n=20)[-1], 2))
        for name, those in costs.items()
    }


def _make_findable(db: sqlite3.Connection, observed: Observed, now: datetime) -> None:
    """Enter fingerprint, bands and keys, for the last article a second time."""
    assert observed.fingerprint is not None
    row = int(db.execute("SELECT max(id) AS last FROM articles").fetchone()["last"])
    db.execute("DELETE FROM fingerprints WHERE version = ?", (row,))
    add_fingerprint(db, row, row, observed.fingerprint, banded=True)
    add_keys(db, row, observed.keys, now)


async def opened(path: Path) -> None:
    """Make an empty store with its source."""
    async with SqliteStore(path, sinks=("journal",)) as store:
        await store.sync_sources((SOURCE,), BEGAN)


def main(arguments: Sequence[str]) -> None:
    """Fill stores, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    told = tellings()
    measured: dict[int, dict[str, tuple[float, float]]] = {}
    for count in options.articles:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.db"
            asyncio.run(opened(path))
            db = sqlite3.connect(path, isolation_level=None)
            db.row_factory = sqlite3.Row
            fill(db, count, told)
            measured[count] = measure(db, count, told)
            db.close()
        if not options.json:
            parts = "  ".join(
                f"{name} {p50:.2f} / {p95:.2f}" for name, (p50, p95) in measured[count].items()
            )
            print(f"{count:9,} articles, ms CPU p50 / p95:  {parts}", flush=True)
    if options.json:
        print(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1:])
