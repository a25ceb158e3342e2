"""The gate: can this page be on topic at all? A scan of the raw text that never says a false no.

The judge grades 2 or 3 only what names both the actor and the object, so a page on which a word of
either is nowhere, however it may be written, needs no parsing. Escapes are resolved only where the plain
text is not enough.
"""

import re
from html import unescape
from typing import Final
from urllib.parse import unquote

from scraper.core.text import fold
from scraper.core.topic import Topic

_ENTITY: Final = re.compile(r"&(?!(?:nbsp|amp|quot|lt|gt|apos);)(?:#\w{1,8}|[A-Za-z]\w{1,30});?")
_JSON_ESCAPES: Final = re.compile(r"(?:\\+u[0-9a-fA-F]{4})+")
_JSON_PREFIX: Final = re.compile(r"\\+u")
_TAG_WITHIN_WORD: Final = re.compile(r"(?<=\w)(?:<[^<>]{0,300}>)+(?=\w)")


def may_be_on_topic(text: str, topic: Topic) -> bool:
    """Return False only where `judge` cannot grade the page 2 or 3. Linear in the length of `text`.

    `text` is a page's source (HTML or JSON) as decoded from its charset, or any plain text.
    """
    if _names_both(text, topic):
        return True
    plain = _resolved(text)
    return plain is not text and _names_both(plain, topic)


def _names_both(text: str, topic: Topic) -> bool:
    folded = fold(text)
    return bool(topic.actor_gate.find_matches_as_indexes(folded)) and bool(
        topic.object_gate.find_matches_as_indexes(folded)
    )


def _resolved(text: str) -> str:
    """Return `text` without escapes and without tags within words; itself where it has none."""
    plain = text
    if "&amp;" in plain:
        plain = plain.replace("&amp;", "&")
    if "&" in plain:
        plain = _ENTITY.sub(lambda match: unescape(match[0]), plain)
    if "\\u" in plain:
        plain = _JSON_ESCAPES.sub(_from_json, plain)
    if "%" in plain:
        plain = unquote(plain, errors="replace")
    if "<" in plain:
        plain = _TAG_WITHIN_WORD.sub("", plain)
    return text if plain == text else plain


def _from_json(match: re.Match[str]) -> str:
    units = bytes.fromhex(_JSON_PREFIX.sub("", match[0]))
    return units.decode("utf-16-be", errors="replace")
