"""Whether a text repeats another, once both are at hand: in whole, edited, cut short or padded.

The sketch finds candidates; this looks at the shingles themselves. The measure is Broder's (1997)
resemblance, or his containment where one text is an excerpt of the other.
"""

from typing import Final

from scraper.core.fingerprint import normalise
from scraper.core.text import shingles

SHORTEST: Final = 60
"""Normalised characters below which nothing is said: captions and boilerplate are as short."""
_SIZE: Final = 5
_CONTAINED: Final = 0.9
"""What containment counts beside resemblance: an excerpt proves a little less."""


def resemblance(one: str, other: str) -> float:
    """Return how far two bodies are one text, 0 to 1; 0 where one is too short to tell."""
    mine, theirs = normalise(one), normalise(other)
    if min(len(mine), len(theirs)) < SHORTEST:
        return 0.0
    if mine == theirs:
        return 1.0
    left, right = shingles(mine, _SIZE), shingles(theirs, _SIZE)
    shared = len(left & right)
    return max(shared / len(left | right), _CONTAINED * shared / min(len(left), len(right)))
