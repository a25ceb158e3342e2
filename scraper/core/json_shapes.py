"""Where a JSON document of an unknown site keeps its articles: a list of objects that have addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from scraper.core.charsets import decode
from scraper.core.json_feed import load_json
from scraper.errors import ExtractionError
from scraper.types import Page

_NAMES: Final = MappingProxyType(
    {
        "url": ("url", "page_url", "link", "href", "permalink", "canonical_url", "path"),
        "title": ("title", "headline", "name"),
        "summary": ("summary", "description", "excerpt", "lead"),
        "published": (
            "published",
            "published_at",
            "date",
            "datetime",
            "pubDate",
            "created_at",
            "updated_at",
        ),
        "id": ("id", "guid", "uuid"),
    }
)
"""Field of an item -> what it is usually called, the likeliest first."""
_FEWEST: Final = 3
_DEEPEST: Final = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """How `Channel.items` and `Channel.fields` should read."""

    items: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def shape_of_page(page: Page) -> Shape:
    """Return how the longest list of objects with address and title is read; empty where there is none."""
    try:
        document = load_json(decode(page.body, page.charset, markup=False).text, page.url)
    except ExtractionError:
        return Shape()
    lists = ((len(items), path, _fields(items)) for path, items in _lists(document, "", 0))
    found = [one for one in lists if one[2]]
    if not found:
        return Shape()
    _, path, fields = max(found, key=lambda one: one[0])
    return Shape(path, fields)


def _lists(value: object, path: str, depth: int) -> Iterator[tuple[str, list[object]]]:
    if isinstance(value, list) and len(value) >= _FEWEST:
        yield path, value
    elif isinstance(value, Mapping) and depth < _DEEPEST:
        for key, held in value.items():
            if key and "." not in key and not any(letter.isspace() for letter in key):
                yield from _lists(held, f"{path}.{key}" if path else key, depth + 1)


def _fields(items: list[object]) -> Mapping[str, str]:
    """Return field -> key for the keys that every item has; empty without address and title."""
    objects = [item for item in items if isinstance(item, Mapping)]
    if len(objects) < len(items):
        return {}
    shared = {key for key in objects[0] if all(isinstance(item.get(key), (str, int)) for item in objects)}
    named = ((key, next((name for name in names if name in shared), "")) for key, names in _NAMES.items())
    fields = {key: name for key, name in named if name}
    return fields if {"url", "title"} <= fields.keys() else {}
