"""The thread that owns the connection."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Concatenate, Final, ParamSpec, TypeVar

from scraper.adapters.sqlite.connection import immediate
from scraper.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")

REFUSALS: Final = (sqlite3.OperationalError, sqlite3.NotSupportedError, sqlite3.InternalError)
"""What SQLite raises when the world is at fault: full, busy, read-only, damaged."""


class Writer:
    """Runs one transaction after another on its own thread; the event loop never waits for the disk."""

    def __init__(self, make_connection: Callable[[], sqlite3.Connection]) -> None:
        self.attempts = 0
        """How many pieces of work ended, well or not."""
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
        loop = asyncio.get_running_loop()
        return await asyncio.shield(
            loop.run_in_executor(self._thread, lambda: self._commit(work, *args, **kwargs))
        )

    def _commit(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        try:
            with immediate(self._connection):
                return work(self._connection, *args, **kwargs)
        except REFUSALS as error:
            raise StoreError(f"the store refuses: {error}") from error
        except sqlite3.DatabaseError as error:
            if type(error) is sqlite3.DatabaseError:  # malformed; its subclasses are programming errors
                raise StoreError(f"the store is damaged: {error}") from error
            raise
        finally:
            self.attempts += 1

    async def run_outside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `work` returns, run outside any transaction (checkpoints); raises StoreError."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, work, self._connection)
        except sqlite3.Error as error:
            raise StoreError(f"the store refuses: {error}") from error
        finally:
            self.attempts += 1

    def close(self) -> None:
        """Finish what is queued, fold in the write-ahead log and close the connection."""
        self._thread.submit(_close, self._connection).result()
        self._thread.shutdown()


def _close(connection: sqlite3.Connection) -> None:
    """Close; beside an open reader SQLite would leave the write-ahead log as it is."""
    with suppress(sqlite3.Error):  # a reader in the middle of its transaction: the next start folds it in
        connection.execute("PRAGMA busy_timeout = 500")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
