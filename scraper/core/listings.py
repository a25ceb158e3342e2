"""HTML pages of links: section fronts, archives, search results."""

from collections.abc import Iterator
from typing import Final

import lxml.html
from lxml import etree

from scraper.core.charsets import decode
from scraper.core.entries import LARGEST_INDEX, Entry, links_of
from scraper.core.urls import resolve
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, Index, Page, Source

_DATE_WITHIN: Final = 3
"""How many levels above a link a `time` element may stand that dates it."""


def read_listing(page: Page, channel: Channel, source: Source) -> Index:
    """Return the links that `channel.links` selects, else all that fit the source's article pattern.

    Raises ExtractionError: NO_LINKS where nothing is selected (the layout changed, or a wall stands
    before it), TOO_LARGE, SUSPECT_EMPTY.
    """
    root = html_root(page)
    entries = tuple(_entries(root, channel.links, page.url))
    links, dropped = links_of(entries, page, channel, source)
    if not links:
        raise ExtractionError(page.url, Outcome.NO_LINKS, f"{len(entries)} links, none to an article")
    return Index(links, dropped=dropped)


def html_root(page: Page) -> etree._Element:
    """Return the tree of an HTML page; raises ExtractionError TOO_LARGE or SUSPECT_EMPTY."""
    if len(page.body) > LARGEST_INDEX:
        raise ExtractionError(page.url, Outcome.TOO_LARGE, f"{len(page.body)} bytes")
    text = decode(page.body, page.charset).text
    if not text.strip():
        raise ExtractionError(page.url, Outcome.SUSPECT_EMPTY, f"{len(page.body)} bytes")
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ExtractionError(page.url, Outcome.SUSPECT_EMPTY, str(error)[:200]) from error
    return root


def _entries(root: etree._Element, selector: str, address: str) -> Iterator[Entry]:
    base = _base(root, address)
    selected = root.cssselect(selector) if selector else root.iter("a")
    for element in selected:
        for anchor in (element,) if element.tag == "a" else element.iter("a"):
            if href := anchor.get("href"):
                yield Entry(_on_base(href, base), _title(anchor), published=_date_beside(anchor))


def _base(root: etree._Element, address: str) -> str:
    """Return what relative links are relative to: the first `base` element's address, else the page's."""
    hrefs = (element.get("href") for element in root.iter("base"))
    return _on_base(next((href for href in hrefs if href), address), address)


def _on_base(href: str, base: str) -> str:
    try:
        return resolve(href, base)
    except ValueError:  # no address at all: it is counted where links are made
        return href


def _title(anchor: etree._Element) -> str:
    text = " ".join(str(part) for part in anchor.itertext())
    return text if text.strip() else anchor.get("title") or ""


def _date_beside(anchor: etree._Element) -> str:
    """Return the date of the `time` element within the link or close above it."""
    block: etree._Element | None = anchor
    for _ in range(_DATE_WITHIN + 1):
        if block is None:
            break
        times = list(block.iter("time"))
        if times:
            return (
                (times[0].get("datetime") or "".join(map(str, times[0].itertext())))
                if len(times) == 1
                else ""
            )
        block = block.getparent()
    return ""
