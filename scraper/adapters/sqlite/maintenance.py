"""What operators do to the file: back it up, cut it down, ask how it is.

Backing up and asking go on beside the daemon; cutting down takes the instance lock.
"""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from scraper.adapters.sqlite import retention, search
from scraper.adapters.sqlite.connection import (
    connect_for_reading,
    immediate,
    sync_directory,
)
from scraper.adapters.sqlite.opening import alone
from scraper.errors import StoreError
from scraper.settings import Retention


def backup(path: Path, target: Path) -> int:
    """Copy the store to a new file by SQLite's online backup, check the copy, return its size in bytes.

    `target` appears when the copy is whole and sound; an existing file is never overwritten. Raises
    StoreError.
    """
    if target.exists():
        raise StoreError(f"{target} exists already: a backup never overwrites")
    draft = target.with_name(target.name + ".partial")
    try:
        draft.unlink(missing_ok=True)
        with closing(connect_for_reading(path)) as here, closing(sqlite3.connect(draft)) as there:
            # In one step: a copy made in several begins anew whenever the daemon writes.
            here.backup(there, pages=-1)
            there.execute("PRAGMA journal_mode = DELETE")
            found = there.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreError(f"the copy of {path} is damaged, and so, it seems, is the store: {found}")
        _sync(draft)
        draft.rename(target)
        sync_directory(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot back up {path} to {target}: {error}") from error
    finally:
        with suppress(OSError):  # what failed above is what people should read
            draft.unlink(missing_ok=True)
    return target.stat().st_size


def prune(path: Path, kept: Retention, now: datetime) -> Mapping[str, int]:
    """Let go of all that retention has ended for and give the room back; return what went, by kind.

    Raises StoreBusy beside a running daemon, which does the same by itself every hour.
    """
    with alone(path) as db:
        gone = dict.fromkeys(retention.STEPS, 0)
        for name, step in retention.STEPS.items():
            while count := _in_transaction(db, step, kept, now):
                gone[name] += count
        db.execute("VACUUM")
    return gone


def rebuild_index(path: Path) -> int:
    """Write the full-text index anew; return how many versions are in it. Raises StoreBusy."""
    total = 0
    with alone(path) as db:
        with immediate(db):
            search.empty(db)
        while True:
            with immediate(db):
                count = search.catch_up(db)
            if not count:
                return total
            total += count


def _in_transaction(db: sqlite3.Connection, step: retention.Step, kept: Retention, now: datetime) -> int:
    with immediate(db):
        return step(db, kept, now)


def _sync(path: Path) -> None:
    """Put a finished copy on disk; it is no database that this process has open."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
