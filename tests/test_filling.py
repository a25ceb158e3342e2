"""The ledger of gaps over the real store: what passed unseen is found in an archive and told as late."""

import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scraper import config
from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.address_templates import page_address
from scraper.core.gaps import UNDATED
from scraper.core.topic import Topic
from scraper.errors import FetchError, PermanentFetchError, TransientFetchError
from scraper.outcomes import Outcome
from scraper.poll import poll
from scraper.types import Alert, Channel, ChannelRole, Policy, Source, SourceForPoll
from scraper.types.gaps import GapRecord
from scraper.watching import Watch
from scraper.world import Rules, World
from tests.fakes_clock import FakeClock
from tests.fakes_fetcher import FakeFetcher
from tests.values import BODY, FEED, NOON, source

HOUR = timedelta(hours=1)
ARCHIVE = "https://news.test/archive.xml"
PAGED = "https://news.test/archive-{page}.xml"
DAILY = "https://news.test/{year}/{m}/{d}/list.xml"
A_PAGE = 6
TRUCKS = "Japan sends a hundred vehicles to Ukraine"


@dataclass
class Site:
    """A news site: an item an hour, a feed of its latest six, an archive of all; and who watches it."""

    fetcher: FakeFetcher
    store: SqliteStore
    clock: FakeClock
    rules: Rules
    source: Source
    watch: Watch
    published: list[tuple[str, str, datetime]]
    histories: SqliteHistories
    archive_dates: bool = True
    pinned: tuple[tuple[str, str, datetime], ...] = ()
    pages_end: Outcome = Outcome.NOT_FOUND
    count: int = 0

    def publish(self, slug: str, title: str, body: Sequence[str]) -> None:
        self.published.insert(0, (slug, title, self.clock.now()))
        lines = "".join(f"<p>{line}</p>" for line in body)
        self.fetcher.answers[f"https://news.test/{slug}"] = (
            f"<html lang='en'><head><title>{title}</title>"
            f"<meta property='article:published_time' content='{self.clock.now().isoformat()}'></head>"
            f"<body><article><h1>{title}</h1>{lines}</article></body></html>"
        ).encode()
        self.fetcher.answers[FEED] = feed([*self.pinned, *self.published[:6]])
        if not isinstance(self.fetcher.answers.get(ARCHIVE), Exception):
            self.fetcher.answers[ARCHIVE] = feed(self.published, dates=self.archive_dates)
        self.fetcher.answers |= self.archives()

    def archives(self) -> dict[str, bytes | FetchError]:
        """What the site has besides: pages of six and a list a day."""
        count = -(-len(self.published) // A_PAGE)
        pages: dict[str, bytes | FetchError] = {
            page_address(PAGED, number + 1): feed(
                [*self.pinned, *self.published[number * A_PAGE :][:A_PAGE]], dates=self.archive_dates
            )
            for number in range(count)
        }
        past = page_address(PAGED, count + 1)
        days = itertools.groupby(
            self.published, lambda item: item[2].astimezone(ZoneInfo(self.source.zone)).date()
        )
        lists = {
            f"https://news.test/{day.year}/{day.month}/{day.day}/list.xml": feed(list(items), dates=False)
            for day, items in days
        }
        return {**pages, past: PermanentFetchError(past, self.pages_end), **lists}

    async def hours(self, hours: int, *, polled: bool = True) -> None:
        """Let hours pass with an item in each, polled and looked at unless the service stands still."""
        for _ in range(hours):
            await self.clock.advance(HOUR)
            self.count = number = self.count + 1
            self.publish(f"sumo-{number}", f"Sumo day {number}", [f"Bout {number} of the basho."] * 3)
            if polled:
                await self.poll()

    async def poll(self) -> None:
        world = World(self.clock, self.fetcher, DirectParser(), self.store, lambda: 0.5)
        due = await self.store.due(self.clock.now() + timedelta(days=1), 1)
        await poll(SourceForPoll(self.source, replace(due[0])), world, self.rules)
        if self.watch.is_due(self.clock.now()):
            await self.watch.look([self.source], world)

    async def alerts(self, kind: str) -> list[Alert]:
        waiting = await self.store.deliveries(self.clock.now(), 500)
        return [one.alert for one in waiting if one.alert.kind == kind]

    async def ledger(self) -> Sequence[GapRecord]:
        return await self.histories.gaps(self.source.id)


def feed(items: Sequence[tuple[str, str, datetime]], *, dates: bool = True) -> bytes:
    told = "".join(
        f"<item><title>{title}</title><link>https://news.test/{slug}</link>"
        + (f"<pubDate>{format_datetime(at)}</pubDate>" if dates else "")
        + "</item>"
        for slug, title, at in items
    )
    return f"<rss version='2.0'><channel><title>News</title>{told}</channel></rss>".encode()


@pytest.fixture(scope="module")
def topic() -> Topic:
    return config.load(Path("config")).topic


@pytest.fixture
async def site(tmp_path: Path, topic: Topic, request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    clock = FakeClock(NOON)
    given = getattr(request, "param", (ChannelRole.ARCHIVE,))
    others = [
        Channel(ARCHIVE, role=one)
        if isinstance(one, ChannelRole)
        else Channel(one, role=ChannelRole.ARCHIVE)
        for one in given
    ]
    one = source("news", Channel(FEED), *others)
    one = replace(one, items_per_day=24)
    rules = Rules(topic, Policy(), timedelta(minutes=5), timedelta(hours=12), timedelta(seconds=30))
    async with SqliteStore(tmp_path / "store.db", sinks=("log",)) as store:
        await store.sync_sources([one], clock.now())
        histories = SqliteHistories(store.path)
        made = Site(FakeFetcher(clock), store, clock, rules, one, Watch(histories), [], histories)
        await made.hours(26)
        yield made


async def blind_for(site: Site, hours: int = 20) -> None:
    """Let the service stand still while the site goes on, with a story on topic in the midst of it."""
    await site.hours(hours // 2, polled=False)
    site.publish("trucks", TRUCKS, BODY)
    await site.hours(hours - hours // 2, polled=False)


@pytest.mark.parametrize("site", [(ChannelRole.ARCHIVE,), (ChannelRole.FALLBACK,)], indirect=True)
async def test_what_the_feed_let_pass_is_found_in_the_archive_and_told_as_late(site: Site) -> None:
    await blind_for(site)
    await site.hours(3)
    [told] = await site.alerts("article")
    assert told.subject == f"found late: {TRUCKS}"
    assert told.detail["late"] == "yes"
    assert float(told.detail["late_hours"]) == pytest.approx(12, abs=2)
    [record] = await site.ledger()
    assert (record.state, record.filled_from, record.gap.found) == ("filled", ARCHIVE, 6)
    assert record.filled_with == 16
    assert record.gap.expected == pytest.approx(21, abs=1)
    assert await site.alerts("gap") == []


@pytest.mark.parametrize("older_by", [3, 20], ids=["pinned today", "pinned yesterday"])
async def test_a_pinned_item_hides_no_gap(site: Site, older_by: int) -> None:
    site.pinned = (site.published[older_by - 1],)
    await site.hours(6)
    assert await site.ledger() == []
    await blind_for(site)
    await site.hours(3)
    [told] = await site.alerts("article")
    assert told.subject == f"found late: {TRUCKS}"
    [record] = await site.ledger()
    assert (record.state, record.gap.found, record.filled_with) == ("filled", 6, 16)


async def test_an_index_that_still_names_one_of_its_latest_beside_a_pinned_item_has_no_gap(
    site: Site,
) -> None:
    site.pinned = (site.published[10],)
    await site.hours(3)
    await site.hours(4, polled=False)
    await site.hours(3)
    assert await site.ledger() == []


async def test_an_archive_without_dates_tells_what_is_new_and_not_what_is_old(site: Site) -> None:
    old = site.clock.now() - timedelta(days=30)
    site.published.insert(5, ("trucks-old", TRUCKS, old))
    site.fetcher.answers["https://news.test/trucks-old"] = site.fetcher.answers[
        "https://news.test/sumo-1"
    ].replace(b"Sumo day 1", TRUCKS.encode())  # type: ignore[union-attr]
    site.archive_dates = False
    await blind_for(site)
    await site.hours(3)
    assert [one.url for one in await site.alerts("article")] == ["https://news.test/trucks"]
    [record] = await site.ledger()
    assert (record.state, record.filled_with) == ("filled", 17)


@pytest.mark.parametrize("site", [(PAGED,)], indirect=True)
@pytest.mark.parametrize("dates", [True, False], ids=["dated", "undated"])
@pytest.mark.parametrize("pins", [0, 1], ids=["nothing pinned", "an old item pinned"])
async def test_an_archive_of_pages_is_read_to_where_the_gap_begins(
    site: Site, dates: bool, pins: int
) -> None:
    site.archive_dates = dates
    await blind_for(site)
    site.pinned = tuple(site.published[-1:] * pins)
    await site.hours(3)
    assert [one.url for one in await site.alerts("article")] == ["https://news.test/trucks"]
    [record] = await site.ledger()
    assert (record.state, record.filled_with, record.detail) == ("filled", 16, "")
    asked = [address for address in site.fetcher.asked if "/archive-" in address]
    assert asked == [page_address(PAGED, number) for number in range(1, len(asked) + 1)]
    assert len(asked) == 5, "the gap's 22 items, and what was known before"


@pytest.mark.parametrize("site", [(PAGED,)], indirect=True)
@pytest.mark.parametrize("ends", [Outcome.NOT_FOUND, Outcome.SOFT_404])
async def test_pages_end_where_the_archive_does(site: Site, ends: Outcome) -> None:
    site.pages_end = ends
    await blind_for(site)
    site.published[14:] = []
    site.fetcher.answers |= site.archives()
    await site.hours(2)
    [record] = await site.ledger()
    assert (record.state, record.detail) == ("partly", "")


@pytest.mark.parametrize("site", [(DAILY,)], indirect=True)
async def test_a_list_a_day_is_of_its_day_though_it_dates_nothing(site: Site) -> None:
    await blind_for(site)
    for number in range(80):
        site.publish(f"go-{number}", f"Go game {number}", [f"Move {number} of the game."] * 3)
    await site.hours(8)
    assert [one.url for one in await site.alerts("article")] == ["https://news.test/trucks"]
    [record] = await site.ledger()
    assert record.state == "filled"
    assert record.filled_with > UNDATED


async def test_an_archive_that_fails_is_asked_again_and_given_up_with_one_alert(site: Site) -> None:
    site.fetcher.answers[ARCHIVE] = TransientFetchError(ARCHIVE, Outcome.UNAVAILABLE)
    await blind_for(site)
    await site.hours(40)
    assert site.fetcher.asked.count(ARCHIVE) == 4
    [record] = await site.ledger()
    assert (record.state, record.filled_from) == ("unfilled", "")
    [alert] = await site.alerts("gap")
    assert "about 15 items" in alert.subject
    assert "unavailable" in alert.subject
    assert await site.alerts("article") == []


async def test_an_archive_that_came_back_fills_the_gap(site: Site) -> None:
    site.fetcher.answers[ARCHIVE] = TransientFetchError(ARCHIVE, Outcome.UNAVAILABLE)
    await blind_for(site)
    await site.hours(3)
    site.fetcher.answers[ARCHIVE] = b""
    await site.hours(6)
    [record] = await site.ledger()
    assert (record.state, await site.alerts("gap")) == ("filled", [])
    assert [one.subject for one in await site.alerts("article")] == [f"found late: {TRUCKS}"]


async def test_an_archive_that_does_not_go_back_far_enough_fills_a_part_and_ops_hear_of_it(
    site: Site,
) -> None:
    await blind_for(site)
    site.published[14:] = []
    await site.hours(3)
    [record] = await site.ledger()
    assert record.state == "partly"
    [alert] = await site.alerts("gap")
    assert "do not go back so far" in alert.subject


@pytest.mark.parametrize("site", [()], indirect=True)
async def test_without_an_archive_ops_hear_of_a_gap_at_once_and_once(site: Site) -> None:
    await blind_for(site)
    await site.hours(5)
    [record] = await site.ledger()
    assert (record.state, record.closed_at is not None) == ("unfilled", True)
    [alert] = await site.alerts("gap")
    assert "no archive" in alert.subject


async def test_a_restart_enters_no_gap_twice(site: Site) -> None:
    await blind_for(site)
    await site.hours(3)
    site.watch = Watch(site.histories)
    await site.hours(3)
    assert len(await site.ledger()) == 1
    assert site.fetcher.asked.count(ARCHIVE) == 1


async def test_a_steady_feed_has_no_gap_and_its_archive_is_never_asked(site: Site) -> None:
    await site.hours(40)
    assert await site.ledger() == []
    assert ARCHIVE not in site.fetcher.asked


async def test_items_under_new_addresses_are_a_storm_and_no_gap(site: Site) -> None:
    await site.hours(1)
    renamed = [(f"new/{slug}", title, at) for slug, title, at in site.published[:6]]
    for (slug, _, _), (new, _, _) in zip(site.published[:6], renamed, strict=True):
        site.fetcher.answers[f"https://news.test/{new}"] = site.fetcher.answers[f"https://news.test/{slug}"]
    site.fetcher.answers[FEED] = feed(renamed)
    await site.clock.advance(timedelta(minutes=20))
    await site.poll()
    assert await site.ledger() == []


async def test_a_feed_that_turns_over_at_every_poll_makes_few_gaps_and_few_readings_of_its_archive(
    site: Site,
) -> None:
    for _ in range(8):
        await site.hours(9, polled=False)
        await site.poll()
    records = await site.ledger()
    assert 1 < len(records) <= 8
    assert site.fetcher.asked.count(ARCHIVE) <= len(records)
    latest = records[0].gap.until
    for before, after in itertools.pairwise(reversed(records)):
        assert before.gap.until <= after.gap.since, "they do not overlap"
    assert latest <= site.clock.now()


@pytest.mark.parametrize("site", [()], indirect=True)
async def test_what_adjoins_a_gap_extends_it_whatever_restarts(site: Site) -> None:
    begin = site.clock.now()
    for _ in range(3):
        await site.hours(8, polled=False)
        await site.poll()
        site.watch = Watch(site.histories)
    [record] = await site.ledger()
    assert (record.gap.since, record.gap.until) == (begin, begin + 24 * HOUR)
    assert record.gap.found == 18
    assert len(await site.alerts("gap")) == 1
