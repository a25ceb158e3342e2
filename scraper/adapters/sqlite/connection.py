"""Connections to an existing database file, for writing and for reading; and their transactions.

The file is only ever touched through SQLite: a raw open and close of it in this process would drop the
locks that keep other programs' readers and our commits apart.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from scraper.adapters.sqlite.instance_lock import is_held
from scraper.adapters.sqlite.migrations import MIGRATIONS, newer_steps
from scraper.errors import StoreError, StoreUnusable

APPLICATION_ID: Final = 0x4A554D31
"""`JUM1`, in the file's header: this is our database."""
BUSY_TIMEOUT: Final = 15.0
"""Seconds to wait for another process's transaction."""
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


def connect(path: Path) -> sqlite3.Connection:
    """Return a writing connection to an existing file, with every pragma set; raises StoreError."""
    try:
        if path.stat().st_size == 0:
            raise StoreUnusable(f"{path} is empty, which no database of ours ever is: move it aside")
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT, isolation_level=None
        )
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot open the database {path}: {error}") from error
    try:
        refuse_strangers(connection, path)  # before the pragmas: turning it to WAL would change it
        configure(connection)
    except sqlite3.Error as error:
        connection.close()
        raise refusal(error, path) from error
    except StoreError:
        connection.close()
        raise
    return connection


def refuse_strangers(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError where the database is not ours."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreUnusable(f"{path} is a database of another program: give a different file")


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


def configure(connection: sqlite3.Connection) -> None:
    """Make a writing connection durable, strict and in WAL mode."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")


def sync_directory(directory: Path) -> None:
    """Put a directory's entries on disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refuse_other_versions(database: Database, path: Path) -> None:
    """Raise StoreError where the schema is not of this program's version."""
    refuse_newer(database, path)
    if MIGRATIONS.pending(database):
        raise StoreError(f"{path} is of an older version of this program: start `scraper run` once")


def refuse_newer(database: Database, path: Path) -> None:
    """Raise StoreError where the schema has steps that this program does not know."""
    newer = newer_steps(database)
    if newer:
        raise StoreUnusable(f"{path} was written by a newer version of this program (it has {newer[0]})")


def refusal(error: sqlite3.Error, path: Path) -> StoreError:
    """Return what SQLite's error at opening means, with the remedy where somebody has to act."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return StoreUnusable(
            f"{path} is read-only or not ours ({error}): make it and its directory writable for this user"
        )
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return StoreUnusable(f"{path} is damaged ({error}): move it aside and restore the last backup")
    return StoreError(f"cannot use the database {path}: {error}")
