"""Days on which a country's offices are shut: a newsroom then works as on its own Sundays.

Fixed dates alone; Ukraine keeps none under martial law. What a newsroom does on other days of rest is
learned from the year before (`core.cadence_learning`).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

_YEAR_END: Final = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))
_JAPAN: Final = (
    *_YEAR_END, (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (8, 13), (8, 14), (8, 15),
    (11, 3), (11, 23),
)  # fmt: skip
_CHRISTMAS: Final = ((12, 24), (12, 25), (12, 26), (12, 31), (1, 1))
_RUSSIA: Final = (
    (12, 31), *((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4),
)  # fmt: skip

HOLIDAYS: Final[Mapping[str, frozenset[tuple[int, int]]]] = MappingProxyType(
    {
        "JP": frozenset(_JAPAN),
        "DE": frozenset((*_CHRISTMAS, (5, 1), (10, 3))),
        "FR": frozenset((*_CHRISTMAS, (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11))),
        "GB": frozenset(_CHRISTMAS),
        "US": frozenset((*_CHRISTMAS, (6, 19), (7, 4), (11, 11))),
        "PL": frozenset((*_CHRISTMAS, (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11))),
        "RU": frozenset(
            (
                (12, 31),
                *((1, day) for day in range(1, 9)),
                (2, 23),
                (3, 8),
                (5, 1),
                (5, 9),
                (6, 12),
                (11, 4),
            )
        ),
    }
)
"""ISO 3166-1 alpha-2 -> (month, day)."""


def is_holiday(day: date, country: str) -> bool:
    """Whether offices in `country` are shut on `day` whatever its weekday."""
    return (day.month, day.day) in HOLIDAYS.get(country, frozenset())
