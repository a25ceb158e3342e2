"""Feeds that are not well-formed, or unusual: feedparser, bounded.

It is given decoded text without a document type, at most `MOST_ENTRIES` entries, and asked for strings
only: it would read `EET` as UTC and 2026年11月22日 as the first of the month.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import feedparser

from scraper.core.entries import MOST_ENTRIES, Entry

_ENTRY: Final = re.compile(r"<(?:[A-Za-z0-9]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_PUBLISHED: Final = ("published", "issued", "date", "created", "updated", "modified")


def read_entries(text: str) -> tuple[Entry, ...] | None:
    """Return the entries of a feed, however broken; None where the text is no feed at all."""
    starts = [
        found.start() for _, found in zip(range(MOST_ENTRIES + 1), _ENTRY.finditer(text), strict=False)
    ]
    if len(starts) > MOST_ENTRIES:
        text = text[: starts[MOST_ENTRIES]]
    # No base address: feedparser would make ids absolute. Links are resolved where they are made.
    headers = {"content-type": "application/xml; charset=utf-8"}
    # `bozo` and the dates are not read; sanitising stays on, since it also balances broken markup.
    parsed: Any = feedparser.parse(text.encode("utf-8", "replace"), response_headers=headers)
    if not parsed.version and not parsed.entries:
        return None
    return tuple(_entry(entry) for entry in parsed.entries)


def _entry(entry: Mapping[str, Any]) -> Entry:
    return Entry(
        link=_string(entry, "feedburner_origlink") or _string(entry, "link") or _alternate(entry),
        title=_string(entry, "title"),
        summary=_string(entry, "summary") or _content(entry),
        published=next((value for name in _PUBLISHED if (value := _string(entry, name))), ""),
        guid=_string(entry, "id"),
    )


def _string(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _alternate(entry: Mapping[str, Any]) -> str:
    links = [link for link in entry.get("links", ()) if link.get("rel", "alternate") == "alternate"]
    return _string(links[0], "href") if links else ""


def _content(entry: Mapping[str, Any]) -> str:
    contents = entry.get("content") or ()
    return _string(contents[0], "value") if contents else ""
