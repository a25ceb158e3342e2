"""One canonical address a page; what is no address is refused."""

import re
import time

import pytest
from ada_url import URL
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.urls import LONGEST, canonicalize, resolve
from scraper.types import Twin

PAGE = "https://news.example/world/1"


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("HTTPS://NEWS.EXAMPLE/world/1", id="capitals in scheme and host"),
        pytest.param("http://news.example:80/world/1", id="http with its default port"),
        pytest.param("http://news.example:443/world/1", id="http on the port of https"),
        pytest.param("https://www.news.example/world/1/", id="www and a trailing slash"),
        pytest.param("https://news.example./world/x/../1#comments", id="dots and a fragment"),
        pytest.param("https://news.example/world/1?utm_source=tg&utm_medium=x&fbclid=1", id="tracking"),
        pytest.param("https://news.example/world/1?&&", id="an empty query"),
        pytest.param("https://m.news.example/world/1", id="the mobile host"),
        pytest.param("https://amp.news.example/world/1?amp=1", id="the AMP host"),
        pytest.param("https://news.example/world/1/amp/", id="the AMP path"),
        pytest.param("https://news.example/world/1/print", id="the print path"),
        pytest.param("https://news.example/world/1?outputType=amp", id="the AMP parameter"),
        pytest.param(
            "https://news-example.cdn.ampproject.org/c/s/news.example/world/1", id="the AMP cache"
        ),
        pytest.param(
            "https://www.google.com/url?sa=t&url=https%3A%2F%2Fnews.example%2Fworld%2F1", id="wrapped"
        ),
        pytest.param("\n  https://news.example/world/1\t", id="white space around"),
        pytest.param("https://news.example/world/%31", id="a needless escape"),
    ],
)
def test_spellings_of_one_page_share_an_address(spelling: str) -> None:
    assert canonicalize(spelling) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("https://a.example/?id=1", "https://a.example/?id=2", id="an id"),
        pytest.param("https://a.example/x", "https://a.example/X", id="capitals in the path"),
        pytest.param("https://a.example/?page=2", "https://a.example/", id="a page number"),
        pytest.param("https://a.example/?ref=main", "https://a.example/", id="ref may select a branch"),
        pytest.param("https://a.example/uk/1", "https://a.example/en/1", id="language editions"),
        pytest.param("https://a.example/?a=1&a=2", "https://a.example/?a=2&a=1", id="order of one name"),
        pytest.param("https://a.example/a%2Fb", "https://a.example/a/b", id="an escaped slash"),
        pytest.param("https://a.example:8443/", "https://a.example/", id="a port"),
        pytest.param("https://mb.example.com/", "https://b.example.com/", id="a host that begins with m"),
        pytest.param("https://m.example/", "https://example/", id="m alone before a top-level domain"),
    ],
)
def test_different_pages_keep_different_addresses(one: str, other: str) -> None:
    assert canonicalize(one) != canonicalize(other)


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https://u:p@a.example/",
        "https://u@a.example/",
        "http://127.0.0.1\\@a.example/",
        "https://a.example:80\\@b.example/",
        "https://a\x00.example/",
        "https://a.example/\x7f",
        "https://",
        "//",
        "",
        "relative",
        "https://a b.example/",
        "http://1.2.3.256/",
        "https://a.example/" + "a" * LONGEST,
        "https://\ud800.example/",
    ],
    ids=ascii,
)
def test_what_is_no_fetchable_address_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each has its own message; the kind is the contract
        canonicalize(bad)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/b?utm_source=x#top", "https://www.a.example/b?utm_source=x"),
        ("b", "https://www.a.example/dir/b"),
        ("//other.example/b", "https://other.example/b"),
        ("?p=2", "https://www.a.example/dir/page?p=2"),
        ("https://B.example/ü", "https://b.example/%C3%BC"),
        ("\n  /a\n/b\t", "https://www.a.example/a/b"),
        ("/news\\1", "https://www.a.example/news/1"),
        ("https://b.example/a\\b", "https://b.example/a/b"),
        ("/search?q=a\\b", "https://www.a.example/search?q=a\\b"),
    ],
)
def test_resolve_gives_the_address_to_fetch_and_drops_the_fragment_alone(link: str, expected: str) -> None:
    assert resolve(link, "https://www.a.example/dir/page") == expected


def test_twins_of_the_source_are_one_page() -> None:
    twins = (
        Twin(re.compile(r"/amp/"), "/news/"),
        Twin(re.compile(r"^https://(?:www\.)?old\."), "https://new."),
    )
    assert (
        canonicalize("https://www.old.example/amp/x?fbclid=1", twins=twins) == "https://new.example/news/x"
    )


def test_a_twin_that_never_settles_or_breaks_the_address_does_no_harm() -> None:
    growing = (Twin(re.compile(r"$"), "x"),)
    assert canonicalize(PAGE, twins=growing).startswith(PAGE)
    broken = (Twin(re.compile(r"^https:"), "javascript:"),)
    assert canonicalize(PAGE, twins=broken) == PAGE


@given(st.text(max_size=80), st.sampled_from(["", "https://a.example/", "https://a.example/?", "http://"]))
def test_canonicalize_is_idempotent_and_raises_nothing_but_value_errors(text: str, before: str) -> None:
    try:
        once = canonicalize(before + text)
    except ValueError:
        return
    assert canonicalize(once) == once


@given(st.text(alphabet="abm./?&=%2aFAmpw0-_~:@#+", max_size=60))
def test_canonicalize_is_idempotent_on_text_that_looks_like_addresses(text: str) -> None:
    try:
        once = canonicalize("https://www.m.example.com/" + text)
    except ValueError:
        return
    assert canonicalize(once) == once


@pytest.mark.parametrize("bait", ["/", "%", "%41", "&=", "?", "/amp", "a.", "m.", "http://"])
def test_long_addresses_end_in_time(bait: str) -> None:
    started = time.monotonic()
    for size in (LONGEST - 30, 1_000_000):
        try:
            canonicalize("https://a.example/" + (bait * (size // len(bait))))
        except ValueError:
            continue
    assert time.monotonic() - started < 10


HOSTS = (
    "a.com", "www.a.com", "m.a.com", "www.m.a.com", "www2.a.com", "amp.a.com", "www.www.a.com", "1.2.3.4",
    "www.com", "m.com", "a.co.uk", "x--y.xn--p1ai", "localhost", "a.com.", "a_b.com", "amazon.de",
    "a-com.cdn.ampproject.org", "www.google.com",
)  # fmt: skip
SEGMENTS = (
    "amp", "AMP", "print", "Print", "prints", "a", "story-1", "x.amp", "x.html", "x.amp.html", "amp.html",
    "c", "v", "s", "wp", "a~b", "..", ".", "", "A%41", "ref=sr", "index.php",
)  # fmt: skip


@given(
    st.sampled_from(("http", "https")),
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(SEGMENTS), max_size=4),
    st.sampled_from(("", "/", "//")),
)
def test_a_plain_address_and_one_with_a_tracker_are_the_same_page(
    scheme: str, host: str, segments: list[str], end: str
) -> None:
    address = f"{scheme}://{host}{''.join(f'/{segment}' for segment in segments)}{end or '/'}"
    assert canonicalize(address) == canonicalize(f"{address}?utm_source=rss")


def test_a_page_that_is_called_amp_leaves_its_host_alone() -> None:
    assert canonicalize("https://a.com/amp.html") == "https://a.com/amp.html"


@given(
    st.sampled_from(("https://a.com", "http://www.b-c.co.uk", "https://a.xn--p1ai", "https://1.2.3.4.co")),
    st.text(alphabet="/ab.%2eE~?&=+:@!$()*,_-", max_size=12),
)
def test_an_address_known_at_sight_is_what_a_browser_makes_of_it(origin: str, rest: str) -> None:
    address = f"{origin}/{rest}"
    assert resolve(address) == URL(address).href
