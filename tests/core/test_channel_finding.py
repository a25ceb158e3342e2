import re

import pytest

from scraper.core.address_shapes import article_like, common_pattern, typical
from scraper.core.channel_finding import candidates
from scraper.core.places import country_of, zone_of_country, zone_of_language
from scraper.types import ChannelKind

HOME = "https://paper.test/"
PAGE = """<html><head>
<link rel="alternate" type="application/rss+xml" title="News" href="/news.rss">
<link rel="alternate" hreflang="uk" href="/uk/">
</head></html>"""
ROBOTS = """Sitemap: /old.xml
sitemap:https://paper.test/news-map.xml
Sitemap: ftp://paper.test/x
Disallow: /a
"""


def test_what_a_site_names_comes_before_what_is_common_and_the_page_itself_last() -> None:
    found = candidates(HOME, PAGE, ROBOTS)
    assert [(one.url, one.reason) for one in found[:4]] == [
        ("https://paper.test/news.rss", 'the home page names it, titled "News"'),
        ("https://paper.test/news-map.xml", "robots.txt names it"),
        ("https://paper.test/old.xml", "robots.txt names it"),
        ("https://paper.test/feed/", "a common path"),
    ]
    assert found[-1].url == HOME
    assert found[-1].kind is ChannelKind.LISTING
    assert len({one.url for one in found}) == len(found)


FRONT = """<a href="/de/news/">Alle</a><a href="https://www.paper.test/press/release/index.html#top">P</a>
<a href="/news/12345.html">A story</a><a href="https://else.test/news/">Else</a><a href="/about/">About</a>
<a href="/de/news/">Once more</a><script>load("/data/news/all.json", '/manifest.json')</script>"""


def test_sections_and_lists_that_the_page_fills_itself_from_are_tried_too() -> None:
    found = [(one.url, one.kind) for one in candidates(HOME, FRONT, "")]
    named = [one for one in found if one[1] in {ChannelKind.JSON, ChannelKind.LISTING}]
    assert named == [
        ("https://paper.test/data/news/all.json", ChannelKind.JSON),
        ("https://paper.test/de/news/", ChannelKind.LISTING),
        ("https://www.paper.test/press/release/index.html", ChannelKind.LISTING),
        (HOME, ChannelKind.LISTING),
    ]


INDEXES = [
    ("an RSS feed", '<?xml version="1.0"?>\n<rss version="2.0">', ChannelKind.FEED),
    ("an Atom feed", '<feed xmlns="http://www.w3.org/2005/Atom">', ChannelKind.FEED),
    ("a JSON feed", '{"version": "https://jsonfeed.org/version/1.1"}', ChannelKind.FEED),
    ("a sitemap", '<?xml version="1.0"?><urlset>', ChannelKind.SITEMAP),
]


@pytest.mark.parametrize(
    ("text", "kind"), [case[1:] for case in INDEXES], ids=[case[0] for case in INDEXES]
)
def test_an_index_in_place_of_a_home_page_is_tried_first(text: str, kind: ChannelKind) -> None:
    first = candidates("https://paper.test/x", text, "")[0]
    assert (first.url, first.kind) == ("https://paper.test/x", kind)


SHAPES = [
    (
        "a section, a date and a slug",
        ["https://www.p.test/world/2026/02/03/a-story/", "https://p.test/army/2026/02/13/another/"],
        ["https://p.test/army/2027/11/03/third", "https://p.test/sport/2026/02/03/a/"],
        ["https://p.test/about", "https://p.test/sport/news/02/03/a/", "https://other.test/army/2026/02/03/a/"],
    ),
    (
        "a number with an extension",
        ["https://p.test/news/1.html", "https://p.test/news/23.html"],
        ["https://p.test/news/456.html"],
        ["https://p.test/news/tags.html", "https://p.test/news/1"],
    ),
    (
        "a port",
        ["http://p.test:8080/a/one-story", "http://p.test:8080/a/other-story"],
        ["http://p.test:8080/a/third-story"],
        ["http://p.test/a/third-story"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "more", "others"), [case[1:] for case in SHAPES], ids=[case[0] for case in SHAPES]
)
def test_a_pattern_takes_what_was_seen_and_its_like(
    seen: list[str], more: list[str], others: list[str]
) -> None:
    pattern = re.compile(common_pattern(seen) or "(?!)")
    assert all(pattern.search(address) for address in (*seen, *more))
    assert not any(pattern.search(address) for address in others)


def test_too_many_shapes_are_no_pattern() -> None:
    assert common_pattern([]) is None
    assert common_pattern("https://p.test/" + "/".join("a" * depth) for depth in range(1, 12)) is None


def test_what_is_rare_among_the_links_of_a_page_is_no_article() -> None:
    stories = [f"https://p.test/news/{number}.html" for number in range(10)]
    few = [
        "https://p.test/de/news/1.html",
        "https://p.test/de/news/2.html",
        "https://p.test/de/news/3.html",
    ]
    assert typical([*stories, *few, "https://p.test/terms-of-use-and-privacy"]) == {*stories, *few}
    assert typical([]) == frozenset()


def test_what_looks_like_an_article_before_any_is_known() -> None:
    pattern = re.compile(article_like(HOME))
    assert pattern.search("https://paper.test/news/japan-sends-trucks")
    assert pattern.search("https://www.paper.test/a/b/123456.html")
    assert not pattern.search("https://paper.test/about-us")
    assert not pattern.search("https://else.test/news/japan-sends-trucks")


def test_places_are_assumed_where_a_domain_or_a_language_has_one() -> None:
    assert country_of("news.paper.co.uk") == "GB"
    assert country_of("paper.com") is None
    assert zone_of_country("UA") == "Europe/Kyiv"
    assert zone_of_language("ja") == "Asia/Tokyo"
    assert zone_of_language("en") is None
