"""Opening the database file: new, known, foreign, newer, damaged; and its transactions.

The file is only ever touched through SQLite: a raw open and close of it in this process would drop the
locks that keep other programs' readers and our commits apart.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from scraper.adapters.sqlite import search
from scraper.adapters.sqlite.filesystems import filesystem_of, forbids_locks
from scraper.adapters.sqlite.instance_lock import is_held
from scraper.adapters.sqlite.migrations import MIGRATIONS, newer_steps
from scraper.errors import StoreError

APPLICATION_ID: Final = 0x4A554D31
"""`JUM1`, in the file's header: this is our database."""
BUSY_TIMEOUT: Final = 15.0
"""Seconds to wait for another process's transaction."""
CHECK_WITHIN: Final = 5.0
"""Seconds that the integrity check at start may take; what a longer one would find is `db doctor`'s."""
WAL_LIMIT: Final = 64 * 1024 * 1024
"""Bytes to which the write-ahead log is cut back after a checkpoint."""


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction that holds the write lock from its start.

    A deferred one that turns into a writer fails at once where somebody else wrote, whatever the busy
    timeout (sqlite.org/isolation.html).
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself rolls back when the disk is full
            connection.execute("ROLLBACK")
        raise


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Return a connection to the store at `path`, made or migrated as needed.

    The caller holds the instance lock. Raises StoreError where the file is not ours, from a newer program
    or damaged; it is never overwritten.
    """
    kind = filesystem_of(path)
    if forbids_locks(kind):
        raise StoreError(f"{path} is on {kind}, where SQLite's locks cannot be relied on: use a local disk")
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
        raise StoreError(f"cannot use the database {path}: {error}") from error
    except BaseException:
        connection.close()
        raise
    return connection


def connect(path: Path) -> sqlite3.Connection:
    """Return a writing connection to an existing file, with every pragma set; raises StoreError."""
    try:
        if path.stat().st_size == 0:
            raise StoreError(f"{path} is empty, which no database of ours ever is: move it aside")
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT, isolation_level=None
        )
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot open the database {path}: {error}") from error
    try:
        refuse_strangers(connection, path)  # before the pragmas: turning it to WAL would change it
        _configure(connection)
    except sqlite3.Error as error:
        connection.close()
        raise StoreError(f"cannot use the database {path}: {_advice(error, path)}") from error
    except StoreError:
        connection.close()
        raise
    return connection


def refuse_strangers(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError where the database is not ours."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreError(f"{path} is a database of another program: give a different file")


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """Return a read-only connection to a store of this program's version; raises StoreError."""
    if not path.is_file():
        raise StoreError(f"there is no database at {path}: `scraper run` makes it, or name one with --db")
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{_reading_mode(path)}",
            uri=True,
            timeout=BUSY_TIMEOUT,
            isolation_level=None,
        )
    except sqlite3.Error as error:
        raise StoreError(f"cannot open the database {path}: {error}") from error
    try:
        connection.row_factory = sqlite3.Row
        refuse_strangers(connection, path)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        refuse_other_versions(Database(connection, recursive_triggers=False), path)
    except sqlite3.Error as error:
        connection.close()
        raise StoreError(f"cannot read the database {path}: {error}") from error
    except StoreError:
        connection.close()
        raise
    return connection


def _reading_mode(path: Path) -> str:
    """Return how to open: immutable where nobody writes and no write-ahead log exists.

    A read-only user cannot make the files that WAL mode needs, and one who can would leave them behind.
    """
    unused = not path.with_name(path.name + "-wal").exists() and not is_held(path)
    return "mode=ro&immutable=1" if unused else "mode=ro"


def _configure(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")


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
            _configure(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            MIGRATIONS.apply(Database(connection))
        draft.rename(path)
        sync_directory(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot create the database {path}: {error}") from error


def sync_directory(directory: Path) -> None:
    """Put a directory's entries on disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
        raise StoreError(f"{path} is damaged ({found}): move it aside and restore the last backup")


def refuse_other_versions(database: Database, path: Path) -> None:
    """Raise StoreError where the schema is not of this program's version."""
    _refuse_newer(database, path)
    if MIGRATIONS.pending(database):
        raise StoreError(f"{path} is of an older version of this program: start `scraper run` once")


def _refuse_newer(database: Database, path: Path) -> None:
    newer = newer_steps(database)
    if newer:
        raise StoreError(f"{path} was written by a newer version of this program (it has {newer[0]})")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    database = Database(connection)
    _refuse_newer(database, path)
    if not MIGRATIONS.pending(database):
        return
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    if free < 2 * size:
        raise StoreError(f"{path} has to be migrated, for which {2 * size} bytes must be free; {free} are")
    MIGRATIONS.apply(database)


def _advice(error: sqlite3.Error, path: Path) -> str:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY:
        return f"it is read-only: make {path} and its directory writable for this user"
    return str(error)
