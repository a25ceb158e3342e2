"""`SqliteStore`: what the pipeline calls the Store, in one SQLite file."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from scraper.adapters.sqlite import (
    accounting,
    archive,
    canary_ledger,
    furniture,
    gap_ledger,
    hosts,
    links,
    outbox,
    retention,
    scheduling,
    search,
)
from scraper.adapters.sqlite.instance_lock import InstanceLock
from scraper.adapters.sqlite.opening import open_for_writing
from scraper.adapters.sqlite.recording import Recorder
from scraper.adapters.sqlite.writer import Writer
from scraper.core.furniture import Furniture
from scraper.core.health import Health
from scraper.core.outbox import EVERYBODY, Audiences
from scraper.core.restraint import Hold
from scraper.ports import Decide, Delivery, HostState, Taken
from scraper.settings import Retention
from scraper.types import (
    Alert,
    Channel,
    Intent,
    Link,
    Observed,
    PendingLink,
    PollReport,
    Source,
    SourceId,
    SourceState,
)
from scraper.types.canary import Flight
from scraper.types.gaps import Filling, Gap, OpenGap


class SqliteStore:
    """The one writer of a database file; fulfils ports.Store.

    Made, it holds the instance lock and an open, checked and migrated database; raises StoreBusy or
    StoreError. `sinks` are the names of those that alerts are delivered to: each is for everybody where
    `audiences` says nothing else.
    """

    def __init__(
        self,
        path: Path,
        *,
        sinks: Sequence[str] = (),
        audiences: Audiences = MappingProxyType({}),
        story_window: timedelta = timedelta(days=4),
        kept: Retention = Retention(),  # noqa: B008  (frozen)
    ) -> None:
        self.path = path
        self._sinks = {name: audiences.get(name, EVERYBODY) for name in sinks}
        self._kept = kept
        self._recorder = Recorder(self._sinks, story_window)
        self._lock = InstanceLock(path)
        try:
            self._writer = Writer(lambda: open_for_writing(path))
        except BaseException:
            self._lock.release()
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish what was begun and let another instance in."""
        try:
            self._writer.close()
        finally:
            self._lock.release()

    @property
    def attempts(self) -> int:
        """How many transactions ended, well or not; the writer hangs where it stands still."""
        return self._writer.attempts

    async def sync_sources(self, sources: Sequence[Source], now: datetime) -> None:
        """See ports.Store."""
        await self._writer.run(scheduling.sync_sources, sources, now)

    async def due(self, now: datetime, limit: int) -> Sequence[SourceState]:
        """See ports.Store."""
        return await self._writer.run(scheduling.due, now, limit)

    async def states(self, ids: Sequence[SourceId]) -> Sequence[SourceState]:
        """See ports.Store."""
        return await self._writer.run(scheduling.states, ids)

    async def take_in(
        self,
        source: SourceId,
        channel: Channel,
        links_: Sequence[Link],
        now: datetime,
        *,
        baseline: bool,
        late: OpenGap | None = None,
    ) -> Taken:
        """See ports.Store."""
        return await self._writer.run(
            links.take_in, source, channel, links_, now, baseline=baseline, late=late
        )

    async def keep_states(self, found: Sequence[tuple[Health, Sequence[str]]], now: datetime) -> None:
        """See ports.Store."""
        await self._writer.run(accounting.keep_states, found, now)

    async def canary_begins(self, now: datetime) -> None:
        """See ports.CanaryLedger."""
        await self._writer.run(canary_ledger.begins, now)
        await asyncio.to_thread(canary_ledger.is_seen, self.path, now)

    async def canary_landed(self, flight: Flight) -> None:
        """See ports.CanaryLedger."""
        await self._writer.run(canary_ledger.landed, flight)

    async def open_gap(self, source: SourceId, gap: Gap, now: datetime, *, fillable: bool) -> bool:
        """See ports.GapLedger."""
        return await self._writer.run(gap_ledger.open_gap, source, gap, now, fillable=fillable)

    async def tried_gap(self, gap: OpenGap, filling: Filling, now: datetime) -> None:
        """See ports.GapLedger."""
        await self._writer.run(gap_ledger.tried_gap, gap, filling, now)

    async def pending(self, source: SourceId, now: datetime, limit: int) -> Sequence[PendingLink]:
        """See ports.Store."""
        return await self._writer.run(links.pending, source, now, limit)

    async def record(self, observed: Observed, decide: Decide, now: datetime) -> Intent:
        """See ports.Store."""
        gathered = observed.gathered
        wanted = gathered.article is not None or self._kept.keep_pages == "all"
        page = gathered.page if wanted else None
        packed = None if page is None else await asyncio.to_thread(archive.pack, page)
        return await self._writer.run(self._recorder.record, observed, packed, decide, now)

    async def furniture(self, source: SourceId) -> Furniture:
        """Return the paragraphs that are known as furniture of a source."""
        return await self._writer.run(furniture.furniture, source)

    async def raise_alert(self, alert: Alert) -> bool:
        """See ports.Store."""
        return await self._writer.run(outbox.raise_alert, alert, self._sinks)

    async def finish(self, report: PollReport, state: SourceState) -> None:
        """See ports.Store."""
        await self._writer.run(scheduling.finish, report, state)

    async def tidy(self, now: datetime) -> None:
        """See ports.Store."""
        for step in retention.STEPS.values():
            while await self._writer.run(step, self._kept, now):
                pass
        while await self._writer.run(search.catch_up):
            pass
        await self._writer.run_outside(_checkpoint)

    async def deliveries(self, now: datetime, limit: int) -> Sequence[Delivery]:
        """See ports.Store."""
        return await self._writer.run(outbox.deliveries, now, limit)

    async def delivered(self, delivery: Delivery, now: datetime) -> None:
        """See ports.Store."""
        await self._writer.run(outbox.delivered, delivery, now)

    async def postponed(self, delivery: Delivery, error: str, retry_at: datetime | None) -> None:
        """See ports.Store."""
        await self._writer.run(outbox.postponed, delivery, error, retry_at)

    async def told(self, sink: str, since: datetime) -> Sequence[datetime]:
        """See ports.Outbox."""
        return await self._writer.run(outbox.told, sink, since)

    async def hold(self, delivery: Delivery, hold: Hold) -> None:
        """See ports.Outbox."""
        await self._writer.run(outbox.hold, delivery, hold)

    async def held(self, now: datetime, limit: int) -> Sequence[Delivery]:
        """See ports.Outbox."""
        return await self._writer.run(outbox.held, now, limit)

    async def sum_up(self, digest: Alert, held: Sequence[Delivery]) -> None:
        """See ports.Outbox."""
        await self._writer.run(outbox.sum_up, digest, held)

    async def hosts(self) -> Sequence[HostState]:
        """See ports.HostMemory."""
        return await self._writer.run(hosts.hosts)

    async def remember(self, state: HostState) -> None:
        """See ports.HostMemory."""
        await self._writer.run(hosts.remember, state)


def _checkpoint(db: sqlite3.Connection) -> None:
    """Fold the write-ahead log into the database, as far as readers let it."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.execute("PRAGMA optimize")
