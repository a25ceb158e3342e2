"""Polls of one source, told as scenarios: what the site does, what is stored, what is alerted."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from scraper import config
from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.topic import Topic
from scraper.errors import PermanentFetchError, TransientFetchError
from scraper.outcomes import Outcome
from scraper.poll import poll
from scraper.types import Alert, Channel, ChannelRole, Policy, PollReport, Source, SourceForPoll
from scraper.world import Rules, World
from tests.fakes_clock import FakeClock
from tests.fakes_fetcher import FakeFetcher
from tests.values import BODY, FEED, NOON, source

SPARE = "https://news.test/spare.xml"
TRUCKS = ("trucks", "Japan sends a hundred vehicles to Ukraine", BODY)
SUMO = ("sumo", "Autumn sumo tournament opens in Fukuoka", ("Two yokozuna compete this year.",) * 3)
Story = tuple[str, str, Sequence[str]]


def feed(*stories: Story) -> bytes:
    items = "".join(
        f"<item><title>{escape(title)}</title><link>https://news.test/{slug}</link></item>"
        for slug, title, _ in stories
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


def page(title: str, body: Sequence[str]) -> bytes:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in body)
    return (
        f"<html lang='en'><head><title>{escape(title)} - News</title></head>"
        f"<body><article><h1>{escape(title)}</h1>{paragraphs}</article></body></html>"
    ).encode()


@dataclass
class Desk:
    """One source, a real store, a scripted site, a clock that the test moves."""

    site: FakeFetcher
    store: SqliteStore
    clock: FakeClock
    rules: Rules
    source: Source

    def publish(self, *stories: Story) -> None:
        """Make the site's feed name exactly these stories, and serve them."""
        self.site.answers[FEED] = feed(*stories)
        for slug, title, body in stories:
            self.site.answers[f"https://news.test/{slug}"] = page(title, body)

    async def poll(self, after: timedelta = timedelta(hours=1)) -> PollReport:
        await self.clock.advance(after)
        world = World(self.clock, self.site, DirectParser(), self.store, lambda: 0.5)
        [state] = await self.store.states([self.source.id])
        return await poll(SourceForPoll(self.source, state), world, self.rules)

    async def alerts(self) -> list[Alert]:
        return [delivery.alert for delivery in await self.store.deliveries(self.clock.now(), 100)]

    async def news(self) -> list[str]:
        return [alert.subject for alert in await self.alerts() if alert.kind == "article"]


@pytest.fixture(scope="module")
def topic() -> Topic:
    return config.load(Path("config")).topic


@pytest.fixture
async def desk(tmp_path: Path, topic: Topic) -> AsyncIterator[Desk]:
    clock = FakeClock(NOON)
    spare = Channel(SPARE, role=ChannelRole.FALLBACK)
    one = source("news", Channel(FEED), spare)
    rules = Rules(topic, Policy(), timedelta(minutes=5), timedelta(hours=12), timedelta(seconds=30))
    async with SqliteStore(tmp_path / "store.db", sinks=("log",)) as store:
        await store.sync_sources([one], clock.now())
        yield Desk(FakeFetcher(clock), store, clock, rules, one)


async def test_what_the_first_reading_finds_is_stored_and_not_alerted(desk: Desk) -> None:
    desk.publish(TRUCKS, SUMO)
    report = await desk.poll()
    assert (report.outcome, report.baseline, report.added) == (Outcome.OK, True, 1)
    assert [alert.kind for alert in await desk.alerts()] == ["baseline"]


async def test_an_article_on_topic_is_alerted_once_however_often_the_feed_names_it(desk: Desk) -> None:
    desk.publish(SUMO)
    await desk.poll()
    desk.publish(TRUCKS, SUMO)
    await desk.poll()
    await desk.poll()
    assert await desk.news() == ["Japan sends a hundred vehicles to Ukraine"]


async def test_an_article_off_topic_ends_at_the_gate_and_is_never_fetched_again(desk: Desk) -> None:
    desk.publish(SUMO)
    report = await desk.poll()
    await desk.poll()
    assert report.outcomes == {Outcome.OFF_TOPIC_GATE: 1}
    assert desk.site.asked.count("https://news.test/sumo") == 1


async def test_a_copy_under_another_address_is_not_alerted(desk: Desk) -> None:
    desk.publish(SUMO)
    await desk.poll()
    desk.publish(TRUCKS, SUMO)
    await desk.poll()
    desk.publish(("trucks-2", "Tokyo to give Kyiv vehicles", BODY), TRUCKS, SUMO)
    assert (await desk.poll()).copies == 1
    assert len(await desk.news()) == 1


async def test_a_corrected_amount_becomes_a_version_with_one_update(desk: Desk) -> None:
    desk.publish(SUMO)
    await desk.poll()
    desk.publish(TRUCKS)
    await desk.poll()
    desk.publish((TRUCKS[0], TRUCKS[1], [line.replace("37 million", "38 million") for line in BODY]))
    assert (await desk.poll()).revised == 1
    assert [alert.kind for alert in await desk.alerts()] == ["baseline", "article", "updated"]


async def test_a_feed_that_did_not_change_costs_no_parsing_and_no_article(desk: Desk) -> None:
    desk.publish(SUMO)
    desk.site.etags[FEED] = '"1"'
    await desk.poll()
    assert (await desk.poll()).outcome is Outcome.NOT_MODIFIED
    desk.site.etags[FEED] = '"2"'
    assert (await desk.poll()).outcome is Outcome.UNCHANGED_BODY


async def test_an_article_that_fails_is_tried_again_behind_a_304(desk: Desk) -> None:
    desk.publish(SUMO)
    await desk.poll()
    desk.publish(TRUCKS, SUMO)
    desk.site.etags[FEED] = '"1"'
    url = "https://news.test/trucks"
    served = desk.site.answers[url]
    desk.site.answers[url] = TransientFetchError(url, Outcome.SERVER_ERROR)
    assert (await desk.poll()).outcomes == {Outcome.SERVER_ERROR: 1}
    desk.site.answers[url] = served
    report = await desk.poll()
    assert (report.outcome, report.added) == (Outcome.NOT_MODIFIED, 1)
    assert len(await desk.news()) == 1


async def test_a_page_that_nobody_may_fetch_is_judged_by_what_the_feed_says(desk: Desk) -> None:
    desk.publish(SUMO)
    await desk.poll()
    desk.publish(TRUCKS, SUMO)
    url = "https://news.test/trucks"
    desk.site.answers[url] = PermanentFetchError(url, Outcome.GONE)
    await desk.poll()
    assert await desk.news() == ["Japan sends a hundred vehicles to Ukraine"]


async def test_a_broken_feed_backs_off_and_its_fallback_is_read(desk: Desk) -> None:
    desk.site.answers[FEED] = b"<html><body>Oops</body></html>"
    desk.site.answers[SPARE] = feed(SUMO)
    desk.site.answers["https://news.test/sumo"] = page(SUMO[1], SUMO[2])
    report = await desk.poll()
    assert [read.outcome for read in report.channels] == [Outcome.NOT_A_FEED, Outcome.OK]


async def test_a_source_that_fails_whole_waits_longer_each_time(desk: Desk) -> None:
    for url in (FEED, SPARE):
        desk.site.answers[url] = TransientFetchError(url, Outcome.SERVER_ERROR)
    waits = []
    for _ in range(3):
        report = await desk.poll()
        assert report.next_poll_at is not None
        waits.append(report.next_poll_at - report.ended_at)
    assert report.outcome is Outcome.SERVER_ERROR
    assert waits == sorted(waits)
    assert waits[2] > waits[0]


async def test_a_long_baseline_is_worked_off_twenty_at_a_time_without_validators(desk: Desk) -> None:
    many = [(f"sumo-{number}", f"Sumo day {number}", SUMO[2]) for number in range(30)]
    desk.publish(*many)
    desk.site.etags[FEED] = '"1"'
    report = await desk.poll()
    assert (sum(report.outcomes.values()), report.left) == (20, 10)
    report = await desk.poll()
    assert (report.outcome, report.left) == (Outcome.NOTHING_NEW, 0)
    assert (await desk.poll()).outcome is Outcome.NOT_MODIFIED


async def test_a_rate_limit_ends_the_round_and_costs_no_attempt(desk: Desk) -> None:
    desk.publish(*[(f"sumo-{number}", f"Sumo day {number}", SUMO[2]) for number in range(5)])
    for number in range(5):
        url = f"https://news.test/sumo-{number}"
        desk.site.answers[url] = TransientFetchError(
            url, Outcome.RATE_LIMITED, retry_after=timedelta(hours=1)
        )
    assert (await desk.poll()).outcomes == {Outcome.RATE_LIMITED: 1}
    waiting = await desk.store.pending(desk.source.id, desk.clock.now() + timedelta(days=1), 10)
    assert {link.attempts for link in waiting} == {0}


async def test_two_tellings_at_once_give_one_alert(desk: Desk) -> None:
    other = replace(source("other", Channel("https://other.test/feed.xml")))
    await desk.store.sync_sources([desk.source, other], desk.clock.now())
    desk.publish(SUMO)
    desk.site.answers["https://other.test/feed.xml"] = feed(SUMO)
    both = [Desk(desk.site, desk.store, desk.clock, desk.rules, one) for one in (desk.source, other)]
    await asyncio.gather(*(each.poll() for each in both))
    desk.publish(TRUCKS, SUMO)
    desk.site.answers["https://other.test/feed.xml"] = feed(TRUCKS).replace(b"news.test", b"other.test")
    desk.site.answers["https://other.test/trucks"] = page("Tokyo hands over vehicles", BODY)
    await asyncio.gather(*(each.poll() for each in both))
    assert len(await desk.news()) == 1


async def test_a_poll_that_hangs_ends_at_its_deadline_with_what_it_has(desk: Desk) -> None:
    class Hanging(FakeFetcher):
        async def fetch(self, *_: object, **__: object) -> None:  # type: ignore[override]
            await asyncio.sleep(3600)

    hung = replace(
        desk, site=Hanging(desk.clock), rules=replace(desk.rules, deadline=timedelta(milliseconds=50))
    )
    report = await hung.poll()
    assert report.outcome is Outcome.TIMED_OUT
    assert report.next_poll_at is not None


async def test_a_feed_that_is_empty_at_first_has_been_read_and_its_first_article_is_alerted(
    desk: Desk,
) -> None:
    desk.publish()
    report = await desk.poll()
    assert (report.outcome, report.baseline) == (Outcome.NOTHING_NEW, True)
    desk.publish(TRUCKS)
    await desk.poll()
    assert await desk.news() == ["Japan sends a hundred vehicles to Ukraine"]


async def test_validators_that_hid_news_are_never_sent_again(desk: Desk) -> None:
    desk.publish(SUMO)
    desk.site.etags[FEED] = '"for ever"'
    await desk.poll()
    desk.publish(TRUCKS, SUMO)
    assert (await desk.poll()).outcome is Outcome.NOT_MODIFIED
    report = await desk.poll(after=timedelta(days=1))
    assert (report.outcome, report.channels[0].lied) == (Outcome.OK, True)
    assert (await desk.poll()).outcome is Outcome.UNCHANGED_BODY


async def test_validators_that_change_with_the_feed_stay_trusted(desk: Desk) -> None:
    desk.publish(SUMO)
    desk.site.etags[FEED] = '"1"'
    await desk.poll()
    desk.publish(TRUCKS, SUMO)
    desk.site.etags[FEED] = '"2"'
    assert not (await desk.poll(after=timedelta(days=1))).channels[0].lied
    assert (await desk.poll()).outcome is Outcome.NOT_MODIFIED


async def test_the_longer_of_what_feed_and_cache_ask_for_is_taken_as_the_hint(desk: Desk) -> None:
    desk.publish(SUMO)
    desk.site.fresh_for[FEED] = timedelta(minutes=10)
    assert (await desk.poll()).channels[0].poll_hint == timedelta(minutes=10)
    asking = feed(TRUCKS, SUMO).replace(b"<item>", b"<ttl>30</ttl><item>", 1)
    desk.publish(TRUCKS, SUMO)
    desk.site.answers[FEED] = asking
    assert (await desk.poll()).channels[0].poll_hint == timedelta(minutes=30)


async def test_an_outage_of_our_own_network_is_told_once_and_held_against_no_source(desk: Desk) -> None:
    many = [source(f"site{number}") for number in range(8)]
    site, store = desk.site, desk.store
    await store.sync_sources(many, desk.clock.now())
    world = World(desk.clock, site, DirectParser(), store, lambda: 0.5)

    async def round_of_polls() -> list[Outcome]:
        await desk.clock.advance(timedelta(hours=2))
        states = await store.states([one.id for one in many])
        pairs = zip(many, states, strict=True)
        return [(await poll(SourceForPoll(one, state), world, desk.rules)).outcome for one, state in pairs]

    def everywhere(answer: Callable[[str], bytes | TransientFetchError]) -> None:
        site.answers |= {channel.url: answer(channel.url) for one in many for channel in one.channels}

    everywhere(lambda _: feed())
    await round_of_polls()
    everywhere(lambda url: TransientFetchError(url, Outcome.DNS_FAILED))
    assert await round_of_polls() == [Outcome.DNS_FAILED] * 4 + [Outcome.OUR_OUTAGE] * 4
    for _ in range(5):
        assert set(await round_of_polls()) == {Outcome.OUR_OUTAGE}
    assert {state.failures for state in await store.states([one.id for one in many])} == {0.25, 0.0}
    everywhere(lambda _: feed())
    assert set(await round_of_polls()) == {Outcome.UNCHANGED_BODY}
    kinds = [alert.kind for alert in await desk.alerts() if alert.kind != "baseline"]
    assert kinds == ["outage", "outage_over"]


@pytest.mark.parametrize("hours", [9, -9], ids=["after a sleep", "after the clock was set back"])
async def test_missed_turns_are_made_up_for_by_one_poll(desk: Desk, hours: int) -> None:
    desk.publish(SUMO)
    await desk.poll()
    desk.clock.set(desk.clock.now() + timedelta(hours=hours))
    polls = 0
    while await desk.store.due(desk.clock.now(), 10):
        await desk.poll(after=timedelta(seconds=1))
        polls += 1
    assert polls == 1
    [state] = await desk.store.states([desk.source.id])
    assert timedelta(0) < state.next_poll_at - desk.clock.now() <= desk.source.interval * 2
