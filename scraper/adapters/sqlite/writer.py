"""The thread that owns the connection, and the groups in which it commits."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Concatenate, Final, ParamSpec, TypeVar

from scraper.adapters.sqlite.connection import immediate
from scraper.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")

REFUSALS: Final = (sqlite3.OperationalError, sqlite3.NotSupportedError, sqlite3.InternalError)
"""What SQLite raises when the world is at fault: full, busy, read-only, damaged."""
GROUP: Final = 64
"""Pieces of work that share a commit at most, so that the first does not wait long for the last."""


class _Piece:
    """One caller's work, and how it ended."""

    def __init__(self, work: Callable[[], object], *, outside: bool = False) -> None:
        self.work = work
        self.outside = outside
        """Whether it must not run inside a transaction."""
        self.error: BaseException | None = None
        self.loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = self.loop.create_future()

    def goes_with(self, other: "_Piece") -> bool:
        """Return whether the two can be done in one transaction, and told of it at once."""
        return not (self.outside or other.outside) and self.loop is other.loop

    def tell(self) -> None:
        """Let the caller hear; one that was cancelled waits no more."""
        if self.ended.cancelled():
            return
        if self.error is None:
            self.ended.set_result(None)
        else:
            self.ended.set_exception(self.error)


class Writer:
    """Does one piece of work after another on its own thread; the event loop never waits for the disk.

    What waits while a transaction runs is done in the next one (group commit): each piece behind a
    savepoint, so that one that fails leaves no trace and the others stand; one commit, and one sync of the
    disk, for all of them. Nobody hears before that commit.
    """

    def __init__(self, make_connection: Callable[[], sqlite3.Connection]) -> None:
        self.attempts = 0
        """How many pieces of work ended, well or not."""
        self._waiting: deque[_Piece] = deque()
        self._closed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            self._connection = self._thread.submit(make_connection).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def run(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what `work(connection, ...)` returns, committed; raises StoreError.

        A cancelled caller stops waiting, the transaction is finished all the same.
        """
        answer: list[T] = []
        await self._ended(_Piece(lambda: answer.append(work(self._connection, *args, **kwargs))))
        return answer[0]

    async def run_outside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `work` returns, run outside any transaction (checkpoints); raises StoreError."""
        answer: list[T] = []
        await self._ended(_Piece(lambda: answer.append(work(self._connection)), outside=True))
        return answer[0]

    def close(self) -> None:
        """Finish what is queued, fold in the write-ahead log and close the connection."""
        self._closed = True
        self._thread.submit(self._work_off).result()
        self._thread.submit(_close, self._connection).result()
        self._thread.shutdown()

    async def _ended(self, piece: _Piece) -> None:
        if self._closed:
            raise RuntimeError("the store is closed")
        self._waiting.append(piece)
        piece.loop.call_soon(self._summon)
        await piece.ended

    def _summon(self) -> None:
        """Set the thread to work; by now all wait that were asked for in one turn of the loop."""
        if self._waiting:
            self._thread.submit(self._work_off)

    # -- on the thread --------------------------------------------------------------------------------

    def _work_off(self) -> None:
        """Do all that waits, group by group."""
        while group := self._next():
            try:
                if group[0].outside:
                    group[0].work()
                else:
                    self._commit(group)
            except BaseException as error:  # noqa: BLE001  (the callers', each of which hears of it)
                for piece in group:
                    piece.error = _as_told(error)
            finally:
                self.attempts += len(group)
            with suppress(RuntimeError):  # the loop has closed: nobody waits any more
                group[0].loop.call_soon_threadsafe(_tell, group)

    def _next(self) -> Sequence[_Piece]:
        """Take what waits, in its order, as far as it can be done together."""
        group: list[_Piece] = []
        while self._waiting and len(group) < GROUP:
            if group and not self._waiting[0].goes_with(group[0]):
                break
            group.append(self._waiting.popleft())
        return group

    def _commit(self, group: Sequence[_Piece]) -> None:
        with immediate(self._connection):
            if len(group) == 1:  # undone with its transaction; a savepoint copies every page that changes
                group[0].work()
                return
            for piece in group:
                self._do(piece)

    def _do(self, piece: _Piece) -> None:
        """Do one piece, undone where it fails; raises only what takes the others' work with it."""
        self._connection.execute("SAVEPOINT piece")
        try:
            piece.work()
        except BaseException as error:
            if not self._connection.in_transaction:  # SQLite itself rolls back when the disk is full
                raise
            piece.error = _as_told(error)
            self._connection.execute("ROLLBACK TO piece")
        self._connection.execute("RELEASE piece")


def _tell(group: Sequence[_Piece]) -> None:
    for piece in group:
        piece.tell()


def _as_told(error: BaseException) -> BaseException:
    """Return what a caller hears of an error: StoreError where the world is at fault."""
    if isinstance(error, REFUSALS):
        told = StoreError(f"the store refuses: {error}")
    elif type(error) is sqlite3.DatabaseError:  # malformed; its subclasses are programming errors
        told = StoreError(f"the store is damaged: {error}")
    else:
        return error
    told.__cause__ = error
    return told


def _close(connection: sqlite3.Connection) -> None:
    """Close; beside an open reader SQLite would leave the write-ahead log as it is."""
    with suppress(sqlite3.Error):  # a reader in the middle of its transaction: the next start folds it in
        connection.execute("PRAGMA busy_timeout = 500")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
