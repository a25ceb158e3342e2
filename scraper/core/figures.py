"""Whether two amounts in each other's place contradict: what is only rounded or converted does not."""

import re
from math import ceil, floor, isclose, log10
from types import MappingProxyType
from typing import Final

from scraper.core.quantities import Quantity

_ROUNDED: Final = 0.1
"""By how much of the greater a rounded amount may differ, and a converted one."""
_COUNTED: Final = 20
"""Amounts below which nothing is rounded: ten vehicles are not eleven."""
_MOST_DIGITS: Final = 15
_STEM: Final = 4
_IN_DOLLARS: Final = MappingProxyType(
    {"usd": (1.0, 1.0), "eur": (0.95, 1.6), "jpy": (1 / 175, 1 / 75), "uah": (1 / 60, 1 / 7)}
)
"""Currency -> the least and the most dollars that one was worth since 2008, roughly."""
_UNITS: Final = tuple(
    (re.compile(words), dimension, size)
    for words, dimension, size in (
        (r"km|kilomet|км|кілом|килом|キロメ|キロ$", "length", 1000.0),
        (r"mile|meile|mil[ei]?$|мил|マイル", "length", 1609.3),
        (r"met(?:er|re)|метр|メートル", "length", 1.0),
        (r"f[eo]+t$|fuß|fuss$|фут|フィート", "length", 0.3048),
        (r"kg|kilogr|кг|кілогр|килогр|キログ", "mass", 1.0),
        (r"pound|lbs?$|pfund|фунт|ポンド", "mass", 0.4536),
        (r"ton|тонн|トン", "mass", 1000.0),
    )
)


def contradict(one: Quantity, other: Quantity) -> bool:
    """Tell whether two amounts of one thing are not the same: neither rounded nor converted.

    One thing is money, or what has a word beside it in common.
    """
    return _of_one_thing(one, other) and not may_be_one(one, other)


def may_be_one(one: Quantity, other: Quantity) -> bool:
    """Tell whether two amounts are equal, or one is the other rounded, in another unit or currency."""
    if one.currency and other.currency and one.currency != other.currency:
        return not isclose(one.value, other.value) and _converted(one, other)
    return (
        isclose(one.value, other.value)
        or _rounded(*sorted((one.value, other.value), key=_digits))
        or _in_other_units(one, other)
    )


def _of_one_thing(one: Quantity, other: Quantity) -> bool:
    if one.currency or other.currency:
        return bool(one.currency and other.currency)
    mine, theirs = ({word[:_STEM] for word in quantity.after} for quantity in (one, other))
    return bool(mine & theirs) or one.before == other.before != ""


def _digits(value: float) -> int:
    """Return how many digits a number has that are not only its size: 2 of 3,700."""
    return len(f"{value:.{_MOST_DIGITS}g}".partition("e")[0].replace(".", "").strip("0"))


def _rounded(coarse: float, fine: float) -> bool:
    """Tell whether the number with fewer digits is the other one rounded, up or down."""
    counted = min(coarse, fine) < _COUNTED and coarse == int(coarse) and fine == int(fine)
    if counted or _digits(coarse) == _digits(fine):
        return False
    step = 10 ** (floor(log10(coarse)) + 1 - _digits(coarse))
    near = step * floor(fine / step), step * ceil(fine / step)
    return any(isclose(coarse, one) for one in near) and abs(coarse - fine) <= _ROUNDED * max(coarse, fine)


def _converted(one: Quantity, other: Quantity) -> bool:
    mine, theirs = (
        tuple(amount.value * rate for rate in _IN_DOLLARS[amount.currency]) for amount in (one, other)
    )
    return mine[0] <= theirs[1] * (1 + _ROUNDED) and theirs[0] <= mine[1] * (1 + _ROUNDED)


def _in_other_units(one: Quantity, other: Quantity) -> bool:
    mine, theirs = _unit(one), _unit(other)
    if mine is None or theirs is None or mine[0] != theirs[0]:
        return False
    sizes = one.value * mine[1], other.value * theirs[1]
    return mine[1] != theirs[1] and abs(sizes[0] - sizes[1]) <= _ROUNDED * max(sizes)


def _unit(quantity: Quantity) -> tuple[str, float] | None:
    """Return the dimension of the unit that follows, and its size."""
    word = quantity.after[0] if quantity.after else ""
    return next(((dimension, size) for words, dimension, size in _UNITS if words.match(word)), None)
