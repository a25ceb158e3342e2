"""`sources add` and `sources verify`, against scripted sites and against the press world."""

import asyncio
import re
import ssl
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.forgetful import Forgetful
from scraper.adapters.http import HttpFetcher
from scraper.adapters.sqlite.store import SqliteStore
from scraper.adapters.timings import Timings
from scraper.config.sources import read_source
from scraper.core.channel_checks import edits
from scraper.core.source_proposal import Proposal
from scraper.core.source_toml import source_toml
from scraper.core.urls import canonicalize
from scraper.demo.loading import SCENARIOS, load_scenario
from scraper.demo.scenario import Scenario
from scraper.demo.scenario import Site as PressSite
from scraper.demo.world import PressWorld
from scraper.dry_reading import read_dry
from scraper.errors import FetchError, PermanentFetchError, Problem
from scraper.outcomes import Outcome
from scraper.poll import poll
from scraper.settings import Network
from scraper.sourcing import find_source
from scraper.types import (
    Channel,
    ChannelKind,
    ChannelRole,
    Confirmation,
    Link,
    NotModified,
    Page,
    Policy,
    PollReport,
    Source,
    SourceForPoll,
    SourceId,
    Validators,
)
from scraper.verifying import verify
from scraper.world import Rules, World
from tests.core.topics import japan_ukraine
from tests.demo.press import default_scenario
from tests.fakes_clock import FakeClock
from tests.faults.certificates import Authority, certificate_pem, key_pem, make_key
from tests.values import NOON, source

HOME = "https://paper.test.ua/"
Answers = Mapping[str, str | FetchError]


class Site:
    """A Fetcher that serves what a table holds, 404 for the rest."""

    def __init__(self, answers: Answers, moved: Mapping[str, str] | None = None) -> None:
        self._answers = answers
        self._moved = moved or {}
        self.asked: list[str] = []

    async def fetch(
        self, address: str, source: Source, validators: Validators | None = None
    ) -> Page | NotModified:
        del source, validators
        self.asked.append(address)
        address = self._moved.get(address, address)
        answer = self._answers.get(address, PermanentFetchError(address, Outcome.NOT_FOUND))
        if isinstance(answer, FetchError):
            raise answer
        moved = address if address in self._moved.values() else None
        return Page(
            address, address, (), 200, "", "utf-8", answer.encode(), NOON, moved_permanently_to=moved
        )


def stories(count: int = 8) -> list[tuple[str, str]]:
    return [
        (
            f"{HOME}news/{1000 + number}-japan-sends-trucks",
            f"Японія передала Україні вантажівки, день {number}",
        )
        for number in range(count)
    ]


def feed(count: int = 8) -> str:
    items = "".join(
        f"<item><title>{title}</title><link>{address}</link>"
        f"<pubDate>Tue, 10 Feb 2026 {number:02}:00:00 +0200</pubDate></item>"
        for number, (address, title) in enumerate(stories(count))
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>P</title>{items}</channel></rss>'


def front(head: str = "", count: int = 8) -> str:
    anchors = "".join(f'<p><a href="{address}">{title}</a></p>' for address, title in stories(count))
    return f'<html lang="uk"><head>{head}</head><body><a href="/about">About us</a>{anchors}</body></html>'


FEED = f"{HOME}all-news.rss"
NAMED = '<link rel="alternate" type="application/rss+xml" title="All" href="/all-news.rss">'
SITES = [
    ("the feed that the page names", {HOME: front(NAMED), FEED: feed()}, "all-news.rss", "feed"),
    ("a feed at a common path", {HOME: front(), f"{HOME}rss.xml": feed()}, "rss.xml", "feed"),
    (
        "a sitemap that robots.txt names",
        {
            HOME: "<html><body>nothing here</body></html>",
            f"{HOME}robots.txt": f"User-agent: *\nAllow: /\nSitemap: {HOME}maps/news.xml\n",
            f"{HOME}maps/news.xml": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            + "".join(f"<url><loc>{address}</loc></url>" for address, _ in stories())
            + "</urlset>",
        },
        "maps/news.xml",
        "sitemap",
    ),
    ("the page itself where there is no feed", {HOME: front()}, "", "listing"),
    ("a page served as a feed is passed over", {HOME: front(NAMED), FEED: front()}, "", "listing"),
]  # fmt: skip


async def found(answers: Answers, home: str = HOME) -> Proposal:
    return await find_source(home, "paper", Site(answers), DirectParser(), FakeClock(NOON))


def reread(proposal: Proposal) -> Source:
    assert proposal.source is not None
    problems: list[Problem] = []
    text = source_toml(proposal.source, proposal.reasons)
    made = read_source(tomllib.loads(text), "paper.toml", proposal.source.id, problems)
    assert problems == []
    return made


@pytest.mark.parametrize(
    ("answers", "path", "kind"), [case[1:] for case in SITES], ids=[case[0] for case in SITES]
)
async def test_the_right_channel_is_found(answers: Answers, path: str, kind: str) -> None:
    made = reread(await found(answers))
    assert made.channels[0] == replace(
        made.channels[0],
        url=HOME + path,
        kind=ChannelKind(kind),
        role=ChannelRole.PRIMARY,
        confirmation=Confirmation.CONFIRMED,
        confirmed_on=NOON.date(),
    )
    index = await DirectParser().read_index(
        await _page(Site(answers), made.channels[0], made), made.channels[0], made
    )
    assert {link.address for link in index.links} == {address for address, _ in stories()}


async def _page(site: Site, channel: Channel, made: Source) -> Page:
    page = await site.fetch(channel.url, made)
    assert isinstance(page, Page)
    return page


async def test_language_zone_and_interval_are_told_with_their_reasons() -> None:
    proposal = await found({HOME: front(NAMED), FEED: feed()})
    made = reread(proposal)
    assert (made.country, made.zone, made.languages) == ("UA", "Europe/Kyiv", ("uk",))
    assert made.interval == timedelta(hours=1)
    assert made.items_per_day == 24.0
    assert set(proposal.reasons) == {"zone", "languages", "interval", "channels[0]"}
    assert 'the page says lang="uk"' in proposal.reasons["languages"]
    assert proposal.reasons["interval"].endswith("there is no robots.txt")
    listed = await found({HOME: front()})
    assert "article_pattern" in listed.reasons


async def test_a_delay_that_robots_txt_asks_for_bounds_the_interval() -> None:
    robots = "User-agent: *\nCrawl-delay: 300\n"
    proposal = await found({HOME: front(NAMED), FEED: feed(), f"{HOME}robots.txt": robots})
    assert reread(proposal).interval == timedelta(minutes=105)
    assert "robots.txt asks for 300 s between requests" in proposal.reasons["interval"]


async def test_channels_are_told_with_what_others_lack() -> None:
    sitemap = f"<urlset><url><loc>{HOME}news/999-an-old-one</loc></url></urlset>"
    proposal = await found({HOME: front(NAMED), FEED: feed(), f"{HOME}sitemap.xml": sitemap})
    assert proposal.reasons["channels[0]"] == (
        'the home page names it, titled "All": 8 links, 8 with dates, 0 with summaries, '
        "the newest 7 h old, 0 that no other channel names, 1 of the others' lacking"
    )


async def test_a_site_without_any_index_is_no_source_but_says_what_was_tried() -> None:
    proposal = await found({HOME: "<html><body>Hello</body></html>"})
    assert proposal.source is None
    assert {trial.outcome for trial in proposal.trials} == {Outcome.NOT_FOUND, Outcome.NO_LINKS}


def refusal(reason: Outcome) -> FetchError:
    return PermanentFetchError("https://news.test/feed.xml", reason)


CHECKS = [
    ("a feed is well", feed(), Outcome.OK, ""),
    ("a page for a feed", front(), Outcome.NOT_A_FEED, "look for its new address"),
    ("two bytes", "ok", Outcome.NOT_A_FEED, "look for its new address"),
    ("nothing", "  ", Outcome.SUSPECT_EMPTY, "next to nothing"),
    ("a challenge", refusal(Outcome.BLOCKED_CHALLENGE), Outcome.BLOCKED_CHALLENGE, "challenge"),
    ("a refusal", refusal(Outcome.FORBIDDEN), Outcome.FORBIDDEN, "refuses us"),
    ("gone", refusal(Outcome.GONE), Outcome.GONE, "remove the channel"),
    ("no such host", refusal(Outcome.DNS_FAILED), Outcome.DNS_FAILED, "no address"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "outcome", "advice"), [case[1:] for case in CHECKS], ids=[case[0] for case in CHECKS]
)
async def test_a_channel_is_told_by_how_it_answers(
    answer: str | FetchError, outcome: Outcome, advice: str
) -> None:
    one = source("news")
    site = Site({one.channels[0].url: answer})
    (check,) = await verify([one], site, DirectParser(), FakeClock(NOON))
    assert check.outcome is outcome
    assert advice in check.advice
    assert bool(edits(check, NOON.date())) is (outcome is Outcome.OK)


async def test_a_feed_at_another_host_is_proposed_though_the_pattern_names_the_old_one() -> None:
    pattern = re.compile(rf"^{re.escape(HOME)}news/")
    one = replace(source("news"), home=HOME, article_pattern=pattern)
    there = "https://moved.test/feed.xml"
    site = Site({there: feed().replace(HOME, "https://moved.test/")}, moved={one.channels[0].url: there})
    (check,) = await verify([one], site, DirectParser(), FakeClock(NOON))
    assert (check.moved_to, check.outcome) == (there, Outcome.OK)
    assert edits(check, NOON.date())[0].after == there


async def test_a_feed_that_moved_is_proposed_under_its_new_address() -> None:
    one = source("news")
    url = one.channels[0].url
    site = Site({"https://news.test/new.xml": feed()}, moved={url: "https://news.test/new.xml"})
    (check,) = await verify([one], site, DirectParser(), FakeClock(NOON))
    assert check.moved_to == "https://news.test/new.xml"
    assert [str(edit) for edit in edits(check, NOON.date())] == [
        f"sources/news.toml: channels[0].url: {url} -> https://news.test/new.xml",
        "sources/news.toml: channels[0].confirmation: reported -> confirmed",
        "sources/news.toml: channels[0].confirmed_on: nothing -> 2026-02-10",
    ]
    assert site.asked == [url]


def gone(channel: Channel, **fields: object) -> Source:
    """A source that knows the paper's articles, and whose channel answers no more."""
    pattern = re.compile(rf"^{re.escape(HOME)}news/")
    return replace(source("news", channel), home=HOME, article_pattern=pattern, **fields)  # type: ignore[arg-type]


WELL: Answers = {HOME: front(NAMED), FEED: feed()}
LOST = Channel(f"{HOME}old.rss", confirmation=Confirmation.CONFIRMED, confirmed_on=date(2025, 1, 1))
ELSEWHERE = feed().replace(f"{HOME}news/", f"{HOME}shop/")
MAP = "<urlset>" + "".join(f"<url><loc>{address}</loc></url>" for address, _ in stories()) + "</urlset>"
SUBSTITUTES: dict[str, tuple[Channel, Answers, str]] = {
    "the feed that the home page names": (LOST, WELL, FEED),
    "a feed at a common path": (LOST, {f"{HOME}rss.xml": feed()}, f"{HOME}rss.xml"),
    "the fullest of several": (
        LOST, {HOME: front(NAMED), FEED: feed(2), f"{HOME}feed/": feed()}, f"{HOME}feed/",
    ),
    "a sitemap for a sitemap": (
        replace(LOST, kind=ChannelKind.SITEMAP), {**WELL, f"{HOME}sitemap.xml": MAP}, f"{HOME}sitemap.xml",
    ),
    "a section for a page of links": (
        replace(LOST, kind=ChannelKind.LISTING),
        {HOME: '<html><body><a href="/all-news/">All</a></body></html>', f"{HOME}all-news/": front()},
        f"{HOME}all-news/",
    ),
    "no sitemap for a feed": (LOST, {f"{HOME}sitemap.xml": MAP}, ""),
    "no feed of other pages": (LOST, {HOME: front(NAMED), FEED: ELSEWHERE}, ""),
    "no feed in another language": (replace(LOST, language="en"), WELL, ""),
    "nothing for an archive": (replace(LOST, role=ChannelRole.ARCHIVE), WELL, ""),
    "nothing for a template": (replace(LOST, url=f"{HOME}{{year}}.rss"), WELL, ""),
}  # fmt: skip


@pytest.mark.parametrize(("channel", "answers", "url"), SUBSTITUTES.values(), ids=SUBSTITUTES)
async def test_a_channel_that_is_gone_is_replaced_by_what_the_site_has(
    channel: Channel, answers: Answers, url: str
) -> None:
    one = gone(channel)
    (check,) = await verify([one], Site(answers), DirectParser(), FakeClock(NOON))
    assert (check.outcome, check.is_well) == (Outcome.NOT_FOUND, False)
    assert (check.substitute.url if check.substitute else "") == url
    wanted = {edit.field: edit.after for edit in edits(check, NOON.date())}
    assert wanted == ({"url": url, "confirmed_on": NOON.date()} if url else {})
    assert (url or "look for its new address") in check.advice


async def test_a_page_in_place_of_a_feed_is_replaced_by_the_feed_that_it_names() -> None:
    site = Site({**WELL, LOST.url: front(NAMED)})
    (check,) = await verify([gone(LOST)], site, DirectParser(), FakeClock(NOON))
    assert check.outcome is Outcome.NOT_A_FEED
    assert [edit.after for edit in edits(check, NOON.date())] == [FEED, NOON.date()]


async def test_two_channels_that_are_gone_are_not_replaced_by_one_and_a_site_is_looked_at_once() -> None:
    one = gone(LOST)
    one = replace(one, channels=(LOST, replace(LOST, url=f"{HOME}older.rss")))
    site = Site(WELL)
    first, second = await verify([one], site, DirectParser(), FakeClock(NOON))
    assert first.substitute is not None
    assert (first.substitute.url, second.substitute) == (FEED, None)
    assert len(site.asked) == len(set(site.asked))


async def test_what_is_read_already_replaces_nothing() -> None:
    one = replace(gone(LOST), channels=(LOST, Channel(FEED)))
    lost, _ = await verify([one], Site(WELL), DirectParser(), FakeClock(NOON))
    assert lost.substitute is None


BROKEN = {
    "unn": (Outcome.OK, ""),
    "pravda": (Outcome.OK, "it moved to"),
    "kyivindependent": (Outcome.NOT_A_FEED, "no feed answers but something else"),
    "asahi": (Outcome.SUSPECT_EMPTY, "next to nothing"),
    "bukvy": (Outcome.BLOCKED_CHALLENGE, "a challenge page stands before it"),
    "rzvr": (Outcome.FORBIDDEN, "the site refuses us"),
    "ukrinform-de": (Outcome.GONE, "gone for good"),
    "nowhere": (Outcome.NOT_FOUND, "look for its new address"),
    "dead": (Outcome.DNS_FAILED, "its host has no address"),
    "untrusted": (Outcome.TLS_INVALID, "its certificate is not valid"),
    "shut": (Outcome.ROBOTS_DISALLOWED, "robots.txt forbids it"),
}


@asynccontextmanager
async def untrusted(directory: Path) -> AsyncIterator[int]:
    """Serve nothing with a certificate that nobody vouches for; yield the port."""
    key, file = make_key(), directory / "server.pem"
    certificate = certificate_pem(("unn.test",), key, Authority("nobody.test", make_key()))
    await asyncio.to_thread(file.write_text, certificate + key_pem(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_every_planted_defect_is_named(tmp_path: Path) -> None:
    scenario = load_scenario(SCENARIOS / "broken-channels.toml")
    clock = FakeClock(scenario.starts_at + timedelta(hours=1), eager=True)
    async with PressWorld(scenario, clock) as world, untrusted(tmp_path) as tls:
        allowed = (*world.allow_private, f"unn.test:{tls}")
        network = Network("ops@example.org", allow_private=allowed, hosts=world.hosts)
        (unn, *others), port = world.sources(), world.port
        beside = {
            "nowhere": f"http://unn.test:{port}/no-such.xml",
            "dead": "http://unn.invalid/feed",
            "untrusted": f"https://unn.test:{tls}/rss/news_uk.xml",
            "shut": f"http://unn.test:{port}/search/feed.xml",
        }
        others += [replace(unn, id=SourceId(id_), channels=(Channel(url),)) for id_, url in beside.items()]
        timings = Timings()
        async with HttpFetcher(network, clock, Forgetful(), trace=timings) as fetcher:
            checks = await verify([unn, *others], fetcher, DirectParser(), clock, took=timings.of)
    assert [check.source for check in checks if check.took is None] == ["dead", "untrusted", "shut"]
    assert {check.source for check in checks} == set(BROKEN)
    for check in checks:
        outcome, advice = BROKEN[check.source]
        assert check.outcome is outcome, check
        assert advice in check.advice, check
    (tiny,) = [check for check in checks if check.source == "asahi"]
    assert tiny.detail == "status 200, 11 bytes"


MONTHLY = load_scenario(SCENARIOS / "monthly-sitemaps.toml")
SITES_OF_PRESS = [(scenario, site) for scenario in (default_scenario(), MONTHLY) for site in scenario.sites]


@pytest.mark.parametrize(("scenario", "site"), SITES_OF_PRESS, ids=[site.id for _, site in SITES_OF_PRESS])
async def test_a_press_site_s_front_page_leads_to_all_its_articles(
    scenario: Scenario, site: PressSite, tmp_path: Path
) -> None:
    clock = FakeClock(scenario.starts_at + timedelta(hours=3), eager=True)
    async with PressWorld(scenario, clock) as world:
        (known,) = [one for one in world.sources() if one.id == site.id]
        network = Network("ops@example.org", allow_private=world.allow_private, hosts=world.hosts)
        async with HttpFetcher(network, clock, Forgetful()) as fetcher:
            made = reread(await find_source(known.home, "paper", fetcher, DirectParser(), clock))
            named = await named_by(made, known, fetcher)
            assert set(named) == set(await named_by(known, known, fetcher))
            async with SqliteStore(tmp_path / "store.db") as store:
                report = await first_poll(made, World(clock, fetcher, DirectParser(), store, lambda: 0.5))
    read = (Outcome.OK, Outcome.OFF_TOPIC, Outcome.OFF_TOPIC_GATE)
    assert sum(report.outcomes.get(outcome, 0) for outcome in read) == len(set(named)), report.outcomes
    primary = {channel.url for channel in made.channels if channel.role is ChannelRole.PRIMARY}
    assert primary == {channel.url for channel in known.channels}
    assert set(made.languages) <= set(known.languages)


async def first_poll(made: Source, world: World) -> PollReport:
    topic = japan_ukraine()
    await world.store.sync_sources((made,), world.clock.now())
    (state,) = await world.store.due(world.clock.now(), 1)
    policy = Policy(articles_per_poll=200)
    minute = timedelta(minutes=1)
    return await poll(SourceForPoll(made, state), world, Rules(topic, policy, minute, minute, minute))


async def named_by(one: Source, known: Source, fetcher: HttpFetcher) -> list[str]:
    """Return the addresses that a source's primary channels name, twins as one."""
    links: list[Link] = []
    for channel in one.channels:
        if channel.role is ChannelRole.PRIMARY:
            read = await read_dry(channel, channel.url, one, fetcher, DirectParser())
            assert read.index is not None, read
            links += read.index.links
    return [canonicalize(link.address, twins=known.twins) for link in links]
