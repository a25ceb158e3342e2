"""Stories over the real store: several outlets, languages and days, told through whole polls."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from scraper import config
from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.store import SqliteStore
from scraper.poll import poll
from scraper.types import Alert, Audience, Channel, Policy, Source, SourceForPoll
from scraper.world import Rules, World
from tests.fakes_clock import FakeClock
from tests.fakes_fetcher import FakeFetcher
from tests.values import NOON, source

OUTLETS = ("alpha", "beta")
Telling = tuple[str, str, str, Sequence[str]]

DRONES: Telling = (
    "fund",
    "en",
    "Japan pledges 37 million dollars for Ukraine's anti-drone systems",
    (
        "Yoko Kamikawa said in Kyiv that Japan would pay 37 million dollars into a NATO trust fund.",
        "With it Ukraine's armed forces are to detect drones.",
        "She met her colleague Dmytro Kuleba and spoke to the press in a shelter after an air raid alert.",
    ),
)
DRONES_UK: Telling = (
    "fond",
    "uk",
    "Японія дає 37 млн доларів на протидронові системи для України",
    (
        "Про внесок до трастового фонду НАТО повідомила в Києві голова МЗС Йоко Камікава.",
        "Вона зустрілася з Дмитром Кулебою, а пресконференцію через повітряну тривогу провели в укритті.",
    ),
)
PACT: Telling = (
    "pact",
    "en",
    "Ukraine and Japan sign agreement on classified information",
    (
        "Andrii Sybiha and Takeshi Iwaya signed the information security agreement of both states.",
        "It lets both governments exchange intelligence, the Japanese foreign ministry said.",
    ),
)
MORE: Telling = (
    "more",
    "en",
    "Japan raises its pledge for Ukraine's anti-drone systems to 52 million dollars",
    (
        "Kamikawa said in Kyiv that Japan would add to the 37 million dollars for the NATO trust fund.",
        "With it Ukraine's armed forces are to detect more drones.",
        "Kuleba thanked her for the decision.",
    ),
)
SUMO: Telling = ("sumo", "en", "Autumn sumo tournament opens", ("Two yokozuna compete this year.",) * 3)


@dataclass
class Desk:
    """Two outlets, a real store, a clock that the test moves."""

    site: FakeFetcher
    store: SqliteStore
    clock: FakeClock
    rules: Rules
    sources: dict[str, Source]

    def publish(self, outlet: str, *tellings: Telling, path: str = "") -> None:
        items = ""
        for slug, language, title, body in tellings:
            url = f"https://{outlet}.test/{path}{slug}"
            items += f"<item><title>{escape(title)}</title><link>{url}</link></item>"
            paragraphs = "".join(f"<p>{escape(line)}</p>" for line in body)
            self.site.answers[url] = (
                f"<html lang='{language}'><head><title>{escape(title)}</title></head>"
                f"<body><article><h1>{escape(title)}</h1>{paragraphs}</article></body></html>"
            ).encode()
        feed = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
        self.site.answers[f"https://{outlet}.test/feed.xml"] = feed.encode()

    async def poll(self, *outlets: str, after: timedelta = timedelta(minutes=20)) -> None:
        await self.clock.advance(after)
        world = World(self.clock, self.site, DirectParser(), self.store, lambda: 0.5)
        states = await self.store.states([self.sources[outlet].id for outlet in outlets])
        polled = [
            SourceForPoll(self.sources[outlet], state)
            for outlet, state in zip(outlets, states, strict=True)
        ]
        await asyncio.gather(*(poll(one, world, self.rules) for one in polled))

    async def told(self, audience: Audience = Audience.ANALYST) -> list[Alert]:
        """Return all alerts, delivering each: what is undelivered holds back what its story has next."""
        alerts: list[Alert] = []
        while deliveries := await self.store.deliveries(self.clock.now(), 100):
            for delivery in deliveries:
                await self.store.delivered(delivery, self.clock.now())
                alerts.append(delivery.alert)
        return [alert for alert in alerts if alert.channel is audience]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = FakeClock(NOON)
    sources = {name: source(name, Channel(f"https://{name}.test/feed.xml")) for name in OUTLETS}
    topic = config.load(Path("config")).topic
    rules = Rules(topic, Policy(), timedelta(minutes=5), timedelta(hours=12), timedelta(seconds=30))
    async with SqliteStore(tmp_path / "store.db", sinks=("log",)) as store:
        await store.sync_sources(list(sources.values()), clock.now())
        one = Desk(FakeFetcher(clock), store, clock, rules, sources)
        for name in OUTLETS:
            one.publish(name, SUMO)
        await one.poll(*OUTLETS)
        yield one


async def test_two_tellings_polled_at_once_give_one_alert(desk: Desk) -> None:
    desk.publish("alpha", DRONES)
    desk.publish("beta", DRONES_UK)
    await desk.poll("alpha", "beta")
    assert [alert.kind for alert in await desk.told()] == ["article"]


async def test_a_later_telling_in_another_language_is_silent(desk: Desk) -> None:
    desk.publish("alpha", DRONES)
    await desk.poll("alpha")
    desk.publish("beta", DRONES_UK)
    await desk.poll("beta", after=timedelta(hours=9))
    assert [alert.kind for alert in await desk.told()] == ["article"]


async def test_two_deals_on_one_day_are_two_alerts(desk: Desk) -> None:
    desk.publish("alpha", DRONES, PACT)
    await desk.poll("alpha")
    assert [alert.kind for alert in await desk.told()] == ["article", "article"]


async def test_a_new_amount_in_a_story_raises_one_follow_up(desk: Desk) -> None:
    desk.publish("alpha", DRONES)
    await desk.poll("alpha")
    desk.publish("beta", MORE)
    await desk.poll("beta", after=timedelta(hours=9))
    told = await desk.told()
    assert [alert.kind for alert in told] == ["article", "development"]
    assert "money:usd:5.2e+07" in told[1].detail["new"]


async def test_a_move_to_new_addresses_is_one_ops_alert_and_no_news(desk: Desk) -> None:
    goods = ("trucks", "radars", "helmets", "generators", "vests", "excavators")
    archive: list[Telling] = [
        (
            good,
            "en",
            f"Japan sends {good} to Ukraine",
            (f"The defense ministry in Tokyo said Japan had sent {good} to Ukraine's armed forces. " * 2,),
        )
        for good in goods
    ]
    desk.publish("alpha", *archive)
    await desk.poll("alpha")
    before = len(await desk.told())
    desk.publish("alpha", *archive, path="new/")
    await desk.poll("alpha")
    await desk.poll("alpha")
    alerts = await desk.told(Audience.OPS)
    assert before > 0
    assert [alert.kind for alert in alerts] == ["storm"]
    assert await desk.told() == []
