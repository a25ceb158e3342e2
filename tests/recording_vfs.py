"""SQLite's own file layer, listened to: what is written, cut, synced, in its order.

A copy of the default VFS whose files have three methods of ours before the real ones
(https://www.sqlite.org/vfs.html). By ctypes, within the very library that the standard module uses, so that
what is recorded is what the store does. For a process of its own: it becomes the default for good.
"""

import _sqlite3
import ctypes
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, byref, c_char_p, c_int, c_int64, c_void_p, cast, memmove, sizeof
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Written:
    file: str
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncated:
    file: str
    to: int


@dataclass(frozen=True, slots=True)
class Synced:
    file: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that happened beside the files."""

    what: str


Happening = Written | Truncated | Synced | Noted

_OK: Final = 0
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("others", c_void_p * 15),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    )


class Recorder:
    """Listens from `install` on; the thread that writes is SQLite's caller."""

    def __init__(self) -> None:
        self.happenings: list[Happening] = []
        self._names: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        self._callbacks: list[object] = []
        """Kept, as C holds pointers to them."""
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._library = library
        self._real = library.sqlite3_vfs_find(None)
        self._real_open = _OPEN(self._real.contents.open)

    def install(self) -> None:
        """Become the default for every database opened from now on."""
        ours = _Vfs.from_buffer_copy(self._real.contents)
        ours.name = b"recording"
        ours.open = self._pointer(_OPEN(self._open))
        self._callbacks.append(ours)
        assert self._library.sqlite3_vfs_register(byref(ours), 1) == _OK

    def note(self, what: str) -> None:
        self.happenings.append(Noted(what))

    def _pointer(self, callback: object) -> int:
        self._callbacks.append(callback)
        address = cast(callback, c_void_p).value  # type: ignore[arg-type]
        assert address is not None
        return address

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        # The name stays a pointer: SQLite reads on behind its end.
        done: int = self._real_open(cast(self._real, c_void_p), name, file, flags, out)
        if done == _OK and name is not None:
            self._names[file] = Path(ctypes.string_at(name).decode()).name
            held = c_void_p.from_address(file)
            assert held.value is not None
            held.value = ctypes.addressof(self._listening(held.value))
        return done

    def _listening(self, address: int) -> _Methods:
        """Return the methods at `address` with ours before three of them."""
        if address not in self._methods:
            real = _Methods.from_address(address)
            ours = _Methods()
            memmove(byref(ours), address, sizeof(_Methods))
            write, truncate, sync = _WRITE(real.write), _TRUNCATE(real.truncate), _SYNC(real.sync)

            def on_write(file: int, data: int, size: int, at: int) -> int:
                return self._noted(Written(self._names[file], at, ctypes.string_at(data, size)))(
                    write, file, data, size, at
                )

            def on_truncate(file: int, to: int) -> int:
                return self._noted(Truncated(self._names[file], to))(truncate, file, to)

            def on_sync(file: int, flags: int) -> int:
                done = int(sync(file, flags))
                self.happenings.append(Synced(self._names[file]))
                return done

            ours.write = self._pointer(_WRITE(on_write))
            ours.truncate = self._pointer(_TRUNCATE(on_truncate))
            ours.sync = self._pointer(_SYNC(on_sync))
            self._methods[address] = ours
        return self._methods[address]

    def _noted(self, happening: Happening) -> Callable[..., int]:
        self.happenings.append(happening)
        return lambda method, *arguments: int(method(*arguments))
