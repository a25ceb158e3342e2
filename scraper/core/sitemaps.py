"""Sitemaps, news sitemaps and indexes of sitemaps, whatever their namespaces say.

https://www.sitemaps.org/protocol.html; the news extension:
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from scraper.core.dates import feed_date
from scraper.core.entries import LARGEST_INDEX, MOST_ENTRIES, Entry, links_of
from scraper.core.inflate import InflateError, gunzip
from scraper.core.urls import resolve
from scraper.core.xml_guard import local_name, parse_xml, xml_text
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, Index, Page, Source

_GZIP_MAGIC: Final = b"\x1f\x8b"
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
_ROOTS: Final = frozenset({"urlset", "sitemapindex"})


def read_sitemap(page: Page, channel: Channel, source: Source) -> Index:
    """Return what the sitemap names: links, or the sitemaps below it, newest first.

    The body may be gzip; a sitemap cut off in the middle gives its complete entries. Raises
    ExtractionError: BAD_XML, NOT_A_FEED (no sitemap), TOO_LARGE, DECOMPRESSION_BOMB, BAD_CHARSET ...
    """
    root = _root(page)
    links, dropped = links_of(_entries(root), page, channel, source)
    return Index(links, children=_children(root, page.url), dropped=dropped)


def locations(page: Page) -> tuple[str, ...]:
    """Return every address that a sitemap or an index of sitemaps names, as written; raises as above."""
    root = _root(page)
    return tuple(entry.link for entry in _entries(root)) + tuple(loc for loc, _ in _sitemaps(root))


def _root(page: Page) -> etree._Element:
    text = xml_text(page, _inflated(page))
    try:
        root = parse_xml(text)
    except etree.XMLSyntaxError as error:
        root = _recovered(text, page.url, error)
    if local_name(root) not in _ROOTS:
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


def _sitemaps(root: etree._Element) -> list[tuple[str, datetime]]:
    found = []
    for sitemap in root.iter("{*}sitemap"):
        modified = feed_date(sitemap.findtext("{*}lastmod") or "")
        loc = (sitemap.findtext("{*}loc") or "").strip()
        if loc:
            found.append((loc, modified.instant if modified else _EARLIEST))
    return found


def _children(root: etree._Element, base: str) -> tuple[str, ...]:
    children: dict[str, datetime] = {}
    for loc, modified in _sitemaps(root)[:MOST_ENTRIES]:
        try:
            children[resolve(loc, base)] = modified
        except ValueError:  # never fetched, and an index of sitemaps has no other use for it
            continue
    return tuple(sorted(children, key=lambda child: children[child], reverse=True))
