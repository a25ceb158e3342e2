"""What a measured process does: a contender sets itself up, then does one round of work when it is told."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Setting:
    """What every contender of a row is given."""

    base: str
    """Address of the loopback server, without a slash at its end."""
    directory: Path
    """Its own, empty."""
    pages: Path | None
    """Folder of real pages; None: generated ones."""
    signer: str = ""
    """Certificate of who signed the server's, where it speaks TLS."""


Work = Callable[[], Awaitable[int]]
"""Does one round and returns how many units of work that was."""
Contender = Callable[[Setting], AbstractAsyncContextManager[Work]]


@dataclass(frozen=True, slots=True)
class Row:
    """One workload and who does it; the first contender is this product, to which all are compared."""

    title: str
    unit: str
    contenders: Mapping[str, Contender]
