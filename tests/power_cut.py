"""The power fails at random moments: `python -m tests.power_cut` tells what of the acknowledged was lost.

The real store works in a process of its own, every write to its files recorded. A cut is a moment of that
record: what was synced until then is on the disk; of what was not, each sector of 512 bytes may be or not.
The same with `synchronous=NORMAL` shows that the check can fail.
"""

import argparse
import asyncio
import contextlib
import itertools
import pickle
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from scraper.adapters.sqlite.store import SqliteStore
from scraper.types import Alert, Audience, Severity
from tests.recording_vfs import Happening, Noted, Recorder, Synced, Truncated, Written
from tests.values import NOON

SECTOR: Final = 512
NAME: Final = "scraper.db"
GROUPS: Final = (1, 1, 4, 9)
"""Alerts that are kept at once, round after round; those of a group share commits."""
ROUNDS: Final = 40
TIDIED_EVERY: Final = 10
"""Rounds from one checkpoint that folds the log in to the next."""
OVER: Final = "over"


@dataclass
class Ledger:
    """What came of the cuts."""

    cuts: int = 0
    acknowledged: int = 0
    """Rows, over all cuts."""
    lossy: int = 0
    """Cuts that lost an acknowledged row."""
    corrupt: int = 0

    def told(self) -> str:
        return (
            f"{self.cuts} cuts, {self.acknowledged} acknowledged, {self.lossy} cuts lost rows, "
            f"{self.corrupt} corrupt"
        )


async def work(directory: Path, synchronous: str, recorder: Recorder) -> None:
    """Let the real store keep alerts, alone and in groups; note each that it acknowledged."""
    path = directory / NAME
    async with SqliteStore(path):
        pass  # made, and closed: from here on every write is recorded
    recorder.install()
    recorder.happenings += [Written(NAME, 0, path.read_bytes()), Synced(NAME)]
    async with SqliteStore(path, sinks=("journal",)) as store:
        await store._writer.run_outside(lambda db: db.execute(f"PRAGMA synchronous={synchronous}"))

        async def keep(number: int) -> None:
            alert = Alert(f"{number}", "test", Audience.OPS, Severity.INFO, "x" * (number * 37 % 900), NOON)
            await store.raise_alert(alert)
            recorder.note(alert.key)

        numbers = itertools.count()
        for round_ in range(ROUNDS):
            for size in GROUPS:
                await asyncio.gather(*map(keep, itertools.islice(numbers, size)))
            if round_ % TIDIED_EVERY == TIDIED_EVERY - 1:
                await store.tidy(NOON + timedelta(hours=round_))
        recorder.note(OVER)


def record(synchronous: str) -> list[Happening]:
    """Return what happened to the store's files in a process of its own."""
    with tempfile.TemporaryDirectory() as directory:
        child = [sys.executable, "-m", "tests.power_cut", "--record", directory, synchronous]
        done = subprocess.run(child, stdout=subprocess.PIPE, check=True)  # noqa: S603 - ourselves
    happenings: list[Happening] = pickle.loads(done.stdout)  # noqa: S301 - from our own child
    return happenings[: happenings.index(Noted(OVER))]


class Disk:
    """The store's files: what is on the disk for certain, and what may be."""

    def __init__(self) -> None:
        self.files: dict[str, bytearray] = {}
        self._unsynced: list[Written | Truncated] = []

    def happen(self, happening: Happening) -> None:
        match happening:
            case Written() | Truncated():
                self._unsynced.append(happening)
            case Synced(file):
                for change in self._unsynced:
                    if change.file == file:
                        self._apply(change)
                self._unsynced = [change for change in self._unsynced if change.file != file]
            case Noted():
                pass

    def fail(self, chance: random.Random) -> None:
        """Keep each sector that was not synced, or do not."""
        kept = chance.choice((0.0, 0.5, 0.95))
        for change in self._unsynced:
            match change:
                case Written(file, at, data):
                    for offset in range(0, len(data), SECTOR):
                        if chance.random() < kept:
                            self._apply(Written(file, at + offset, data[offset : offset + SECTOR]))
                case Truncated():
                    if chance.random() < kept:
                        self._apply(change)
        self._unsynced = []

    def _apply(self, change: Written | Truncated) -> None:
        content = self.files.setdefault(change.file, bytearray())
        match change:
            case Written(_, at, data):
                content.extend(bytes(max(0, at - len(content))))
                content[at : at + len(data)] = data
            case Truncated(_, to):
                del content[to:]


def cut(happenings: Sequence[Happening], chance: random.Random, ledger: Ledger) -> None:
    """Let the power fail once, at a moment by chance, and read what is left."""
    moment = chance.randrange(2, len(happenings))
    disk = Disk()
    for happening in happenings[:moment]:
        disk.happen(happening)
    disk.fail(chance)
    acknowledged = {one.what for one in happenings[:moment] if isinstance(one, Noted)}
    ledger.cuts += 1
    ledger.acknowledged += len(acknowledged)
    try:
        found = _keys(disk)
    except sqlite3.DatabaseError:
        ledger.corrupt += 1
        return
    ledger.lossy += bool(acknowledged - found)


def _keys(disk: Disk) -> set[str]:
    with tempfile.TemporaryDirectory() as directory:
        for name in (NAME, f"{NAME}-wal"):
            (Path(directory) / name).write_bytes(disk.files.get(name, b""))
        with contextlib.closing(sqlite3.connect(Path(directory) / NAME)) as db:
            if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("damaged")
            return {key for (key,) in db.execute("SELECT key FROM alerts")}


def cuts(synchronous: str, count: int, seed: int) -> Ledger:
    """Record once and let the power fail `count` times."""
    ledger, chance = Ledger(), random.Random(seed)  # noqa: S311 - a seed, not a secret
    happenings = record(synchronous)
    for _ in range(count):
        cut(happenings, chance, ledger)
    return ledger


def main() -> int:
    """Cut, and print what came of it; 1 where something acknowledged was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", nargs=2, metavar=("DIRECTORY", "SYNCHRONOUS"))
    given = parser.parse_args()
    if given.record:
        recorder = Recorder()
        asyncio.run(work(Path(given.record[0]), given.record[1], recorder))
        sys.stdout.buffer.write(pickle.dumps(recorder.happenings))
        sys.stdout.flush()
        return 0
    full, normal = (cuts(how, given.cuts, given.seed) for how in ("FULL", "NORMAL"))
    sys.stdout.write(f"synchronous=FULL, as the store is set: {full.told()}\n")
    sys.stdout.write(f"synchronous=NORMAL, for comparison:    {normal.told()}\n")
    return 1 if full.lossy or full.corrupt or not normal.lossy else 0


if __name__ == "__main__":
    sys.exit(main())
