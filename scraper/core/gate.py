"""The gate: can this page be on topic at all? A scan of the raw text that never says a false no.

The judge grades 2 or 3 only what names both the actor and the object, so a page in which a word of
either is nowhere, however it may be written, needs no parsing. One automaton finds the words and every
place where letters may hide; only the surroundings of such places are looked at again.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from scraper.core.hidden_letters import TAGS_IN_WORD, resolved
from scraper.core.topic import Topic

_AROUND: Final = 48
"""Bytes or characters on each side of a hiding place: no word of a topic is longer."""
_CYRILLIC: Final = (b"\xd0", b"\xd1")


def may_be_on_topic(text: str, topic: Topic) -> bool:
    """Return False only where `judge` cannot grade the page 2 or 3. Linear in the length of `text`.

    `text` is a page's source (HTML or JSON) as decoded from its charset, or any plain text.
    """
    page = _lowered(text)
    found, hidden = topic.gate.scan(page)
    if topic.gate.lacking(found) is None:
        return True
    parts = [
        page[start:end].decode("utf-8", "replace") for start, end in _windows([(at, at) for at in hidden])
    ]
    if "<" in text:
        parts += [
            text[start:end] for start, end in _windows([m.span() for m in TAGS_IN_WORD.finditer(text)])
        ]
    if not parts:
        return False
    more, _ = topic.gate.scan(resolved(parts).encode())
    return topic.gate.lacking(found | more) is None


def _lowered(text: str) -> bytes:
    """Return `text` in UTF-8, in lower case as far as the words of a topic need it."""
    page = text.encode("utf-8", "surrogatepass")
    if not any(lead in page for lead in _CYRILLIC):
        return page.lower()
    return text.lower().replace("ё", "е").encode("utf-8", "surrogatepass")


def _windows(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the surroundings of `spans`, which are in order, each stretch once."""
    begin = end = 0
    for start, stop in spans:
        if start - _AROUND <= end:
            end = max(end, stop + _AROUND)
            continue
        if end > 0:
            yield begin, end
        begin, end = max(0, start - _AROUND), stop + _AROUND
    if end > 0:
        yield begin, end
