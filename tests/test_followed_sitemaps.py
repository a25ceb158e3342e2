"""Polls of sources whose index is one of sitemaps: what is asked, and what is remembered."""

import json
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.forgetful import Forgetful
from scraper.adapters.hops import Hop
from scraper.adapters.http import HttpFetcher
from scraper.adapters.sqlite.store import SqliteStore
from scraper.demo.loading import SCENARIOS, load_scenario
from scraper.demo.world import PressWorld
from scraper.errors import PermanentFetchError, TransientFetchError
from scraper.outcomes import SUCCESSES, Outcome
from scraper.poll import poll
from scraper.settings import Network
from scraper.types import Channel, ChannelKind, Policy, PollReport, Source, SourceForPoll, SourceState
from scraper.world import Rules, World
from tests.core.topics import japan_ukraine
from tests.fakes_clock import FakeClock
from tests.fakes_fetcher import FakeFetcher
from tests.values import NOON, source

ROOT = "https://news.test/"
INDEX = f"{ROOT}sitemap.xml"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAGE = b"<html lang='en'><body><h1>Autumn sumo</h1><p>Two yokozuna compete.</p></body></html>"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def index(children: Mapping[str, datetime | None]) -> bytes:
    entries = "".join(
        f"<sitemap><loc>{ROOT}{name}</loc>"
        + (f"<lastmod>{modified.isoformat()}</lastmod>" if modified else "")
        + "</sitemap>"
        for name, modified in children.items()
    )
    return f"<sitemapindex {SPACE}>{entries}</sitemapindex>".encode()


def sitemap(*slugs: str, dated: datetime | None = None) -> bytes:
    lastmod = f"<lastmod>{dated.isoformat()}</lastmod>" if dated else ""
    urls = "".join(f"<url><loc>{ROOT}{slug}</loc>{lastmod}</url>" for slug in slugs)
    return f"<urlset {SPACE}>{urls}</urlset>".encode()


@dataclass
class Desk:
    """One source with an index of sitemaps, a scripted site, a real store."""

    site: FakeFetcher
    store: SqliteStore
    clock: FakeClock
    rules: Rules
    source: Source
    path: Path

    def publish(self, name: str, *slugs: str, dated: datetime | None = None) -> None:
        self.site.answers[ROOT + name] = sitemap(*slugs, dated=dated)
        self.site.answers |= {ROOT + slug: PAGE for slug in slugs}

    async def state(self) -> SourceState:
        return (await self.store.states([self.source.id]))[0]

    async def poll(self, after: timedelta = HOUR) -> PollReport:
        await self.clock.advance(after)
        self.site.asked.clear()
        world = World(self.clock, self.site, DirectParser(), self.store, lambda: 0.5)
        return await poll(SourceForPoll(self.source, await self.state()), world, self.rules)

    def asked(self) -> list[str]:
        return [address.removeprefix(ROOT) for address in self.site.asked if address.endswith(".xml")]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = FakeClock(NOON)
    one = source("news", Channel(INDEX, ChannelKind.SITEMAP))
    topic = japan_ukraine()
    path = tmp_path / "store.db"
    async with SqliteStore(path) as store:
        await store.sync_sources([one], NOON)
        yield Desk(FakeFetcher(clock), store, clock, Rules(topic, Policy(), HOUR, HOUR, HOUR), one, path)


async def test_the_newest_sitemaps_are_read_and_again_when_they_changed(desk: Desk) -> None:
    months = {f"m-2026-0{month}.xml": NOON - DAY for month in (2, 1)} | {"m-2025-12.xml": None}
    desk.site.answers[INDEX] = index({"m-2025-11.xml": NOON, **months})
    for name in months:
        desk.publish(name, name.removesuffix(".xml"))
    first = await desk.poll()
    assert (first.outcome, first.baseline) == (Outcome.OK, True)
    assert desk.asked() == ["sitemap.xml", "m-2026-02.xml", "m-2026-01.xml", "m-2025-12.xml"]

    await desk.poll()
    assert desk.asked() == ["sitemap.xml", "m-2025-12.xml"], "lastmod tells of the others"

    desk.site.answers[INDEX] = index(months | {"m-2026-02.xml": NOON})
    desk.publish("m-2026-02.xml", "m-2026-02", "another")
    report = await desk.poll()
    assert desk.asked() == ["sitemap.xml", "m-2026-02.xml", "m-2025-12.xml"]
    assert (report.outcome, sum(read.new for read in report.channels)) == (Outcome.OK, 1)


async def test_each_sitemap_has_validators_of_its_own(desk: Desk) -> None:
    desk.site.answers[INDEX] = index({"a.xml": None, "b.xml": None})
    desk.site.etags |= {INDEX: '"i"', f"{ROOT}a.xml": '"a"', f"{ROOT}b.xml": '"b"'}
    desk.publish("a.xml", "one")
    desk.publish("b.xml", "two")
    await desk.poll()
    report = await desk.poll()
    assert [read.outcome for read in report.channels] == [Outcome.NOT_MODIFIED] * 3
    desk.publish("a.xml", "one", "three")
    desk.site.etags[f"{ROOT}a.xml"] = '"a2"'
    report = await desk.poll()
    assert {read.address: read.new for read in report.channels if read.new} == {f"{ROOT}a.xml": 1}


async def test_an_index_below_an_index_is_followed_and_a_ring_is_not(desk: Desk) -> None:
    desk.site.answers[INDEX] = index({"years.xml": None})
    desk.site.answers[f"{ROOT}years.xml"] = index({"y-2026.xml": None, "sitemap.xml": None})
    desk.site.answers[f"{ROOT}y-2026.xml"] = index({"deeper.xml": None})
    report = await desk.poll()
    assert desk.asked() == ["sitemap.xml", "years.xml", "y-2026.xml"]
    assert report.outcome is Outcome.NOTHING_NEW


async def test_a_missing_sitemap_keeps_nobody_from_the_others(desk: Desk) -> None:
    desk.site.answers[INDEX] = index({"m-2026-02.xml": None, "m-2026-01.xml": None})
    desk.site.answers[f"{ROOT}m-2026-02.xml"] = PermanentFetchError("", Outcome.NOT_FOUND)
    desk.publish("m-2026-01.xml", "one")
    report = await desk.poll()
    assert [read.outcome for read in report.channels] == [
        Outcome.NOTHING_NEW,
        Outcome.NOT_FOUND,
        Outcome.OK,
    ]
    assert report.outcome is Outcome.OK
    with closing(sqlite3.connect(desk.path)) as db:
        ((last,),) = db.execute("SELECT last_outcome FROM channels").fetchall()
        ((told,),) = db.execute("SELECT channels FROM polls").fetchall()
    assert last == Outcome.NOTHING_NEW, "of the index itself"
    addresses = [read.get("address", "") for read in json.loads(told)]
    assert addresses == ["", f"{ROOT}m-2026-02.xml", f"{ROOT}m-2026-01.xml"]


async def test_an_index_of_which_every_sitemap_fails_has_failed(desk: Desk) -> None:
    desk.site.answers[INDEX] = index({"a.xml": NOON, "b.xml": NOON})
    for name in ("a.xml", "b.xml"):
        desk.site.answers[ROOT + name] = PermanentFetchError("", Outcome.FORBIDDEN)
    report = await desk.poll()
    assert (report.outcome, report.channels[0].outcome) == (Outcome.FORBIDDEN, Outcome.FORBIDDEN)
    assert f"{ROOT}a.xml" in report.channels[0].detail
    assert (await desk.state()).failures > 0
    desk.publish("b.xml", "one")
    assert (await desk.poll()).outcome is Outcome.OK


async def test_an_old_month_read_for_the_first_time_is_baseline_and_a_new_one_is_news(desk: Desk) -> None:
    desk.site.answers[INDEX] = index({"a.xml": NOON})
    desk.publish("a.xml", "one", dated=NOON)
    await desk.poll()
    desk.site.answers[INDEX] = index({"a.xml": NOON, "b.xml": NOON + DAY, "c.xml": NOON + 2 * DAY})
    desk.publish("b.xml", "old", dated=NOON - 40 * DAY)
    desk.publish("c.xml", "fresh", dated=NOON + 2 * DAY)
    await desk.clock.advance(2 * DAY)
    desk.site.answers |= {
        ROOT + slug: TransientFetchError("", Outcome.SERVER_ERROR) for slug in ("old", "fresh")
    }
    report = await desk.poll()
    assert (report.baseline, sum(read.new for read in report.channels)) == (False, 2)
    left = await desk.store.pending(desk.source.id, desk.clock.now() + DAY, 100)
    assert {pending.link.address: pending.baseline for pending in left} == {
        f"{ROOT}old": True,
        f"{ROOT}fresh": False,
    }


async def test_what_is_remembered_does_not_grow_with_the_years(desk: Desk) -> None:
    sizes = []
    for month in range(1, 13):
        names = [f"m-2026-{number:02}.xml" for number in range(1, month + 1)]
        desk.site.answers[INDEX] = index(dict.fromkeys(names))
        desk.publish(names[-1], f"story-{month}")
        await desk.poll(after=30 * DAY)
        sizes.append(len((await desk.state()).channels[INDEX].pages))
    assert sizes == [1, 2, *[3] * 10]


MONTHLY = load_scenario(SCENARIOS / "monthly-sitemaps.toml")


async def test_the_turn_of_a_month_is_read_over_the_wire(tmp_path: Path) -> None:
    clock = FakeClock(MONTHLY.starts_at, eager=True)
    topic = japan_ukraine()
    rules = Rules(topic, Policy(), HOUR, HOUR, HOUR)
    hops: list[Hop] = []
    async with PressWorld(MONTHLY, clock) as press, SqliteStore(tmp_path / "store.db") as store:
        network = Network("ops@example.org", allow_private=press.allow_private, hosts=press.hosts)
        (one,) = press.sources()
        await store.sync_sources([one], clock.now())
        async with HttpFetcher(network, clock, Forgetful(), trace=hops.append) as fetcher:
            world = World(clock, fetcher, DirectParser(), store, lambda: 0.5)
            reports, asked = [], []
            for _ in range(8):
                [state] = await store.states([one.id])
                reports.append(await poll(SourceForPoll(one, state), world, rules))
                asked.append([hop.url.rpartition("/")[2] for hop in hops if hop.url.endswith(".xml")])
                hops.clear()
                await clock.advance(3 * HOUR)
    assert asked[0] == ["index.xml", "post-2026-02.xml", "post-2019-05.xml"]
    unchanged = ["index.xml", "post-2019-05.xml"]
    assert asked.count(unchanged) > 1, "only what changed is asked for"
    assert "post-2026-03.xml" in asked[6], "the month that has begun"
    assert [report.alerts for report in reports] == [0, 1, 0, 0, 0, 0, 1, 0]
    assert [report.baseline for report in reports] == [True, *[False] * 7]
    assert {report.outcome for report in reports} <= SUCCESSES
