"""What the hostile server serves as feeds, sitemaps, pages and JSON: hostile by what it says."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape

from tests.faults.server import Call, at

RSS = "application/rss+xml"
XML = "application/xml"
HTML = "text/html; charset=utf-8"
JSON = "application/json"
PROSE = "The ministry said on Monday that the vehicles would be handed over before the winter. "


@dataclass(frozen=True)
class Document:
    """Something to serve; `body` is made when it is asked for."""

    media_type: str
    body: Callable[[], bytes]


def feed(*items: str, head: str = "", declaration: str = '<?xml version="1.0"?>') -> bytes:
    channel = f"<channel><title>News</title>{''.join(items)}</channel>"
    return f"{declaration}{head}<rss version='2.0'>{channel}</rss>".encode()


def item(number: int, link: str | None = None, guid: str = "", date: str = "") -> str:
    address = f"/story/{number}" if link is None else link
    parts = [f"<title>Story number {number}</title>"]
    parts += [f"<link>{escape(address)}</link>"] if address else []
    parts += [f"<guid isPermaLink='false'>{escape(guid)}</guid>"] if guid else []
    parts += [f"<pubDate>{escape(date)}</pubDate>"] if date else []
    return f"<item>{''.join(parts)}</item>"


def items(count: int) -> bytes:
    return feed(*(item(number) for number in range(count)))


def page(body: str, title: str = "Vehicles before the winter") -> bytes:
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1><article>{body}</article></body></html>"
    ).encode()


def listing(count: int, css: str = "story") -> bytes:
    links = "".join(
        f"<li class='{css}'><a href='/story/{n}'>Story number {n} of the day</a></li>" for n in range(count)
    )
    return page(f"<ul>{links}</ul>", "All news")


def _laughs(levels: int, each: int) -> bytes:
    entities = ['<!ENTITY l0 "lol">']
    entities += [f'<!ENTITY l{n} "{f"&l{n - 1};" * each}">' for n in range(1, levels)]
    return feed(
        f"<item><title>&l{levels - 1};</title></item>", head=f"<!DOCTYPE rss [{''.join(entities)}]>"
    )


def _quadratic() -> bytes:
    head = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>'
    return feed(f"<item><title>{'&a;' * 50_000}</title></item>", head=head)


def _entity_chain(length: int) -> bytes:
    entities = "".join(f'<!ENTITY e{n} "&e{n + 1};">' for n in range(length))
    return feed(
        "<item><title>&e0;</title></item>", head=f'<!DOCTYPE rss [{entities}<!ENTITY e{length} "x">]>'
    )


def _external(declared: str, used: str = "&x;") -> bytes:
    return feed(
        item(1),
        f"<item><title>{used}</title><link>/story/2</link></item>",
        head=f"<!DOCTYPE rss [{declared}]>",
    )


def _nested(depth: int, name: str) -> str:
    return f"<{name}>" * depth + "deep" + f"</{name}>" * depth


def _encoded(label: str) -> bytes:
    return feed(item(1), declaration=f'<?xml version="1.0" encoding="{label}"?>')


def _attributes(count: int) -> bytes:
    return page(f"<p {' '.join(f'a{n}=1' for n in range(count))}>{PROSE}</p>" + _paragraphs(5))


def _paragraphs(count: int) -> str:
    return f"<p>{PROSE}</p>" * count


def _flood(piece: str) -> bytes:
    return page(piece * (2**20 // len(piece)))


def _bait(piece: str) -> bytes:
    return page(_paragraphs(5) + "<p>" + piece * (2**20 // len(piece)) + "</p>")


def _links(count: int) -> bytes:
    return page("".join(f"<a href='/s/{n}'>Story {n}</a> " for n in range(count)))


def _news(value: str) -> bytes:
    return b'{"items": ' + value.encode() + b"}"


def _calendar() -> bytes:
    days = "".join(f"<a href='/calendar/2026/{n}'>Day {n} of the calendar</a>" for n in range(1500))
    sessions = "".join(
        f"<a href='/story/1?PHPSESSID={n}&amp;utm_source=x{n}'>The story itself at length</a>"
        for n in range(50)
    )
    return page(
        f"<nav>{days}<a rel=next href='/listing/calendar?page=2'>Next</a></nav>{sessions}", "Archive"
    )


def _sitemap(*locations: str) -> bytes:
    urls = "".join(f"<url><loc>{escape(location)}</loc></url>" for location in locations)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


INSIDE = (
    "http://127.0.0.1/a",
    "http://169.254.169.254/latest",
    "file:///etc/passwd",
    "javascript:alert(1)",
)
ODD_DATES = (
    "Fri, 01 Jan 2099 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00Z",
    "99999-01-01T00:00:00Z", "Mon, 23 Nov 2026 09:00:00", "soon",
)  # fmt: skip
FLOODS = {
    "a": "<a ",
    "comment": "<!--",
    "bang": "<!",
    "close": "</",
    "question": "<? ",
    "cdata": "<![CDATA[",
}
BAITS = {"ampersands": "&", "digits": "7", "blanks": " \n", "dates": "12.11.2026 ", "less": "<"}

DOCUMENTS: dict[str, Document] = {
    "feed/html": Document(HTML, lambda: page(_paragraphs(8000), "Sign in to continue reading")),
    "feed/layoutless": Document(RSS, lambda: items(30)),
    "feed/100k": Document(RSS, lambda: items(200_000)),
    "feed/many": Document(RSS, lambda: items(60_000)),
    "feed/odd_links": Document(
        RSS,
        lambda: feed(
            item(1, ""),
            item(2, "/relative"),
            item(3, "javascript:alert(1)"),
            item(4, "data:text/html,x"),
            item(5),
        ),
    ),
    "feed/inside": Document(RSS, lambda: feed(*(item(n, link) for n, link in enumerate(INSIDE)), item(9))),
    "feed/dates": Document(RSS, lambda: feed(*(item(n, date=date) for n, date in enumerate(ODD_DATES)))),
    "feed/laughs": Document(XML, lambda: _laughs(10, 10)),
    "feed/quadratic": Document(XML, _quadratic),
    "feed/entity_chain": Document(XML, lambda: _entity_chain(30_000)),
    "feed/xxe_file": Document(XML, lambda: _external('<!ENTITY x SYSTEM "file:///etc/passwd">')),
    "feed/nested_1e5": Document(XML, lambda: feed(_nested(100_000, "a"))),
    "feed/nested_1e6": Document(XML, lambda: feed(_nested(1_000_000, "a"))),
    **{
        f"feed/enc_{name}": Document(XML, partial(_encoded, name))
        for name in ("punycode", "idna", "zlib", "hex")
    },
    "page/good": Document(HTML, lambda: page(_paragraphs(10))),
    "page/nested_1e5": Document(HTML, lambda: page(_paragraphs(5) + _nested(100_000, "div"))),
    "page/nested_7e5": Document(HTML, lambda: page(_paragraphs(5) + _nested(700_000, "div"))),
    "page/line_7mb": Document(HTML, lambda: page(f"<p>{PROSE * 80_000}</p>")),
    "page/line_10mb": Document(HTML, lambda: page(f"<p>{PROSE * 130_000}</p>")),
    "page/attributes_32k": Document(HTML, lambda: _attributes(32_000)),
    "page/attributes_100k": Document(HTML, lambda: _attributes(100_000)),
    **{f"page/flood_{name}": Document(HTML, partial(_flood, text)) for name, text in FLOODS.items()},
    "page/wide": Document(HTML, lambda: page("<p>x</p>" * 2_800_000)),
    "page/paragraphs_100k": Document(HTML, lambda: page("<p>A short line of news.</p>" * 100_000)),
    "page/links_100k": Document(HTML, lambda: _links(100_000)),
    **{f"page/bait_{name}": Document(HTML, partial(_bait, text)) for name, text in BAITS.items()},
    "page/bad_utf8": Document(HTML, lambda: page(_paragraphs(8)).replace(b"Monday", b"Mon\xff\xfe\x00day")),
    "page/mixed": Document(
        HTML, lambda: page(_paragraphs(8)) + "Новини".encode("cp1251") + "ニュース".encode("cp932")
    ),
    "page/utf16": Document("text/html", lambda: page(_paragraphs(8)).decode().encode("utf-16-le")),
    "page/paywall": Document(
        HTML,
        lambda: page(
            '<p>The first line.</p><div class="paywall">Subscribe to continue reading this article.</div>'
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Vehicles",'
            '"isAccessibleForFree":false}</script>'
        ),
    ),
    "page/canonical_inside": Document(
        HTML,
        lambda: page(_paragraphs(10)).replace(
            b"</head>", b'<link rel="canonical" href="http://127.0.0.1/"></head>'
        ),
    ),
    "json/deep": Document(JSON, lambda: _news("[" * 100_000 + "]" * 100_000)),
    "json/digits": Document(JSON, lambda: _news('[{"url": "/story/1", "n": ' + "7" * 5000 + "}]")),
    "json/nan": Document(JSON, lambda: _news('[{"url": "/story/1", "n": NaN}]')),
    "json/twice": Document(JSON, lambda: _news('[{"url": "/story/1", "url": "/story/2"}]')),
    "json/keys_1e6": Document(
        JSON,
        lambda: json.dumps(
            {"items": [{"url": "/story/1"}], **{f"k{n}": n for n in range(500_000)}}
        ).encode(),
    ),
    "json/cut": Document(JSON, lambda: b'{"items": [{"url": "/story/1"}'),
    "listing/calendar": Document(HTML, _calendar),
    "sitemap/inside": Document(XML, lambda: _sitemap(*INSIDE, "/story/1")),
}


def _guids(run: int) -> bytes:
    return feed(*(item(n, guid=f"{run}-{n}") for n in range(5)))


SERIES: dict[str, Callable[[], Iterator[bytes]]] = {
    "layout": lambda: itertools.chain([listing(30), listing(30, "card")], itertools.repeat(listing(31))),
    "partial": lambda: itertools.chain([items(30), items(3)], itertools.repeat(items(30))),
    "guids": lambda: map(_guids, itertools.count()),
    "first": lambda: itertools.repeat(items(500)),
}
"""What is served first, second and so on."""

_RUNNING: dict[str, Iterator[bytes]] = {}


async def serve(call: Call) -> None:
    found = DOCUMENTS[call.path[1:]]
    await call.page(found.body(), f"Content-Type: {found.media_type}")


async def _series(call: Call) -> None:
    """Serve the next of a series; each `run` begins anew."""
    name = call.path.rpartition("/")[2]
    run = f"{name} {call.query['run']}"
    running = _RUNNING.setdefault(run, SERIES[name]())
    media_type = HTML if name == "layout" else RSS
    await call.page(next(running), f"Content-Type: {media_type}")


@at("/feed/xxe_http")
async def _xxe_http(call: Call) -> None:
    where = f"http://127.0.0.1:{call.query['internal']}/"
    await call.page(_external(f'<!ENTITY x SYSTEM "{where}">'), f"Content-Type: {XML}")


@at("/feed/xxe_dtd")
async def _xxe_dtd(call: Call) -> None:
    where = f"http://127.0.0.1:{call.query['internal']}/news.dtd"
    await call.page(feed(item(1), head=f'<!DOCTYPE rss SYSTEM "{where}">'), f"Content-Type: {XML}")


at(*(f"/{name}" for name in DOCUMENTS))(serve)
at(*(f"/series/{name}" for name in SERIES))(_series)
