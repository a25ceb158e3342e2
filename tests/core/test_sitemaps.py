"""Sitemaps with their extensions and their faults."""

import gzip
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from scraper.core.entries import MOST_ENTRIES
from scraper.core.sitemaps import locations, read_sitemap
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, ChannelKind, Index, Page
from tests.values import source

URL = "https://news.example/sitemap.xml"
NEWS = (
    "<url><loc>https://news.example/1</loc><n:news xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
    "<n:publication><n:name>N</n:name><n:language>uk</n:language></n:publication>"
    "<n:publication_date>2026-11-24T10:00:00+02:00</n:publication_date><n:title>Title &amp; more</n:title>"
    "</n:news></url>"
)


def page(body: bytes) -> Page:
    return Page(URL, URL, (), 200, "", None, body, datetime(2026, 11, 25, tzinfo=UTC))


def read(body: bytes) -> Index:
    return read_sitemap(page(body), Channel(URL, ChannelKind.SITEMAP), source())


def urlset(entries: str, attributes: str = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'") -> bytes:
    return f"<?xml version='1.0'?><urlset {attributes}>{entries}</urlset>".encode()


def test_the_news_extension_gives_title_date_and_language() -> None:
    (link,) = read(urlset(NEWS)).links
    assert (link.title, link.language) == ("Title & more", "uk")
    assert link.published is not None
    assert link.published.instant == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("attributes", ["", "xmlns='https://www.google.com/schemas/sitemap/0.84'"])
def test_any_namespace_will_do(attributes: str) -> None:
    assert [link.url for link in read(urlset(NEWS, attributes)).links] == ["https://news.example/1"]


def test_gzip_is_read_within_bounds() -> None:
    assert len(read(gzip.compress(urlset(NEWS))).links) == 1
    with pytest.raises(ExtractionError) as refused:
        read(gzip.compress(urlset(" " * 9_000_000)))
    assert refused.value.reason in {Outcome.TOO_LARGE, Outcome.DECOMPRESSION_BOMB}


def test_an_entry_cut_in_the_middle_is_dropped() -> None:
    whole = urlset(NEWS + "<url><loc>https://news.example/22</loc></url>")
    for cut in range(whole.index(b"/22"), whole.index(b"</urlset>") - len("</url>")):
        assert locations(page(whole[:cut])) == ("https://news.example/1",)


def test_entities_are_never_expanded() -> None:
    bomb = (
        b"<!DOCTYPE u [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
        + urlset(NEWS.replace("/1<", "/1&b;<"))[21:]
    )
    assert locations(page(bomb)) == ("https://news.example/1",)


def test_a_text_file_or_a_feed_may_be_a_sitemap() -> None:
    assert locations(page(b"\xef\xbb\xbfhttps://news.example/1\r\n\r\nhttps://news.example/2\n")) == (
        "https://news.example/1",
        "https://news.example/2",
    )
    rss = b"<rss><channel><item><link>https://news.example/1</link></item></channel></rss>"
    assert locations(page(rss)) == ("https://news.example/1",)


def numbered(numbers: Iterable[int], *, dated: bool) -> bytes:
    """Return a sitemap whose entries are, where dated, the later the higher their number."""
    first = date(2000, 1, 1)
    return urlset(
        "".join(
            f"<url><loc>/{number}</loc>"
            + (f"<lastmod>{first + timedelta(days=number)}</lastmod>" if dated else "")
            + "</url>"
            for number in numbers
        )
    )


LONG = MOST_ENTRIES + 500
LATEST = {
    "the latest where they come last": (range(LONG), True, LONG - 1, 0),
    "the latest where they come first": (range(LONG - 1, -1, -1), True, LONG - 1, 0),
    "both ends where nothing is dated": (range(LONG), False, LONG - 1, LONG // 2),
}


@pytest.mark.parametrize(("numbers", "dated", "taken", "left"), LATEST.values(), ids=LATEST)
def test_of_a_long_sitemap_the_news_is_taken(
    numbers: Iterable[int], dated: bool, taken: int, left: int
) -> None:
    index = read(numbered(numbers, dated=dated))
    addresses = {link.address for link in index.links}
    assert (len(addresses), index.dropped) == (MOST_ENTRIES, {"over_cap": 500})
    assert f"https://news.example/{taken}" in addresses
    assert f"https://news.example/{left}" not in addresses
    assert ("https://news.example/0" in addresses) is not dated


def test_an_index_names_its_sitemaps_newest_first() -> None:
    body = (
        b"<sitemapindex><sitemap><loc>https://news.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>"
        b"<sitemap><loc>/undated.xml</loc></sitemap><sitemap><loc>file:///etc/passwd</loc></sitemap>"
        b"<sitemap><loc>https://news.example/new.xml</loc><lastmod>2026-11-24</lastmod></sitemap></sitemapindex>"
    )
    index = read(body)
    assert index.links == ()
    assert index.children == (
        "https://news.example/new.xml",
        "https://news.example/old.xml",
        "https://news.example/undated.xml",
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Outcome.SUSPECT_EMPTY),
        (b"not xml", Outcome.BAD_XML),
        (b"<html><body/></html>", Outcome.NOT_A_FEED),
        (b"\x1f\x8b\x08broken", Outcome.BAD_ENCODING),
    ],
)
def test_what_is_no_sitemap_is_refused_with_its_reason(body: bytes, reason: Outcome) -> None:
    with pytest.raises(ExtractionError) as refused:
        read(body)
    assert refused.value.reason is reason
