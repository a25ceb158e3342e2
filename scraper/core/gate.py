"""The gate: can this page be on topic at all? A scan of its bytes that never says a false no.

The judge grades 2 or 3 only what names both the actor and the object, so a page in whose article a word of
either is nowhere, however it may be written, needs no parsing. One automaton finds the words and every
place where letters may hide. Only the surroundings of such places are looked at again, and those of the
words where both sides are named: menus, teasers and addresses name the whole world.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Final

from scraper.core.gate_words import GateWords
from scraper.core.hidden_letters import TAGS_IN_WORD, resolved
from scraper.core.standing import Standing
from scraper.core.topic import Topic
from scraper.core.wordless import without_scripts

_AROUND: Final = 48
"""Bytes on each side of a hiding place: no word of a topic is longer."""
_LOOKED_AT: Final = 10_000
"""Places of one kind that are looked at, ten times as many as pages have: one of more may as well pass."""
_CYRILLIC: Final = (b"\xd0", b"\xd1")
_PARTS_WORDS: Final = re.compile(
    rb"&#(?:0?3[0-9]|0?4[0-7]|160|82(?:1[1-9]|2[0-9]|30)|x(?:2[0-9a-f]|a0|201[0-9a-f]|2026));"
)
"""Punctuation and blanks part words, however they are spelled."""

Span = tuple[int, int]
Found = Mapping[int, Sequence[int]]


def may_be_on_topic(text: str, topic: Topic, *, ruled: bool = True) -> bool:
    """Return False only where `judge` cannot grade the page 2 or 3. Linear in the length of `text`.

    `text` is a page's source (HTML or JSON) as decoded from its charset, or any plain text. `ruled`: rules
    of the site select the text, so that it may stand anywhere.
    """
    return page_may_be_on_topic(text.encode("utf-8", "surrogatepass"), topic, ruled=ruled)


def page_may_be_on_topic(source: bytes, topic: Topic, *, told: bytes = b"", ruled: bool = True) -> bool:
    """Return what `may_be_on_topic` does of a page in UTF-8, and of `told`, a text that counts as well."""
    page = _lowered(told + without_scripts(source))
    found, marks = topic.gate.scan(page)
    hidden = _Hidden(page, marks, topic.gate)
    if topic.gate.lacking(found.keys()) is not None:
        if hidden.everywhere:
            return True
        if topic.gate.lacking(found.keys() | hidden.words) is not None:
            return False
    return ruled or _stands_in_article(page, found, hidden, topic.gate)


@dataclass(frozen=True, eq=False)
class _Hidden:
    """The words that a page hides, read when somebody asks for them."""

    page: bytes
    marks: Sequence[int]
    gate: GateWords

    @cached_property
    def places(self) -> Sequence[Span]:
        """Where letters may hide, in order."""
        marked = ((at, at) for at in self.marks if not _PARTS_WORDS.match(self.page, at))
        parted = (match.span() for match in TAGS_IN_WORD.finditer(self.page))
        return sorted(islice(chain(marked, parted), _LOOKED_AT + 1))

    @cached_property
    def everywhere(self) -> bool:
        """Whether the places are too many to look at."""
        return len(self.places) > _LOOKED_AT

    @cached_property
    def words(self) -> AbstractSet[int]:
        """All of them."""
        return self.at(self.places)

    def at(self, places: Sequence[Span]) -> AbstractSet[int]:
        """Return those at some places, which are in order."""
        parts = dict.fromkeys(_words(self.page, places))
        if not parts:
            return frozenset()
        found, _ = self.gate.scan(resolved(part.decode("utf-8", "replace") for part in parts).encode())
        return found.keys()


def _stands_in_article(page: bytes, found: Found, hidden: _Hidden, gate: GateWords) -> bool:
    """Return whether every side is named where the article may stand; the rarest is asked for first."""
    may_be_article = Standing(page).may_be_article

    def may_stand(word: int) -> bool:
        places = found[word]
        return len(places) > _LOOKED_AT or any(map(may_be_article, places))

    for side in sorted(gate.sides, key=lambda side: sum(len(found.get(word, ())) for word in side.all)):
        kept = set(filter(may_stand, side.all & found.keys()))
        if side.is_named(kept):
            continue
        if hidden.everywhere:
            return True
        if not side.is_named(kept | hidden.words):
            return False
        if not side.is_named(kept | hidden.at([span for span in hidden.places if may_be_article(span[0])])):
            return False
    return True


def _lowered(page: bytes) -> bytes:
    """Return a page in lower case as far as the words of a topic need it."""
    if _CYRILLIC[0] not in page and _CYRILLIC[1] not in page:
        return page.lower()
    try:
        text = page.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = page.decode("utf-8", "replace")
    return text.lower().replace("ё", "е").encode("utf-8", "surrogatepass")


def _words(page: bytes, spans: Sequence[Span]) -> Iterator[bytes]:
    """Yield the words, or what is around them, in which `spans` lie.

    At a blank a word ends, unless a tag is near, for that may stand within the word and hold blanks itself.
    """
    begin = end = 0
    for start, stop in spans:
        first = max(0, start - _AROUND)
        left = page.rfind(b" ", first, start) + 1
        if not left or page.find(b">", left, start) >= 0:
            left = first
        right = page.find(b" ", stop, stop + _AROUND)
        if right < 0 or page.find(b"<", stop, right) >= 0:
            right = stop + _AROUND
        if left <= end:
            end = max(end, right)
            continue
        if end > 0:
            yield page[begin:end]
        begin, end = left, right
    if end > 0:
        yield page[begin:end]
