"""Whether a text repeats another, once both are at hand: in whole, edited, cut short or padded.

The sketch finds candidates; this looks at the shingles themselves. The measure is Broder's (1997)
resemblance, or his containment where the new text is an excerpt, or begins with the known one and adds
less than that has. A follow-up, which tells something new first and repeats the old below, is no copy.

The shingles of two articles take half a millisecond; their sketches, at hand as well, rule most pairs out.
"""

import math
from typing import Final

from scraper.core.fingerprint import is_mostly_cjk, normalise
from scraper.core.text import shingles
from scraper.types import Fingerprint

SHORTEST: Final = 60
"""Normalised characters below which nothing is said: captions are as short. Kanji and kana count twice."""
_SIZE, _CJK_SIZE = 5, 3
_CONTAINED: Final = 0.9
"""What containment counts beside resemblance: an excerpt proves a little less."""
_EXCERPT: Final = 0.75
"""The containment from which a text is an excerpt; below it has too much of its own."""
_PADDED: Final = 2
"""How many times the known text's length a padded one may have."""
_SLACK: Final = 1.2
"""How much longer than the known text its edited twin at the beginning may be."""
_SPOILED: Final = 6 / 5
"""How many more of a sketch's shingles, of six characters, an edit spoils than of ours of five."""
_SURE: Final = 5
"""Standard deviations that an estimate is off once in three million times."""


def resemblance(new: str, known: str) -> float:
    """Return how far `new` tells what `known` does in the same words, 0 to 1; 0 where one is too short."""
    mine, theirs = normalise(new), normalise(known)
    cjk = is_mostly_cjk(mine)
    if min(len(mine), len(theirs)) * (2 if cjk else 1) < SHORTEST:
        return 0.0
    if mine == theirs:
        return 1.0
    size = _CJK_SIZE if cjk else _SIZE
    left, right = shingles(mine, size), shingles(theirs, size)
    alike = len(left & right) / len(left | right)
    if len(mine) <= len(theirs):
        contained = len(left & right) / len(left)
    elif len(mine) <= _PADDED * len(theirs):
        contained = len(shingles(mine[: int(_SLACK * len(theirs))], size) & right) / len(right)
    else:
        return alike
    return max(alike, _CONTAINED * contained) if contained >= _EXCERPT else alike


def least_sketched(one: Fingerprint, other: Fingerprint, least: float) -> float:
    """Return the similarity of sketches below which the resemblance of two texts is less than `least`.

    It is 0, which rules out nothing, where a text has no sketch or is but a small part of the other.
    """
    if not one.sketch or not other.sketch:
        return 0.0
    part = min(one.length, other.length) / max(one.length, other.length)
    edited = _jaccard(2 * least / (1 + least), 1.0)
    excerpt = _jaccard(_EXCERPT, part)
    expected = min(edited, excerpt)
    return max(0.0, expected - _SURE * math.sqrt(expected * (1 - expected) / len(one.sketch)))


def _jaccard(kept: float, part: float) -> float:
    """Return how alike sketches are of a text and one `part` as long, which has `kept` of itself in it."""
    both = part * max(0.0, 1 - _SPOILED * (1 - kept))
    return both / (1 + part - both)
