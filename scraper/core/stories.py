"""How surely two articles tell one story: what they share, weighed by how rarely it is shared.

The likeness depends on the two articles alone, never on what else is stored, so that it is the same in
whatever order they arrive. It is a logistic model over a few named measures; bench/fit_stories.py fits the
coefficients to own examples.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from scraper.core.key_shares import SHARES
from scraper.core.storykeys import HEAD, WORD

_UNLISTED: Final = MappingProxyType(
    {"dom": 1 / 31, "day": 1 / 120, "few": 1 / 12, "name": 1 / 250, "w": 1 / 250}
)
"""The share of a key that is not listed, by its kind."""
_RARE: Final = 1 / 500
_TRUST: Final = MappingProxyType(
    {"role": 0.7, "place": 0.8, "concept": 0.8, "name": 0.7, "few": 0.3, "day": 0.8}
)
"""What a kind of key counts beside its rarity; 1 where it is not named."""
_NUMBERS: Final = frozenset({"money", "count"})
_DAYS: Final = frozenset({"day", "dom"})
_BESIDE: Final = frozenset({"name", "few", "w"} | _NUMBERS | _DAYS)
"""Kinds that have measures of their own."""
_FADES: Final = timedelta(days=2)
"""Time apart from which a likeness begins to fall."""

Weights = Mapping[str, float]
"""Key -> how much it says that two articles share it, in nats."""

MEASURES: Final = MappingProxyType(
    {
        "bias": "what every pair begins with",
        "cosine": "cosine of what both name: people, places, things, acts, concepts",
        "covered": "the share of the shorter one's names that the other has too",
        "shared": "how much is shared in all, in 20 nats",
        "brief": "how much the shorter one names in all, in 20 nats",
        "names": "names beyond the gazetteer in common, in 6 nats",
        "numbers": "amounts in common, in 6 nats; those below ten count little",
        "other_numbers": "both have amounts, and none in common",
        "days": "dates in common, in 4 nats",
        "other_days": "both have dates, and none in common",
        "other_people": "both name people, and none in common",
        "confirmed": "how much of the one headline the other article speaks of, the better way round",
        "confirmed_both": "the same, the worse way round",
        "words": "cosine of their words; like all that follow, within one language",
        "words_covered": "the share of the shorter one's words that the other has too",
        "words_shared": "how many words are shared, in 40 nats",
        "headline_words": "how much of the words of the one headline the other has, the better way round",
        "headline_words_both": "the same, the worse way round",
    }
)
"""What is compared, each from 0 to about 1."""

ACROSS: Final = MappingProxyType(
    {
        "bias": -3.5,
        "cosine": 3.4,
        "covered": 0.0,
        "shared": 4.5,
        "brief": -3.3,
        "names": 1.4,
        "numbers": 3.3,
        "other_numbers": -0.7,
        "days": 0.2,
        "other_days": -0.4,
        "other_people": -2.2,
        "confirmed": 1.0,
        "confirmed_both": 3.1,
    }
)
"""Measure -> coefficient, for articles in two languages."""
WITHIN: Final = MappingProxyType(
    {
        "bias": -4.4,
        "cosine": 1.5,
        "covered": 1.0,
        "shared": 1.4,
        "brief": -2.2,
        "names": 0.5,
        "numbers": 1.8,
        "other_numbers": -0.2,
        "days": 0.2,
        "other_days": -1.0,
        "other_people": -1.4,
        "confirmed": 0.6,
        "confirmed_both": 1.8,
        "words": 0.9,
        "words_covered": 1.9,
        "words_shared": 1.0,
        "headline_words": 2.1,
        "headline_words_both": 0.9,
    }
)
"""The same for articles in one language."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an article tells, weighed, by what it is compared with; without and with only its headline."""

    language: str
    main: Weights
    """People, places, things, acts, concepts."""
    names: Weights
    numbers: Weights
    few: Weights
    days: Weights
    words: Weights
    headline: Weights
    """What the headline names and counts; no words."""
    headline_words: Weights


def rarity(key: str) -> float:
    """Return how much it says that two articles share `key`, in nats."""
    share = SHARES.get(key)
    if share is None:
        share = _UNLISTED.get(_kind(key), _RARE)
    return -math.log(share) if share < 1 else 0.0


def weighed(keys: frozenset[str]) -> Weighed:
    """Return what an article tells, by its story keys."""
    whole = {key: _weight(key) for key in sorted(keys) if not key.startswith(HEAD)}
    heads = {key: _weight(key) for key in sorted(key.removeprefix(HEAD) for key in keys - whole.keys())}

    def only(kinds: frozenset[str]) -> Weights:
        return {key: weight for key, weight in whole.items() if _kind(key) in kinds}

    words = only(frozenset({"w"}))
    return Weighed(
        language=next((key.split(":")[1] for key in words), ""),
        main={key: weight for key, weight in whole.items() if _kind(key) not in _BESIDE},
        names=only(frozenset({"name"})),
        numbers=only(_NUMBERS),
        few=only(frozenset({"few"})),
        days=only(_DAYS),
        words=words,
        headline={key: weight for key, weight in heads.items() if _kind(key) not in _DAYS | {"w", "few"}},
        headline_words={key: weight for key, weight in heads.items() if key.startswith(WORD)},
    )


def likeness(one: Weighed, other: Weighed, apart: timedelta = timedelta()) -> float:
    """Return how likely two articles tell one story, 0 to 1, by what they tell and the time between."""
    model = WITHIN if one.language == other.language != "" else ACROSS
    found = measures(one, other)
    logit = math.fsum(weight * found[name] for name, weight in model.items())
    logit -= max(apart / _FADES - 1, 0.0)
    return 1 / (1 + math.exp(min(-logit, 700.0)))


def measures(one: Weighed, other: Weighed) -> dict[str, float]:
    """Return the MEASURES of a pair, the same whichever comes first."""
    main, numbers, days = (
        _shared(one.main, other.main),
        _shared(one.numbers, other.numbers),
        _shared(one.days, other.days),
    )
    least = min(_sum(one.main), _sum(other.main))
    confirmed = _confirmed(one, other), _confirmed(other, one)
    words = _shared(one.words, other.words)
    headed = (
        _covered(one.headline_words, other.words),
        _covered(other.headline_words, one.words),
    )
    return {
        "bias": 1.0,
        "cosine": _cosine(one.main, other.main),
        "covered": main / max(least, 1.0),
        "shared": min(main / 20, 2.0),
        "brief": min(least / 20, 1.5),
        "names": min(_shared(one.names, other.names) / 4.2, 2.0),
        "numbers": min((numbers + _shared(one.few, other.few)) / 6, 2.0),
        "other_numbers": float(not numbers and bool(one.numbers) and bool(other.numbers)),
        "days": min(days / 4, 1.5),
        "other_days": float(not days and bool(one.days) and bool(other.days)),
        "other_people": _others(one.main, other.main, "person:"),
        "confirmed": max(confirmed),
        "confirmed_both": min(confirmed),
        "words": _cosine(one.words, other.words),
        "words_covered": words / max(min(_sum(one.words), _sum(other.words)), 1.0),
        "words_shared": min(words / 40, 2.0),
        "headline_words": max(headed),
        "headline_words_both": min(headed),
    }


def _kind(key: str) -> str:
    head, colon, _ = key.partition(":")
    return head if colon else "concept"


def _weight(key: str) -> float:
    return rarity(key) * _TRUST.get(_kind(key), 1.0)


def _sum(keys: Weights) -> float:
    return math.fsum(keys.values())


def _shared(one: Weights, other: Weights) -> float:
    return math.fsum(one[key] for key in one.keys() & other.keys())


def _cosine(one: Weights, other: Weights) -> float:
    def squares(keys: Weights) -> float:
        return math.fsum(weight * weight for weight in keys.values())

    norm = math.sqrt(squares(one) * squares(other))
    return math.fsum(one[key] ** 2 for key in one.keys() & other.keys()) / norm if norm else 0.0


def _confirmed(one: Weighed, other: Weighed) -> float:
    """Return how much of what one headline names the other article speaks of; 1 for nothing."""
    named = _sum(one.headline)
    if not named:
        return 1.0
    return (
        math.fsum(_shared(one.headline, where) for where in (other.main, other.names, other.numbers))
        / named
    )


def _covered(one: Weights, other: Weights) -> float:
    return _shared(one, other) / max(_sum(one), 1.0)


def _others(one: Weights, other: Weights, kind: str) -> float:
    """Return 1 where both have keys of a kind and none in common, else 0."""
    mine, theirs = ({key for key in keys if key.startswith(kind)} for keys in (one, other))
    return float(bool(mine) and bool(theirs) and not mine & theirs)
