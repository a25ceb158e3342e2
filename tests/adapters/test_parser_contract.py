"""What every parser does with the real readers: the processes and the direct one alike."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.parser import ParserPool
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.ports import Parser
from scraper.settings import Workers
from scraper.types import CanonicalUrl, Channel, Link, Page, Source, SourceId

CHANNEL = Channel("https://example.org/feed")
SOURCE = Source(
    SourceId("example"), "Example", "https://example.org", "UA", ("uk", "en"), "Europe/Kyiv", (CHANNEL,)
)
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>
<item><title>Радари для України</title><link>https://example.org/news/radary</link></item></channel></rss>"""
ARTICLE = """<html lang="en"><head><title>Radars</title></head><body><article><h1>Radars for Ukraine</h1>
<p>The ministry in Tokyo said that the radars would be handed over before the end of the month.</p>
<p>Two crews are being trained, a spokesman said, and the first of them will return in two weeks.</p>
</article></body></html>"""


def page(text: str, media_type: str) -> Page:
    url = "https://example.org/page"
    fetched = datetime(2026, 5, 1, tzinfo=UTC)
    return Page(url, url, (), 200, media_type, "utf-8", text.encode(), fetched)


@pytest.fixture(params=["processes", "direct"])
async def parser(request: pytest.FixtureRequest) -> AsyncIterator[Parser]:
    if request.param == "direct":
        yield DirectParser()
        return
    async with ParserPool(Workers(count=1, deadline=timedelta(seconds=20))) as pool:
        yield pool


async def test_an_index_becomes_links(parser: Parser) -> None:
    index = await parser.read_index(page(FEED, "application/rss+xml"), CHANNEL, SOURCE)
    assert [(link.url, link.title) for link in index.links] == [
        ("https://example.org/news/radary", "Радари для України")
    ]


async def test_a_page_becomes_an_article_with_provenance(parser: Parser) -> None:
    link = Link(CanonicalUrl("https://example.org/page"), "https://example.org/page")
    article = await parser.extract(page(ARTICLE, "text/html"), SOURCE, link)
    direct = await DirectParser().extract(page(ARTICLE, "text/html"), SOURCE, link)
    assert article == direct
    assert article.headline.value == "Radars for Ukraine"
    assert len(article.body.value) == 2


async def test_what_cannot_be_read_is_refused_with_its_reason(parser: Parser) -> None:
    with pytest.raises(ExtractionError) as caught:
        await parser.read_index(page("no feed at all", "text/plain"), CHANNEL, SOURCE)
    assert caught.value.reason in {Outcome.NOT_A_FEED, Outcome.BAD_XML}
    assert caught.value.url == "https://example.org/page"
