"""A desk that watches outlets: what they show, scene by scene, goes through whole polls into a store."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.topic import Topic
from scraper.errors import FetchError
from scraper.poll import poll
from scraper.types import (
    Alert,
    Audience,
    Channel,
    NotModified,
    Page,
    Policy,
    Source,
    SourceForPoll,
    Validators,
)
from scraper.types.library import ArticleRecord, StoryRecord
from scraper.world import Rules, World
from tests.fakes_clock import FakeClock
from tests.fakes_fetcher import FakeFetcher
from tests.values import NOON, source

OUTLETS = ("alpha", "beta", "gamma", "delta")


@dataclass(frozen=True)
class Item:
    """An article as an outlet shows it."""

    slug: str
    language: str
    title: str
    body: tuple[str, ...]
    path: str = ""
    """Before the slug."""
    canonical: str = ""
    """The address that the page calls its own."""
    editions: Mapping[str, str] = field(default_factory=dict)
    """hreflang -> address."""
    dated: str = ""
    """The publication date as the page gives it."""
    feed_dated: str = ""
    """... and as the feed does."""
    listed: bool = True
    """Whether the feed names it."""
    paid: bool = False
    """Whether the page says that its text has to be paid for."""
    refused: FetchError | None = None
    """What the server answers instead."""
    lands_at: str = ""
    """Where the server redirects to."""

    def address(self, outlet: str) -> str:
        """Return where it is shown; a path may name another host."""
        root = "" if self.path.startswith("https://") else f"https://{outlet}.test/"
        return f"{root}{self.path}{self.slug}"

    def page(self) -> bytes:
        """Return it as HTML."""
        head = f"<title>{escape(self.title)}</title>"
        if self.canonical:
            head += f"<link rel='canonical' href={quoteattr(self.canonical)}>"
        for language, address in self.editions.items():
            head += f"<link rel='alternate' hreflang='{language}' href={quoteattr(address)}>"
        if self.dated:
            head += f"<meta property='article:published_time' content='{self.dated}'>"
        if self.paid:
            head += (
                "<script type='application/ld+json'>"
                '{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
            )
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in self.body)
        return (
            f"<html lang='{self.language}'><head>{head}</head>"
            f"<body><article><h1>{escape(self.title)}</h1>{paragraphs}</article></body></html>"
        ).encode()

    def entry(self, outlet: str, salt: str) -> str:
        """Return it as an entry of a feed."""
        date = f"<pubDate>{self.feed_dated}</pubDate>" if self.feed_dated else ""
        address = escape(self.address(outlet))
        return (
            f"<item><title>{escape(self.title)}</title><link>{address}</link>{date}"
            f"<guid isPermaLink='false'>{salt}{self.slug}</guid></item>"
        )


@dataclass(frozen=True)
class Scene:
    """What outlets show from now on, and who is polled then, at once."""

    shown: Mapping[str, tuple[Item, ...]]
    after: timedelta = timedelta(minutes=20)
    polls: int = 1
    """How often, `after` apart."""
    salt: str = ""
    """Part of every GUID."""


class Press(FakeFetcher):
    """Serves what outlets show; knows redirects."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.lands_at: dict[str, str] = {}
        self.for_good: set[str] = set()
        """Addresses that redirect permanently."""

    async def fetch(
        self, address: str, source: Source, validators: Validators | None = None
    ) -> Page | NotModified:
        """Return what is shown at the address, or where it leads."""
        final = self.lands_at.get(address, address)
        page = await super().fetch(final, source, validators)
        if final == address or isinstance(page, NotModified):
            return page
        for_good = final if address in self.for_good else None
        return replace(page, requested=address, redirects=(address,), moved_permanently_to=for_good)


@dataclass
class Desk:
    """Some outlets, a real store, a clock that the test moves."""

    site: Press
    store: SqliteStore
    clock: FakeClock
    rules: Rules
    sources: dict[str, Source]

    async def play(self, *scenes: Scene) -> None:
        """Show each scene and poll the outlets in it, at once."""
        for scene in scenes:
            for outlet, items in scene.shown.items():
                self.show(outlet, *items, salt=scene.salt)
            for _ in range(scene.polls):
                await self.poll(*scene.shown, after=scene.after)

    def show(self, outlet: str, *items: Item, salt: str = "") -> None:
        """Put items at their addresses and into the outlet's feed."""
        for item in items:
            address = item.address(outlet)
            self.site.answers[address] = item.refused or item.page()
            self.site.lands_at.pop(address, None)
            if item.lands_at:
                self.site.lands_at[address] = item.lands_at
        entries = "".join(item.entry(outlet, salt) for item in items if item.listed)
        feed = f"<rss version='2.0'><channel><title>News</title>{entries}</channel></rss>"
        self.site.answers[f"https://{outlet}.test/feed.xml"] = feed.encode()

    async def poll(self, *outlets: str, after: timedelta = timedelta(minutes=20)) -> None:
        """Let time pass, then poll outlets, all at once."""
        await self.clock.advance(after)
        world = World(self.clock, self.site, DirectParser(), self.store, lambda: 0.5)
        states = await self.store.states([self.sources[outlet].id for outlet in outlets])
        polled = [
            SourceForPoll(self.sources[outlet], state)
            for outlet, state in zip(outlets, states, strict=True)
        ]
        await asyncio.gather(*(poll(one, world, self.rules) for one in polled))

    async def told(self, audience: Audience = Audience.ANALYST) -> list[Alert]:
        """Return the alerts since the last time, delivering each."""
        alerts: list[Alert] = []
        while deliveries := await self.store.deliveries(self.clock.now(), 100):
            for delivery in deliveries:
                await self.store.delivered(delivery, self.clock.now())
                alerts.append(delivery.alert)
        return [alert for alert in alerts if alert.channel is audience]

    def articles(self) -> list[ArticleRecord]:
        """Return everything kept, in the order of its coming, the first readings aside."""
        with LibraryReader(self.store.path) as reader:
            return [article for article in reader.articles() if not article.line.baseline]

    def stories(self) -> list[StoryRecord]:
        """Return the stories, the last told first."""
        with LibraryReader(self.store.path) as reader:
            return list(reader.stories())


@asynccontextmanager
async def desk(directory: Path, topic: Topic, policy: Policy = Policy()) -> AsyncIterator[Desk]:  # noqa: B008
    """Yield a desk whose outlets were all polled once: what they showed then is the baseline."""
    clock = FakeClock(NOON)
    sources = {name: source(name, Channel(f"https://{name}.test/feed.xml")) for name in OUTLETS}
    rules = Rules(topic, policy, timedelta(minutes=5), timedelta(hours=12), timedelta(seconds=30))
    async with SqliteStore(directory / "store.db", sinks=("log",)) as store:
        await store.sync_sources(list(sources.values()), clock.now())
        one = Desk(Press(clock), store, clock, rules, sources)
        sumo = Item("sumo", "en", "Autumn sumo tournament opens", ("Two yokozuna compete this year.",) * 3)
        await one.play(Scene(dict.fromkeys(OUTLETS, (sumo,))))
        await one.told()
        yield one


def rfc822(instant: datetime) -> str:
    """Return an instant as feeds write it."""
    return f"{instant:%a, %d %b %Y %H:%M:%S} +0000"
