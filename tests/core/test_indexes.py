"""Every kind of index through one door, hostile ones included."""

import time
from datetime import UTC, datetime

import pytest

from scraper.core.indexes import read_index
from scraper.errors import ExtractionError
from scraper.types import Channel, ChannelKind, Page
from tests.values import source

URL = "https://news.example/x"
BODIES = {
    ChannelKind.FEED: "<rss><channel><item><link>/1</link></item></channel></rss>",
    ChannelKind.QUERY: "<rss><channel><item><link>/1</link></item></channel></rss>",
    ChannelKind.SITEMAP: "<urlset><url><loc>/1</loc></url></urlset>",
    ChannelKind.LISTING: '<a href="/1">One</a>',
    ChannelKind.JSON: '[{"url": "/1"}]',
}


def page(body: bytes) -> Page:
    return Page(URL, URL, (), 200, "", None, body, datetime(2026, 11, 25, tzinfo=UTC))


@pytest.mark.parametrize("kind", ChannelKind)
def test_each_kind_is_read_by_its_own_reader(kind: ChannelKind) -> None:
    index = read_index(page(BODIES[kind].encode()), Channel(URL, kind), source())
    assert [link.address for link in index.links] == ["https://news.example/1"]


@pytest.mark.parametrize(
    "kind", [ChannelKind.FEED, ChannelKind.SITEMAP, ChannelKind.LISTING, ChannelKind.JSON]
)
@pytest.mark.parametrize(
    "bait",
    [
        "<",
        "<a ",
        "&",
        "<!--",
        "<![CDATA[",
        "<!DOCTYPE x [",
        "<?",
        "<item>",
        "[",
        '{"a":',
        "\n",
        "1",
        '<a href="',
        "<url><loc>",
    ],
)
def test_a_megabyte_of_bait_is_read_or_refused_in_time(kind: ChannelKind, bait: str) -> None:
    started = time.monotonic()
    for before in ("", '<rss version="2.0">', "<urlset>"):
        try:
            read_index(
                page((before + bait * (300_000 // len(bait))).encode()), Channel(URL, kind), source()
            )
        except ExtractionError:
            continue
    assert time.monotonic() - started < 60
