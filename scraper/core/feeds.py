"""A feed's page -> its links: strictly where the feed is sound, leniently where it is not.

bytes -> text (charsets, guards) -> JSON Feed | strict XML | lenient XML -> entries -> links
"""

import re
from datetime import timedelta
from typing import Final

from lxml import etree

from scraper.core import feed_fast, feed_lenient, json_feed
from scraper.core.entries import Entry, links_of
from scraper.core.xml_guard import parse_xml, xml_text
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, Index, Page, Source

_HTML: Final = re.compile(r"\s*(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_SOME_MARKUP: Final = re.compile(r"<(?:\w{1,20}:)?(?:rss|rdf|feed|channel|item|entry)\b", re.IGNORECASE)

_MOST_TAGS: Final = 300_000
"""Tags of a feed that the lenient reader is given: it takes seconds for more, and no news feed has them."""


def read_feed(page: Page, channel: Channel, source: Source) -> Index:
    """Return what the feed names.

    Raises ExtractionError: NOT_A_FEED, BAD_XML (declared entities, absurd nesting), BAD_JSON,
    BAD_CHARSET, TOO_LARGE, SUSPECT_EMPTY, NO_LINKS (it has entries, and none names an address).
    """
    entries, hint = entries_of(page)
    links, dropped = links_of(entries, page, channel, source)
    if entries and dropped.get("no_link", 0) == len(entries):
        raise ExtractionError(page.url, Outcome.NO_LINKS, f"none of {len(entries)} entries has a link")
    return Index(links, poll_hint=hint, dropped=dropped)


def entries_of(page: Page) -> tuple[tuple[Entry, ...], timedelta | None]:
    """Return a feed's entries as written, and how often it asks to be read; raises as `read_feed`."""
    text = xml_text(page)
    if text.startswith(("{", "[")):
        return _json_entries(text, page.url), None
    if _HTML.match(text) or not _SOME_MARKUP.search(text):
        raise ExtractionError(page.url, Outcome.NOT_A_FEED, text[:80])
    try:
        strict = feed_fast.read_entries(parse_xml(text))
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise ExtractionError(page.url, Outcome.BAD_XML, str(error)[:200]) from error
        strict = None
    if strict is not None:
        return strict
    if text.count("<") > _MOST_TAGS:
        raise ExtractionError(page.url, Outcome.BAD_XML, f"broken, with more than {_MOST_TAGS} tags")
    lenient = feed_lenient.read_entries(text)
    if lenient is None:
        raise ExtractionError(page.url, Outcome.NOT_A_FEED, text[:80])
    return lenient, None


def _json_entries(text: str, url: str) -> tuple[Entry, ...]:
    entries = json_feed.read_entries(json_feed.load_json(text, url))
    if entries is None:
        raise ExtractionError(url, Outcome.NOT_A_FEED, "a JSON document, no JSON Feed")
    return entries
