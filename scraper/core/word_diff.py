"""Two versions of a text side by side, word by word: what stayed, went and came.

Paragraphs are aligned first, so that the cost is that of those that changed. In Japanese a run of one
script stands for a word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from scraper.core.edits import WORD, alike

_TOKEN: Final = re.compile(rf"(?:{WORD.pattern})|\s+|.", re.DOTALL)
_ALIKE: Final = 0.4
"""The share of common words from which a paragraph is another, rewritten."""
_MOST_WORDS: Final = 4_000
"""Words of a paragraph beyond which it is shown whole, old and new."""


class Fate(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words with one fate."""

    fate: Fate
    text: str


Line = tuple[Piece, ...]


def word_diff(before: str, after: str) -> Iterator[Line]:
    """Yield the paragraphs of both texts in order, each cut where its words' fate changes."""
    old, new = before.split("\n"), after.split("\n")
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((Piece(Fate.SAME, line),) for line in old[i:j])
        else:
            yield from _rewritten(old[i:j], new[k:m])


def is_changed(line: Line) -> bool:
    """Tell whether a paragraph is not what it was."""
    return any(piece.fate is not Fate.SAME for piece in line)


def _rewritten(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Pair the paragraphs of a passage in order, each with the next one that is like it."""
    start = 0
    for line in old:
        partner = next((at for at in range(start, len(new)) if alike(line, new[at]) >= _ALIKE), None)
        if partner is None:
            yield (Piece(Fate.GONE, line),)
            continue
        yield from ((Piece(Fate.COME, fresh),) for fresh in new[start:partner])
        yield tuple(_words(line, new[partner]))
        start = partner + 1
    yield from ((Piece(Fate.COME, fresh),) for fresh in new[start:])


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        yield from (Piece(Fate.GONE, before), Piece(Fate.COME, after))
        return
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(Fate.SAME, "".join(old[i:j]))
            continue
        if j > i:
            yield Piece(Fate.GONE, "".join(old[i:j]))
        if m > k:
            yield Piece(Fate.COME, "".join(new[k:m]))
