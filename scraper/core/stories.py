"""How surely two articles tell one story: what they share, weighed by how rarely it is shared.

The likeness depends on the two articles alone, never on what else is stored, so that it is the same in
whatever order they arrive. It is a logistic model over a few named measures; bench/fit_stories.py fits the
coefficients to own examples.
"""

import math
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from scraper.core.weighing import Part, Weighed

_SOON: Final = timedelta(days=2)
"""Time apart that speaks neither for one story nor against it."""
_UNDATED: Final = 0.35
"""What counts for `soon` where the time between is not known: as if it were a day and a quarter."""

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
        "soon": "1 for told at once, 0 for two days apart, -1 for four and more",
        "confirmed": "how much of the one headline the other article speaks of, the better way round",
        "confirmed_both": "the same, the worse way round",
        "words": "cosine of their words; like all that follow, within one language",
        "words_covered": "the share of the shorter one's words that the other has too",
        "words_shared": "how many words are shared, in 40 nats",
        "headline_words": "how much of the words of the one headline the other has, the better way round",
        "headline_words_both": "the same, the worse way round",
    }
)
"""What is compared, each from 0 to about 1, if nothing else is said."""

ACROSS: Final = MappingProxyType(
    {
        "bias": -3.6,
        "cosine": 3.2,
        "covered": 0.0,
        "shared": 4.4,
        "brief": -3.4,
        "names": 1.2,
        "numbers": 3.1,
        "other_numbers": -0.7,
        "days": 0.3,
        "other_days": -0.5,
        "other_people": -2.4,
        "soon": 1.5,
        "confirmed": 0.7,
        "confirmed_both": 2.9,
    }
)
"""Measure -> coefficient, for articles in two languages."""
WITHIN: Final = MappingProxyType(
    {
        "bias": -4.1,
        "cosine": 1.3,
        "covered": 0.6,
        "shared": 1.3,
        "brief": -2.4,
        "names": 0.6,
        "numbers": 1.4,
        "other_numbers": -0.4,
        "days": 0.0,
        "other_days": -2.0,
        "other_people": -1.4,
        "soon": 1.5,
        "confirmed": 0.6,
        "confirmed_both": 2.2,
        "words": 0.7,
        "words_covered": 1.5,
        "words_shared": 1.3,
        "headline_words": 2.3,
        "headline_words_both": 0.5,
    }
)
"""The same for articles in one language."""


def likeness(one: Weighed, other: Weighed, apart: timedelta | None = None) -> float:
    """Return how likely two articles tell one story, 0 to 1, by what they tell and the time between."""
    model = WITHIN if one.language == other.language != "" else ACROSS
    found = measures(one, other, apart)
    logit = math.fsum(weight * found[name] for name, weight in model.items())
    return 1 / (1 + math.exp(min(-logit, 700.0)))


def measures(one: Weighed, other: Weighed, apart: timedelta | None = None) -> dict[str, float]:
    """Return the MEASURES of a pair, the same whichever comes first; words count within one language.

    `apart` is the time between both, None where it is not known.
    """
    main, numbers, days = (
        one.main.shared(other.main),
        one.numbers.shared(other.numbers),
        one.days.shared(other.days),
    )
    least = min(one.main.sum, other.main.sum)
    confirmed = _confirmed(one, other), _confirmed(other, one)
    found = {
        "bias": 1.0,
        "cosine": one.main.cosine(other.main),
        "covered": main / max(least, 1.0),
        "shared": min(main / 20, 2.0),
        "brief": min(least / 20, 1.5),
        "names": min(one.names.shared(other.names) / 4.2, 2.0),
        "numbers": min((numbers + one.few.shared(other.few)) / 6, 2.0),
        "other_numbers": float(not numbers and bool(one.numbers.weights) and bool(other.numbers.weights)),
        "days": min(days / 4, 1.5),
        "other_days": float(not days and bool(one.days.weights) and bool(other.days.weights)),
        "other_people": _others(one.main, other.main, "person:"),
        "soon": _UNDATED if apart is None else max(-1.0, 1 - abs(apart) / _SOON),
        "confirmed": max(confirmed),
        "confirmed_both": min(confirmed),
    }
    return found if one.language != other.language else found | _of_words(one, other)


def _of_words(one: Weighed, other: Weighed) -> dict[str, float]:
    words = one.words.shared(other.words)
    headed = (
        one.headline_words.shared(other.words) / max(one.headline_words.sum, 1.0),
        other.headline_words.shared(one.words) / max(other.headline_words.sum, 1.0),
    )
    return {
        "words": one.words.cosine(other.words),
        "words_covered": words / max(min(one.words.sum, other.words.sum), 1.0),
        "words_shared": min(words / 40, 2.0),
        "headline_words": max(headed),
        "headline_words_both": min(headed),
    }


def _confirmed(one: Weighed, other: Weighed) -> float:
    """Return how much of what one headline names the other article speaks of; 1 for nothing."""
    if not one.headline.sum:
        return 1.0
    spoken = math.fsum(one.headline.shared(part) for part in (other.main, other.names, other.numbers))
    return spoken / one.headline.sum


def _others(one: Part, other: Part, kind: str) -> float:
    """Return 1 where both have keys of a kind and none in common, else 0."""
    mine, theirs = ({key for key in part.weights if key.startswith(kind)} for part in (one, other))
    return float(bool(mine) and bool(theirs) and not mine & theirs)
