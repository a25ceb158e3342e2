"""What the live view has to tell: one line each, in the order in which it happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from scraper.demo.scenario import Event, EventKind
from scraper.outcomes import SUCCESSES
from scraper.types import Alert, PollReport
from scraper.types.library import ArticleLine


class Mark(Enum):
    """What kind of line it is: the word that begins it, and its style."""

    ALERT = ("ALERT", "bold white on red")
    ARTICLE = ("read", "dim")
    TOPICAL = ("read", "bold")
    CHANGED = ("changed", "yellow")
    COPY = ("copy", "magenta")
    TROUBLE = ("trouble", "red")
    EVENT = ("~~~", "cyan")

    @property
    def word(self) -> str:
        """Return the word that begins the line."""
        return self.value[0]

    @property
    def style(self) -> str:
        """Return how rich shows it."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the view."""

    at: datetime
    mark: Mark
    source: str
    text: str

    def __str__(self) -> str:
        return f"{self.at:%a %H:%M}  {self.mark.word:<8}{self.source:<16}{self.text}"


def of_alert(alert: Alert) -> Happening:
    """Return the line of an alert."""
    grade = "" if alert.grade is None else f"[{alert.grade}] "
    return Happening(alert.raised_at, Mark.ALERT, alert.source, f"{grade}{alert.title or alert.subject}")


def of_article(line: ArticleLine, at: datetime) -> Happening:
    """Return the line of an article that was taken in, or that now reads otherwise."""
    if line.versions > 1:
        mark, why = Mark.CHANGED, f"version {line.versions}"
    elif line.copy_of is not None:
        mark, why = Mark.COPY, f"repeats {line.copy_of}"
    else:
        mark, why = Mark.TOPICAL if line.grade > 0 else Mark.ARTICLE, line.reason.replace("_", " ")
    return Happening(at, mark, line.source, f"[{int(line.grade)} {why}] {line.headline}")


def of_event(event: Event, at: datetime) -> Happening:
    """Return the line of something that happens at the sites."""
    return Happening(at, Mark.EVENT, event.site or "", event.words)


def worth_telling(events: Iterable[Event]) -> list[Event]:
    """Return the events that the view announces: what is published shows by itself."""
    quiet = {EventKind.PUBLISH, EventKind.STORY, EventKind.DISTINCT}
    return [event for event in events if event.kind not in quiet]


def of_poll(report: PollReport) -> Happening | None:
    """Return the line of a poll that met trouble; None where all was well."""
    troubled = [read for read in report.channels if read.outcome not in SUCCESSES]
    if not troubled and report.outcome in SUCCESSES:
        return None
    outcome = troubled[0].outcome if troubled else report.outcome
    return Happening(report.ended_at, Mark.TROUBLE, report.source, outcome.replace("_", " "))
