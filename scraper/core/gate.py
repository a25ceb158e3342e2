"""The gate: can this page be on topic at all? A scan of the raw text that never says a false no.

The judge grades 2 or 3 only what names both the actor and the object, so a page in which a word of
either is nowhere, however it may be written, needs no parsing. The text is scanned as it is; only where
that is not enough, what hides letters (escapes, tags within words, invisible characters, compatibility
forms) is resolved, and only where it is there. Each step is linear in the length of the text.
"""

import re
import unicodedata
from html import unescape
from typing import Final
from urllib.parse import unquote

from scraper.core.topic import Topic

# Escapes that stand in pages by the thousand and hide no letter are passed over.
_ENTITY: Final = re.compile(
    r"&(?:#(?!(?:3[2489]|39|60|62|160|171|187|821\d|822\d|8230|8249|8250);)[xX]?[0-9a-fA-F]{1,7};?"
    r"|shy;?|(?!(?:nbsp|amp|quot|lt|gt|apos|[mn]dash|[lr]aquo|[lr][sd]quo|hellip|bull|middot|copy);)"
    r"[A-Za-z][A-Za-z0-9]{1,30};)"
)
_JSON_ESCAPE: Final = re.compile(
    r"\\{1,4}u(?:00(?:4[1-9a-fA-F]|5[0-9aA]|6[1-9a-fA-F]|7[0-9aA]|[aA][dD]|[c-fC-F][0-9a-fA-F])"
    r"|0[1-9a-fA-F][0-9a-fA-F]{2}|1[0-9a-fA-F]{3}|2(?:0[0-26][0-9a-fA-F]|[1c-fC-F][0-9a-fA-F]{2})"
    r"|[3-9a-fA-F][0-9a-fA-F]{3})(?:\\+u[0-9a-fA-F]{4})*"
)
_JSON_PREFIX: Final = re.compile(r"\\+u")
_PERCENT: Final = re.compile(r"%[c-fC-F][0-9a-fA-F](?:%[89a-fA-F][0-9a-fA-F])+(?:%[0-9a-fA-F]{2})*")
_TAGS_IN_WORD: Final = re.compile(r"<(?<=\w<)[^<>]{0,300}>(?:<[^<>]{0,300}>){0,3}(?=\w)")

# What `scraper.core.text.clean` drops.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]+"
)
_STRESS: Final = str.maketrans("", "", "\u0300\u0301")


def may_be_on_topic(text: str, topic: Topic) -> bool:
    """Return False only where `judge` cannot grade the page 2 or 3. Linear in the length of `text`.

    `text` is a page's source (HTML or JSON) as decoded from its charset, or any plain text.
    """
    if topic.gate.pass_for(_folded(text)):
        return True
    plain = _normalized(_INVISIBLE.sub("", _unescaped(text)))
    return plain != text and topic.gate.pass_for(_folded(plain))


def _folded(text: str) -> bytes:
    """Return `text` in lower case, as `scraper.core.text.fold` has it for letters that occur in terms."""
    return text.lower().replace("ё", "е").replace("ß", "ss").encode("utf-8", "replace")


def _unescaped(text: str) -> str:
    """Return `text` without escapes of letters, and without tags within words."""
    if "&" in text:
        text = _ENTITY.sub(_from_entity, text.replace("&amp;", "&"))
    if "\\u" in text:
        text = _JSON_ESCAPE.sub(_from_json, text)
    if "%" in text:
        text = _PERCENT.sub(_from_percent, text)
    if "<" in text:
        text = _TAGS_IN_WORD.sub("", text)
    return text


def _from_entity(match: re.Match[str]) -> str:
    return unescape(match[0])


def _from_json(match: re.Match[str]) -> str:
    units = bytes.fromhex(_JSON_PREFIX.sub("", match[0]))
    return units.decode("utf-16-be", errors="replace")


def _from_percent(match: re.Match[str]) -> str:
    return unquote(match[0], errors="replace")


def _normalized(text: str) -> str:
    """Return `text` in NFKC without stress marks; at once where it holds nothing that NFKC changes."""
    if text.isascii():
        return text
    # The two compatibility characters that stand in nearly every page.
    common = text.replace("\u00a0", " ").replace("…", "...")
    if not unicodedata.is_normalized("NFKC", common):
        common = unicodedata.normalize("NFKC", common)
    return common.translate(_STRESS) if "\u0301" in common or "\u0300" in common else common
