"""Kills the real daemon again and again: `python -m tests.crash` tells what was lost, doubled or corrupted.

The press world runs fast enough that there is always news. A webhook of ours notes each alert it takes.
After every kill the store's files are copied and read: what was acknowledged once must be there ever after,
and an alert that the store had noted as delivered must never come again. One that a sink took in the very
moment of the kill comes again with the same key: that is the documented window, counted by itself.
"""

import argparse
import asyncio
import contextlib
import json
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from scraper.adapters.clocks import AcceleratedClock, SystemClock
from scraper.demo.configuration import write_config
from scraper.demo.loading import load_scenario
from scraper.demo.world import PressWorld

ROOT = Path(__file__).parent.parent
SCENARIO = ROOT / "scraper/demo/scenarios/default.toml"
TOPIC = ROOT / "config/topics/japan-ukraine-defense.toml"
SECONDS_A_KILL = 3.5
"""About what a start and the time until the kill take, so that the world's news lasts for all of them."""
POLLED = re.compile(r"polled source=\S+ outcome=\S+ new=\d+ added=(\d+) copies=(\d+)")
SINK = """
[[sinks]]
name = "ledger"
kind = "webhook"
url = "http://127.0.0.1:{port}/"
secret_file = "key"
"""


@dataclass
class Ledger:
    """What the world outside of the daemon knows."""

    taken: Counter[str] = field(default_factory=Counter)
    noted: set[str] = field(default_factory=set)
    """Keys that the store held as delivered at some kill."""
    again: set[str] = field(default_factory=set)
    """Keys taken although they were noted."""
    articles: set[str] = field(default_factory=set)
    alerts: set[str] = field(default_factory=set)
    acknowledged: int = 0
    """Articles that a logged poll said it had added."""
    lost: set[str] = field(default_factory=set)
    corrupt: int = 0
    kills: int = 0

    def take(self, key: str) -> None:
        self.taken[key] += 1
        if key in self.noted:
            self.again.add(key)

    def inspect(self, database: Path) -> None:
        """Compare a copy of the store with all that was known before."""
        with tempfile.TemporaryDirectory() as directory:
            copy = Path(directory) / "copy.db"
            for suffix in ("", "-wal"):
                with contextlib.suppress(FileNotFoundError):
                    shutil.copy(f"{database}{suffix}", f"{copy}{suffix}")
            if not copy.exists():
                return
            with contextlib.closing(sqlite3.connect(copy)) as db:
                self._compare(db)

    def _compare(self, db: sqlite3.Connection) -> None:
        if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            self.corrupt += 1
            return
        articles = {url for (url,) in db.execute("SELECT url FROM articles")}
        alerts = {key for (key,) in db.execute("SELECT key FROM alerts")}
        self.lost |= (self.articles - articles) | (self.alerts - alerts) | (set(self.taken) - alerts)
        self.lost |= {f"article {n}" for n in range(len(articles), self.acknowledged)}
        self.articles, self.alerts = articles, alerts
        self.noted |= {
            key
            for (key,) in db.execute(
                "SELECT key FROM alerts JOIN deliveries ON alert = alerts.id WHERE state = 'delivered'"
            )
        }

    @property
    def in_the_window(self) -> int:
        """Return how many alerts came twice because of a kill between taking and noting."""
        return sum(count - 1 for count in self.taken.values()) - len(self.again)

    def sound(self) -> bool:
        return not (self.lost or self.again or self.corrupt or self.in_the_window > self.kills)

    def told(self) -> str:
        return (
            f"kills {self.kills}, acknowledged {len(self.articles)} articles and {len(self.alerts)} alerts "
            f"({len(self.taken)} delivered), lost {len(self.lost)}, doubled alerts {len(self.again)} "
            f"(and {self.in_the_window} in the window of a kill), corrupt {self.corrupt}"
        )


@asynccontextmanager
async def receiver(ledger: Ledger) -> AsyncIterator[int]:
    """Yield the port of a webhook that is in no hurry."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(re.search(rb"content-length: (\d+)", head.lower())[1])  # type: ignore[index]
                ledger.take(json.loads(await reader.readexactly(size))["key"])
                await asyncio.sleep(random.uniform(0, 0.05))  # noqa: S311  (no secret)
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def crash(kills: int, directory: Path, seed: int, ledger: Ledger) -> None:
    """Kill the daemon `kills` times at moments that `seed` draws, then let it run and stop it."""
    moments = random.Random(seed)  # noqa: S311  (no secret)
    scenario = load_scenario(SCENARIO)
    scenario = replace(scenario, starts_at=SystemClock().now() - scenario.lasts)
    clock = AcceleratedClock(
        scenario.starts_at, scenario.lasts.total_seconds() / (SECONDS_A_KILL * (kills + 2))
    )
    async with PressWorld(scenario, clock) as world, receiver(ledger) as port:
        database, config = directory / "store.db", directory / "config"
        write_config(world, config, topic=TOPIC, database=database)
        _hurry(config, port)
        for _ in range(kills):
            await _run_until_killed(config, database, moments.uniform(0.2, 5.0), ledger)
            ledger.kills += 1
            ledger.inspect(database)
        await _run_until_stopped(config, database, ledger)
        ledger.inspect(database)


def _hurry(config: Path, port: int) -> None:
    program = config / "scraper.toml"
    text = program.read_text(encoding="utf-8")
    for slow, fast in (
        ('spacing = "1s"', 'spacing = "0s"'),
        ('shortest = "10m"', 'shortest = "1s"'),
        ('longest = "45m"', 'longest = "2s"\n[policy]\nbaseline = "alert"'),
    ):
        assert slow in text
        text = text.replace(slow, fast)
    program.write_text(text + SINK.format(port=port), encoding="utf-8")
    (config / "key").write_text("of no secret", encoding="utf-8")


async def _run_until_killed(config: Path, database: Path, seconds: float, ledger: Ledger) -> None:
    async with _running(config, database) as (process, log):
        await asyncio.sleep(seconds)
        assert process.returncode is None, f"it ended by itself:\n{''.join(log)[-2000:]}"
        process.kill()
    ledger.acknowledged += _added(log)


async def _run_until_stopped(config: Path, database: Path, ledger: Ledger) -> None:
    """Let it start, however busy the machine, work for a while, and stop as one should."""
    async with _running(config, database) as (process, log), asyncio.timeout(60):
        while not POLLED.search("".join(log)):  # noqa: ASYNC110  (a list is watched)
            await asyncio.sleep(0.1)
        await asyncio.sleep(3)
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 0, f"it stopped badly:\n{''.join(log)[-2000:]}"
    ledger.acknowledged += _added(log)


@asynccontextmanager
async def _running(
    config: Path, database: Path
) -> AsyncIterator[tuple[asyncio.subprocess.Process, list[str]]]:
    """Yield a daemon and the lines it logs; both are at their end afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "scraper", "run", "--config", str(config), "--db", str(database),
        stderr=asyncio.subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    log: list[str] = []

    async def read() -> None:
        assert process.stderr
        async for line in process.stderr:
            log.append(line.decode(errors="replace"))  # noqa: PERF401  (each line at once)

    reading = asyncio.create_task(read())
    try:
        yield process, log
    except BaseException:
        process.kill()
        raise
    finally:
        await reading
        await process.wait()


def _added(log: list[str]) -> int:
    return sum(int(added) + int(copies) for added, copies in POLLED.findall("".join(log)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="draws the moments of the kills")
    given = parser.parse_args()
    ledger = Ledger()
    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(crash(given.kills, Path(directory), given.seed, ledger))
    sys.stdout.write(ledger.told() + "\n")
    return 0 if ledger.sound() and ledger.acknowledged else 1


if __name__ == "__main__":
    sys.exit(main())
