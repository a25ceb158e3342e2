"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Mapping
from typing import Any, Final

from scraper.core.entries import Entry
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome

_LONGEST_NUMBER: Final = 40

DEEPEST: Final = 60
"""Levels of nesting in a document; Python's parser would recurse, and no list of news is so deep."""


def load_json(text: str, url: str) -> Any:
    """Return a JSON document; raises ExtractionError BAD_JSON for what is none, or too deep to be one."""
    if _depth(text) > DEEPEST:
        raise ExtractionError(url, Outcome.BAD_JSON, f"nested deeper than {DEEPEST}")
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise ExtractionError(url, Outcome.BAD_JSON, str(error)[:200]) from error


def read_entries(document: object) -> tuple[Entry, ...] | None:
    """Return the entries of a JSON Feed; None for any other document."""
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return None
    if "jsonfeed.org" not in str(document.get("version", "")) and "title" not in document:
        return None
    return tuple(_entry(item) for item in document["items"] if isinstance(item, dict))


def _entry(item: Mapping[str, Any]) -> Entry:
    guid = _string(item, "id")
    permalink = guid if guid.startswith(("http://", "https://")) else ""
    return Entry(
        link=_string(item, "url") or _string(item, "external_url") or permalink,
        title=_string(item, "title"),
        summary=_string(item, "summary") or _string(item, "content_text") or _string(item, "content_html"),
        published=_string(item, "date_published") or _string(item, "date_modified"),
        guid=guid,
        language=_string(item, "language").lower()[:2] or None,
    )


def _string(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return str(value) if isinstance(value, (str, int)) else ""


def _depth(text: str) -> int:
    """Return an upper bound of the nesting: brackets within strings count too."""
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _number(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)
