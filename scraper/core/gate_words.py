"""The words that a page must hold somewhere to be on topic, as a search over its bytes."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from scraper.core.byte_search import ByteSearch, byte_search
from scraper.core.hidden_letters import MARKS
from scraper.core.matching import Term, joins_words
from scraper.core.text import fold

_PIECE: Final = re.compile(r"[^\W_]+")
_SHORTEST: Final = 4
"""Letters of a piece of a phrase that is worth looking for, where the phrase has such a piece."""
_LETTER: Final = rb"[0-9A-Za-z]|\xc3[\x80-\x96\x98-\xb6\xb8-\xbf]|[\xd0\xd1][\x80-\xbf]"
"""Of the letters that go on with a word those that occur; an unknown one parts words, to be safe."""
_GOES_ON: Final = re.compile(_LETTER)
_WENT_BEFORE: Final = re.compile(rb"(?:%b)\Z" % _LETTER)
_ESCAPE: Final = re.compile(rb"[&\\%#][0-9A-Za-z]{1,31}\Z")
"""An escape that ends just here: what it spells may part words."""
_LONGEST_ESCAPE: Final = 32


class GateWord(NamedTuple):
    """A run of letters as it stands in a page: a whole word, or a part of one."""

    letters: str
    starts_word: bool
    ends_word: bool

    def shows(self, other: "GateWord") -> bool:
        """Tell whether this word is found wherever `other` is."""
        if self.starts_word and not (other.starts_word and other.letters.startswith(self.letters)):
            return False
        if self.ends_word and not (other.ends_word and other.letters.endswith(self.letters)):
            return False
        return self.letters in other.letters


@dataclass(frozen=True, slots=True)
class Side:
    """What names one side: one of some words, or every word of one of some phrases."""

    words: frozenset[int]
    phrases: tuple[frozenset[int], ...]
    all: frozenset[int]
    """Those words and those of the phrases."""

    def is_named(self, found: AbstractSet[int]) -> bool:
        """Tell whether the words found name the side."""
        return not self.words.isdisjoint(found) or any(phrase <= found for phrase in self.phrases)


@dataclass(frozen=True, eq=False)
class GateWords:
    """Two sides, of each of which something must be there: a word, or every word of a phrase."""

    _search: ByteSearch = field(repr=False)
    _words: tuple[tuple[int, bool, bool], ...] = field(repr=False)
    """Of each pattern the word that it spells, whether it starts one and whether it ends one; the patterns
    after these mark hiding places."""
    sides: tuple[Side, ...] = field(repr=False)

    def scan(self, page: bytes) -> tuple[dict[int, list[int]], list[int]]:
        """Return the words found in `page` (lower case, UTF-8), each with where, and hiding places."""
        words, count = self._words, len(self._words)
        found: dict[int, list[int]] = {}
        hidden: list[int] = []
        for pattern, start, end in self._search.matches(page):
            if pattern >= count:
                hidden.append(start)
                continue
            word, starts, ends = words[pattern]
            if (not ends or not _GOES_ON.match(page, end)) and (not starts or _parted(page, start)):
                found.setdefault(word, []).append(start)
        return found, hidden

    def lacking(self, found: AbstractSet[int]) -> int | None:
        """Return the first side that the words found do not name; None where they name every side."""
        return next((place for place, side in enumerate(self.sides) if not side.is_named(found)), None)


def compile_gate(*sides: Iterable[Term]) -> GateWords:
    """Return the gate that asks for a term of each side.

    Of a phrase every word is asked for, wherever it stands: markup may come between. What holds a word that
    is asked for anyway is left out.
    """
    places: dict[GateWord, int] = {}
    compiled = []
    for terms in sides:
        pieces = {_pieces(term) for term in terms}
        words = _fewest({next(iter(each)) for each in pieces if len(each) == 1})
        phrases = {
            each for each in pieces if not any(word.shows(piece) for piece in each for word in words)
        }
        for piece in sorted(words.union(*phrases)):
            places.setdefault(piece, len(places))
        compiled.append(
            Side(
                words=frozenset(places[word] for word in words),
                phrases=tuple(frozenset(places[piece] for piece in phrase) for phrase in phrases),
                all=frozenset(places[piece] for piece in words.union(*phrases)),
            )
        )
    spelled = [
        (spelling.encode(), (place, word.starts_word, word.ends_word))
        for word, place in places.items()
        for spelling in _spellings(word.letters)
    ]
    patterns = [*(spelling for spelling, _ in spelled), *MARKS]
    return GateWords(byte_search(patterns), tuple(word for _, word in spelled), tuple(compiled))


def _parted(page: bytes, start: int) -> bool:
    """Tell whether no word goes on at `start`; where what stands before may be an escape, none does."""
    if not _WENT_BEFORE.search(page, max(0, start - 2), start):
        return True
    return _ESCAPE.search(page, max(0, start - _LONGEST_ESCAPE), start) is not None


def _spellings(letters: str) -> set[str]:
    """Return a word with its letters beyond ASCII in either case: pages are lowered byte by byte."""
    spellings = {letters, letters.replace("ss", "ß")}
    return spellings | {"".join(c if c.isascii() else c.upper() for c in word) for word in spellings}


def _pieces(term: Term) -> frozenset[GateWord]:
    """Return the words of a term that are worth looking for."""
    written = fold(term.written)
    pieces = [_piece(written, match) for match in _PIECE.finditer(written)]
    long = [piece for piece in pieces if len(piece.letters) >= _SHORTEST or not piece.letters.isascii()]
    return frozenset(long or pieces)


def _piece(written: str, match: re.Match[str]) -> GateWord:
    """Return a run of letters of a term: at `*` a word may go on, and before a gap."""
    before, after = written[: match.start()], written[match.end() :].lstrip()
    return GateWord(
        match[0],
        starts_word=not before.endswith("*") and joins_words(match[0][0]),
        ends_word=not after.startswith(("*", "~")) and joins_words(match[0][-1]),
    )


def _fewest(words: set[GateWord]) -> set[GateWord]:
    """Return the words without those that others show."""
    return {word for word in words if not any(other != word and other.shows(word) for other in words)}
