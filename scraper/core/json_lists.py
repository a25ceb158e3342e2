"""JSON documents that list articles, their fields mapped by config (`Channel.items`, `Channel.fields`)."""

from collections.abc import Mapping, Sequence
from typing import Final

from scraper.core.charsets import decode
from scraper.core.entries import LARGEST_INDEX, Entry, links_of
from scraper.core.json_feed import load_json
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, Index, Page, Source

_DEFAULTS: Final = {
    "url": "url",
    "title": "title",
    "summary": "summary",
    "published": "published",
    "id": "id",
}


def read_json_list(page: Page, channel: Channel, source: Source) -> Index:
    """Return the items of the list at `channel.items`.

    Raises ExtractionError: BAD_JSON (no JSON, or no list at that path), NO_LINKS (items, and none names
    an address), TOO_LARGE, SUSPECT_EMPTY.
    """
    if len(page.body) > LARGEST_INDEX:
        raise ExtractionError(page.url, Outcome.TOO_LARGE, f"{len(page.body)} bytes")
    text = decode(page.body, page.charset, markup=False).text
    if not text.strip():
        raise ExtractionError(page.url, Outcome.SUSPECT_EMPTY, f"{len(page.body)} bytes")
    found = value_at(load_json(text, page.url), channel.items)
    items = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(items, list):
        raise ExtractionError(page.url, Outcome.BAD_JSON, f"no list at {channel.items!r}")
    entries = [_entry(item, channel.fields) for item in items]
    links, dropped = links_of(entries, page, channel, source)
    if entries and dropped.get("no_link", 0) == len(entries):
        raise ExtractionError(page.url, Outcome.NO_LINKS, f"none of {len(entries)} items has a link")
    return Index(links, dropped=dropped)


def value_at(document: object, path: str) -> object:
    """Return what stands at a dotted path (`data.items.0.url`) of a document; None where nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(document, Mapping):
            document = document.get(step)
        elif isinstance(document, Sequence) and not isinstance(document, str) and step.isdecimal():
            document = document[int(step)] if int(step) < len(document) else None
        else:
            return None
    return document


def _entry(item: object, fields: Mapping[str, str]) -> Entry:
    values = {name: value_at(item, fields.get(name, path)) for name, path in _DEFAULTS.items()}
    words = {name: str(value) if isinstance(value, (str, int)) else "" for name, value in values.items()}
    return Entry(words["url"], words["title"], words["summary"], words["published"], words["id"])
