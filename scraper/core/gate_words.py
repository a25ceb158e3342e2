"""The words that a page must hold somewhere to be on topic, as an automaton over its bytes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, Implementation

from scraper.core.hidden_letters import MARKS
from scraper.core.matching import Term
from scraper.core.text import fold

_PIECE: Final = re.compile(r"[^\W_]+")
_SHORTEST: Final = 4
"""Letters of a piece of a phrase that is worth looking for, where the phrase has such a piece."""


@dataclass(frozen=True, eq=False)
class GateWords:
    """Two sides, of each of which something must be there: a word, or every word of a phrase."""

    _automaton: BytesAhoCorasick = field(repr=False)
    _words: tuple[int, ...] = field(repr=False)
    """The word that a pattern of the automaton spells; the patterns after these mark hiding places."""
    _sides: tuple[tuple[frozenset[int], tuple[frozenset[int], ...]], ...] = field(repr=False)
    """Of each side its words and its phrases."""

    def scan(self, page: bytes) -> tuple[frozenset[int], list[int]]:
        """Return the words found in `page` (lower case, UTF-8) and where letters may be hidden."""
        count = len(self._words)
        found: set[int] = set()
        hidden: list[int] = []
        for pattern, start, _ in self._automaton.find_matches_as_indexes(page, overlapping=True):
            if pattern < count:
                found.add(self._words[pattern])
            else:
                hidden.append(start)
        return frozenset(found), hidden

    def lacking(self, found: frozenset[int]) -> int | None:
        """Return the first side that the words found do not name; None where they name every side."""
        for side, (words, phrases) in enumerate(self._sides):
            if words.isdisjoint(found) and not any(phrase <= found for phrase in phrases):
                return side
        return None


def compile_gate(*sides: Iterable[Term]) -> GateWords:
    """Return the gate that asks for a term of each side.

    Of a phrase every word is asked for, wherever it stands: markup may come between. What contains a
    word that is asked for anyway is left out.
    """
    places: dict[str, int] = {}
    compiled = []
    for terms in sides:
        pieces = {_pieces(term) for term in terms}
        words = _shortest({next(iter(each)) for each in pieces if len(each) == 1})
        phrases = {each for each in pieces if not any(word in piece for piece in each for word in words)}
        for piece in sorted(words.union(*phrases)):
            places.setdefault(piece, len(places))
        compiled.append(
            (
                frozenset(places[word] for word in words),
                tuple(frozenset(places[piece] for piece in phrase) for phrase in phrases),
            )
        )
    spelled = [
        (spelling.encode(), place) for word, place in places.items() for spelling in _spellings(word)
    ]
    patterns = [*(spelling for spelling, _ in spelled), *MARKS]
    automaton = BytesAhoCorasick(patterns, implementation=Implementation.DFA)
    return GateWords(automaton, tuple(place for _, place in spelled), tuple(compiled))


def _spellings(word: str) -> set[str]:
    """Return `word` with its letters beyond ASCII in either case: pages are lowered byte by byte."""
    spellings = {word, word.replace("ss", "ß")}
    return spellings | {"".join(c if c.isascii() else c.upper() for c in word) for word in spellings}


def _pieces(term: Term) -> frozenset[str]:
    """Return the literal words of a term that are worth looking for."""
    pieces: list[str] = _PIECE.findall(fold(term.written))
    long = [piece for piece in pieces if len(piece) >= _SHORTEST or not piece.isascii()]
    return frozenset(long or pieces)


def _shortest(words: set[str]) -> set[str]:
    """Return the words without those that contain another one."""
    return {word for word in words if not any(other != word and other in word for other in words)}
