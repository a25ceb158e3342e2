"""The thread that owns the connection."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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

    async def run_outside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `work` returns, run outside any transaction (checkpoints); raises StoreError."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, work, self._connection)
        except sqlite3.Error as error:
            raise StoreError(f"the store refuses: {error}") from error

    def close(self) -> None:
        """Finish what is queued and close the connection; SQLite then folds in the write-ahead log."""
        self._thread.submit(self._connection.close).result()
        self._thread.shutdown()
