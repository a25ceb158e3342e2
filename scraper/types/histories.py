"""What a source's past looks like to whoever judges its health: hours, polls, fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scraper.outcomes import Outcome
from scraper.types.sources import SourceId


@dataclass(frozen=True, slots=True)
class HourCount:
    """What came in one hour in which a poll was answered. Hours without such a poll have no count."""

    hour: datetime
    """When it begins, UTC."""
    items: int
    """Links that were new; those of a baseline do not count."""
    turned_over: bool = False
    """Whether an index shared nothing with the one before: then more may have come than it named."""


@dataclass(frozen=True, slots=True)
class ReadFact:
    """How the reading of one channel ended, as the log of polls keeps it."""

    url: str
    outcome: Outcome
    links: int = 0
    new: int = 0
    detail: str = ""
    media_type: str = ""
    size: int = 0
    """Bytes of the body that came; 0 where none did."""


@dataclass(frozen=True, slots=True)
class PollFact:
    """One poll, as far as it says something of the source's health."""

    at: datetime
    outcome: Outcome
    reads: tuple[ReadFact, ...] = ()
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    """Links dealt with, by outcome."""
    baseline: bool = False
    pinned: frozenset[str] = frozenset()
    """Channels of which all that they named of the items known before is pinned."""

    @property
    def new(self) -> int:
        """Links that the poll brought."""
        return sum(read.new for read in self.reads)


@dataclass(frozen=True, slots=True)
class FieldFact:
    """One article, as far as it says something of how well its page was read."""

    article: str
    """Its typed id (`a12`)."""
    url: str
    seen_at: datetime
    headline: str
    language: str
    body_length: int
    """Characters."""
    has_authors: bool
    published_at: datetime | None
    text_sha256: str = ""
    """Of the normalised body; empty where it is too short to tell copies."""
    signals: Mapping[str, str] = field(default_factory=dict)
    """Field -> where in the page it was found (Signal)."""


@dataclass(frozen=True, slots=True)
class History:
    """The recent past of one source."""

    source: SourceId
    polls: tuple[PollFact, ...]
    """The latest, oldest first."""
    last_good_at: datetime | None
    """When a poll was last answered as it should be."""
    last_new_at: datetime | None
    """When a poll last brought a link."""
    first_poll_at: datetime | None = None
    pages: tuple[FieldFact, ...] = ()
    """Articles read last, oldest first."""

    @property
    def last_page(self) -> FieldFact | None:
        """The article that was read last."""
        return self.pages[-1] if self.pages else None
