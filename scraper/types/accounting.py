"""How late sources are seen, what their channels miss, what troubled them: the books of the watching."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Latency:
    """Minutes from publication, over the latest 30 days."""

    source: str
    articles: int
    unmeasured: int
    """Those without a date, with a day alone, or with an absurd date."""
    absurd: int
    """Dates in the future, or more than a week before the sight of their page."""
    seen_median: float | None
    seen_p90: float | None
    told: int
    """Articles of which an alert was delivered."""
    told_median: float | None
    """To the first delivery."""
    told_p90: float | None


@dataclass(frozen=True, slots=True)
class Recall:
    """What one channel named of what its source's channels named together, over the latest 30 days."""

    channel: str
    role: str
    named: int
    named_first: int
    """Of those that other channels named too."""
    named_alone: int
    missed: int
    """Named by another channel of the source since this one was first read, and not by this one."""
    missed_on_topic: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a source shares with another: the same pages, or copies of one text."""

    other: str
    shared: int
    shared_on_topic: int
    first_here: int
    first_there: int
    minutes_ahead: float
    """How much earlier it is met here, in the mean; negative: later."""


@dataclass(frozen=True, slots=True)
class Told:
    """An alert about a source's health, as its history lists it."""

    at: datetime
    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class Books:
    """What is on record of one source beside its health."""

    latency: Latency | None
    recalls: tuple[Recall, ...]
    overlaps: tuple[Overlap, ...]
    missed_by_own: int
    """Pages of its site that only other sources' channels named."""
    told: tuple[Told, ...]
    """The latest alerts about its health, the latest first."""
