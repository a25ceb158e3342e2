"""Gaps: an index that shares no item with the one read before may have let items pass between the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scraper.core.cadence import Cadence
from scraper.outcomes import SUCCESSES
from scraper.types.histories import PollFact

FEWEST: Final = 5
"""Links of an index below which it says nothing that all are new."""


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


def gaps(polls: Sequence[PollFact], cadence: Cadence | None) -> tuple[Gap, ...]:
    """Return the gaps between polls in order of time, channel by channel.

    Items that come back under new addresses look alike: more of them than the pace lets expect are a storm
    (`core.health.storm_of`), fewer are a gap in which some may be missing.
    """
    read_at: dict[str, datetime] = {}
    found = []
    for poll in polls:
        for read in poll.reads:
            if read.outcome not in SUCCESSES:
                continue
            before = read_at.get(read.url)
            read_at[read.url] = poll.at
            if before is not None and not poll.baseline and read.links == read.new >= FEWEST:
                expected = None if cadence is None else cadence.expected(before, poll.at)
                found.append(Gap(read.url, before, poll.at, read.new, expected))
    return tuple(found)
