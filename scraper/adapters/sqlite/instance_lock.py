"""At most one instance a store: a lock file beside the database, never on it.

SQLite keeps POSIX locks on the database file itself, and closing any other descriptor of that file would
drop them (sqlite.org/howtocorrupt.html, 2.2); a file of its own has no such trap.
"""

import errno
import fcntl
import os
import time
from pathlib import Path
from typing import Final

from scraper.errors import StoreBusy, StoreError, StoreUnusable

_FOR_SOMEBODY: Final = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR}
"""What does not pass by itself."""


def lock_path(database: Path) -> Path:
    """Return where the instance lock of a store lies."""
    return database.with_name(database.name + ".lock")


class InstanceLock:
    """Held from the making until `release`; the kernel frees it when the process dies."""

    def __init__(self, database: Path) -> None:
        path = lock_path(database)
        try:
            database.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            kind = StoreUnusable if error.errno in _FOR_SOMEBODY else StoreError
            raise kind(
                f"cannot open the lock file {path}: {error.strerror}; "
                f"its directory must exist and be writable for this user"
            ) from error
        if not _acquired(self._descriptor):
            os.close(self._descriptor)
            raise StoreBusy(f"another instance holds {database} (lock file {path})")
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Let another instance in."""
        os.close(self._descriptor)


def _acquired(descriptor: int) -> bool:
    """Take the lock; tried for a moment, since a reader that looks whether it is free holds it too."""
    for pause in (0.0, 0.02, 0.05, 0.1):
        time.sleep(pause)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        return True
    return False


def is_held(database: Path) -> bool:
    """Return whether an instance holds the store now."""
    try:
        descriptor = os.open(lock_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
