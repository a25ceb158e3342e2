from datetime import UTC, datetime

import pytest

from scraper.sites import read_article
from scraper.types import Article, Page, Signal, Source, SourceId

FETCHED = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)
HTML = """<html><head>{head}</head><body><h1>Японія передасть радари</h1>
<p>Японія передасть Україні два радари, повідомило міністерство у вівторок уранці.</p></body></html>"""
STAMPED = "https://www.rbc.test/ukr/news/japonija-peredast-radari-1770710400.html"


def read(url: str, head: str = "", source_id: str = "rbc-ua") -> Article:
    source = Source(SourceId(source_id), "РБК", "https://www.rbc.test/", "UA", ("uk",), "Europe/Kyiv", ())
    html = HTML.format(head=head).encode()
    return read_article(Page(url, url, (), 200, "text/html", "utf-8", html, FETCHED), source)


def test_the_address_dates_a_page_that_prints_no_date() -> None:
    published = read(STAMPED).published
    assert published is not None
    assert published.value.instant == datetime(2026, 2, 10, 8, 0, tzinfo=UTC)
    assert published.signal is Signal.URL


def test_a_date_that_the_page_states_is_kept() -> None:
    head = '<meta property="article:published_time" content="2026-02-10T09:41:00+02:00">'
    published = read(STAMPED, head).published
    assert published is not None
    assert published.signal is Signal.META


@pytest.mark.parametrize(
    ("url", "source_id"),
    [
        pytest.param(STAMPED.replace("1770710400", "1990000000"), "rbc-ua", id="a number in the future"),
        pytest.param(STAMPED.replace("-1770710400", ""), "rbc-ua", id="no number"),
        pytest.param(STAMPED, "another", id="another site's number means something else"),
    ],
)
def test_no_date_is_invented(url: str, source_id: str) -> None:
    assert read(url, source_id=source_id).published is None
