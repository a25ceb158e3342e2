"""What was acknowledged is on disk; readers and writer do not disturb one another."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.deliver import deliver
from scraper.errors import StoreError
from scraper.types import Action, CanonicalUrl, Intent, Known, Link, PendingLink, Policy, SourceId
from tests.adapters.test_store_contract import alert
from tests.fakes_clock import FakeClock
from tests.fakes_sinks import MemorySink
from tests.values import NOON, article, observed, source

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("callers", [1, 3, 40], ids=lambda count: f"{count} at once")
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path, callers: int) -> None:
    path = tmp_path / "store.db"
    with subprocess.Popen(  # noqa: S603  (our own interpreter and module)
        [sys.executable, "-m", "tests.adapters.writing_child", str(path), "run", str(callers)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as child:
        assert child.stdout is not None
        acknowledged = [child.stdout.readline().strip() for _ in range(50)]
        child.kill()
        acknowledged += child.stdout.read().split()
    with closing(sqlite3.connect(path)) as db:
        kept = {key for (key,) in db.execute("SELECT key FROM alerts")}
        orphans = db.execute(
            "SELECT count(*) FROM alerts LEFT JOIN deliveries ON alert = alerts.id "
            "WHERE deliveries.id IS NULL"
        ).fetchone()[0]
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert set(acknowledged) <= kept
    assert len(acknowledged) >= 50
    assert orphans == 0
    SqliteStore(path).close()


async def test_alerts_of_a_killed_process_are_delivered_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.adapters.writing_child", str(path), "run", "5",
        stdout=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert child.stdout is not None
    acknowledged = {(await child.stdout.readline()).decode().strip() for _ in range(10)}
    child.kill()
    acknowledged |= set((await child.stdout.read()).decode().split())
    await child.wait()
    async with SqliteStore(path, sinks=("journal",)) as store:
        waiting = await store.deliveries(NOON + timedelta(days=365), 10_000)
        clock, sink = FakeClock(NOON + timedelta(days=365)), MemorySink("journal")
        while (await deliver(store, {"journal": sink}, clock)).delivered:
            pass
    assert acknowledged <= {alert.key for alert in sink.alerts}
    assert len(sink.alerts) == len(waiting)


async def test_two_outlets_at_once_cannot_both_be_first(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        await store.sync_sources([source("news"), source("wire")], NOON)

        async def tell(by: str) -> Intent:
            url = CanonicalUrl(f"https://{by}.test/trucks")
            seen = observed(
                article(url=url, source=SourceId(by)),
                pending=PendingLink(SourceId(by), Link(url, url), "feed", NOON),
            )
            return await store.record(seen, partial(decide, seen, policy=Policy(), now=NOON), NOON)

        intents = await asyncio.gather(tell("news"), tell("wire"))
        assert {intent.action for intent in intents} == {Action.ADD, Action.COPY}
        assert len(await store.deliveries(NOON, 10)) == 1


async def test_a_decision_that_fails_leaves_no_trace(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        await store.sync_sources([source()], NOON)
        seen = observed()
        whole = decide(seen, Known(), Policy(), NOON)
        broken = replace(whole, action=Action.COPY, copy_of=CanonicalUrl("https://nowhere.test/"))
        with pytest.raises(StoreError, match="no article at"):
            await store.record(seen, lambda _: broken, NOON)
        assert await store.deliveries(NOON, 10) == []
        await store.record(seen, lambda _: whole, NOON)
        assert len(await store.deliveries(NOON, 10)) == 1


async def test_a_cancelled_caller_does_not_break_the_transaction(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        task = asyncio.create_task(store.raise_alert(alert("cancelled")))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not await store.raise_alert(alert("cancelled"))


async def test_readers_and_the_writer_go_on_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, sinks=("journal",)) as store:
        stop = asyncio.Event()

        def read() -> int:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0)) as db:
                return int(db.execute("SELECT count(*) FROM alerts").fetchone()[0])

        async def keep_reading() -> list[int]:
            counts = []
            while not stop.is_set():
                counts.append(await asyncio.to_thread(read))
            return counts

        reading = asyncio.create_task(keep_reading())
        for number in range(100):
            await store.raise_alert(alert(str(number)))
        stop.set()
        counts = await reading
    assert counts == sorted(counts)
    assert len(counts) > 3


async def test_another_process_that_writes_briefly_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, sinks=("journal",)) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            raising = asyncio.create_task(store.raise_alert(alert()))
            await asyncio.sleep(0.2)
            assert not raising.done()
            other.execute("COMMIT")
            assert await raising


async def test_a_full_disk_is_an_error_to_the_caller_and_passes(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        await store._writer.run_outside(lambda db: db.execute("PRAGMA max_page_count = 1").fetchone())
        with pytest.raises(StoreError, match="full"):
            await store.raise_alert(alert("before", detail={"much": "x" * 9000}))
        await store._writer.run_outside(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
        assert await store.raise_alert(alert("after"))


@pytest.mark.parametrize("reader_is_open", [False, True])
async def test_a_clean_stop_leaves_no_log_behind(tmp_path: Path, reader_is_open: bool) -> None:
    path = tmp_path / "store.db"
    log = tmp_path / "store.db-wal"
    store = SqliteStore(path, sinks=("journal",))
    await store.raise_alert(alert())
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        if reader_is_open:
            assert reader.execute("SELECT count(*) FROM alerts").fetchone() == (1,)
        assert log.stat().st_size > 0
        store.close()
        assert not log.exists() or log.stat().st_size == 0


async def test_work_counts_as_done_also_where_it_was_refused(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        before = store.attempts
        await store.due(NOON, 1)
        assert store.attempts == before + 1
        with pytest.raises(StoreError):
            await store.states([SourceId("unknown")])
        assert store.attempts == before + 2
