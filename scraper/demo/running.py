"""The demo: the real daemon, unchanged, on the press world, by a clock that runs fast."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from scraper import config
from scraper.adapters.clocks import AcceleratedClock
from scraper.adapters.sqlite.store import SqliteStore
from scraper.app import assemble
from scraper.daemon import Daemon
from scraper.demo.configuration import write_config
from scraper.demo.history import load_history
from scraper.demo.scenario import Scenario
from scraper.demo.world import PressWorld
from scraper.ports import Clock, Telemetry
from scraper.settings import Settings

Watch = Callable[[Settings, Clock], Telemetry]
"""Makes what is told of the run, once settings and clock are there."""


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario that was played."""

    scenario: Scenario
    lasted: timedelta
    """Simulated time from the scenario's start."""
    database: Path
    config: Path


async def play(
    scenario: Scenario,
    directory: Path,
    topic: Path,
    seconds: float,
    watch: Watch,
    *,
    history: timedelta = timedelta(),
) -> Played:
    """Play a scenario in about `seconds` of real time; `directory` then holds its database and config.

    `history` is the span of simulated past that the store holds when the daemon begins.
    """
    database, config_dir = directory / "scraper.db", directory / "config"
    clock = AcceleratedClock(scenario.starts_at, scenario.lasts.total_seconds() / seconds)
    async with PressWorld(scenario, clock) as world:
        write_config(world, config_dir, topic=topic, database=database)
        settings = config.load(config_dir, database=database)
        if history:
            await _load_history(settings, scenario, history)
        async with assemble(settings, clock=clock, telemetry=watch(settings, clock)) as app:
            daemon = Daemon(app, lambda: config.load(config_dir, database=database))
            ending = asyncio.get_running_loop().call_later(seconds, daemon.stop)
            await daemon.run()
            ending.cancel()
    return Played(scenario, clock.now() - scenario.starts_at, database, config_dir)


async def _load_history(settings: Settings, scenario: Scenario, span: timedelta) -> None:
    """Fill the store without sinks: what was told weeks ago is not delivered now."""
    async with SqliteStore(settings.database) as store:
        await load_history(
            store, settings.sources, settings.topic, settings.policy, scenario.starts_at, span
        )
