"""The article stream: from address or bytes to a verdict. The product with and without its gate, and peers.

The peers extract every page and match keywords: both countries and a word of defense. What each alerts is
compared with what was planted.
"""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from types import MappingProxyType
from unittest.mock import patch

import httpx

from bench.performance.contenders import ROOT, Contender, Row, Setting, Work
from bench.performance.pages import PAGES, is_planted, pages
from bench.performance.towns import network
from scraper import config
from scraper.adapters.forgetful import Forgetful
from scraper.adapters.http import HttpFetcher
from scraper.adapters.parser import ParserPool
from scraper.core import byte_search, inflate
from scraper.core.furniture import EMPTY
from scraper.gather import gather, look_at
from scraper.ports import Fetcher
from scraper.settings import Schedule, Workers
from scraper.types import (
    CanonicalUrl,
    Grade,
    Link,
    Page,
    PendingLink,
    Policy,
    Source,
    SourceId,
    Validators,
)
from scraper.world import Rules, World
from tests.fakes_clock import MONDAY, FakeClock
from tests.fakes_store import FakeStore

PLANTED = frozenset(filter(is_planted, range(PAGES)))
_KEYWORDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"japan|tokyo|япон|токі|токи|日本|東京",
        r"ukrain|kyiv|україн|украин|київ|киев|ウクライナ|烏克蘭|乌克兰",
        r"defen[cs]e|military|weapon|army|оборон|військ|военн|збро|оруж|verteidigung|rüstung|防衛|軍|武器",
    )
)
Extract = Callable[[str, str], str]
"""(address, HTML) -> text."""


class Canned:
    """A fetcher that has every page already."""

    def __init__(self, stream: list[bytes]) -> None:
        self._stream = stream

    async def fetch(self, address: str, source: Source, validators: Validators | None = None) -> Page:  # noqa: ARG002
        """Return the page of the number at the address's end."""
        body = self._stream[int(address.rpartition("/")[2])]
        return Page(address, address, (), 200, "text/html", "utf-8", body, MONDAY)


def link(setting: Setting, number: int) -> Link:
    """Return the link to a page of the stream."""
    address = f"{setting.base}/article/{number}"
    return Link(CanonicalUrl(address), address)


@asynccontextmanager
async def product(
    setting: Setting, *, fetched: bool, gate: bool = True, fast: bool = byte_search.IS_FAST
) -> AsyncIterator[Work]:
    """Gather and observe, as the poll does, up to the store's door; `fast`: with the extra of this name."""
    schedule, clock = Schedule(), FakeClock(eager=True)
    with patch.object(byte_search, "IS_FAST", new=fast):
        topic = config.load(ROOT / "config").topic
    rules = Rules(topic, Policy(gate=gate), schedule.shortest, schedule.longest, schedule.longest)
    town = Source(SourceId("town"), "Town", setting.base, "UA", ("en",), "UTC", ())
    async with AsyncExitStack() as stack:
        stack.enter_context(patch.object(inflate, "IS_FAST", new=fast and inflate.IS_FAST))
        fetcher: Fetcher = Canned(pages(setting.pages))
        if fetched:
            real = HttpFetcher(network(setting.base), clock, Forgetful())
            fetcher = await stack.enter_async_context(real)
        parser = await stack.enter_async_context(ParserPool(Workers()))
        await parser.warm()
        world = World(clock, fetcher, parser, FakeStore(), lambda: 0.5)

        async def grade(number: int) -> Grade | None:
            pending = PendingLink(town.id, link(setting, number), "", clock.now())
            gathered = await gather(pending, town, world, rules, EMPTY)
            observed = await look_at(gathered, topic)
            return observed.verdict.grade if observed.verdict else None

        async def work() -> int:
            grades = [await grade(number) for number in range(PAGES)]
            found = {n for n, each in enumerate(grades) if each is not None and each >= Grade.RELATED}
            # With the gate and without it the same: what was planted, and nothing else.
            assert found == PLANTED, (sorted(found - PLANTED), sorted(PLANTED - found))
            return PAGES

        yield work


def trafilatura() -> Extract:
    """Return trafilatura's way to a text."""
    import trafilatura as peer  # noqa: PLC0415 - a peer

    return lambda _, html: str(peer.extract(html) or "")


def newspaper4k() -> Extract:
    """Return newspaper4k's."""
    from newspaper import Article as Peer  # noqa: PLC0415 - a peer

    def extract(address: str, html: str) -> str:
        article = Peer(address, fetch_images=False)  # they are on no loopback
        article.download(input_html=html)
        article.parse()
        return f"{article.title}\n{article.text}"

    return extract


def news_please() -> Extract:
    """Return news-please's."""
    from newsplease import NewsPlease  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - a peer

    def extract(address: str, html: str) -> str:
        article = NewsPlease.from_html(html, url=address, fetch_images=False)
        return f"{article.title}\n{article.maintext}"

    return extract


@asynccontextmanager
async def peer(setting: Setting, make: Callable[[], Extract], *, fetched: bool) -> AsyncIterator[Work]:
    """Fetch with one httpx client where `fetched`, extract, match."""
    extract = make()
    stream = pages(setting.pages)
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:

        async def matches(number: int) -> bool:
            address = link(setting, number).address
            body = (await client.get(address)).content if fetched else stream[number]
            text = extract(address, body.decode("utf-8", "replace"))
            return all(word.search(text) for word in _KEYWORDS)

        async def work() -> int:
            for number in range(PAGES):
                await matches(number)
            return PAGES

        yield work


def _row(title: str, *, fetched: bool) -> Row:
    contenders: dict[str, Contender] = {
        "ours": partial(product, fetched=fetched),
        "ours, base install": partial(product, fetched=fetched, fast=False),
        "ours, gate off": partial(product, fetched=fetched, gate=False),
    }
    for name, make in (
        ("trafilatura", trafilatura),
        ("newspaper4k", newspaper4k),
        ("news-please", news_please),
    ):
        contenders[name] = partial(peer, make=make, fetched=fetched)
    return Row(title, "page", contenders)


ROWS = MappingProxyType(
    {
        "stream-fetched": _row("article stream, fetched", fetched=True),
        "stream-given": _row("article stream, bytes given", fetched=False),
    }
)
