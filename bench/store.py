"""What it costs to take in an article: look up, decide, write, index; and to find it again.

    bench/store.py [--articles 10000] [--json]

Articles are synthetic: words drawn by Zipf's law from a vocabulary of five scripts' words, about 2,000
characters each, one in five an edited copy of an earlier one, each with twelve story keys, half of them
on topic and a day's thousand an hour apart. Each is one durable transaction (synchronous = FULL), as in the
daemon. The baseline inserts the same row and its text into one indexed table with FTS5 by sqlite-utils,
one durable transaction each: no look-up, no bands, no versions, no alerts.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.db import Table

from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.core.fingerprint import fingerprint_text
from scraper.outcomes import Outcome
from scraper.types import (
    Article,
    CanonicalUrl,
    Channel,
    Evidence,
    Found,
    Gathered,
    Grade,
    Link,
    Observed,
    PendingLink,
    Place,
    Policy,
    Signal,
    Source,
    SourceId,
    Verdict,
)
from scraper.types.library import Wanted

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = tuple(
    Source(SourceId(f"s{n}"), f"Source {n}", f"https://s{n}.test", "UA", ("uk",), "UTC",
           (Channel(f"https://s{n}.test/feed"),))
    for n in range(20)
)  # fmt: skip
SYLLABLES = tuple(
    first + then for letters, vowels in (("бвгдзклмнпрстх", "аеиоуі"), ("bcdfghklmnprst", "aeiou"))
    for first in letters for then in vowels
)  # fmt: skip
REPEATED = 0.2
"""Share of bodies that are edited copies."""
RECENT = 2000
"""Bodies, the last, of which copies are made."""
EDITED = 0.02
"""Share of their words that differ."""
CJK = "日本防衛省支援車両弾薬会談発表首相供与装備"


def vocabulary(chance: random.Random, size: int = 20_000) -> list[str]:
    """Return words, the commonest first; every tenth of them a run of Japanese characters."""
    return [
        "".join(chance.choices(CJK, k=chance.randint(2, 6)))
        if not rank % 10
        else "".join(chance.choices(SYLLABLES, k=chance.randint(1, 5)))
        for rank in range(size)
    ]


def texts(count: int, seed: int = 1) -> Iterator[str]:
    """Yield bodies; one in five repeats an earlier one with a word in fifty replaced."""
    chance = random.Random(seed)  # noqa: S311  (not for secrets)
    words = vocabulary(chance)
    weights = [1 / (rank + 1) for rank in range(len(words))]
    kept: list[list[str]] = []
    for _ in range(count):
        if kept and chance.random() < REPEATED:
            body = [
                chance.choice(words) if chance.random() < EDITED else word
                for word in chance.choice(kept[-RECENT:])
            ]
        else:
            body = chance.choices(words, weights, k=330)
        kept.append(body)
        yield " ".join(body)


def observations(count: int) -> Iterator[Observed]:
    """Yield what the pipeline hands to the store."""
    chance = random.Random(2)  # noqa: S311  (not for secrets)
    for number, text in enumerate(texts(count)):
        source = SOURCES[number % len(SOURCES)]
        url = CanonicalUrl(f"https://{source.id}.test/{number}")
        article = Article(
            url, source.id, url, Found(text[:90], Signal.H1), Found((text,), Signal.GENERIC),
            Found("uk", Signal.TEXT),
        )  # fmt: skip
        grade = Grade.CORE if number % 2 else Grade.OFF
        evidence = (Evidence("japan_acts", ("Japan", "defense"), Place.HEADLINE, 1.5),)
        verdict = Verdict(grade, grade / 3, "equipment", evidence, "bench", "1")
        at = BEGAN + number * timedelta(seconds=86)
        keys = frozenset(f"key:{int(chance.paretovariate(0.6))}" for _ in range(12))
        gathered = Gathered(PendingLink(source.id, Link(url, url), "feed", at), Outcome.OK, at, article)
        yield Observed(gathered, verdict, fingerprint_text(text), keys)


@dataclass(frozen=True, slots=True)
class Cost:
    """What articles cost, milliseconds each; CPU of the whole process."""

    cpu: float
    wall_p50: float
    wall_p95: float
    cpu_first_tenth: float
    cpu_last_tenth: float
    bytes_each: int


async def ours(path: Path, seen: list[Observed]) -> Cost:
    """Measure the store."""
    walls, cpus = [], []
    async with SqliteStore(path, sinks=("journal",)) as store:
        await store.sync_sources(SOURCES, BEGAN)
        for observed in seen:
            at = observed.gathered.at
            wall, cpu = time.perf_counter(), time.process_time()
            await store.record(observed, partial(decide, observed, policy=Policy(), now=at), at)
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
    return _cost(walls, cpus, path)


def baseline(path: Path, seen: list[Observed]) -> Cost:
    """Measure plain sqlite-utils."""
    db = Database(sqlite3.connect(path))
    db.conn.execute("PRAGMA journal_mode = WAL")
    db.conn.execute("PRAGMA synchronous = FULL")
    table = db["articles"]
    assert isinstance(table, Table)
    table.create({"url": str, "source": str, "headline": str, "text": str, "at": str}, pk="url")
    table.enable_fts(["headline", "text"], create_triggers=True)
    walls, cpus = [], []
    for observed in seen:
        article = observed.gathered.article
        assert article is not None
        wall, cpu = time.perf_counter(), time.process_time()
        table.insert(
            {
                "url": article.url,
                "source": article.source,
                "headline": article.headline.value,
                "text": article.text,
                "at": observed.gathered.at.isoformat(),
            }
        )
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    db.close()
    return _cost(walls, cpus, path)


def _cost(walls: list[float], cpus: list[float], path: Path) -> Cost:
    tenth = max(1, len(cpus) // 10)
    cuts = statistics.quantiles(walls, n=20)
    return Cost(
        cpu=1000 * statistics.fmean(cpus),
        wall_p50=1000 * statistics.median(walls),
        wall_p95=1000 * cuts[18],
        cpu_first_tenth=1000 * statistics.fmean(cpus[:tenth]),
        cpu_last_tenth=1000 * statistics.fmean(cpus[-tenth:]),
        bytes_each=path.stat().st_size // len(walls),
    )


def asked() -> tuple[tuple[str, Wanted, bool], ...]:
    """Return what people ask for: common and rare words, filters that fit much and little, both orders."""
    words = vocabulary(random.Random(1))  # noqa: S311  (not for secrets)
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


def queries(path: Path, rounds: int = 20) -> dict[str, float]:
    """Return milliseconds, the median and the worst of twenty, over all queries."""
    times = []
    with LibraryReader(path) as reader:
        for _ in range(rounds):
            for typed, wanted, best_first in asked():
                times.append(_timed(partial(reader.search, typed, wanted, best_first=best_first)))
        front = [_timed(partial(reader.stories, Wanted(), 50)) for _ in range(rounds)]
    cuts = statistics.quantiles(times, n=20)
    return {
        "search_p50": statistics.median(times),
        "search_p95": cuts[18],
        "stories_p50": statistics.median(front),
    }


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    seen = list(observations(options.articles))
    with tempfile.TemporaryDirectory() as directory:
        plain = baseline(Path(directory, "plain.db"), seen)
        store = asyncio.run(ours(Path(directory, "store.db"), seen))
        found = queries(Path(directory, "store.db"))
    if options.json:
        shown = {name: {f: getattr(cost, f) for f in Cost.__slots__} for name, cost in
                 (("ours", store), ("baseline", plain))}  # fmt: skip
        print(json.dumps({"articles": options.articles, **shown, "queries": found}))
        return
    print(f"{options.articles} articles, milliseconds each:")
    print(f"{'':24}{'store':>10}{'sqlite-utils':>14}{'ratio':>8}")
    for name in Cost.__slots__:
        mine, theirs = getattr(store, name), getattr(plain, name)
        print(f"{name:24}{mine:10.2f}{theirs:14.2f}{mine / theirs:8.2f}")
    for name, value in found.items():
        print(f"{name:24}{value:10.2f}")


if __name__ == "__main__":
    main()
