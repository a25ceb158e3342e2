"""What an article tells, weighed: its story keys by kind, each with what it says that others have it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from scraper.core.key_shares import SHARES
from scraper.core.storykeys import HEAD

_UNLISTED: Final = MappingProxyType(
    {"dom": 1 / 31, "day": 1 / 120, "few": 1 / 12, "name": 1 / 250, "w": 1 / 250}
)
"""The share of articles that have a key that is not listed, by its kind."""
_RARE: Final = 1 / 500
_TELLING: Final = 2.0
"""Nats from which a key tells where to look."""
_TRUST: Final = MappingProxyType(
    {"role": 0.7, "place": 0.8, "concept": 0.8, "name": 0.7, "few": 0.3, "day": 0.8}
)
"""What a kind of key counts beside its rarity; 1 where it is not named."""
_PART: Final = MappingProxyType(
    {
        "name": "names",
        "few": "few",
        "w": "words",
        "money": "numbers",
        "count": "numbers",
        "day": "days",
        "dom": "days",
    }
)
"""Kind -> what it is compared with; people, places, things, acts and concepts where it is not named."""
_MAIN: Final = "main"
_HEADED: Final = frozenset({_MAIN, "names", "numbers"})
"""Parts that a headline is asked for."""


@dataclass(frozen=True, slots=True)
class Part:
    """Keys that are compared with each other."""

    weights: Mapping[str, float]
    """Key -> how much it says that two articles share it, in nats."""
    sum: float = field(init=False)
    squares: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sum", math.fsum(self.weights.values()))
        object.__setattr__(self, "squares", math.fsum(weight * weight for weight in self.weights.values()))

    def shared(self, other: "Part") -> float:
        """Return how much both have in common, in nats."""
        return math.fsum(self.weights[key] for key in self.weights.keys() & other.weights.keys())

    def cosine(self, other: "Part") -> float:
        """Return the cosine of both, 0 to 1."""
        norm = math.sqrt(self.squares * other.squares)
        if not norm:
            return 0.0
        return (
            math.fsum(self.weights[key] ** 2 for key in self.weights.keys() & other.weights.keys()) / norm
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an article tells, by what it is compared with."""

    language: str
    main: Part
    """People, places, things, acts, concepts."""
    names: Part
    numbers: Part
    """From ten up."""
    few: Part
    days: Part
    words: Part
    headline: Part
    """What the headline names and counts; no words."""
    headline_words: Part


def rarity(key: str) -> float:
    """Return how much it says that two articles share `key`, in nats."""
    return _rarity(key, _kind(key))


def telling_keys(keys: frozenset[str]) -> frozenset[str]:
    """Return the keys by which other tellings are worth looking for: few enough articles share one."""
    return frozenset(key for key in keys if not key.startswith(HEAD) and rarity(key) >= _TELLING)


def weighed(keys: frozenset[str]) -> Weighed:
    """Return what an article tells, by its story keys."""
    parts: dict[str, dict[str, float]] = {
        name: {}
        for name in (_MAIN, "names", "numbers", "few", "days", "words", "headline", "headline_words")
    }
    for marked in keys:
        part, key, weight = _placed(marked)
        if part:
            parts[part][key] = weight
    language = min((key.split(":", 2)[1] for key in parts["words"]), default="")
    return Weighed(language, **{name: Part(weights) for name, weights in parts.items()})


@lru_cache(maxsize=16_384)
def _placed(marked: str) -> tuple[str, str, float]:
    """Return what a key is compared with, nothing where it is not; the key itself, and what it counts.

    Remembered, since a few thousand keys are in all articles: each is weighed with sixteen others' keys.
    """
    key = marked.removeprefix(HEAD)
    kind = _kind(key)
    part = _PART.get(kind, _MAIN)
    if marked.startswith(HEAD):
        part = "headline" if part in _HEADED else "headline_words" if part == "words" else ""
    return part, key, _rarity(key, kind) * _TRUST.get(kind, 1.0)


def _rarity(key: str, kind: str) -> float:
    share = SHARES.get(key) or _UNLISTED.get(kind, _RARE)
    return -math.log(share) if share < 1 else 0.0


def _kind(key: str) -> str:
    head, colon, _ = key.partition(":")
    return head if colon else "concept"
