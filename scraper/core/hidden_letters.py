"""Where a page's bytes hide letters from a plain search: escapes, invisible characters, other forms.

`MARKS` are the byte strings, in lower case, by which such places are noticed; `resolved` undoes what is
hidden around them. A mark may stand where nothing is hidden: that only costs a look. What extraction and
judge do not undo either, as the percent signs of addresses, hides nothing.
"""

import re
from collections.abc import Iterable
from html import unescape
from typing import Final

from scraper.core.text import fold

_JSON_ESCAPES: Final = re.compile(r"(?:\\{1,4}u[0-9a-fA-F]{4})+")
_JSON_PREFIX: Final = re.compile(r"\\+u")
_INLINE: Final = (
    r"<(?!/?(?:address|article|aside|br|button|dd|div|dl|dt|figure|footer|form|h[1-6]|head|header|hr|iframe|li|main"
    r"|nav|ol|option|p|script|section|style|svg|table|tbody|td|th|title|tr|ul)\b)[^<>]{0,300}>"
)
"""A tag that may stand within a word; the others part words, for readers and for extraction."""
_LETTER: Final = r"[\w\x80-\xff]"
TAGS_IN_WORD: Final = re.compile(
    (_INLINE.replace("<", f"<(?<={_LETTER}<)", 1) + rf"(?:{_INLINE}){{0,3}}(?={_LETTER})").encode("latin-1")
)
"""Finds them in a page's bytes, which are in lower case and UTF-8."""
_TAGS: Final = re.compile(_INLINE.replace("<", r"<(?<=\w<)", 1) + rf"(?:{_INLINE}){{0,3}}(?=\w)")


def _characters(*ranges: tuple[int, int]) -> list[bytes]:
    return [
        chr(code).encode("utf-8", "surrogatepass") for low, high in ranges for code in range(low, high + 1)
    ]


def _texts(words: str) -> list[bytes]:
    return [word.encode() for word in words.split()]


_ESCAPES: Final = [
    *_texts(
        "&# &amp;# &shy &zw cy; uml; acute; grave; circ; cedil; tilde; caron; ogon; slig; strok; ring; dot;"
    ),
    *_texts(r"\u0026# \u00ad \u200 \u202 \u206 \u21 \u24"),
    *(rf"\u00{digit}".encode() for digit in "4567cdef"),
    *(rf"\u0{digit}".encode() for digit in "123456789abcdef"),
    *(rf"\u{digit}".encode() for digit in "13456789abcdef"),
]
# What scraper.core.text.clean drops; the rarest ranges by their common beginning.
_INVISIBLE: Final = [
    *_characters((0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F)),
    *_characters((0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180E), (0x200B, 0x200F)),
    *_characters((0x202A, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB)),
    b"\xf3\xa0",
    *(bytes((0xED, second)) for second in range(0xA0, 0xC0)),
]
# Letters that NFKC or case folding changes, and the marks that it composes.
_OTHER_FORMS: Final = [
    *_characters((0xAA, 0xAA), (0xB2, 0xB3), (0xB9, 0xBA), (0x17F, 0x17F), (0x2B0, 0x2B8), (0x300, 0x36F)),
    *_characters((0x3099, 0x309A), (0xFB00, 0xFB06), (0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
    *_characters((0xFF66, 0xFF9F)),
    *(bytes((0xE1, second)) for second in (0xB4, 0xB5, 0xB6)),
    *(
        bytes((0xE2, second))
        for second in (0x84, 0x85, 0x91, 0x92, 0x93, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE, 0xBF)
    ),
    *(bytes((0xE3, second)) for second in range(0x84, 0x90)),
    *(bytes((0xEF, second)) for second in range(0xA4, 0xAC)),
    b"\xf0\x9d",
    b"\xf0\x9f\x84",
    b"\xf0\x9f\x85",
    b"\xf0\xaf",
]

MARKS: Final = tuple(dict.fromkeys([*_ESCAPES, *_INVISIBLE, *_OTHER_FORMS]))


def resolved(parts: Iterable[str]) -> str:
    """Return `parts` of a page, folded, without escapes and without tags within words."""
    text = " ".join(dict.fromkeys(parts))
    if "\\u" in text:
        text = _JSON_ESCAPES.sub(_from_json, text)
    return fold(_TAGS.sub("", unescape(text.replace("&amp;", "&"))))


def _from_json(match: re.Match[str]) -> str:
    units = bytes.fromhex(_JSON_PREFIX.sub("", match[0]))
    return units.decode("utf-16-be", errors="replace")
