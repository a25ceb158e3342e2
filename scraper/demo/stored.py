"""What the store holds of a run, as the comparison wants it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredArticleFact:
    """One article as the store holds it."""

    url: str
    source: str
    headline: str
    grade: int
    versions: int = 1
    copy_of: str = ""
    """The address of the article it repeats; empty where it is no copy."""
    story: str | None = None
    unavailable: str = ""
    """Why its page is not to be had; empty while it is."""


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """One alert row."""

    kind: str
    source: str
    raised_at: datetime
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class StoredPoll:
    """One poll as it was logged."""

    source: str
    began_at: datetime
    ended_at: datetime
    outcomes: tuple[str, ...]
    """The outcome of the poll, of each channel it read and of its links."""


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What the store holds of a run."""

    articles: tuple[StoredArticleFact, ...]
    alerts: tuple[StoredAlert, ...]
    polls: tuple[StoredPoll, ...] = ()
    seen: tuple[str, ...] = ()
    """The addresses of all links, those that became no article among them."""
