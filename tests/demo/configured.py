"""A press world that runs, with the configuration of its sites, for commands to look at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from scraper import config
from scraper.demo.configuration import write_config
from scraper.demo.world import PressWorld
from scraper.types import Source
from tests.command_line import run_here
from tests.conftest import Ended
from tests.demo.press import three_sites
from tests.fakes_clock import FakeClock

TOPIC = """id = "tiny"
version = "1"
names = { actor = "Freedonia", object = "Sylvania", adversary = "Ruritania" }
thresholds = { related = 0.5, borderline = 0.1 }
weights = { bias = -2, deed = 5 }
[concepts]
freedonia = { kind = "actor", en = ["freedonia*"] }
sylvania = { kind = "object", en = ["sylvania*"] }
arms = { kind = "matter", grade = 3, en = ["cannon*"] }
"""
"""The least that a topic needs: it is read at once, where the shipped one takes a second."""


@dataclass(frozen=True)
class Press:
    """A press world that runs, and the configuration of its sites."""

    world: PressWorld
    directory: Path

    def root(self, site: str) -> str:
        return self.world.root(self.world.scenario.site(site))

    def file(self, source: str) -> Path:
        return self.directory / "sources" / f"{source}.toml"

    def sources(self) -> dict[str, Source]:
        return {source.id: source for source in config.load(self.directory).sources}

    async def scraper(self, *arguments: str) -> Ended:
        given = ("sources", "--config", str(self.directory), *arguments)
        return await asyncio.to_thread(run_here, *given)


@asynccontextmanager
async def press(directory: Path) -> AsyncIterator[Press]:
    scenario = three_sites()
    async with PressWorld(scenario, FakeClock(scenario.starts_at)) as world:
        _configure(world, directory)
        yield Press(world, directory)


def _configure(world: PressWorld, directory: Path) -> None:
    directory.mkdir(exist_ok=True)
    topic = directory / "tiny.toml"
    topic.write_text(TOPIC, encoding="utf-8")
    write_config(world, directory, topic=topic, database=directory / "scraper.db")
    file = directory / "scraper.toml"
    text = file.read_text(encoding="utf-8").replace('spacing = "1s"', 'spacing = "0s"')
    file.write_text(text, encoding="utf-8")
