"""Feeds: every format with every title, address and date, then the broken and the odd.

No expectation comes from the code under test: each part stands here as it is written and as it is meant.
https://www.rssboard.org/rss-specification, RFC 4287, https://www.jsonfeed.org
"""

import html
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import NamedTuple

BASE = "https://news.example/feeds/all"


class FeedCase(NamedTuple):
    """A feed and the fields of its only entry."""

    name: str
    body: bytes
    link: str
    guid: str
    title: str
    summary: str
    published: datetime | None


TITLES = (  # as XML character data, as meant
    ("Tokyo sends generators", "Tokyo sends generators"),
    ("Япония &amp; Украина: «генераторы»", "Япония & Украина: «генераторы»"),
    ("<![CDATA[政府、ウクライナへ車両100台]]>", "政府、ウクライナへ車両100台"),
    ("\n   Spread over\n   two lines  ", "Spread over two lines"),
    ("Caf&#233; &#x2014; d&#8217;accord", "Café — d’accord"),
    ("A &lt;b&gt;bold&lt;/b&gt; claim", "A bold claim"),
    ("AT&amp;amp;T doubly escaped", "AT&T doubly escaped"),
)
LINKS = (  # as XML character data, resolved
    ("https://news.example/a/1", "https://news.example/a/1"),
    ("  https://news.example/a?id=1&amp;p=2\n", "https://news.example/a?id=1&p=2"),
    ("/world/2.html", "https://news.example/world/2.html"),
    ("//cdn.example/3", "https://cdn.example/3"),
    ("https://news.example/новини", "https://news.example/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8"),
)
RFC_822_DATES = (
    ("Tue, 24 Nov 2026 10:00:00 +0200", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
    ("24 Nov 2026 10:00 JST", datetime(2026, 11, 24, 1, 0, tzinfo=UTC)),
    ("Tue, 24 Nov 26 10:00:00 GMT", datetime(2026, 11, 24, 10, 0, tzinfo=UTC)),
    ("no date at all", None),
)
RFC_3339_DATES = (
    ("2026-11-24T10:00:00Z", datetime(2026, 11, 24, 10, 0, tzinfo=UTC)),
    ("2026-11-24T10:00:00.25+09:00", datetime(2026, 11, 24, 1, 0, tzinfo=UTC)),
    ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
    ("soon", None),
)
SUMMARY = ("&lt;p&gt;A lead with &lt;i&gt;markup&lt;/i&gt;.&lt;/p&gt;", "A lead with markup.")

_RSS = (
    '<rss version="{v}"><channel><title>T</title><link>https://news.example/</link>{item}</channel></rss>'
)
_RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/">'
    "<title>T</title></channel>{item}</rdf:RDF>"
)
_ATOM = '<feed xmlns="{ns}"><title>T</title><id>urn:t</id>{item}</feed>'


def _rss(version: str, title: str, link: str, date: str) -> str:
    item = (
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>"
        f'<guid isPermaLink="false">id-1</guid><description>{SUMMARY[0]}</description></item>'
    )
    return _RSS.format(v=version, item=item)


def _rdf(title: str, link: str, date: str) -> str:
    item = (
        f'<item rdf:about="id-1"><title>{title}</title><link>{link}</link><dc:date>{date}</dc:date>'
        f"<description>{SUMMARY[0]}</description></item>"
    )
    return _RDF.format(item=item)


def _atom(title: str, link: str, date: str, *, old: bool = False) -> str:
    kind, issued = ('type="text/html" mode="escaped"', "issued") if old else ('type="html"', "published")
    item = (
        f"<entry><title {kind}>{title}</title><id>id-1</id><{issued}>{date}</{issued}>"
        f'<link rel="self" href="https://news.example/self"/><link href="{link.strip()}"/>'
        f"<summary {kind}>{SUMMARY[0]}</summary></entry>"
    )
    return _ATOM.format(ns="http://purl.org/atom/ns#" if old else "http://www.w3.org/2005/Atom", item=item)


def _json(title: str, link: str, date: str) -> str:
    """The same entry in JSON Feed, which knows no character data: escapes are undone once."""
    text = html.unescape(title.removeprefix("<![CDATA[").removesuffix("]]>"))
    item = {
        "id": "id-1",
        "url": html.unescape(link),
        "title": text,
        "summary": html.unescape(SUMMARY[0]),
        "date_published": date,
    }
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]})


def feed_cases() -> Iterator[FeedCase]:
    """Yield every format with every title, address and date, and then the broken and the odd."""
    early = [
        ("RSS 2.0", lambda *parts: _rss("2.0", *parts), RFC_822_DATES),
        ("RSS 0.91", lambda *parts: _rss("0.91", *parts), RFC_822_DATES),
        ("RSS 1.0", _rdf, RFC_3339_DATES),
        ("Atom 1.0", _atom, RFC_3339_DATES),
        ("Atom 0.3", lambda *parts: _atom(*parts, old=True), RFC_3339_DATES),
        ("JSON Feed", _json, RFC_3339_DATES),
    ]
    for form, build, dates in early:
        for (title, meant), (link, resolved), (date, instant) in product(TITLES, LINKS, dates):
            name = f"{form}: {meant[:20]!r}, {resolved[-14:]}, {date!r}"
            body = build(title, link, date).encode()
            yield FeedCase(name, body, resolved, "id-1", meant, SUMMARY[1], instant)
    yield from _encoded_feeds()
    yield from _odd_feeds()


def _encoded_feeds() -> Iterator[FeedCase]:
    for charset, title in product(
        ("utf-8", "utf-16", "windows-1251", "koi8-u", "cp932", "euc-jp"),
        ("Допомога Україні", "Помощь Украине", "日本政府の支援"),
    ):
        label = "shift_jis" if charset == "cp932" else charset
        text = f'<?xml version="1.0" encoding="{label}"?>' + _rss("2.0", title, *_PLAIN)
        try:
            body = text.encode(charset)
        except UnicodeEncodeError:
            continue
        yield FeedCase(f"RSS in {label}: {title}", body, _PLAIN[0], "id-1", title, SUMMARY[1], _AT)


_AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_PLAIN = ("https://news.example/a/1", "Tue, 24 Nov 2026 10:00:00 +0200")


def _odd_feeds() -> Iterator[FeedCase]:
    good = _rss("2.0", "Title", *_PLAIN)
    odd = (
        (
            "a bare ampersand in the address",
            good.replace("/a/1", "/a?b=1&c=2"),
            "https://news.example/a?b=1&c=2",
        ),
        ("an HTML entity nobody declared", good.replace("Title", "Title&nbsp;"), _PLAIN[0]),
        ("blank lines before the declaration", '\n\n<?xml version="1.0"?>' + good, _PLAIN[0]),
        ("cut off after the item", good[: good.index("</channel>")], _PLAIN[0]),
        ("an undeclared prefix", good.replace("<guid", "<x:y>z</x:y><guid"), _PLAIN[0]),
        ("a document type", "<!DOCTYPE rss>" + good, _PLAIN[0]),
        ("a control character", good.replace("Title", "Tit\x08le"), _PLAIN[0]),
        ("a comment first", "<!-- generated -->" + good, _PLAIN[0]),
        (
            "the address in the guid alone",
            good.replace(f"<link>{_PLAIN[0]}</link>", "").replace(
                '<guid isPermaLink="false">id-1', f"<guid>{_PLAIN[0]}"
            ),
            _PLAIN[0],
        ),
        (
            "an enclosure beside",
            good.replace("<guid", '<enclosure url="https://x.example/m.mp3"/><guid'),
            _PLAIN[0],
        ),
    )
    for name, text, link in odd:
        guid = _PLAIN[0] if "guid alone" in name else "id-1"
        yield FeedCase(name, text.encode(), link, guid, "Title", SUMMARY[1], _AT)
