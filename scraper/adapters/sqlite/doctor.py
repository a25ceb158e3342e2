"""How the database file is: what a person should know before it hurts."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from scraper.adapters.sqlite.filesystems import filesystem_of, forbids_locks
from scraper.adapters.sqlite.reader import LibraryReader

WAL_WARNING: Final = 64 * 1024 * 1024
"""Bytes of write-ahead log from which a reader seems to hold it open."""
RESET_BUG_FIXED: Final = (3, 51, 3)
"""Before this version two connections that write at once may lose a checkpoint (sqlite.org/wal.html)."""


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    level: Level
    words: str
    """What was found, and what to do where it is not well."""


def examine(path: Path) -> Iterator[Finding]:
    """Yield findings on the store at `path`; raises StoreError where it cannot be read at all.

    Reads the whole file: on a large store it takes minutes, and the daemon goes on meanwhile.
    """
    with LibraryReader(path) as reader:
        yield Finding("schema", Level.OK, "the database is ours and of this program's version")
        yield from reader.examined_by(_pages, _foreign_keys, _index, _deliveries)
    yield _wal(path)
    yield _room(path)
    yield _filesystem(path)
    yield _library()


def _pages(db: sqlite3.Connection) -> Finding:
    found = [row[0] for row in db.execute("PRAGMA integrity_check(3)")]
    if found == ["ok"]:
        return Finding("integrity", Level.OK, "every page and index is sound")
    return Finding(
        "integrity", Level.ERROR, f"{'; '.join(found)}: stop the service, restore the last backup"
    )


def _foreign_keys(db: sqlite3.Connection) -> Finding:
    orphans = [f"{row['table']} -> {row['parent']}" for row in db.execute("PRAGMA foreign_key_check")]
    if orphans:
        return Finding("orphans", Level.ERROR, f"{len(orphans)} rows refer to nothing: {orphans[0]}")
    bare = db.execute(
        "SELECT count(*) FROM articles LEFT JOIN versions ON versions.article = articles.id "
        "WHERE versions.id IS NULL"
    ).fetchone()[0]
    level = Level.ERROR if bare else Level.OK
    return Finding("orphans", level, f"{bare} articles without a version")


def _index(db: sqlite3.Connection) -> Finding:
    missing = db.execute(
        "SELECT count(*) FROM versions WHERE id NOT IN (SELECT rowid FROM search)"
    ).fetchone()[0]
    if missing:
        return Finding("search", Level.WARNING, f"{missing} versions are not in the index yet")
    return Finding("search", Level.OK, "every version is in the index")


def _deliveries(db: sqlite3.Connection) -> Finding:
    counts = dict(db.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall())
    dead = counts.get("dead", 0)
    words = f"{counts.get('waiting', 0)} waiting, {counts.get('held', 0)} held back, {dead} given up"
    return Finding("deliveries", Level.WARNING if dead else Level.OK, words)


def _wal(path: Path) -> Finding:
    try:
        size = path.with_name(path.name + "-wal").stat().st_size
    except FileNotFoundError:
        size = 0
    if size > WAL_WARNING:
        return Finding("write-ahead log", Level.WARNING, f"{size} bytes: some reader holds it open")
    return Finding("write-ahead log", Level.OK, f"{size} bytes")


def _room(path: Path) -> Finding:
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    words = f"{free} bytes free, the database has {size}"
    if free < 2 * size:
        return Finding("room", Level.WARNING, f"{words}: a migration or VACUUM needs twice its size")
    return Finding("room", Level.OK, words)


def _filesystem(path: Path) -> Finding:
    kind = filesystem_of(path)
    if forbids_locks(kind):
        return Finding("file system", Level.ERROR, f"{kind}: WAL needs a local one, move the database")
    return Finding("file system", Level.OK, kind or "unknown")


def _library() -> Finding:
    words = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < RESET_BUG_FIXED:
        return Finding(
            "library",
            Level.OK,
            f"{words}; its WAL-reset bug needs two that checkpoint: only the daemon does",
        )
    return Finding("library", Level.OK, words)
