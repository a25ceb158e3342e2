"""A day of polling, in minutes: real poll, fetcher, politeness and store against sites of the press world.

    python bench/simulated_day.py [--sites 60] [--hours 24] [--json]

The clock waits for nobody, so that a day passes as fast as the machine can poll. Names are resolved by the
weather below: one site is dead all day, some are away for hours, and for an hour our own network is down;
some sites answer 429, one moves its index. Exit status 1 where a request came too early or an article that
a reachable site published was lost.
"""

import argparse
import asyncio
import json
import random
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from scraper import config
from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.hops import Hop
from scraper.adapters.http import HttpFetcher
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.urls import canonicalize
from scraper.demo.loading import SCENARIOS, load_scenario
from scraper.demo.scenario import Event, EventKind, Expectation, Planted, Scenario, Site
from scraper.demo.sites import paths_of
from scraper.demo.world import PressWorld
from scraper.poll import poll
from scraper.ports import Clock
from scraper.settings import Network, Schedule
from scraper.types import Policy, PollReport, Source, SourceForPoll
from scraper.world import Rules, World
from tests.fakes_clock import FakeClock

HOUR = timedelta(hours=1)
TICK = timedelta(minutes=1)
OFFICE_HOURS = (6, 20)
"""Hours of the day in which nine of ten articles come."""
LAST_PUBLISHED = 2 * HOUR
"""Before the end of the day: what comes later need not have been found yet."""
RETRY_AFTER = timedelta(minutes=40)
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Weather:
    """Which names can't be resolved when."""

    dead: str
    away: tuple[tuple[str, datetime, datetime], ...]
    outage: tuple[datetime, datetime]
    """No name can be resolved."""

    def is_fair(self, host: str, now: datetime) -> bool:
        """Return whether `host` can be resolved."""
        begins, ends = self.outage
        away = any(name == host and since <= now < until for name, since, until in self.away)
        return host != self.dead and not away and not begins <= now < ends


@dataclass
class Day:
    """What a day came to."""

    sites: int
    hours: float
    published: int = 0
    lost: list[str] = field(default_factory=list)
    """Addresses of articles by reachable sites that the store does not know or has not dealt with."""
    early: list[str] = field(default_factory=list)
    """Requests that came before their host's spacing or Retry-After was over."""
    requests: int = 0
    polls: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    polls_of_a_site: tuple[int, float, int] = (0, 0.0, 0)
    """Least, median, most; the dead site left out."""
    polls_by_hour: list[int] = field(default_factory=list)
    polls_of_the_dead: int = 0
    minutes_until_found: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Median, 95th percentile, longest; without the hours in which a site was away."""
    outage_alerts: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost and no site was pressed."""
        return not self.lost and not self.early


def scenario_of(sites: int, lasts: timedelta, seed: int = 7) -> Scenario:
    """Return a day of many sites: the default scenario's, over and over, under other names and hours."""
    rng = random.Random(seed)  # noqa: S311 - the same day each time
    model = load_scenario(SCENARIOS / "default.toml")
    chosen = [
        Site(f"{site.id}-{number}", site.style, f"s{number}.{site.host}")
        for number, site in enumerate(islice(cycle(model.sites), sites))
    ]
    articles = [article for site in chosen for article in _articles(site, model, lasts, rng)]
    return Scenario("day", model.starts_at, lasts, tuple(chosen), tuple(articles), _events(chosen, lasts))


def _articles(site: Site, model: Scenario, lasts: timedelta, rng: random.Random) -> Iterator[Planted]:
    own = [article for article in model.articles if article.site == site.id.rpartition("-")[0]]
    for number, article in enumerate(own):
        at = timedelta(minutes=-30) if number < len(own) // 4 else _some_time(model.starts_at, lasts, rng)
        yield replace(
            article, site=site.id, slug=f"{article.slug}-{number}", at=at, copy_of="", expect=None
        )


def _some_time(starts_at: datetime, lasts: timedelta, rng: random.Random) -> timedelta:
    first, last = OFFICE_HOURS
    while True:
        at = lasts * rng.random()
        if first <= (starts_at + at).hour < last or rng.random() < 1 / 10:
            return at


def _events(sites: Sequence[Site], lasts: timedelta) -> tuple[Event, ...]:
    """Return 429s at every eighth site, and an index that moves."""
    limited = [
        Event(
            f"limit-{site.id}",
            lasts * 0.3,
            EventKind.RATE_LIMIT,
            Expectation.WAITED,
            "429",
            site.id,
            lasts=RETRY_AFTER,
            retry_after=RETRY_AFTER,
        )
        for site in sites[2::8]
    ]
    moving = sites[3].id
    moved = Event("moved", lasts * 0.5, EventKind.FEED_MOVES, Expectation.FOLLOWED, "moves", moving)
    return (*limited, moved)


def weather_of(scenario: Scenario) -> Weather:
    """Return the day's weather: the last site is dead, every tenth away for a sixth of the day."""
    starts, lasts = scenario.starts_at, scenario.lasts
    away = tuple(
        (site.host, starts + lasts * 0.4, starts + lasts * 0.57) for site in scenario.sites[4:-1:10]
    )
    return Weather(scenario.sites[-1].host, away, (starts + lasts * 0.6, starts + lasts * 0.65))


def _sources(press: PressWorld) -> Iterator[Source]:
    """Yield the sites as sources; most styles name in their pattern the host they were made for."""
    for site, source in zip(press.scenario.sites, press.sources(), strict=True):
        pattern = source.article_pattern.pattern if source.article_pattern else ""
        given, own = re.escape(site.host.partition(".")[2]), re.escape(site.host)
        if own not in pattern:
            pattern = pattern.replace(given, own)
        yield replace(source, article_pattern=re.compile(pattern))


class Watcher:
    """Notes each request with the instant at which it was answered, and what came too early."""

    def __init__(self, clock: Clock, spacing: timedelta) -> None:
        self._clock = clock
        self._spacing = spacing
        self._free_at: dict[str, datetime] = {}
        self.early: list[str] = []
        self.requests = 0

    def __call__(self, hop: Hop) -> None:
        """Hear of one request; requests are made one by one, and the clock stands while one is made."""
        if not hop.ip:
            return
        host, now = urlsplit(hop.url).netloc, self._clock.now()
        self.requests += 1
        if now < self._free_at.get(host, now):
            self.early.append(f"{hop.url} at {now:%H:%M:%S}")
        limited = hop.status == 429  # noqa: PLR2004 - a status
        self._free_at[host] = now + (RETRY_AFTER if limited else self._spacing)


async def simulate(sites: int, lasts: timedelta, directory: Path) -> Day:
    """Live through a day; `directory` then holds its database."""
    scenario = scenario_of(sites, lasts)
    weather = weather_of(scenario)
    clock = FakeClock(scenario.starts_at, eager=True)
    topic = config.load(ROOT / "config").topic
    schedule = Schedule()
    rules = Rules(topic, Policy(), schedule.shortest, schedule.longest, timedelta(seconds=60))
    reports: list[PollReport] = []
    database = directory / "day.db"

    def look_up(host: str, _: int) -> Sequence[str]:
        if not weather.is_fair(host, clock.now()):
            raise OSError("no such name")
        return ["127.0.0.1"]

    async with PressWorld(scenario, clock) as press, SqliteStore(database, sinks=("log",)) as store:
        network = Network("day@press-world.test", allow_private=press.allow_private)
        watcher = Watcher(clock, network.spacing)
        sources = {source.id: source for source in _sources(press)}
        await store.sync_sources(tuple(sources.values()), clock.now())
        async with HttpFetcher(network, clock, store, trace=watcher, look_up=look_up) as fetcher:
            world = World(clock, fetcher, DirectParser(), store, random.Random(7).random)  # noqa: S311
            while clock.now() < scenario.starts_at + lasts:
                for state in await store.due(clock.now(), len(sources)):
                    polled = SourceForPoll(sources[state.id], state)
                    reports += [await poll(polled, world, rules)]
                await clock.sleep(TICK)
        roots = {site.id: press.root(site) for site in scenario.sites}
    day = _figures(scenario, weather, reports)
    day.early, day.requests = watcher.early, watcher.requests
    with closing(sqlite3.connect(database)) as db:
        _account(day, scenario, weather, roots, db)
    return day


def _figures(scenario: Scenario, weather: Weather, reports: Sequence[PollReport]) -> Day:
    polls = Counter(report.source for report in reports)
    dead = next(site.id for site in scenario.sites if site.host == weather.dead)
    living = [count for source, count in polls.items() if source != dead]
    by_hour = Counter((report.began_at - scenario.starts_at) // HOUR for report in reports)
    hours = scenario.lasts / HOUR
    return Day(
        sites=len(scenario.sites),
        hours=hours,
        polls=len(reports),
        outcomes=dict(Counter(report.outcome.value for report in reports).most_common()),
        polls_of_a_site=(min(living), median(living), max(living)),
        polls_by_hour=[by_hour[hour] for hour in range(int(hours))],
        polls_of_the_dead=sum(count for source, count in polls.items() if source == dead),
    )


def _account(
    day: Day, scenario: Scenario, weather: Weather, roots: dict[str, str], db: sqlite3.Connection
) -> None:
    """Look up what became of every article, and what ops were told of the network."""
    found = {
        url.partition("?")[0]: (datetime.fromisoformat(seen), outcome)
        for url, seen, outcome in db.execute("SELECT url, first_seen_at, outcome FROM links")
    }
    late: list[float] = []
    hosts = {site.id: site.host for site in scenario.sites}
    for article in scenario.articles:
        host = hosts[article.site]
        published = scenario.starts_at + article.at
        if host == weather.dead or article.at > scenario.lasts - LAST_PUBLISHED:
            continue
        day.published += 1
        urls = [canonicalize(roots[article.site] + path) for path in paths_of(scenario, article)]
        seen = [found[url] for url in urls if url in found and found[url][1] != "pending"]
        if not seen:
            day.lost.append(urls[0])
        elif not article.at_start and all(
            weather.is_fair(host, published + step * HOUR / 4) for step in range(8)
        ):
            late.append((min(at for at, _ in seen) - published) / timedelta(minutes=1))
    late.sort()
    if late:
        day.minutes_until_found = (median(late), late[int(len(late) * 0.95)], late[-1])
    kinds = db.execute("SELECT kind FROM alerts WHERE kind LIKE 'outage%' ORDER BY raised_at")
    day.outage_alerts = [kind for (kind,) in kinds]


def main() -> int:
    """Print a day's figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        day = asyncio.run(simulate(options.sites, options.hours * HOUR, Path(directory)))
    if options.json:
        print(json.dumps(asdict(day), indent=2))
    else:
        for name, value in asdict(day).items():
            print(f"{name.replace('_', ' '):22} {value}")
    return 0 if day.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
