"""Whether the daemon's memory and descriptors stay flat over many polls, in accelerated time.

    bench/soak.py [--polls 3000] [--rate 5000] [--json]

The real daemon (fetcher, parser processes, store, scheduler) polls the press world of the demo in this
process; its clock runs `rate` times as fast. After the first third, the warm-up, memory (RSS of this
process, the press world's server included, after a collection) and descriptors are sampled fifty times.
Growth is the median of the last ten samples against that of the first ten. The whole of it is
`--polls 100000`, which takes about an hour on two cores.
"""

import argparse
import asyncio
import gc
import json
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scraper import config
from scraper.adapters.clocks import AcceleratedClock
from scraper.app import assemble
from scraper.daemon import Daemon
from scraper.demo.configuration import write_config
from scraper.demo.loading import load_scenario
from scraper.demo.world import PressWorld
from scraper.telemetry import LogTelemetry
from scraper.types import PollReport

ROOT = Path(__file__).parent.parent
SCENARIO = ROOT / "scraper/demo/scenarios/default.toml"
TOPIC = ROOT / "config/topics/japan-ukraine-defense.toml"
SAMPLES = 50
COMPARED = 10
"""Samples at either end whose medians are compared."""


@dataclass
class Soak(LogTelemetry):
    """Counts polls, samples this process, and stops the daemon at the last one."""

    polls: int
    stop: Callable[[], None] = lambda: None
    done: int = 0
    memory: list[int] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def polled(self, report: PollReport) -> None:
        """See ports.Telemetry; samples now and then."""
        super().polled(report)
        self.done += 1
        warm = self.polls // 3
        if self.done > warm and (self.done - warm) % max(1, (self.polls - warm) // SAMPLES) == 0:
            gc.collect()
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
            self.memory.append(pages * os.sysconf("SC_PAGE_SIZE"))
            self.descriptors.append(sum(1 for _ in Path("/proc/self/fd").iterdir()))
        if self.done >= self.polls:
            self.stop()


async def soak(polls: int, rate: float, directory: Path) -> tuple[Soak, float]:
    """Run the daemon for `polls` polls; return what was measured and the seconds it took."""
    scenario = load_scenario(SCENARIO)
    clock = AcceleratedClock(scenario.starts_at, rate)
    watching = Soak(polls)
    began = time.monotonic()
    async with PressWorld(scenario, clock) as world:
        write_config(world, directory / "config", topic=TOPIC, database=directory / "store.db")
        settings = config.load(directory / "config", database=directory / "store.db")
        async with assemble(settings, clock=clock, telemetry=watching) as app:
            daemon = Daemon(app, lambda: settings)
            watching.stop = daemon.stop
            await daemon.run()
    return watching, time.monotonic() - began


def growth(values: list[int]) -> float:
    """Return by what share the last samples lie above the first."""
    first, last = statistics.median(values[:COMPARED]), statistics.median(values[-COMPARED:])
    return last / first - 1


def main() -> None:
    """Soak, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--polls", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=5000, help="how much faster the clock runs")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as directory:
        measured, seconds = asyncio.run(soak(given.polls, given.rate, Path(directory)))
    figures = {
        "polls": measured.done,
        "seconds": round(seconds, 1),
        "samples": len(measured.memory),
        "memory_mib": [round(value / 2**20, 1) for value in measured.memory],
        "memory_growth_percent": round(100 * growth(measured.memory), 2),
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
