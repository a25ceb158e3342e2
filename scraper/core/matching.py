"""Many terms over one text in one pass (Aho-Corasick), with word starts, endings and gaps.

A term is written as an analyst would note it:

    japan           the word, whole
    ukrain*         any word that begins so: one stem covers a noun's cases
    *rüstung*       the same, anywhere within a word (compounds)
    trust fund*     words in a row, divided by blanks or hyphens
    clear* ~ mine*  with at most 30 characters of the same sentence between

Chinese characters and kana know no word boundaries: 日本 is found wherever it stands.
Terms and text are compared in the form of `scraper.core.text.fold`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from scraper.core.text import fold

SENTENCE_END: Final = "¶"
"""Stands between sentences in a text that is searched; no gap reaches over it."""

_UNSPACED: Final = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SHORTEST_ANCHOR: Final = 2


class Hit(NamedTuple):
    """A term found: which one, and where in the folded text."""

    term: int
    start: int
    end: int


class InvalidTerm(ValueError):
    """A term that can match nothing sensible; the message says what would be right."""


@dataclass(frozen=True)
class Term:
    """One term, taken apart: a literal that the automaton finds, and what must follow it."""

    written: str
    anchor: str
    expression: str
    """A regular expression of what must follow the anchor; empty: nothing."""
    needed: str
    """The longest literal of `rest`: where a text lacks it, the term is not there. May be empty."""
    starts_word: bool
    ends_word: bool

    @cached_property
    def rest(self) -> re.Pattern[str] | None:
        """What must follow the anchor. Compiled when first asked for: most terms of a topic never are."""
        return re.compile(self.expression) if self.expression else None

    def end(self, text: str, start: int) -> int | None:
        """Return where the match whose anchor begins at `start` ends; None where there is none."""
        end = start + len(self.anchor)
        if self.rest is not None:
            match = self.rest.match(text, end)
            if match is None:
                return None
            end = match.end()
        if self.ends_word and end < len(text) and joins_words(text[end]):
            return None
        return end


def joins_words(character: str) -> bool:
    """Whether a word goes on with `character`: a letter or digit of a script that parts its words."""
    return character.isalnum() and not _UNSPACED.match(character)


def parse_term(written: str) -> Term:
    """Return the term that `written` describes; raises InvalidTerm."""
    folded = fold(written)
    inside = folded.startswith("*")
    body = folded.removeprefix("*")
    anchor = re.split(r"\s*[*~]", body, maxsplit=1)[0]
    if len(anchor) < _SHORTEST_ANCHOR and not _UNSPACED.match(anchor):
        raise InvalidTerm(f"{written!r} must begin with at least {_SHORTEST_ANCHOR} letters")
    if SENTENCE_END in folded or body.endswith("~"):
        raise InvalidTerm(f"{written!r} must end with a word or *")
    rest = body[len(anchor) :]
    last = body.removesuffix("*")[-1]
    return Term(
        written=written,
        anchor=anchor,
        expression=_expression(rest),
        needed=max(re.split(r"[\s*~]+", rest), key=len),
        starts_word=not inside and not _UNSPACED.match(anchor),
        ends_word=not body.endswith("*") and not _UNSPACED.match(last),
    )


def _expression(rest: str) -> str:
    """Return the regular expression of what follows an anchor. Its repeats are bounded, so it is linear."""
    parts = re.split(r"(\s*~\s*|\*|\s+)", rest)
    return "".join(_piece(part) for part in parts if part)


def _piece(part: str) -> str:
    if part == "*":
        return r"[\w'-]{0,24}"
    if "~" in part:
        return rf"(?:[^{SENTENCE_END}]{{0,30}}?(?<![^\W\u3005\u3040-\u30ff\u3400-\u9fff]))"
    if part.isspace():
        return r"[\s-]{1,2}"
    return re.escape(part)


@dataclass(frozen=True)
class _Users:
    """The terms that share an anchor, by their places in the vocabulary."""

    words: tuple[int, ...]
    """What is nothing but the anchor."""
    phrases: tuple[int, ...]
    """What goes on after it."""
    expressions: tuple[str, ...]
    """Those of the phrases."""

    @cached_property
    def any_phrase(self) -> re.Pattern[str] | None:
        """Matches after the anchor where any of the phrases does: most often none, which is soon told."""
        return re.compile("|".join(self.expressions)) if self.expressions else None


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """A compiled list of terms. Positions in `terms` name them."""

    terms: tuple[Term, ...]
    _automaton: AhoCorasick = field(repr=False)
    _users: tuple[_Users, ...] = field(repr=False)
    """By the anchor's place in the automaton."""

    def find(self, text: str) -> Iterator[Hit]:
        """Yield every match in the folded `text`, overlapping ones too, by the anchors' ends."""
        terms = self.terms
        possible: dict[int, tuple[int, ...]] = {}
        for anchor, start, end_of_anchor in self._automaton.find_matches_as_indexes(text, overlapping=True):
            users = self._users[anchor]
            within = start > 0 and joins_words(text[start - 1])
            candidates = users.words
            if users.any_phrase is not None and users.any_phrase.match(text, end_of_anchor):
                if anchor not in possible:
                    # Some anchors begin hundreds of phrases, of which a text has the words of a few.
                    possible[anchor] = tuple(i for i in users.phrases if terms[i].needed in text)
                candidates += possible[anchor]
            for index in candidates:
                term = terms[index]
                if within and term.starts_word:
                    continue
                end = term.end(text, start)
                if end is not None:
                    yield Hit(index, start, end)


def compile_terms(terms: Iterable[Term]) -> Vocabulary:
    """Return the vocabulary of `terms`, which keep their order."""
    kept = tuple(terms)
    by_anchor: dict[str, list[int]] = {}
    for index, term in enumerate(kept):
        for spelling in dict.fromkeys((term.anchor, term.anchor.replace(" ", "-"))):
            by_anchor.setdefault(spelling, []).append(index)
    users = tuple(_users(kept, indices) for indices in by_anchor.values())
    return Vocabulary(kept, AhoCorasick(list(by_anchor)), users)


def _users(terms: Sequence[Term], indices: Sequence[int]) -> _Users:
    phrases = tuple(index for index in indices if terms[index].expression)
    return _Users(
        words=tuple(index for index in indices if not terms[index].expression),
        phrases=phrases,
        expressions=tuple(terms[index].expression for index in phrases),
    )
