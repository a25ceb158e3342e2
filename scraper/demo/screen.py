"""The live view's picture: what is known of the sources, and the latest lines. Pure: state in, rich out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rich.console import Group
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from scraper.demo.happenings import Happening, Mark
from scraper.outcomes import SUCCESSES, Outcome
from scraper.types import PollReport

HEIGHT = 22
"""Lines of the whole picture, so that it fits a terminal of 24."""
ALERTS = 3
"""Lines kept for the latest alerts, which the rest would push away."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """How a source is doing."""

    id: str
    outcome: Outcome = Outcome.PENDING
    polls: int = 0
    articles: int = 0
    on_topic: int = 0
    alerts: int = 0
    next_poll_at: datetime | None = None

    def after(self, report: PollReport) -> "SourceLine":
        """Return the line after another poll."""
        troubled = [read.outcome for read in report.channels if read.outcome not in SUCCESSES]
        return replace(
            self,
            outcome=troubled[0] if troubled else report.outcome,
            polls=self.polls + 1,
            articles=self.articles + report.added + report.copies,
            alerts=self.alerts + report.alerts,
            next_poll_at=report.next_poll_at,
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """What the picture shows."""

    title: str
    now: datetime
    began: datetime
    lasts: timedelta
    sources: Mapping[str, SourceLine]
    latest: Sequence[Happening]

    @property
    def share(self) -> float:
        """Return how much of the scenario was played, 0 to 1."""
        return min(1.0, max(0.0, (self.now - self.began) / self.lasts))


def picture(moment: Moment) -> Group:
    """Return the whole view, 80 columns by 22 lines."""
    alerts = [happening for happening in moment.latest if happening.mark is Mark.ALERT][-ALERTS:]
    others = [happening for happening in moment.latest if happening.mark is not Mark.ALERT]
    room = max(1, HEIGHT - len(moment.sources) - 4 - len(alerts))
    rule = Text("─" * 80, style="dim", no_wrap=True, overflow="crop")
    return Group(
        _heading(moment),
        _sources(moment.sources.values(), moment.now),
        rule,
        *map(_line, alerts),
        *([rule] if alerts else []),
        *map(_line, others[-room:]),
    )


def _heading(moment: Moment) -> Table:
    heading = Table.grid(expand=True, padding=(0, 1))
    heading.add_column(ratio=1, no_wrap=True)
    heading.add_column(no_wrap=True)
    heading.add_column(width=16)
    heading.add_row(
        Text(moment.title, style="bold"),
        Text(f"{moment.now:%a %d %b %H:%M} UTC", style="bold cyan"),
        ProgressBar(total=1.0, completed=moment.share, width=16),
    )
    return heading


def _sources(lines: Iterable[SourceLine], now: datetime) -> Table:
    table = Table(box=None, expand=True, pad_edge=False, header_style="dim")
    table.add_column("source", no_wrap=True)
    table.add_column("last poll", no_wrap=True, ratio=1)
    for name in ("next", "polls", "articles", "on topic", "alerts"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in lines:
        table.add_row(*_cells(line, now))
    return table


def _cells(line: SourceLine, now: datetime) -> Sequence[Text]:
    style = "green" if line.outcome in SUCCESSES else "bold red"
    if line.next_poll_at is None:
        wait = "-"
    else:
        wait = f"{max(0, round((line.next_poll_at - now).total_seconds() / 60))} min"
    return (
        Text(line.id),
        Text(line.outcome.replace("_", " ") if line.polls else "waiting", style=style),
        Text(wait, style="dim"),
        Text(str(line.polls)),
        Text(str(line.articles)),
        Text(str(line.on_topic)),
        Text(str(line.alerts), style="bold red" if line.alerts else ""),
    )


def _line(happening: Happening) -> Text:
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{happening.at:%H:%M} ", style="dim")
    text.append(f"{happening.mark.word:<8}", style=happening.mark.style)
    text.append(f"{happening.source:<16}", style="dim")
    text.append(happening.text, style="bold" if happening.mark is Mark.ALERT else happening.mark.style)
    return text
