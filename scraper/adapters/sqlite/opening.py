"""Opening the store to write: a new file, a known one, and those that are refused."""

import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from scraper.adapters.sqlite import search
from scraper.adapters.sqlite.connection import (
    APPLICATION_ID,
    configure,
    connect,
    immediate,
    refusal,
    refuse_newer,
    sync_directory,
)
from scraper.adapters.sqlite.filesystems import filesystem_of, forbids_locks
from scraper.adapters.sqlite.instance_lock import InstanceLock
from scraper.adapters.sqlite.migrations import MIGRATIONS
from scraper.errors import StoreError, StoreUnusable

OTHER_LIBRARIES: Final = ("pysqlite3", "apsw")
"""Packages that carry a SQLite of their own."""
CHECK_WITHIN: Final = 5.0
"""Seconds that the integrity check at start may take; what a longer one would find is `db doctor`'s."""


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Return a connection to the store at `path`, made or migrated as needed.

    The caller holds the instance lock. Raises StoreError where the file is not ours, from a newer program
    or damaged; it is never overwritten.
    """
    _refuse_second_library(path)
    kind = filesystem_of(path)
    if forbids_locks(kind):
        raise StoreUnusable(
            f"{path} is on {kind}, where SQLite's locks cannot be relied on: use a local disk"
        )
    if not path.exists():
        _create(path)
    connection = connect(path)
    try:
        _check(connection, path)
        _migrate(connection, path)
        with immediate(connection):
            search.prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        raise refusal(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def alone(path: Path) -> Iterator[sqlite3.Connection]:
    """A writing connection to an existing store that no daemon holds; raises StoreBusy, StoreError."""
    if not path.is_file():
        raise StoreError(f"there is no database at {path}")
    lock = InstanceLock(path)
    try:
        with closing(open_for_writing(path)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise StoreError(f"cannot write to {path}: {error}") from error
    finally:
        lock.release()


def _refuse_second_library(path: Path) -> None:
    """Raise StoreError where this process has loaded another SQLite: each would drop the other's locks.

    sqlite.org/howtocorrupt.html, 2.2.1. sqlite-utils loads pysqlite3 unasked where it is installed.
    """
    loaded = [name for name in OTHER_LIBRARIES if name in sys.modules]
    if loaded:
        raise StoreUnusable(
            f"{path} cannot be written safely with {loaded[0]} loaded: uninstall that package"
        )


def _create(path: Path) -> None:
    """Make a whole database under another name first: one at `path` is complete or not there."""
    draft = path.with_name(path.name + ".new")
    try:
        for left_over in (
            draft,
            draft.with_name(draft.name + "-wal"),
            draft.with_name(draft.name + "-shm"),
        ):
            left_over.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            configure(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            MIGRATIONS.apply(Database(connection))
        draft.rename(path)
        sync_directory(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot create the database {path}: {error}") from error


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is damaged."""
    deadline = time.monotonic() + CHECK_WITHIN
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        found = "ok"  # too large to be checked whole at start
    finally:
        connection.set_progress_handler(None, 0)
    if found != "ok":
        raise StoreUnusable(f"{path} is damaged ({found}): move it aside and restore the last backup")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    database = Database(connection)
    refuse_newer(database, path)
    if not MIGRATIONS.pending(database):
        return
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < 2 * size:
        raise StoreError(f"{path} has to be migrated, for which {2 * size} bytes must be free; {free} are")
    MIGRATIONS.apply(database)
