"""Sitemaps, news sitemaps and indexes of sitemaps, whatever their namespaces say.

The protocol also allows a feed or a text file in their place. Entities are never expanded.

https://www.sitemaps.org/protocol.html; the news extension:
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from scraper.core.dates import feed_date
from scraper.core.entries import LARGEST_INDEX, MOST_ENTRIES, Entry, links_of
from scraper.core.feeds import entries_of
from scraper.core.inflate import InflateError, gunzip
from scraper.core.urls import resolve
from scraper.core.xml_guard import local_name, parse_xml, xml_text
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, Index, Page, Source

_GZIP_MAGIC: Final = b"\x1f\x8b"
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
_ROOTS: Final = frozenset({"urlset", "sitemapindex"})
_FEEDS: Final = frozenset({"rss", "RDF", "feed"})
_ADDRESSES: Final = re.compile(r"https?://", re.IGNORECASE)
"""How a sitemap of plain text begins: it has an address a line."""


def read_sitemap(page: Page, channel: Channel, source: Source) -> Index:
    """Return what the sitemap names: links, or the sitemaps below it, newest first.

    The body may be gzip; a sitemap cut off in the middle gives its complete entries. Raises
    ExtractionError: BAD_XML, NOT_A_FEED (no sitemap), TOO_LARGE, DECOMPRESSION_BOMB, BAD_CHARSET ...
    """
    entries, sitemaps = _read(page)
    kept, over = _newest(entries)
    links, dropped = links_of(kept, page, channel, source)
    if over:
        dropped = {**dropped, "over_cap": over}
    children = _children(sitemaps, page.url)
    return Index(
        links,
        children=tuple(sorted(children, key=lambda child: children[child] or _EARLIEST, reverse=True)),
        modified={child: modified for child, modified in children.items() if modified},
        dropped=dropped,
    )


def _newest(entries: tuple[Entry, ...]) -> tuple[tuple[Entry, ...], int]:
    """Return the entries that are taken, in their order, and how many are not: the oldest.

    A sitemap may hold 50,000, and begin with any end. Where there are no dates, both ends are taken. Dates
    are W3C's and compared as they are written: zones make a difference of hours only.
    """
    over = len(entries) - MOST_ENTRIES
    if over <= 0:
        return entries, 0
    if any(entry.published for entry in entries):
        order = sorted(range(len(entries)), key=lambda at: entries[at].published, reverse=True)
        taken = sorted(order[:MOST_ENTRIES])
    else:
        half = MOST_ENTRIES // 2
        taken = [*range(half), *range(len(entries) - half, len(entries))]
    return tuple(entries[at] for at in taken), over


def locations(page: Page) -> tuple[str, ...]:
    """Return every address that a sitemap or an index of sitemaps names, as written; raises as above."""
    entries, sitemaps = _read(page)
    return tuple(entry.link for entry in entries) + tuple(loc for loc, _ in sitemaps)


def _read(page: Page) -> tuple[tuple[Entry, ...], list[tuple[str, datetime | None]]]:
    """Return the entries of a sitemap in any format of the protocol, and the sitemaps of an index."""
    text = xml_text(page, _inflated(page), cut_entities=True)
    if _ADDRESSES.match(text):
        return tuple(Entry(line) for line in map(str.strip, text.splitlines()) if line), []
    root = _root(page, text)
    if local_name(root) in _FEEDS:
        return entries_of(page)[0], []
    return tuple(_entries(root)), _sitemaps(root)


def _root(page: Page, text: str) -> etree._Element:
    try:
        root = parse_xml(text)
    except etree.XMLSyntaxError as error:
        root = _recovered(text, page.url, error)
    if local_name(root) not in _ROOTS | _FEEDS:
        raise ExtractionError(page.url, Outcome.NOT_A_FEED, f"a {local_name(root)[:40]!r}, no sitemap")
    return root


def _recovered(text: str, url: str, error: etree.XMLSyntaxError) -> etree._Element:
    """Return a broken document's root without its last entry, which the break may have cut."""
    try:
        root = parse_xml(text, recover=True)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise ExtractionError(url, Outcome.BAD_XML, str(error)[:200]) from error
    if len(root) and f"</{local_name(root)}" not in text:
        root.remove(root[-1])
    return root


def _inflated(page: Page) -> bytes:
    if not page.body.startswith(_GZIP_MAGIC):
        return page.body
    try:
        return gunzip(page.body, LARGEST_INDEX)
    except InflateError as error:
        raise ExtractionError(page.url, error.reason, str(error)) from error


def _entries(root: etree._Element) -> Iterator[Entry]:
    for url in root.iter("{*}url"):
        words = {
            local_name(element): (element.text or "").strip()
            for element in url.iter()
            if element is not url
        }
        yield Entry(
            link=(url.findtext("{*}loc") or "").strip(),
            title=(url.findtext("{*}news/{*}title") or "").strip(),
            published=words.get("publication_date") or words.get("lastmod", ""),
            language=(url.findtext("{*}news/{*}publication/{*}language") or "").strip().lower()[:2] or None,
        )


def _sitemaps(root: etree._Element) -> list[tuple[str, datetime | None]]:
    found = []
    for sitemap in root.iter("{*}sitemap"):
        modified = feed_date(sitemap.findtext("{*}lastmod") or "")
        loc = (sitemap.findtext("{*}loc") or "").strip()
        if loc:
            found.append((loc, modified.instant if modified else None))
    return found


def _children(sitemaps: list[tuple[str, datetime | None]], base: str) -> dict[str, datetime | None]:
    children: dict[str, datetime | None] = {}
    half = MOST_ENTRIES // 2
    for loc, modified in sitemaps if len(sitemaps) <= MOST_ENTRIES else sitemaps[:half] + sitemaps[-half:]:
        try:
            children[resolve(loc, base)] = modified
        except ValueError:  # never fetched, and an index of sitemaps has no other use for it
            continue
    return children
