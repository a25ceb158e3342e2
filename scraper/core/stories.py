"""How surely two articles tell one story: what they share, weighed by how rarely it is shared.

The likeness depends on the two articles alone, never on what else is stored, so that it is the same in
whatever order they arrive. It is a logistic model over eight named measures; the coefficients were fitted
on own examples (bench/stories.py) and rounded.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from scraper.core.key_shares import SHARES
from scraper.core.storykeys import HEAD, WORD

Rarity = Callable[[str], float]
"""Key -> how much sharing it says, in nats: the logarithm of how many articles there are to one with it."""

_UNLISTED: Final = MappingProxyType({"dom": 1 / 31, "day": 1 / 120, "few": 1 / 12, "name": 1 / 250})
"""The share of a key that is not listed, by its kind."""
_RARE: Final = 1 / 1000
_TRUST: Final = MappingProxyType(
    {"role": 0.7, "place": 0.8, "concept": 0.8, "name": 0.7, "few": 0.3, "day": 0.8}
)
"""What a kind of key counts beside its rarity; 1 where it is not named."""
_NUMBERS: Final = frozenset({"money", "count"})
_DAYS: Final = frozenset({"day", "dom"})
_BESIDE: Final = frozenset({"name", "few"} | _NUMBERS | _DAYS)
"""Kinds that have measures of their own."""


@dataclass(frozen=True, slots=True)
class Model:
    """The coefficients of one kind of pair; measures go from 0 to about 1."""

    bias: float
    cosine: float
    """Cosine of what both name: people, places, things, acts, concepts."""
    covered: float
    """The share of the shorter one's names that the other has too."""
    shared: float
    """How much is shared in all, in 20 nats."""
    rarest: float
    """The rarest thing shared, in 6 nats."""
    names: float
    """Names beyond the gazetteer, in 6 nats."""
    numbers: float
    """Amounts in common, in 6 nats."""
    other_numbers: float
    """Whether both have amounts and none in common."""
    days: float
    """Dates in common, in 4 nats."""
    words: float = 0.0
    """Cosine of their words; within one language."""
    words_covered: float = 0.0


ACROSS: Final = Model(-6.2, 4.8, 3.6, 2.1, 0.6, 0.7, 1.8, 0.0, 0.2)
WITHIN: Final = Model(-5.2, 3.5, 3.5, 1.6, 0.0, 0.3, 0.9, -1.5, 0.2, 2.0, 1.0)

_AGREED: Final = 0.6
"""What of a headline the other article has to speak of."""
_FADES: Final = timedelta(days=2)
"""Time apart from which a likeness begins to fall."""


def rarity(key: str) -> float:
    """Return how much it says that two articles share `key`, in nats."""
    share = SHARES.get(key)
    if share is None:
        share = _UNLISTED.get(_kind(key), _RARE)
    return -math.log(share) if share < 1 else 0.0


def likeness(
    one: frozenset[str], other: frozenset[str], apart: timedelta = timedelta(), weigh: Rarity = rarity
) -> float:
    """Return how likely two articles tell one story, 0 to 1, by their story keys and the time between.

    Long texts on one topic share much. What neither headline leads the other's text to confirm is doubted.
    """
    (heads, mine), (other_heads, theirs) = _parted(one), _parted(other)
    logit = _logit(mine, theirs, weigh) - max(apart / _FADES - 1, 0.0)
    agreed = max(_agreement(heads, theirs, weigh), _agreement(other_heads, mine, weigh))
    return min(agreed / _AGREED, 1.0) ** 2 / (1 + math.exp(min(-logit, 700.0)))


def _parted(keys: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the headline's keys, without their mark, and all others."""
    marked = frozenset(key for key in keys if key.startswith(HEAD))
    return frozenset(key.removeprefix(HEAD) for key in marked), keys - marked


def _agreement(headline: frozenset[str], text: frozenset[str], weigh: Rarity) -> float:
    """Return how much of what a headline names another article speaks of, 0 to 1; 1 for nothing."""
    named = _of(headline, weigh, _is_main)
    return _of(headline & text, weigh, _is_main) / named if named else 1.0


def _logit(one: frozenset[str], other: frozenset[str], weigh: Rarity) -> float:
    shared = one & other
    within = _language(one) == _language(other) != ""
    model = WITHIN if within else ACROSS
    main, numbers = _of(shared, weigh, _is_main), _of(shared, weigh, _is_number)
    least = min(_of(one, weigh, _is_main), _of(other, weigh, _is_main))
    logit = (
        model.bias
        + model.cosine * _cosine(shared, one, other, weigh, _is_main)
        + model.covered * main / max(least, 1.0)
        + model.shared * main / 20
        + model.rarest * max((weigh(key) for key in shared if _is_main(key)), default=0.0) / 6
        + model.names * min(_of(shared, weigh, _is_name) / 4.2, 2.0)
        + model.numbers * min(numbers / 6, 2.0)
        + model.other_numbers * (not numbers and any(map(_is_number, one)) and any(map(_is_number, other)))
        + model.days * min(_of(shared, weigh, _is_day) / 4, 1.5)
    )
    if within:
        fewer = min(_of(one, weigh, _is_word), _of(other, weigh, _is_word))
        logit += model.words * _cosine(shared, one, other, weigh, _is_word)
        logit += model.words_covered * _of(shared, weigh, _is_word) / max(fewer, 1.0)
    return logit


def _language(keys: Iterable[str]) -> str:
    return min((key.split(":")[1] for key in keys if key.startswith(WORD)), default="")


def _kind(key: str) -> str:
    head, colon, _ = key.partition(":")
    return head if colon else "concept"


def _is_main(key: str) -> bool:
    kind = _kind(key)
    return kind != "w" and kind not in _BESIDE


def _is_word(key: str) -> bool:
    return key.startswith(WORD)


def _is_number(key: str) -> bool:
    return _kind(key) in _NUMBERS


def _is_name(key: str) -> bool:
    return key.startswith("name:")


def _is_day(key: str) -> bool:
    return _kind(key) in _DAYS


def _weight(key: str, weigh: Rarity) -> float:
    return weigh(key) * _TRUST.get(_kind(key), 1.0)


def _of(keys: Iterable[str], weigh: Rarity, wanted: Callable[[str], bool]) -> float:
    return math.fsum(_weight(key, weigh) for key in keys if wanted(key))


def _cosine(
    shared: frozenset[str],
    one: frozenset[str],
    other: frozenset[str],
    weigh: Rarity,
    wanted: Callable[[str], bool],
) -> float:
    def squares(keys: frozenset[str]) -> float:
        return math.fsum(_weight(key, weigh) ** 2 for key in keys if wanted(key))

    norm = math.sqrt(squares(one) * squares(other))
    return squares(shared) / norm if norm else 0.0
