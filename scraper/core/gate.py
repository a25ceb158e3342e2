"""The gate: can this page be on topic at all? A scan of the raw text that never says a false no.

The judge grades 2 or 3 only what names both the actor and the object, so a page in which a word of
either is nowhere, however it may be written, needs no parsing. One automaton finds the words and every
place where letters may hide; only the surroundings of such places are looked at again.
"""

from collections.abc import Sequence
from typing import AnyStr, Final

from scraper.core.hidden_letters import TAGS_IN_WORD, resolved
from scraper.core.topic import Topic

_AROUND: Final = 48
"""Bytes or characters on each side of a hiding place: no word of a topic is longer."""
_STRETCH: Final = 16_384
"""Characters that are searched at once: most pages on topic say so in their head."""
_OVERLAP: Final = 12 * _AROUND
"""Characters that the next stretch begins earlier: whatever one of them cuts, another has whole."""
_CYRILLIC: Final = (b"\xd0", b"\xd1")


def may_be_on_topic(text: str, topic: Topic) -> bool:
    """Return False only where `judge` cannot grade the page 2 or 3. Linear in the length of `text`.

    `text` is a page's source (HTML or JSON) as decoded from its charset, or any plain text.
    """
    found: frozenset[int] = frozenset()
    parts: list[str] = []
    for start in range(0, max(1, len(text)), _STRETCH):
        page = _lowered(text[max(0, start - _OVERLAP) : start + _STRETCH])
        seen, hidden = topic.gate.scan(page)
        if not seen <= found:
            found |= seen
            if topic.gate.lacking(found) is None:
                return True
        around = _words(page, [(at, at) for at in hidden], (b" ", b"<", b">"))
        parts += [word.decode("utf-8", "replace") for word in around]
    if "<" in text:
        parts += _words(text, [match.span() for match in TAGS_IN_WORD.finditer(text)], (" ", "<", ">"))
    if not parts:
        return False
    more, _ = topic.gate.scan(resolved(parts).encode())
    return topic.gate.lacking(found | more) is None


def _lowered(text: str) -> bytes:
    """Return `text` in UTF-8, in lower case as far as the words of a topic need it."""
    page = text.encode("utf-8", "surrogatepass")
    if _CYRILLIC[0] not in page and _CYRILLIC[1] not in page:
        return page.lower()
    return text.lower().replace("ё", "е").encode("utf-8", "surrogatepass")


def _words(
    page: AnyStr, spans: Sequence[tuple[int, int]], marks: tuple[AnyStr, AnyStr, AnyStr]
) -> list[AnyStr]:
    """Return the words, or what is around them, in which `spans` lie; these are in order.

    `marks` are a blank and the brackets of a tag: at a blank a word ends, unless a tag is near, for that
    may stand within the word and hold blanks itself.
    """
    blank, opening, closing = marks
    words = []
    begin = end = 0
    for start, stop in spans:
        first = max(0, start - _AROUND)
        left = page.rfind(blank, first, start) + 1
        if not left or page.find(closing, left, start) >= 0:
            left = first
        right = page.find(blank, stop, stop + _AROUND)
        if right < 0 or page.find(opening, stop, right) >= 0:
            right = stop + _AROUND
        if left <= end:
            end = max(end, right)
            continue
        if end > 0:
            words.append(page[begin:end])
        begin, end = left, right
    if end > 0:
        words.append(page[begin:end])
    return words
