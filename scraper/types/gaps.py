"""Times of which items of a source may have been missed, and what became of filling them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """A time of which items may have been missed."""

    channel: str
    since: datetime
    until: datetime
    found: int
    """Items that the index named after it."""
    expected: float | None
    """Items to be expected of that time; None where the source's pace is not known."""

    @property
    def missed(self) -> int | None:
        """About how many items were never seen; None where nobody knows."""
        return None if self.expected is None else max(round(self.expected) - self.found, 0)


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A gap that waits for an archive to be read."""

    id: int
    """Its row in the ledger."""
    gap: Gap
    attempts: int = 0
    """How often an archive was asked in vain."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What one reading of archives brought for a gap."""

    read: tuple[str, ...]
    """Addresses that answered."""
    found: int
    """Links of the gap's time that no index had named."""
    reaches_back: bool
    """Whether what was read goes back to where the gap begins, as far as its dates tell."""
    trouble: str = ""
    """How readings failed, and what else keeps the filling from being whole."""
    again_at: datetime | None = None
    """When to read again; None: the gap is closed."""


@dataclass(frozen=True, slots=True)
class GapRecord:
    """A gap as the ledger keeps it."""

    gap: Gap
    opened_at: datetime
    closed_at: datetime | None
    filled_from: str
    """Addresses of the archives that answered, one a line."""
    filled_with: int
    """Links found there that no index had named."""
    state: str
    """`open`, `filled`, `partly` (the archives do not go back far enough), `unfilled`."""
    detail: str
