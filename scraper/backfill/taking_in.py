"""A backfill from its beginning to its end: all parts read, then all candidates recorded, then one summary.

    parts not yet read -> driver -> PastStore.take        killed here: read parts stay read
    candidates, oldest first -> decide -> articles        killed here: recorded ones stay recorded
    one alert

Recording begins when all is read, so that what is stored depends neither on the order in which workers end
nor on interruptions.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from scraper.adapters.sqlite.past import PastStore
from scraper.adapters.sqlite.past_recording import PastRecorder, PastRun
from scraper.adapters.sqlite.recording import Recorder
from scraper.backfill.driving import drive
from scraper.backfill.engines import Engine
from scraper.backfill.reading import Plan, read_part, topic_of
from scraper.core.attribution import source_of
from scraper.core.observe import observe
from scraper.core.outbox import Audiences
from scraper.sites import read_article
from scraper.types import Alert, Audience, Policy, Severity
from scraper.types.past import Part, PartKind, PartRead

_EDGE: Final = 64 * 1024
"""Bytes at each end of a file by which, with its size, its content is told."""


class Progress(Protocol):
    """Who watches a backfill."""

    def stage(self, name: str, total: int) -> None:
        """Say what begins, and of how many steps it is."""
        ...

    def step(self, count: int = 1) -> None:
        """Say how many steps are done."""
        ...


def part_of(path: Path, kind: PartKind) -> Part:
    """Return a file as a part; raises OSError."""
    size = path.stat().st_size
    digest = hashlib.sha256(f"{kind} {size}".encode())
    with path.open("rb") as file:
        digest.update(file.read(_EDGE))
        file.seek(max(0, size - _EDGE))
        digest.update(file.read(_EDGE))
    return Part(digest.hexdigest(), kind, path.name, str(path.absolute()), size)


@dataclass(frozen=True, slots=True)
class Backfill:
    """One run over the past: the store, what every page is judged by, and who watches."""

    store: PastStore
    plan: Plan
    policy: Policy
    sinks: Audiences
    progress: Progress
    clock: Callable[[], datetime]

    def archives(self, parts: Sequence[Part], what: str, engine: Engine) -> PastRun | None:
        """Take in WARC files; None where all of them were taken in before."""
        known = self.store.parts_read()
        left = {part.id: part for part in parts if part.id not in known}
        if not left and not self.store.is_unfinished():
            return None
        run = self.store.begin(what, self.clock())
        self.progress.stage("reading", len(left))

        def take(read: PartRead) -> None:
            self.store.take(run, read, self.clock())
            self.progress.step()

        drive(left.values(), partial(read_part, self.plan), engine, take)
        return self.record(run)

    def record(self, run: int) -> PastRun:
        """Record every candidate that waits, the oldest first, and end the run."""
        recorder = self._recorder()
        self.progress.stage("recording", self.store.waiting())
        while count := self.store.record_some(run, recorder, self.clock()):
            self.progress.step(count)
        ended = self.store.run(run)
        self.store.end(run, summary(ended, self.clock()), self.sinks, self.clock())
        return ended

    def _recorder(self) -> PastRecorder:
        topic, sources = topic_of(self.plan.topic), self.plan.sources
        return PastRecorder(
            Recorder({}, self.policy.story_window),
            self.policy,
            lambda gathered: observe(gathered, topic),
            # It was read before by a killable worker, so it does no harm here.
            lambda page, reading, furniture: read_article(
                page, source_of(page.url, sources), reading.link, furniture
            ),
            lambda address: source_of(address, sources),
        )


def summary(run: PastRun, now: datetime) -> Alert | None:
    """Return the one thing that is told of a backfill; None where it brought nothing."""
    if not run.recorded:
        return None
    added, copies = run.recorded.get("add", 0), run.recorded.get("copy", 0)
    news = f"{added} articles, {run.on_topic} of them on topic, {copies} copies"
    return Alert(
        key=f"backfill:{run.id}",
        kind="backfill",
        channel=Audience.ANALYST,
        severity=Severity.INFO,
        subject=f"Backfill from {run.what}: {news}; none of them is told one by one",
        raised_at=now,
        detail={name: str(count) for name, count in sorted(run.outcomes.items())},
    )
