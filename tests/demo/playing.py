"""A scenario played without the daemon: real poll, fetcher and store, by a clock that waits for nobody."""

from datetime import timedelta
from pathlib import Path

from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.http import HttpFetcher
from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.topic import Topic
from scraper.demo.configuration import write_config
from scraper.demo.facts import stored_facts
from scraper.demo.running import Played
from scraper.demo.scenario import Scenario
from scraper.demo.stored import StoredFacts
from scraper.demo.world import PressWorld
from scraper.poll import poll
from scraper.settings import Network
from scraper.types import Policy, SourceForPoll
from scraper.watching import Watch
from scraper.world import Rules, World
from tests.demo.press import TOPIC
from tests.fakes_clock import FakeClock

TICK = timedelta(minutes=5)
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(minutes=45)


WholeDay = tuple[StoredFacts, Played]
"""The default scenario, played."""


async def play(scenario: Scenario, topic: Topic, directory: Path) -> StoredFacts:
    """Play a scenario; `directory`, which is there, then holds what `scraper demo --keep` leaves."""
    return (await played(scenario, topic, directory))[0]


async def played(scenario: Scenario, topic: Topic, directory: Path) -> WholeDay:
    """Play a scenario and return also what the report is made of."""
    database = directory / "scraper.db"
    clock = FakeClock(scenario.starts_at, eager=True)
    rules = Rules(topic, Policy(), SHORTEST, LONGEST, timedelta(seconds=30))
    async with PressWorld(scenario, clock) as press, SqliteStore(database) as store:
        network = Network(
            contact="tests@press-world.test", allow_private=press.allow_private, hosts=press.hosts
        )
        sources = {source.id: source for source in press.sources()}
        watch = Watch(SqliteHistories(database))
        await store.sync_sources(tuple(sources.values()), clock.now())
        async with HttpFetcher(network, clock, store) as fetcher:
            world = World(clock, fetcher, DirectParser(), store, lambda: 0.5)
            while clock.now() < scenario.starts_at + scenario.lasts:
                for state in await store.due(clock.now(), len(sources)):
                    await poll(SourceForPoll(sources[state.id], state), world, rules)
                if watch.is_due(clock.now()):
                    await watch.look(tuple(sources.values()), world)
                await clock.sleep(TICK)
        roots = {site.id: press.root(site) for site in scenario.sites}
        write_config(press, directory / "config", topic=TOPIC, database=database)
    with LibraryReader(database) as reader:
        facts = stored_facts(reader, scenario, roots)
    return facts, Played(scenario, scenario.lasts, database, directory / "config")
