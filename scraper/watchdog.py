"""What keeps the watchdog fed: progress of every part, not mere life; and what the store's refusals mean.

A part makes progress when it comes round, whatever came of it: a night without news counts, and so does a
transaction that ended in `disk full`. What hangs comes round no more.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

FIRST_REST: Final = timedelta(seconds=10)
"""How long no poll begins after the first refusal; doubled after each further one, since a poll whose end
cannot be stored would ask its site again at once."""
LONGEST_REST: Final = timedelta(minutes=5)
CALM: Final = timedelta(minutes=10)
"""Without a refusal since the last rest, for the trouble to count as over."""


class Progress:
    """When each part last came round, in monotonic seconds."""

    def __init__(self, allowed: Mapping[str, timedelta], now: float) -> None:
        self._allowed = {part: silence.total_seconds() for part, silence in allowed.items()}
        self._at = dict.fromkeys(allowed, now)

    def made(self, part: str, now: float) -> None:
        """Note that a part came round."""
        self._at[part] = now

    def stuck(self, now: float) -> tuple[str, ...]:
        """Return the parts that have been silent for longer than they may."""
        return tuple(part for part, at in self._at.items() if now - at > self._allowed[part])


class Refusals:
    """The store's refusals, gathered into episodes so that people hear of each once."""

    def __init__(self) -> None:
        self._count = 0
        self._began = 0.0
        self._rests_until = 0.0

    def resting(self, now: float) -> bool:
        """Tell whether the store is left alone at present."""
        return now < self._rests_until

    def refused(self, now: float) -> bool:
        """Note a refusal; True where an episode begins with it."""
        if self.resting(now):
            return False  # another poll that was under way meets the same
        if self._count == 0:
            self._began = now
        rest = min(LONGEST_REST, FIRST_REST * (1 << min(self._count, 16)))
        self._rests_until = now + rest.total_seconds()
        self._count += 1
        return self._count == 1

    def accepted(self, now: float) -> timedelta | None:
        """Note that the store took a poll; return how long ago the episode began that is over with it."""
        if self._count == 0 or now < self._rests_until + CALM.total_seconds():
            return None
        self._count = 0
        return timedelta(seconds=now - self._began)
