"""The table of faults: for each case of the catalogue what is played and how it must end."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from tests.faults.stage import Stage

Play = Callable[[Stage], Coroutine[Any, Any, str]]
"""Does what the fault is about and says in a word how it ended: mostly an Outcome."""


@dataclass(frozen=True)
class Case:
    """One row. Several rows may share an id: the fault comes in several forms."""

    id: str
    what: str
    expected: str
    play: Play

    @property
    def name(self) -> str:
        return f"{self.id}: {self.what}"
