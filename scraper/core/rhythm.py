"""A source's own hours: how much of its news comes in which hour, and how that bends its interval.

The rate of polling follows the square root of the rate of news: an item waits 1/2f on the mean where f is
the rate of polling, and of all f with one sum those that go with the root of r make the sum of r/2f least.
"""

import math
from datetime import datetime
from typing import Final

Rhythm = tuple[int, ...]
"""New links by the hour (UTC) in which they were found, 24 counts; empty where nothing is known."""

HOURS: Final = 24
KNOWN_FROM: Final = 100
"""Links from which a rhythm is believed."""
MEMORY: Final = 2000
"""Links at which all counts are halved, so that new habits take over."""
MOST_AT_ONCE: Final = 20
"""What one reading counts for at most: an index that renames all of its links says nothing of hours."""
SLOWEST: Final = 2.0
QUICKEST: Final = 0.7


def with_news(rhythm: Rhythm, at: datetime, new: int) -> Rhythm:
    """Return the rhythm after `new` links were found."""
    if not new:
        return rhythm
    counts = list(rhythm or (0,) * HOURS)
    counts[at.hour] += min(new, MOST_AT_ONCE)
    if sum(counts) > MEMORY:
        counts = [count // 2 for count in counts]
    return tuple(counts)


def pace(rhythm: Rhythm, at: datetime) -> float:
    """Return by what to multiply the interval: below 1 in busy hours, above in quiet ones.

    The busier of this hour and the next counts: a quiet night's wait must not reach into the morning.
    """
    total = sum(rhythm)
    if total < KNOWN_FROM:
        return 1.0
    here = max(rhythm[at.hour], rhythm[(at.hour + 1) % HOURS])
    share = (here + 1) / (total / HOURS + 1)
    return min(max(1 / math.sqrt(share), QUICKEST), SLOWEST)
