"""A press world that runs, with the configuration of its sites, for commands in processes of their own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from scraper import config
from scraper.demo.configuration import write_config
from scraper.demo.world import PressWorld
from scraper.types import Source
from tests.conftest import Ended, run_scraper
from tests.demo.press import TOPIC, three_sites
from tests.fakes_clock import FakeClock


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
        return await asyncio.to_thread(run_scraper, *given)


@asynccontextmanager
async def press(directory: Path) -> AsyncIterator[Press]:
    scenario = three_sites()
    async with PressWorld(scenario, FakeClock(scenario.starts_at)) as world:
        write_config(world, directory, topic=TOPIC, database=directory / "scraper.db")
        file = directory / "scraper.toml"
        text = file.read_text(encoding="utf-8").replace('spacing = "1s"', 'spacing = "0s"')
        file.write_text(text, encoding="utf-8")
        yield Press(world, directory)
