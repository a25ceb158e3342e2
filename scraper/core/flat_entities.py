"""Entities that a document declares and that are harmless: a short text each, which names no other.

Such a declaration is an abbreviation; whatever nests, reads a file or grows is an attack (XML 1.0, section
4.2; https://cwe.mitre.org/data/definitions/776.html).
"""

import re
from collections.abc import Mapping
from typing import Final

MOST: Final = 300
"""Declarations; HTML's own character entities are 252."""
LONGEST: Final = 500
"""Characters of a value."""

_DECLARATION: Final = re.compile(
    r"""\s*<!ENTITY\s+([A-Za-z_][\w.-]{0,99})\s+(?:"([^"<%]*)"|'([^'<%]*)')\s*>|\s*<!--(?:(?!-->).)*-->|\s+""",
    re.DOTALL,
)
_PREDEFINED: Final = frozenset({"amp", "lt", "gt", "apos", "quot"})
_NESTED: Final = re.compile(r"&(?!#(?:\d{1,7}|x[0-9a-fA-F]{1,6});)")
_REFERENCE: Final = re.compile(r"<!\[CDATA\[(?:.*?\]\]>|.*\Z)|&([A-Za-z_][\w.-]{0,99});", re.DOTALL)


def flat_entities(subset: str) -> Mapping[str, str] | None:
    """Return name -> value where all that a document type's subset declares is harmless entities."""
    entities: dict[str, str] = {}
    position = 0
    while position < len(subset):
        declaration = _DECLARATION.match(subset, position)
        if declaration is None or len(entities) > MOST:
            return None
        position = declaration.end()
        name, value = declaration[1], declaration[2] or declaration[3] or ""
        if name is None:
            continue
        if len(value) > LONGEST or _NESTED.search(value):
            return None
        entities.setdefault(name, value)  # the first declaration binds
    return {name: value for name, value in entities.items() if name not in _PREDEFINED}


def expanded(text: str, entities: Mapping[str, str], longest: int) -> str | None:
    """Return `text` with its references to `entities` replaced; None where it would pass `longest`."""
    size = len(text)
    for reference in _REFERENCE.finditer(text):
        size += len(entities.get(reference[1] or "", ""))
        if size > longest:
            return None
    return _REFERENCE.sub(lambda found: entities.get(found[1] or "", found[0]), text)
