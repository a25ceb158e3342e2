"""Feeds as sites publish them: sound, odd, broken and hostile."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.entries import MOST_ENTRIES
from scraper.core.feeds import entries_of, read_feed
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, Index, Page, Source, SourceId, Twin

URL = "https://news.example/feed"
FETCHED = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SY = '<s:updatePeriod xmlns:s="http://purl.org/rss/1.0/modules/syndication/">'
ITEM = (
    "<item><title>Tokyo sends trucks</title><link>https://news.example/a/1</link><guid>g1</guid>"
    "<pubDate>Tue, 24 Nov 2026 10:00:00 +0200</pubDate><description>A lead.</description></item>"
)


def page(body: str | bytes, charset: str | None = None) -> Page:
    return Page(URL, URL, (), 200, "", charset, body.encode() if isinstance(body, str) else body, FETCHED)


def source(**fields: object) -> Source:
    given_fields = {"zone": "Europe/Kyiv", **fields}
    return Source(SourceId("x"), "X", "https://news.example/", "UA", ("uk",), channels=(), **given_fields)  # type: ignore[arg-type]


def rss(items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{head}{items}</channel></rss>'


def read(body: str | bytes, charset: str | None = None, **fields: object) -> Index:
    return read_feed(page(body, charset), Channel(URL), source(**fields))


def test_an_item_becomes_a_link_with_all_it_says() -> None:
    (link,) = read(rss(ITEM)).links
    assert (link.url, link.address) == ("https://news.example/a/1", "https://news.example/a/1")
    assert (link.title, link.summary, link.guid) == ("Tokyo sends trucks", "A lead.", "g1")
    assert link.published is not None
    assert link.published.instant == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after", "address"),
    [
        pytest.param("https://news.example/a/1", "/a/2", "https://news.example/a/2", id="a relative link"),
        pytest.param(
            "https://news.example/a/1",
            "\n https://news.example/3 \n",
            "https://news.example/3",
            id="blanks",
        ),
        pytest.param("/a/1<", "/a/1?x=1&y=2<", "https://news.example/a/1?x=1&y=2", id="a bare ampersand"),
        pytest.param(
            "<link>https://news.example/a/1</link><guid>g1",
            "<guid>https://news.example/g",
            "https://news.example/g",
            id="a guid that is the link",
        ),
        pytest.param("<guid>g1</guid>", "", "https://news.example/a/1", id="no guid"),
        pytest.param("trucks", "trucks &nbsp;", "https://news.example/a/1", id="an undeclared entity"),
        pytest.param("trucks", "tru\x02cks", "https://news.example/a/1", id="a control character"),
        pytest.param("</channel></rss>", "", "https://news.example/a/1", id="cut off after the item"),
        pytest.param("<guid>", "<a:b/><guid>", "https://news.example/a/1", id="an undeclared prefix"),
        pytest.param(
            '<?xml version="1.0"?>', "<!DOCTYPE rss>", "https://news.example/a/1", id="a document type"
        ),
    ],
)
def test_odd_and_broken_feeds_give_their_links(before: str, after: str, address: str) -> None:
    assert [link.address for link in read(rss(ITEM).replace(before, after)).links] == [address]


def test_one_bad_entry_does_not_fail_the_feed() -> None:
    bad = "<item/><item><title>x</title></item><item><link>javascript:alert(1)</link></item>"
    index = read(rss(bad + ITEM))
    assert len(index.links) == 1
    assert index.dropped == {"no_link": 2, "scheme_forbidden": 1}


def test_the_pattern_the_twins_and_repetition_decide_what_is_an_article() -> None:
    items = ITEM + ITEM.replace("/a/1", "/amp/1") + ITEM.replace("/a/1", "/video/9")
    index = read(
        rss(items), article_pattern=re.compile("/a(?:mp)?/"), twins=(Twin(re.compile("/amp/"), "/a/"),)
    )
    assert [link.url for link in index.links] == ["https://news.example/a/1"]
    assert index.dropped == {"repeated": 1, "not_an_article": 1}


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("Tue, 24 Nov 2026 10:00", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("24 листопада 2026, 10:00", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("Tue, 24 Nov 2099 10:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("whenever", None),
    ],
)
def test_dates_have_the_sources_zone_and_are_never_invented(written: str, instant: datetime | None) -> None:
    (link,) = read(rss(ITEM.replace("Tue, 24 Nov 2026 10:00:00 +0200", written))).links
    assert (link.published.instant if link.published else None) == instant
    assert link.published_raw == written


@pytest.mark.parametrize(
    ("head", "hint"),
    [
        ("", None),
        ("<ttl>30</ttl>", timedelta(minutes=30)),
        ("<ttl>never</ttl>", None),
        ("<ttl>999999</ttl>", timedelta(days=1)),
        (
            f"{SY}hourly</s:updatePeriod>{SY.replace('Period', 'Frequency')}2</s:updateFrequency>",
            timedelta(minutes=30),
        ),
    ],
)
def test_the_feed_says_how_often_to_come_back(head: str, hint: timedelta | None) -> None:
    assert read(rss(ITEM, head)).poll_hint == hint


def test_a_feed_in_cp932_that_calls_itself_shift_jis() -> None:
    text = rss(ITEM.replace("Tokyo sends trucks", "①髙官級協議"))
    declared = text.replace('version="1.0"', 'version="1.0" encoding="Shift_JIS"', 1)
    assert read(declared.encode("cp932")).links[0].title == "①髙官級協議"


def test_atom_takes_the_alternate_link_and_xhtml_text() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/n/"><entry>'
        '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <b>bold</b> word</div>'
        "</title>"
        '<link rel="self" href="self"/><link href="7"/><id>urn:7</id>'
        "</entry></feed>"
    )
    (link,) = read(atom).links
    assert (link.address, link.title, link.guid) == ("https://news.example/n/7", "One bold word", "urn:7")


def test_unknown_namespaces_and_letter_cases_lose_nothing() -> None:
    odd = rss(ITEM.replace("pubDate", "pubdate")).replace("<rss", '<rss xmlns="https://news.example/ours"')
    (link,) = read(odd).links
    assert link.published is not None


def test_of_several_alternates_the_page_is_the_article() -> None:
    links = '<link type="application/json" href="/j"/><link rel="self" href="/s"/>'
    links += '<link type="text/html" href="/h"/>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>7</id>{links}</entry></feed>'
    assert [(link.address, link.guid) for link in read(atom).links] == [("https://news.example/h", "7")]


def test_json_feed() -> None:
    (link,) = read(
        '{"version":"https://jsonfeed.org/version/1","items":[{"id":7,"url":"/7","title":"T"}]}'
    ).links
    assert (link.address, link.guid) == ("https://news.example/7", "7")


def test_a_sound_feed_without_entries_is_no_failure() -> None:
    assert read(rss("")).links == ()


def test_what_comes_after_the_cap_is_counted() -> None:
    items = "".join(ITEM.replace("/a/1", f"/a/{n}") for n in range(MOST_ENTRIES + 5))
    index = read(rss(items))
    assert len(index.links) == MOST_ENTRIES
    assert index.dropped == {"over_cap": 5}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", Outcome.SUSPECT_EMPTY, id="an empty body"),
        pytest.param(b"hello there", Outcome.NOT_A_FEED, id="eleven bytes"),
        pytest.param(
            b"<!DOCTYPE html><html><body>Log in</body></html>", Outcome.NOT_A_FEED, id="an HTML page"
        ),
        pytest.param(b'{"a": 1}', Outcome.NOT_A_FEED, id="some JSON"),
        pytest.param(b'{"a": ', Outcome.BAD_JSON, id="broken JSON"),
        pytest.param(b"[" * 100_000, Outcome.BAD_JSON, id="deep JSON"),
        pytest.param(b"<rss>" + b"<a>" * 200_000, Outcome.BAD_XML, id="deep XML"),
        pytest.param(
            b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>',
            Outcome.BAD_XML,
            id="billion laughs",
        ),
        pytest.param(
            b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item></rss>',
            Outcome.BAD_XML,
            id="an external entity",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="punycode"?><rss/>', Outcome.BAD_CHARSET, id="punycode"
        ),
        pytest.param(b"<rss>" + b" " * 8_000_001, Outcome.TOO_LARGE, id="too large"),
        pytest.param(
            rss("<item><title>x</title></item>").encode(), Outcome.NO_LINKS, id="no entry has a link"
        ),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(body: bytes, reason: Outcome) -> None:
    with pytest.raises(ExtractionError) as refused:
        read(body)
    assert refused.value.reason is reason


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_whatever_comes_it_is_read_or_refused(body: str | bytes) -> None:
    encoded = body.encode("utf-8", "replace") if isinstance(body, str) else body
    for text in (
        encoded,
        b"<rss><channel><item><link>" + encoded,
        b'<feed xmlns="http://www.w3.org/2005/Atom">' + encoded,
    ):
        try:
            entries, _ = entries_of(page(text))
        except ExtractionError:
            continue
        assert all(isinstance(entry.link, str) for entry in entries)


def test_an_entry_without_a_link_is_found_by_an_id_that_is_an_address() -> None:
    entry = "<entry><title>Trucks</title><id>{}</id></entry>"
    feed = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
    (link,) = read(feed.format(entry.format("https://news.example/a/1"))).links
    assert link.address == "https://news.example/a/1"
    with pytest.raises(ExtractionError, match="none of 1 entries has a link"):
        read(feed.format(entry.format("tag:news.example,2026:1")))
