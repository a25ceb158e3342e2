"""`PastStore`: the writer of a backfill. What was read waits here until its turn in the order of time.

part read ------> candidates + the part's row     one transaction: read once, never again
address fetched -> candidate + its outcome        likewise
all read -------> candidates -> articles          in batches, oldest first (past_recording)
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from scraper.adapters.sqlite import hosts, past_addresses, scheduling
from scraper.adapters.sqlite.connection import immediate
from scraper.adapters.sqlite.encoding import capped, json_of, new_row, text_of
from scraper.adapters.sqlite.instance_lock import InstanceLock
from scraper.adapters.sqlite.opening import open_for_writing
from scraper.adapters.sqlite.outbox import raise_alert
from scraper.adapters.sqlite.past_recording import PastRecorder, PastRun, add_to_run, run_of
from scraper.adapters.sqlite.writer import REFUSALS
from scraper.core.outbox import Audiences
from scraper.errors import StoreError
from scraper.outcomes import Outcome
from scraper.ports import HostState
from scraper.types import Alert, Source
from scraper.types.past import AddressKind, Candidate, PartRead, PastAddress

BATCH: Final = 100
"""Candidates that are recorded in one transaction."""


class PastStore(AbstractContextManager["PastStore"]):
    """Holds the instance lock and the database while a backfill runs; raises StoreBusy, StoreError.

    Its host memory is the daemon's, so that politeness goes on where it was.
    """

    def __init__(self, path: Path, sources: Sequence[Source], now: datetime) -> None:
        self._lock = InstanceLock(path)
        try:
            self._db = open_for_writing(path)
            with immediate(self._db):
                _know_sources(self._db, sources, now)
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, *ending: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with immediate(self._db) as db:
                yield db
        except REFUSALS as error:
            raise StoreError(f"the store refuses: {error}") from error

    def close(self) -> None:
        """Let go of the database and let another instance in."""
        try:
            self._db.close()
        finally:
            self._lock.release()

    def parts_read(self) -> frozenset[str]:
        """Return the ids of parts that are dealt with."""
        rows = self._db.execute("SELECT id FROM past_parts WHERE outcome = ?", (Outcome.OK,))
        return frozenset(row["id"] for row in rows)

    def begin(self, what: str, now: datetime) -> int:
        """Return the id of the run that goes on from here: one that was broken off, else a new one."""
        with self._transaction() as db:
            row = db.execute(
                "SELECT id FROM past_runs WHERE ended_at IS NULL ORDER BY id LIMIT 1"
            ).fetchone()
            if row is not None:
                return int(row["id"])
            return new_row(
                db.execute(
                    "INSERT INTO past_runs (what, began_at) VALUES (?, ?) RETURNING id",
                    (capped(what), text_of(now)),
                )
            )

    def is_unfinished(self) -> bool:
        """Whether a run was broken off."""
        row = self._db.execute("SELECT 1 FROM past_runs WHERE ended_at IS NULL").fetchone()
        return row is not None

    def run(self, run: int) -> PastRun:
        """Return how a run stands."""
        return run_of(self._db, run)

    def end(self, run: int, alert: Alert | None, sinks: Audiences, now: datetime) -> None:
        """End a run and keep what is told of it, in one transaction."""
        with self._transaction() as db:
            if alert is not None:
                raise_alert(db, alert, sinks)
            db.execute("UPDATE past_runs SET ended_at = ? WHERE id = ?", (text_of(now), run))

    def take(self, run: int, read: PartRead, now: datetime, named: Iterable[PastAddress] = ()) -> None:
        """Keep what a part brought or `named`, and that it is read, in one transaction; twice is once."""
        with self._transaction() as db:
            stage(db, read.candidates)
            past_addresses.add(db, named)
            db.execute(
                """
                INSERT OR REPLACE INTO past_parts (
                    id, run, kind, name, outcome, detail, pages, candidates, outcomes, read_at
                )
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                (
                    read.part.id,
                    run,
                    read.part.kind,
                    capped(read.part.name),
                    read.outcome,
                    capped(read.detail),
                    read.pages,
                    len(read.candidates),
                    json_of(dict(sorted(read.outcomes.items()))),
                    text_of(now),
                ),
            )

    def waiting(self) -> int:
        """Return how many candidates wait for their turn."""
        return int(self._db.execute("SELECT count(*) FROM past_candidates").fetchone()[0])

    def record_some(self, run: int, recorder: PastRecorder, now: datetime) -> int:
        """Record the oldest candidates that wait, in one transaction; return how many."""
        with self._transaction() as db:
            counted = recorder.record_batch(db, BATCH, now)
            add_to_run(db, run, counted)
            return counted.actions.total()

    async def hosts(self) -> Sequence[HostState]:
        """See ports.HostMemory."""
        return hosts.hosts(self._db)

    async def remember(self, state: HostState) -> None:
        """See ports.HostMemory."""
        with self._transaction() as db:
            hosts.remember(db, state)

    def add_addresses(self, addresses: Iterable[PastAddress]) -> int:
        """Let addresses wait to be fetched, but for those that are dealt with; return how many do."""
        with self._transaction() as db:
            return past_addresses.add(db, addresses)

    def addresses(self, kind: AddressKind, attempts: int, limit: int) -> Sequence[PastAddress]:
        """Return addresses that wait and were asked for as often as said."""
        return past_addresses.waiting(self._db, kind, attempts, limit)

    def addresses_waiting(self, kind: AddressKind) -> int:
        """Return how many addresses wait."""
        return past_addresses.count(self._db, kind)

    def settle_address(
        self,
        run: int,
        address: PastAddress,
        outcome: Outcome,
        detail: str,
        *,
        candidate: Candidate | None = None,
        named: Iterable[PastAddress] = (),
        again: bool = False,
    ) -> None:
        """Keep how a fetch ended with what it brought, in one transaction."""
        with self._transaction() as db:
            past_addresses.settle(db, run, address, outcome, detail, again=again)
            past_addresses.add(db, named)
            if candidate is not None:
                stage(db, [candidate])


def stage(db: sqlite3.Connection, candidates: Iterable[Candidate]) -> None:
    """Let candidates wait for their turn; one that waits already is not doubled."""
    for one in candidates:
        page = None if one.packed is None else one.packed.page
        db.execute(
            """
            INSERT OR IGNORE INTO past_candidates (
                told_at, captured_at, url, page, reading, requested, status, media_type, charset, size, body
            )
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                text_of(one.told_at),
                text_of(one.captured_at),
                one.url,
                "" if one.packed is None else one.packed.sha256,
                one.reading,
                one.url if page is None else page.requested,
                0 if page is None else page.status,
                "" if page is None else page.media_type,
                None if page is None else page.charset,
                0 if one.packed is None else one.packed.size,
                b"" if one.packed is None else one.packed.body,
            ),
        )


def _know_sources(db: sqlite3.Connection, sources: Sequence[Source], now: datetime) -> None:
    """Make rows of configured sources that the store does not know; the schedule of others stays."""
    known = {row["id"] for row in db.execute("SELECT id FROM sources")}
    scheduling.add_sources(db, [source for source in sources if source.id not in known], now)
