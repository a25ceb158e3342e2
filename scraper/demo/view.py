"""The live view of a demo: a picture that changes in place on a terminal, plain lines in a pipe.

It is told of polls as the log is (`ports.Telemetry`) and looks into the store for what they brought.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from rich.console import Console, ConsoleRenderable
from rich.live import Live

from scraper.adapters.sqlite.reader import LibraryReader
from scraper.core.sanitize import sanitize
from scraper.demo.happenings import (
    Happening,
    Mark,
    of_alert,
    of_article,
    of_event,
    of_poll,
    worth_telling,
)
from scraper.demo.recording import save_recording
from scraper.demo.running import Watch
from scraper.demo.scenario import Scenario
from scraper.demo.screen import Moment, SourceLine, picture
from scraper.ports import Clock, Telemetry
from scraper.settings import Settings
from scraper.types import Grade, PollReport, SourceId
from scraper.types.library import ArticleLine

KEPT = 200
"""Lines remembered: enough that the latest alerts are among them."""
LOOKED_AT = 40
"""Of the newest articles and alerts, how many a look into the store takes."""


class View:
    """What is shown of one run. `console` None: nothing."""

    def __init__(self, scenario: Scenario, console: Console | None) -> None:
        self._scenario = scenario
        self._console = console
        self._live: Live | None = None
        self._clock: Clock | None = None
        self._database: Path | None = None
        self._reader: LibraryReader | None = None
        self._sources = {site.id: SourceLine(site.id) for site in scenario.sites}
        self._latest: deque[Happening] = deque(maxlen=KEPT)
        self._known: dict[str, int] = {}
        self._told: set[str] = set()
        self._coming = deque(worth_telling(scenario.events))
        self.recorded: Moment | None = None
        """The moment of the latest alert."""

    @contextmanager
    def shown(self) -> Iterator["View"]:
        """Show the view while it is entered."""
        with ExitStack() as stack:
            if self._console is not None and self._console.is_terminal:
                live = Live(console=self._console, refresh_per_second=8, get_renderable=self._picture)
                self._live = stack.enter_context(live)
            stack.callback(self._close)
            yield self

    def watch(self, settings: Settings, clock: Clock) -> Telemetry:
        """Begin: from now on there are a store and a clock."""
        self._database, self._clock = settings.database, clock
        return self

    def polled(self, report: PollReport) -> None:
        """Show how a poll went and what it brought."""
        self._announce()
        line = self._sources.get(report.source)
        if line is not None:
            self._sources[report.source] = line.after(report)
        trouble = of_poll(report)
        if trouble is not None:
            self._tell(trouble)
        if report.added or report.copies or report.revised or report.alerts:
            self._look(report)

    def crashed(self, source: SourceId, error: Exception) -> None:
        """Show that a poll met a programming error."""
        self._tell(Happening(self._moment().now, Mark.TROUBLE, source, f"programming error: {error!r}"))

    def event(self, name: str, fields: Mapping[str, str | int | float]) -> None:
        """Show what else an operator would be told; a canary that lives is no trouble."""
        if name == "canary_lives":
            return
        told = " ".join(f"{key}={value}" for key, value in fields.items())
        self._tell(Happening(self._moment().now, Mark.TROUBLE, "", f"{name} {told}"))

    def _announce(self) -> None:
        """Tell of the scenario's events whose time has come."""
        offset = self._moment().now - self._scenario.starts_at
        while self._coming and self._coming[0].at <= offset:
            event = self._coming.popleft()
            self._tell(of_event(event, self._scenario.starts_at + event.at))

    def _look(self, report: PollReport) -> None:
        """Tell of articles and alerts since the start that the store did not hold at the last look."""
        if self._reader is None:
            if self._database is None:
                return
            self._reader = LibraryReader(self._database)
        began = self._scenario.starts_at
        for line in reversed(self._reader.latest(limit=LOOKED_AT)):
            if line.first_seen_at < began:
                continue
            if line.id not in self._known:
                self._count(line)
            if self._known.get(line.id) != line.versions:
                self._known[line.id] = line.versions
                self._tell(of_article(line, report.ended_at))
        for record in reversed(self._reader.alerts(limit=LOOKED_AT)):
            if record.alert.key not in self._told and record.alert.raised_at >= began:
                self._told.add(record.alert.key)
                self._tell(of_alert(record.alert))
                self.recorded = self._moment()

    def _count(self, line: ArticleLine) -> None:
        source = self._sources.get(line.source)
        if source is not None and line.grade >= Grade.RELATED:
            self._sources[line.source] = replace(source, on_topic=source.on_topic + 1)

    def _tell(self, happening: Happening) -> None:
        self._latest.append(happening)
        if self._console is not None and self._live is None:
            self._console.print(sanitize(str(happening)), markup=False, highlight=False, soft_wrap=True)

    def _moment(self) -> Moment:
        now = self._scenario.starts_at if self._clock is None else self._clock.now()
        return Moment(
            title=f"{self._scenario.name} (simulated)",
            now=now,
            began=self._scenario.starts_at,
            lasts=self._scenario.lasts,
            sources=dict(self._sources),
            latest=tuple(self._latest),
        )

    def _picture(self) -> ConsoleRenderable:
        return picture(self._moment())

    def _close(self) -> None:
        if self._reader is not None:
            self._reader.close()


@contextmanager
def watch(
    scenario: Scenario, *, quiet: bool = False, console: Console | None = None, record: Path | None = None
) -> Iterator[Watch]:
    """Yield what `play` is to tell of the run; nothing is shown where `quiet`.

    `record` takes the picture of the latest alert, as SVG.
    """
    with View(scenario, None if quiet else console or Console()).shown() as view:
        yield view.watch
    if record is not None and view.recorded is not None:
        save_recording(view.recorded, record)
