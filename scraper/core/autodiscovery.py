"""What an HTML page refers to: its links, and the feeds of its head.

Feeds: `link rel=alternate` (https://www.rssboard.org/rss-autodiscovery).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import lxml.html
from lxml import etree

from scraper.core.text import clean
from scraper.core.urls import resolve

_FEED_TYPES: Final = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "text/xml",
        "application/xml",
    }
)
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class NamedFeed:
    """A feed that a page names."""

    address: str
    title: str
    media_type: str


def feeds_named(html: str, base: str) -> tuple[NamedFeed, ...]:
    """Return the feeds that `html`, found at `base`, names, in its order and each once; never raises."""
    feeds: dict[str, NamedFeed] = {}
    for link, address in _referring(html, base, "link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        relations = (link.get("rel") or "").lower().split()
        if kind in _FEED_TYPES and "alternate" in relations and len(feeds) < _MOST:
            feeds.setdefault(address, NamedFeed(address, clean(link.get("title") or ""), kind))
    return tuple(feeds.values())


def addresses_linked(html: str, base: str) -> tuple[str, ...]:
    """Return the addresses that the page links to, in its order and each once; never raises."""
    return tuple(dict.fromkeys(address for _, address in _referring(html, base, "a")))


def _referring(html: str, base: str, tag: str) -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements that refer to a web address, with it."""
    try:
        root = lxml.html.document_fromstring(html.encode("utf-8", "replace"))
    except (etree.ParserError, etree.XMLSyntaxError):  # no element at all
        return
    origin = next((element.get("href") for element in root.iter("base") if element.get("href")), "")
    for element in root.iter(tag):
        address = _address(element.get("href") or "", origin or "", base)
        if element.get("href") and address:
            yield element, address


def _address(href: str, origin: str, base: str) -> str | None:
    try:
        return resolve(href, resolve(origin, base) if origin else base)
    except ValueError:
        return None
