"""A dry run over a source, an address or a saved page: what would be read, and how it would be judged.

The same functions as a poll, with nothing written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.core.address_templates import addresses_at
from scraper.core.charsets import page_in_utf8
from scraper.core.gate import page_may_be_on_topic
from scraper.core.relevance import judge
from scraper.core.topic import Topic
from scraper.core.urls import canonicalize
from scraper.dry_reading import read_dry
from scraper.errors import ExtractionError, FetchError
from scraper.outcomes import Outcome
from scraper.ports import Fetcher, Parser
from scraper.types import Article, Channel, Index, Link, NotModified, Page, Source, Verdict


@dataclass(frozen=True, slots=True)
class PageProbe:
    """What one page would become."""

    address: str
    source: Source
    outcome: Outcome
    detail: str = ""
    page: Page | None = None
    gate: bool | None = None
    """Whether the page would pass the gate; None where there is no page."""
    article: Article | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class ChannelProbe:
    """What one channel would name."""

    channel: Channel
    outcome: Outcome
    detail: str = ""
    index: Index | None = None


async def probe_address(
    address: str, source: Source, fetcher: Fetcher, parser: Parser, topic: Topic
) -> PageProbe:
    """Fetch, read and judge one address."""
    try:
        page = await fetcher.fetch(address, source)
    except FetchError as error:
        return PageProbe(address, source, error.reason, error.detail)
    if isinstance(page, NotModified):
        return PageProbe(address, source, Outcome.PROTOCOL_ERROR, "304 to a plain request")
    return await probe_page(page, source, parser, topic)


async def probe_page(page: Page, source: Source, parser: Parser, topic: Topic) -> PageProbe:
    """Read and judge one page that is at hand, whatever the gate says of it."""
    text = page_in_utf8(page.body, page.charset)
    gate = page_may_be_on_topic(text, topic, ruled=bool(source.rules))
    link = Link(canonicalize(page.url, twins=source.twins), page.url)
    try:
        article = await parser.extract(page, source, link)
    except ExtractionError as error:
        return PageProbe(page.requested, source, error.reason, error.detail, page, gate)
    return PageProbe(
        page.requested,
        source,
        Outcome.OK,
        page=page,
        gate=gate,
        article=article,
        verdict=judge(article, topic),
    )


async def probe_channels(
    source: Source, fetcher: Fetcher, parser: Parser, now: datetime
) -> Sequence[ChannelProbe]:
    """Fetch and read every channel of a source, whatever its role, at the address that it has `now`.

    Below an index of sitemaps those are read that a poll would follow.
    """
    probes = []
    for channel in source.channels:
        address = addresses_at(channel.url, now, source.zone)[0]
        read = await read_dry(channel, address, source, fetcher, parser)
        probes.append(ChannelProbe(replace(channel, url=address), read.outcome, read.detail, read.index))
    return probes
