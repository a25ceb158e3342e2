"""Feeds that a page names."""

import time

import pytest

from scraper.core.autodiscovery import feeds_named

LINK = '<link rel="alternate" type="application/rss+xml" title=" All  news " href="/rss">'


def test_the_feeds_are_named_in_order_and_once() -> None:
    html = (
        f'<html><head>{LINK}{LINK}<link rel="alternate" hreflang="en" href="/en">'
        '<LINK REL="Alternate nofollow" TYPE="application/atom+xml; charset=utf-8" HREF="https://b.example/atom">'
        '<link rel="stylesheet" type="text/xml" href="/x"></head></html>'
    )
    first, second = feeds_named(html, "https://a.example/news/")
    assert (first.address, first.title, first.media_type) == (
        "https://a.example/rss",
        "All news",
        "application/rss+xml",
    )
    assert second.address == "https://b.example/atom"


def test_a_base_element_counts_and_forbidden_addresses_do_not() -> None:
    html = f'<base href="https://c.example/">{LINK}' + LINK.replace("/rss", "javascript:x")
    assert [feed.address for feed in feeds_named(html, "https://a.example/")] == ["https://c.example/rss"]


@pytest.mark.parametrize("html", ["", " ", "<!-- -->", "no markup", "<link rel=alternate>"])
def test_a_page_that_names_none_gives_none(html: str) -> None:
    assert feeds_named(html, "https://a.example/") == ()


@pytest.mark.parametrize("bait", ["<link ", LINK, "<", "&", "<base href=", "<!--"])
def test_a_megabyte_of_bait_is_read_in_time(bait: str) -> None:
    started = time.monotonic()
    feeds_named(bait * (1_000_000 // len(bait)), "https://a.example/")
    assert time.monotonic() - started < 30
