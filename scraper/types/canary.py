"""One flight of the canary: a made-up article on its way through the whole service."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """Where on its way an article is, in this order."""

    FETCH = "fetch"
    """Index and page come over a socket, with every guard of the fetcher in force."""
    PARSE = "parse"
    """A parser process finds the link in the index, headline and text in the page."""
    JUDGE = "judge"
    """The gate lets the page pass, and the judge finds it on topic."""
    STORE = "store"
    """The store in use takes a row that a reader then sees; a scratch store takes the article."""
    ONCE = "once"
    """The same text at another address is known again, and not told again."""
    OUTBOX = "outbox"
    """One alert waits for each sink."""
    SINKS = "sinks"
    """Each sink takes it."""


@dataclass(frozen=True, slots=True)
class StageReport:
    """How one stage went."""

    stage: Stage
    took: timedelta
    """Real time."""
    trouble: str = ""
    """Why it failed; empty where it did not."""


@dataclass(frozen=True, slots=True)
class Flight:
    """How one flight went: every stage that was reached, the failed one last."""

    began_at: datetime
    stages: tuple[StageReport, ...]

    @property
    def failed(self) -> StageReport | None:
        """The stage that failed; None where it arrived."""
        return next((one for one in self.stages if one.trouble), None)
