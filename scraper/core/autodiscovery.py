"""The feeds that an HTML page names: `link rel=alternate` (https://www.rssboard.org/rss-autodiscovery)."""

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
    try:
        root = lxml.html.document_fromstring(html.encode("utf-8", "replace"))
    except (etree.ParserError, etree.XMLSyntaxError):  # no element at all
        return ()
    origin = next((element.get("href") for element in root.iter("base") if element.get("href")), "")
    feeds: dict[str, NamedFeed] = {}
    for link in root.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        relations = (link.get("rel") or "").lower().split()
        if kind in _FEED_TYPES and "alternate" in relations and link.get("href"):
            address = _address(link.get("href") or "", origin or "", base)
            if address and len(feeds) < _MOST:
                feeds.setdefault(address, NamedFeed(address, clean(link.get("title") or ""), kind))
    return tuple(feeds.values())


def _address(href: str, origin: str, base: str) -> str | None:
    try:
        return resolve(href, resolve(origin, base) if origin else base)
    except ValueError:
        return None
