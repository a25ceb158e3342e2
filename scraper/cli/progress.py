"""How long commands show that they go on: a bar on a terminal, a line now and then in a log."""

import sys
import time
from types import TracebackType
from typing import Final, Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

EVERY: Final = 10.0
"""Seconds between two lines in a log."""


class Watched:
    """Tells on stderr how far a command is; `stage` begins a new count."""

    def __init__(self) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bars.add_task("", visible=False)
        self._name = ""
        self._done = self._total = 0
        self._told_at = time.monotonic()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def stage(self, name: str, total: int) -> None:
        """Say what begins, and of how many steps it is."""
        self._name, self._done, self._total = name, 0, total
        self._bars.remove_task(self._task)
        self._task = self._bars.add_task(name, total=total)

    def step(self, count: int = 1) -> None:
        """Say how many steps were done."""
        self._done += count
        self._bars.advance(self._task, count)
        if self._bars.disable and time.monotonic() - self._told_at >= EVERY:
            self._told_at = time.monotonic()
            click.echo(f"{self._name}: {self._done} of {self._total}", err=True)
