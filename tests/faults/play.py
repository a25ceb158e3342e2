"""Plays one case with the instruments on, while an ordinary source is fetched beside it."""

import asyncio
import time
from dataclasses import dataclass

from scraper.settings import Network
from tests.faults.cases import Case
from tests.faults.stage import NEIGHBOUR, Instruments, Measured, Stage, fetched

LAG = 0.5
"""Seconds the event loop may be late."""
GROWTH = 50 * 1024 * 1024
"""Bytes the process may grow by."""
NEIGHBOURLY = 1.0
"""Seconds in which the other source must be served."""


@dataclass(frozen=True)
class Played:
    """How a case ended."""

    case: Case
    got: str
    cost: Measured

    @property
    def complaints(self) -> list[str]:
        """What is wrong with it, in words; empty where all is well."""
        found = []
        if self.got != self.case.expected:
            found.append(f"ended as {self.got!r}, not {self.case.expected!r}")
        if self.cost.lag >= LAG:
            found.append(f"the loop was late by {self.cost.lag:.2f} s")
        if self.cost.grown >= GROWTH:
            found.append(f"grew by {self.cost.grown / 2**20:.0f} MB")
        if self.cost.neighbour >= NEIGHBOURLY:
            found.append(f"the next source waited {self.cost.neighbour:.2f} s")
        return found


async def judged(case: Case, stage: Stage) -> Played:
    """Play `case`, and once more where its cost alone was too high.

    A busy machine makes anything late once; a fault that holds up the loop does so each time.
    """
    ended = await played(case, stage)
    if ended.got == case.expected and ended.complaints:
        ended = await played(case, stage)
    return ended


async def played(case: Case, stage: Stage) -> Played:
    """Play `case`; whatever it did, no request may have reached the internal server."""
    async with Instruments() as instruments:
        task = asyncio.create_task(case.play(stage))
        await asyncio.sleep(0.02)
        instruments.measured.neighbour = await _neighbour(stage)
        got = await task
    leaked = any(host == "internal" for host, _, _ in await stage.hits())
    return Played(case, "reached an internal server" if leaked else got, instruments.measured)


async def _neighbour(stage: Stage) -> float:
    began = time.monotonic()
    # It has all the time of production: that it is served late is told by the measurement.
    async with stage.fetcher(deadline=Network().deadline) as fetcher:
        word = await fetched(fetcher, stage.url("/good", NEIGHBOUR, "neighbour"), stage.source())
    assert word == "ok", f"the neighbour ended as {word}"
    return time.monotonic() - began
