"""Group commit: what waits shares a transaction, and each caller hears the truth of its own."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from scraper.adapters.sqlite.store import SqliteStore
from scraper.adapters.sqlite.writer import GROUP, Writer
from scraper.errors import StoreError
from tests.adapters.test_store_contract import alert

Work = Callable[[sqlite3.Connection], None]


class Watched(sqlite3.Connection):
    """A connection that counts its commits, and whose commits fail while it is told so."""

    commits = 0
    refuses = False

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:
        if sql == "COMMIT":
            if self.refuses:
                raise sqlite3.OperationalError("disk I/O error")
            self.commits += 1
        return super().execute(sql, values)


@asynccontextmanager
async def writer(directory: Path) -> AsyncIterator[tuple[Writer, Watched]]:
    made: list[Watched] = []

    def connect() -> sqlite3.Connection:
        made.append(sqlite3.connect(directory / "words.db", isolation_level=None, factory=Watched))
        made[0].execute("CREATE TABLE words (word TEXT UNIQUE)")
        return made[0]

    with closing(Writer(connect)) as opened:
        yield opened, made[0]


@asynccontextmanager
async def held_up(writer: Writer) -> AsyncIterator[None]:
    """Keep the writer busy in here, so that what is asked of it meanwhile waits together."""
    began, go_on = threading.Event(), threading.Event()

    def wait(_: sqlite3.Connection) -> None:
        began.set()
        assert go_on.wait(10)

    busy = asyncio.ensure_future(writer.run(wait))
    assert await asyncio.to_thread(began.wait, 10)
    try:
        yield
        await asyncio.sleep(0.02)
    finally:
        go_on.set()
    await busy


def say(word: str) -> Work:
    def work(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO words VALUES (?)", (word,))

    return work


def said(directory: Path) -> list[str]:
    """Return the words that another program sees, in the order in which they came."""
    with closing(sqlite3.connect(directory / "words.db")) as db:
        return [word for (word,) in db.execute("SELECT word FROM words ORDER BY rowid")]


async def asked(writer: Writer, *works: Work) -> list[BaseException | None]:
    """Ask for all at once, while the writer is busy; return how each ended."""
    async with held_up(writer):
        asking = [asyncio.ensure_future(writer.run(work)) for work in works]
    return await asyncio.gather(*asking, return_exceptions=True)


async def test_what_waits_is_committed_at_once_in_its_order(tmp_path: Path) -> None:
    async with writer(tmp_path) as (words, connection):
        assert await asked(words, say("one"), say("two"), say("three")) == [None, None, None]
        assert connection.commits == 2  # that of what kept it busy, and one for all
        assert said(tmp_path) == ["one", "two", "three"]


async def test_nobody_hears_before_the_commit(tmp_path: Path) -> None:
    heard_early: list[bool] = []
    async with writer(tmp_path) as (words, _):
        async with held_up(words):
            first = asyncio.ensure_future(words.run(say("one")))
            last = asyncio.ensure_future(words.run(lambda _: heard_early.append(bool(said(tmp_path)))))
        await first
        assert said(tmp_path) == ["one"]
        await last
    assert heard_early == [False]


async def test_a_piece_that_fails_fails_alone_and_leaves_no_trace(tmp_path: Path) -> None:
    def half(db: sqlite3.Connection) -> None:
        say("half")(db)
        raise ValueError("in the middle")

    async with writer(tmp_path) as (words, connection):
        ends = await asked(words, say("one"), half, say("one"), say("two"))
        assert [type(end) for end in ends] == [type(None), ValueError, sqlite3.IntegrityError, type(None)]
        assert connection.commits == 2
        assert said(tmp_path) == ["one", "two"]


async def test_a_commit_that_fails_fails_for_all_and_the_next_one_stands(tmp_path: Path) -> None:
    async with writer(tmp_path) as (words, connection):

        def spoil(_: sqlite3.Connection) -> None:
            connection.refuses = True

        ends = await asked(words, say("one"), spoil, say("two"))
        assert [type(end) for end in ends] == [StoreError] * 3
        assert len(set(map(id, ends))) == 3
        assert said(tmp_path) == []
        connection.refuses = False
        await words.run(say("three"))
        assert said(tmp_path) == ["three"]


async def test_who_heard_well_is_on_disk_and_who_heard_ill_is_not_where_the_disk_is_full(
    tmp_path: Path,
) -> None:
    def much(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO words VALUES (?)", ("x" * 100_000,))

    async with writer(tmp_path) as (words, _):
        await words.run_outside(lambda db: db.execute("PRAGMA max_page_count = 10").fetchone())
        ends = await asked(words, say("one"), much, say("two"))
        assert isinstance(ends[1], StoreError)
        kept = [word for word, end in zip(("one", "much", "two"), ends, strict=True) if end is None]
        assert said(tmp_path) == kept
        await words.run(say("three"))
        assert said(tmp_path) == [*kept, "three"]


async def test_what_must_be_outside_of_a_transaction_is_and_keeps_its_turn(tmp_path: Path) -> None:
    async with writer(tmp_path) as (words, connection):
        async with held_up(words):
            before = asyncio.ensure_future(words.run(say("before")))
            outside = asyncio.ensure_future(
                words.run_outside(lambda db: (db.in_transaction, said(tmp_path)))
            )
            after = asyncio.ensure_future(words.run(say("after")))
        await asyncio.gather(before, after)
        assert await outside == (False, ["before"])
        assert connection.commits == 3
        assert said(tmp_path) == ["before", "after"]


async def test_a_cancelled_caller_takes_nothing_from_its_group(tmp_path: Path) -> None:
    async with writer(tmp_path) as (words, _):
        async with held_up(words):
            asking = [asyncio.ensure_future(words.run(say(word))) for word in ("one", "two", "three")]
            await asyncio.sleep(0)
            asking[1].cancel()
        ends = await asyncio.gather(*asking, return_exceptions=True)
        assert [type(end) for end in ends] == [type(None), asyncio.CancelledError, type(None)]
        assert said(tmp_path) == ["one", "two", "three"]


async def test_a_group_is_bounded_and_every_piece_counts(tmp_path: Path) -> None:
    async with writer(tmp_path) as (words, connection):
        before = words.attempts
        many = 2 * GROUP + 1
        assert await asked(words, *(say(str(number)) for number in range(many))) == [None] * many
        assert connection.commits == 1 + 3
        assert words.attempts == before + 1 + many
        assert said(tmp_path) == [str(number) for number in range(many)]


async def test_what_waits_when_the_store_closes_is_done(tmp_path: Path) -> None:
    async with writer(tmp_path) as (words, _):
        asking = [asyncio.ensure_future(words.run(say(str(number)))) for number in range(GROUP + 1)]
        await asyncio.sleep(0)
    assert len(said(tmp_path)) == GROUP + 1
    await asyncio.gather(*asking)


async def test_who_asks_a_closed_store_hears_of_it_at_once(tmp_path: Path) -> None:
    async with writer(tmp_path) as (words, _):
        pass
    with pytest.raises(RuntimeError, match="closed"):
        await words.run(say("late"))


async def test_alerts_raised_while_another_program_writes_are_kept_each_once(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, sinks=("journal",)) as store:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            raising = [asyncio.ensure_future(store.raise_alert(alert(key))) for key in "abcab"]
            await asyncio.sleep(0.1)
            assert not any(one.done() for one in raising)
            other.execute("COMMIT")
        assert await asyncio.gather(*raising) == [True, True, True, False, False]


def test_one_event_loop_after_another_may_ask(tmp_path: Path) -> None:
    with closing(Writer(lambda: sqlite3.connect(tmp_path / "words.db", isolation_level=None))) as words:

        async def ask(number: int) -> None:
            if number == 0:
                await words.run(lambda db: db.execute("CREATE TABLE words (word TEXT)").fetchall())
            await words.run(say(str(number)))

        for number in range(3):
            asyncio.run(ask(number))
    assert said(tmp_path) == ["0", "1", "2"]
