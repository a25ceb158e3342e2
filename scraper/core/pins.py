"""Pinned items: what an index goes on naming while later items leave it.

An index is a window on a site's latest items, and the oldest leave it first. As long as it names one of the
latest few that it named before, nothing passed between the two readings. A pinned item proves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

MOST: Final = 5
"""Items that an index pins, at most: of more known ones some are its latest."""
LATEST: Final = 5
"""Of so many items that were named last before, one has to be named still."""


@dataclass(frozen=True, slots=True)
class Named:
    """One item of an index: since when it is known, and when it was named last."""

    since: datetime
    last: datetime


def may_be_pinned(known: int) -> bool:
    """Return whether so few items that were `known` before may all be pinned ones."""
    return 0 < known <= MOST


def are_pinned(before: Sequence[Named], reading: datetime) -> bool:
    """Return whether what a `reading` names of the items known before it is all pinned.

    `before` are those items, the latest first, `LATEST` at least where there are so many. Items that came
    together count alike: which of them is the later nobody knows.
    """
    if not before:
        return False
    latest = before[min(LATEST, len(before)) - 1].since
    return not any(item.since >= latest and item.last >= reading for item in before)
