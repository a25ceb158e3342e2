"""The numbers of a text as an edit changes them: amounts, however they are written, apart from dates.

`1,000`, `1000`, `1 thousand` and 千 are one amount. Keys round; so an amount whose leading digits differ
while its key does not (37.4 and 37.5 million) is told by these.
"""

import re
from dataclasses import dataclass
from typing import Final

from scraper.core.date_words import MONTHS
from scraper.core.quantities import quantity_keys
from scraper.core.text import fold

_AMOUNTS: Final = ("money:", "count:", "few:")
_LARGE: Final = ("money:", "count:")
_DAYS: Final = "day:"
_WRITTEN: Final = re.compile(r"\d{1,3}(?:[ .,]\d{3})+(?!\d)|(?!(?:19|20)\d\d(?!\d))\d+(?:[.,]\d+)?")
_TELLING: Final = 3
"""Digits from which the leading digits of a number say more than its key."""
_WEEKDAYS: Final = re.compile(
    "|".join(
        rf"(?P<d{day}>{words})"
        for day, words in enumerate(
            (
                r"\b(?:monday|понеділ(?:ок|к)|понедельник|montag|poniedział|lundi)|月曜",
                r"\b(?:tuesday|вівтор(?:ок|к)|вторник|dienstag|wtor(?:ek|k)|mardi\b)|火曜",
                r"\b(?:wednesday|серед[аиу]\b|сред[ауы]\b|mittwoch|środ|mercredi)|水曜",
                r"\b(?:thursday|четвер(?:\b|г)|donnerstag|czwart(?:ek|k)|jeudi)|木曜",
                r"\b(?:friday|п'?ятниц|freitag|piąt(?:ek|k)|vendredi)|金曜",
                r"\b(?:saturday|субб?от|samstag|sonnabend|sobot|samedi)|土曜",
                r"\b(?:sunday|неділ[яіюе]|воскресень|sonntag|niedziel|dimanche)|日曜",
            )
        )
    )
)
_UNITS: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a text counts and dates."""

    amounts: frozenset[str]
    """Keys of amounts."""
    digits: frozenset[str]
    """The leading digits of numbers that have many."""
    days: frozenset[str]
    """Keys of days, and weekdays."""

    def differ(self, other: "Numbers") -> bool:
        """Tell whether the amounts of two texts are not the same."""
        return self.amounts != other.amounts or self._refined(other)

    def replaced(self, other: "Numbers") -> bool:
        """Tell whether an amount is gone in the `other` text; one below ten only where another came."""
        gone = self.amounts - other.amounts
        return any(key.startswith(_LARGE) for key in gone) or self.swapped(other)

    def swapped(self, other: "Numbers") -> bool:
        """Tell whether the `other` text has other amounts in the place of some."""
        gone, come = self.amounts - other.amounts, other.amounts - self.amounts
        return bool(gone and come) or self._refined(other)

    def dates_moved(self, other: "Numbers") -> bool:
        """Tell whether the `other` text names other days instead."""
        return bool(self.days - other.days and other.days - self.days)

    def told(self, other: "Numbers") -> str:
        """Return in words the amounts that the `other` text does not have; `-` for none."""
        gone = sorted(self.amounts - other.amounts, key=_size)
        if not gone and self._refined(other):
            return ", ".join(sorted(self.digits - other.digits))
        return ", ".join(map(amount_in_words, gone)) or "-"

    def _refined(self, other: "Numbers") -> bool:
        """Whether amounts of one key differ in their digits."""
        same = self.amounts == other.amounts
        return same and bool(self.digits - other.digits and other.digits - self.digits)


def numbers(text: str) -> Numbers:
    """Return the numbers of a text."""
    folded = fold(text)
    keys = quantity_keys(folded)
    amounts = frozenset(key for key in keys if key.startswith(_AMOUNTS))
    days = frozenset(key for key in keys if key.startswith(_DAYS))
    weekdays = (f"weekday:{match.lastgroup}" for match in _WEEKDAYS.finditer(folded))
    return Numbers(amounts, _leading_digits(folded), days.union(weekdays))


def is_day(word: str) -> bool:
    """Tell whether a word is the name of a month or a weekday."""
    folded = fold(word)
    return folded in MONTHS or _WEEKDAYS.match(folded) is not None


def _leading_digits(folded: str) -> frozenset[str]:
    """Return the digits of numbers that have many, without what only scales: 1.25 and 1,250 are 125."""
    written = (re.sub(r"\D", "", match.group()).strip("0") for match in _WRITTEN.finditer(folded))
    return frozenset(digits for digits in written if len(digits) >= _TELLING)


def _size(key: str) -> float:
    return float(key.rpartition(":")[2])


def amount_in_words(key: str) -> str:
    """Return the amount of a key as people write it: `37 million USD`."""
    kind, _, rest = key.partition(":")
    return in_words(_size(key), rest.partition(":")[0] if kind == "money" else "")


def in_words(value: float, unit: str = "") -> str:
    """Return an amount as people write it; a currency's code in capitals."""
    scale, name = next(((size, f" {name}") for size, name in _UNITS if value >= size), (1.0, ""))
    return f"{value / scale:,.6g}{name} {unit.upper()}".rstrip()
