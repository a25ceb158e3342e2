"""Whether the daemon's memory and descriptors stay flat over many polls, in accelerated time.

    bench/soak.py [--polls 3000] [--rate 10000] [--json]

The real daemon (fetcher, parser processes, store, scheduler) polls the press world of the demo in this
process; its clock runs `rate` times as fast, and the world's day of news comes again every day in other
words, so that there is always something to fetch, judge, store and alert. After the first third, the
warm-up, memory (RSS of this process, the press world's server included, after a collection) and descriptors
are sampled fifty times. Growth is the median of the last ten samples against that of the first ten; what
the allocators have handed out (`in_use`: C's bytes; `blocks`: Python's) tells a leak from memory that lies
free in their arenas. It runs in
the environment that the unit sets.
"""

import argparse
import asyncio
import contextlib
import ctypes
import gc
import hashlib
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from scraper import config
from scraper.adapters.clocks import AcceleratedClock
from scraper.app import assemble
from scraper.daemon import Daemon
from scraper.demo.configuration import write_config
from scraper.demo.loading import load_scenario
from scraper.demo.scenario import Planted, Scenario
from scraper.demo.world import PressWorld
from scraper.telemetry import LogTelemetry
from scraper.types import PollReport

ROOT = Path(__file__).parent.parent
SCENARIO = ROOT / "scraper/demo/scenarios/default.toml"
TOPIC = ROOT / "config/topics/japan-ukraine-defense.toml"
UNIT = ROOT / "systemd/scraper.service"
SAMPLES = 50
COMPARED = 10
"""Samples at either end whose medians are compared."""
TICK = timedelta(milliseconds=20)
"""Below what a configuration may ask for: the due query must not be what limits the polls."""
DAY = timedelta(days=1)
SHOWN_DAYS = 4
"""Days of news that the world holds at once: its indexes name nothing older than three."""


@dataclass
class Soak(LogTelemetry):
    """Counts polls, samples this process, and stops the daemon at the last one."""

    polls: int
    stop: Callable[[], None] = lambda: None
    done: int = 0
    stored: dict[str, int] = field(default_factory=lambda: {"added": 0, "copies": 0, "alerts": 0})
    memory: list[int] = field(default_factory=list)
    in_use: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def polled(self, report: PollReport) -> None:
        """See ports.Telemetry; samples now and then."""
        super().polled(report)
        self.done += 1
        for name in self.stored:
            self.stored[name] += getattr(report, name)
        warm = self.polls // 3
        if self.done > warm and (self.done - warm) % max(1, (self.polls - warm) // SAMPLES) == 0:
            gc.collect()
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
            self.memory.append(pages * os.sysconf("SC_PAGE_SIZE"))
            self.in_use.append(_handed_out())
            self.blocks.append(sys.getallocatedblocks())
            self.descriptors.append(sum(1 for _ in Path("/proc/self/fd").iterdir()))
        if self.done >= self.polls:
            self.stop()


class _Mallinfo(ctypes.Structure):
    """glibc's `struct mallinfo2` (mallinfo(3))."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        )
    ]


def _handed_out() -> int:
    """Return the bytes that the C allocator has given out and not got back."""
    mallinfo2 = ctypes.CDLL(None).mallinfo2
    mallinfo2.restype = _Mallinfo
    told = mallinfo2()
    return int(told.uordblks + told.hblkhd)


def news_of(scenario: Scenario, days: int) -> Scenario:
    """Return the scenario as it stands `days` later: its news once a day, each day in other words."""
    fresh = [article for article in scenario.articles if not article.at_start]
    again = [
        _again(article, day) for day in range(max(1, days - SHOWN_DAYS), days + 1) for article in fresh
    ]
    return replace(scenario, articles=(*scenario.articles, *again))


def _again(article: Planted, day: int) -> Planted:
    paragraphs = tuple(f"{text} {_figures(text, day)}" for text in article.paragraphs)
    return replace(
        article,
        slug=f"{article.slug}-{day}",
        at=article.at + day * DAY,
        headline=f"{article.headline} ({day})",
        paragraphs=paragraphs,
        copy_of="",
    )


def _figures(text: str, day: int) -> str:
    """Return as much again as `text`, of figures that no other day has."""
    digits = str(int(hashlib.sha256(f"{day} {text}".encode()).hexdigest(), 16))
    return " ".join(f"{digits[at % 60 : at % 60 + 6]}{at}." for at in range(0, len(text), 10))


async def _go_on_with_the_news(world: PressWorld, clock: AcceleratedClock) -> None:
    first = world.scenario
    while True:
        world.scenario = news_of(first, (clock.now() - first.starts_at) // DAY)
        world._visits.clear()  # noqa: SLF001 - it counts each address, of which there is no end
        await clock.sleep(DAY / 4)


async def soak(polls: int, rate: float, directory: Path) -> tuple[Soak, float]:
    """Run the daemon for `polls` polls; return what was measured and the seconds it took."""
    scenario = load_scenario(SCENARIO)
    clock = AcceleratedClock(scenario.starts_at, rate)
    watching = Soak(polls)
    began = time.monotonic()
    async with PressWorld(scenario, clock) as world:
        write_config(world, directory / "config", topic=TOPIC, database=directory / "store.db")
        settings = config.load(directory / "config", database=directory / "store.db")
        settings = replace(settings, schedule=replace(settings.schedule, tick=TICK))
        async with assemble(settings, clock=clock, telemetry=watching) as app:
            daemon = Daemon(app, lambda: settings)
            watching.stop = daemon.stop
            news = asyncio.create_task(_go_on_with_the_news(world, clock))
            await daemon.run()
            news.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await news
    return watching, time.monotonic() - began


def growth(values: list[int]) -> float:
    """Return by what share the last samples lie above the first."""
    first, last = statistics.median(values[:COMPARED]), statistics.median(values[-COMPARED:])
    return last / first - 1


def _take_the_environment_of_the_unit() -> None:
    """Begin anew with the unit's `Environment=` lines: the C allocator reads its own before `main`."""
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    set_by_unit = dict(
        line.removeprefix("Environment=").split("=", 1) for line in lines if line.startswith("Environment=")
    )
    if not set_by_unit.items() <= os.environ.items():
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | set_by_unit)  # noqa: S606 - itself


def main() -> None:
    """Soak, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--polls", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=10_000, help="how much faster the clock runs")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    _take_the_environment_of_the_unit()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as directory:
        measured, seconds = asyncio.run(soak(given.polls, given.rate, Path(directory)))
    figures = {
        "polls": measured.done,
        "seconds": round(seconds, 1),
        **measured.stored,
        "samples": len(measured.memory),
        "memory_mib": [round(value / 2**20, 1) for value in measured.memory],
        "memory_growth_percent": round(100 * growth(measured.memory), 2),
        "in_use_growth_percent": round(100 * growth(measured.in_use), 2),
        "blocks": [measured.blocks[0], measured.blocks[-1]],
        "blocks_growth_percent": round(100 * growth(measured.blocks), 2),
        "descriptors": [min(measured.descriptors), max(measured.descriptors)],
        "descriptor_growth_percent": round(100 * growth(measured.descriptors), 2),
        "polls_by_outcome": {
            str(label): count
            for (name, label), count in sorted(measured.counters.items())
            if name == "polls"
        },
    }
    if given.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:>28}  {value}")


if __name__ == "__main__":
    main()
