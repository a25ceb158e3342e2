"""What recurs on many pages of one source is furniture, whatever it looks like."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from scraper.core.text import fold

_DIGIT: Final = re.compile(r"\d")

PAGES: Final = 3
"""On how many distinct pages of a source a paragraph is seen before it counts as furniture."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """The paragraphs of one source that are known as furniture, by hash."""

    hashes: frozenset[int] = frozenset()

    def __contains__(self, paragraph: object) -> bool:
        return bool(self.hashes) and isinstance(paragraph, str) and hash_of(paragraph) in self.hashes


EMPTY: Final = Furniture()


def hash_of(paragraph: str) -> int:
    """Return 63 bits that tell a paragraph, whatever its case, quotes and digits."""
    digest = blake2b(_DIGIT.sub("0", fold(paragraph)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def learn(counts: Mapping[int, int], pages: int = PAGES) -> Furniture:
    """Return what is furniture, given on how many distinct pages of a source each hash was seen."""
    return Furniture(frozenset(found for found, seen in counts.items() if seen >= pages))


def hashes_of(paragraphs: Iterable[str]) -> frozenset[int]:
    """Return the hashes that one page adds to its source's counts, once each."""
    return frozenset(map(hash_of, paragraphs))
