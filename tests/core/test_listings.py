"""Links of HTML pages."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from scraper.core.listings import read_listing
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, ChannelKind, Index, Page
from tests.values import source

URL = "https://news.example/world/"
HTML = """
<html><body><nav><a href="/about">About</a></nav>
<article><h2><a href="a/1?utm_source=front">Япония <b>передала</b> машины</a></h2>
<time datetime="2026-11-24T10:00+02:00">x</time></article>
<article><h2><a href="a/2" title="From the title"><img src="x"></a></h2>
<time>24.11.2026 09:00</time></article>
<a href="mailto:desk@news.example">Write</a></body></html>
"""


def read(html: str, selector: str = "", pattern: str | None = None) -> Index:
    one = replace(source(), zone="Europe/Kyiv", article_pattern=re.compile(pattern) if pattern else None)
    page = Page(URL, URL, (), 200, "text/html", None, html.encode(), datetime(2026, 11, 25, tzinfo=UTC))
    return read_listing(page, Channel(URL, ChannelKind.LISTING, links=selector), one)


@pytest.mark.parametrize(
    ("selector", "pattern"), [("article h2 a", None), ("article", None), ("", r"/a/\d")]
)
def test_a_selector_or_the_pattern_finds_the_articles(selector: str, pattern: str | None) -> None:
    first, second = read(HTML, selector, pattern).links
    assert (first.address, first.url) == (f"{URL}a/1?utm_source=front", f"{URL}a/1")
    assert (first.title, second.title) == ("Япония передала машины", "From the title")
    assert [link.published.instant.hour for link in (first, second) if link.published] == [8, 7]


def test_a_base_element_decides_what_links_mean() -> None:
    assert read('<base href="/deep/"><a href="x">X</a>').links[0].address == "https://news.example/deep/x"


@pytest.mark.parametrize(
    ("html", "selector", "reason"),
    [
        ("<html><body><p>Nothing here</p></body></html>", "", Outcome.NO_LINKS),
        (HTML, "div.gone a", Outcome.NO_LINKS),
        ("  ", "", Outcome.SUSPECT_EMPTY),
        ("<!-- -->", "", Outcome.SUSPECT_EMPTY),
    ],
)
def test_a_page_without_articles_is_refused_with_its_reason(
    html: str, selector: str, reason: Outcome
) -> None:
    with pytest.raises(ExtractionError) as refused:
        read(html, selector)
    assert refused.value.reason is reason
