"""What a rewritten sentence says otherwise than the one before: spelling, a name, or the opposite."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from scraper.core.amounts import is_day
from scraper.core.antonyms import poles
from scraper.core.edits import WORD, alike
from scraper.core.fingerprint import normalise
from scraper.core.reversals import are_opposites, opposites, reversals
from scraper.core.text import fold

LIKE_ENOUGH: Final = 0.5
"""The share of common words from which two sentences, or headlines, are one, rewritten."""
_MISSPELLED: Final = 0.75
"""The likeness from which one word is another, misspelled."""
_LONGEST_WORD: Final = 60
"""Characters from which nothing is a word, misspelled."""
_MOST_WORDS: Final = 200
"""Words beyond which a sentence is a list, whose words stand in no place of others."""
_NAME: Final = re.compile(r"[^\W\d_a-zа-яіїєґß-ÿ][^\W\d_]{3,}|[ァ-ヺー]{4,}")


def is_spelling(before: str, after: str) -> bool:
    """Tell whether one is the other with other punctuation, case or spelling of single words."""
    if normalise(before) == normalise(after):
        return True
    if reversals(fold(before)) != reversals(fold(after)):
        return False
    swapped = list(_swapped(before, after))
    return all(len(old) == 1 == len(now) and _is_misspelling(old[0], now[0]) for old, now in swapped)


def is_renaming(before: str, after: str) -> bool:
    """Tell whether a name stands where another did: a capitalised word within a sentence, or katakana."""
    return any(
        any(map(_is_name, old))
        and any(map(_is_name, now))
        and not is_spelling(" ".join(old), " ".join(now))
        for old, now in _swapped(before, after, skip=1)
    )


def is_reversal(before: str, after: str) -> bool:
    """Tell whether one says the opposite of the other: a negation or a denial more, or an antonym."""
    if alike(before, after) < LIKE_ENOUGH:
        return False
    return reversals(fold(before)) != reversals(fold(after)) or has_opposites(before, after)


def has_opposites(before: str, after: str) -> bool:
    """Tell whether a word stands in the one where its opposite stands in the other, which has not both."""
    old, now = (WORD.findall(fold(sentence)) for sentence in (before, after))
    if max(len(old), len(now)) > _MOST_WORDS:
        return False
    mine, theirs = _meant(old), _meant(now)
    return any(
        not theirs & _meant((one,)) and not mine & _meant((other,))
        for gone, come in _replaced(old, now)
        for one, other in opposites(gone, come)
    )


def _meant(words: Sequence[str]) -> frozenset[str | int]:
    """Return the words, and where they stand between antonyms."""
    return frozenset(words).union(*map(poles, words))


def _is_misspelling(one: str, other: str) -> bool:
    mine, theirs = fold(one), fold(other)
    if mine == theirs:
        return True
    if max(len(mine), len(theirs)) >= _LONGEST_WORD:
        return False
    if any(map(str.isdigit, one + other)) or are_opposites(mine, theirs):
        return False
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= _MISSPELLED


def _is_name(word: str) -> bool:
    return _NAME.fullmatch(word) is not None and not is_day(word)


def _swapped(before: str, after: str, skip: int = 0) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the words of one sentence beside those that stand in their place in the other."""
    old, now = WORD.findall(before)[skip:], WORD.findall(after)[skip:]
    if max(len(old), len(now)) > _MOST_WORDS:
        yield old, now
    else:
        yield from _replaced(old, now)


def _replaced(old: list[str], now: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    for kind, i, j, k, m in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield old[i:j], now[k:m]
