"""What many sources cost: start-up, an idle stretch, and polls on time. Prints JSON.

    python -m bench.performance.sources COUNT [--apscheduler]

The daemon, the poll and the store are real; the network is not: every index answers 304 at once. First
nothing is due for a while (idle); then the due times are spread evenly over an interval of fifteen minutes
and the polls' lateness is the time between due and begun.
"""

import argparse
import asyncio
import json
import resource
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bench.performance.contenders import ROOT
from bench.performance.polls import INTERVAL, source
from scraper import config
from scraper.adapters.clocks import SystemClock
from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.encoding import text_of
from scraper.adapters.sqlite.store import SqliteStore
from scraper.adapters.systemd import Supervisor
from scraper.app import App
from scraper.daemon import Daemon
from scraper.settings import Settings
from scraper.telemetry import LogTelemetry
from scraper.types import NotModified, Source, SourceId, Validators
from scraper.world import World

IDLE = 15.0
BUSY = 20.0
"""Seconds that are watched."""
SETTLING = 10.0
"""Seconds after which what went before is over."""


class Nothing:
    """A fetcher that notes when it was asked, and answers 304."""

    def __init__(self) -> None:
        self.asked: list[tuple[SourceId, datetime]] = []

    async def fetch(
        self,
        address: str,
        source: Source,
        validators: Validators | None = None,  # noqa: ARG002
    ) -> NotModified:
        """Note the source and return."""
        now = datetime.now(UTC)
        self.asked.append((source.id, now))
        return NotModified(address, now)


def spread(path: Path, start: datetime) -> dict[str, datetime]:
    """Set the due times evenly over an interval from `start`, and return them."""
    with closing(sqlite3.connect(path, timeout=30)) as db, db:
        ids = [id_ for (id_,) in db.execute("SELECT id FROM sources")]
        dues = {id_: start + INTERVAL * (number / len(ids)) for number, id_ in enumerate(ids)}
        rows = [(text_of(due), id_) for id_, due in dues.items()]
        db.executemany("UPDATE sources SET next_poll_at = ? WHERE id = ?", rows)
    return dues


async def ours(count: int, directory: Path) -> dict[str, float]:
    """Return the figures of this product."""
    found = tuple(source(f"https://s{number}.test/feed", number) for number in range(count))
    topic = config.load(ROOT / "config").topic
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    path = directory / "sources.db"
    settings = Settings(path, topic, found)
    fetcher = Nothing()
    began = time.perf_counter()
    with closing(SqliteStore(path)) as store:
        world = World(SystemClock(), fetcher, DirectParser(), store, lambda: 0.5)
        app = App(
            settings, world, {}, LogTelemetry(), Supervisor.from_environment(), lambda: store.attempts
        )
        daemon = Daemon(app, lambda: settings)
        await app.begin()
        started = time.perf_counter() - began
        spread(path, datetime.now(UTC) + timedelta(hours=1))
        running = asyncio.create_task(daemon.run())
        await asyncio.sleep(SETTLING)  # `run` begins by a sync of its own
        cpu = time.process_time()
        await asyncio.sleep(IDLE)
        idle = (time.process_time() - cpu) / IDLE
        # Ahead, since writing a hundred thousand due times takes seconds in which the daemon can't write.
        dues = spread(path, datetime.now(UTC) + timedelta(seconds=SETTLING))
        await asyncio.sleep(SETTLING)
        cpu = time.process_time()
        await asyncio.sleep(BUSY)
        busy = (time.process_time() - cpu) / BUSY
        daemon.stop()
        await running
    return {
        "start_seconds": round(started, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - base),
        "idle_percent": round(100 * idle, 2),
        "busy_percent": round(100 * busy, 1),
        **_lateness([(at - dues[id_]).total_seconds() for id_, at in fetcher.asked]),
    }


def _lateness(late: list[float]) -> dict[str, float]:
    """Return polls a second and how late they came, in seconds."""
    if len(late) < 2:  # noqa: PLR2004 - what quantiles take
        return {"polls_a_second": len(late) / BUSY}
    cuts = statistics.quantiles(late, n=100)
    return {
        "polls_a_second": round(len(late) / BUSY, 1),
        "late_p50": round(cuts[49], 2),
        "late_p99": round(cuts[98], 2),
    }


async def apscheduler(count: int) -> dict[str, float]:
    """Return the figures of one APScheduler job a source, which does nothing."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    late: list[float] = []

    async def job(due: float) -> None:
        late.append(time.time() - due)

    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None})
    began, start = time.perf_counter(), time.time() + SETTLING / 5
    for number in range(count):
        due = start + INTERVAL.total_seconds() * number / count
        first = datetime.fromtimestamp(due, UTC)
        scheduler.add_job(job, "interval", [due], seconds=INTERVAL.total_seconds(), next_run_time=first)
    scheduler.start()
    started = time.perf_counter() - began
    cpu = time.process_time()
    await asyncio.sleep(BUSY)
    busy = (time.process_time() - cpu) / BUSY
    scheduler.shutdown(wait=False)
    return {
        "start_seconds": round(started, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - base),
        "busy_percent": round(100 * busy, 1),
        **_lateness(late),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--apscheduler", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        work = apscheduler(options.count) if options.apscheduler else ours(options.count, Path(directory))
        print(json.dumps(asyncio.run(work)))


if __name__ == "__main__":
    main()
