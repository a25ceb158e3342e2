"""One contender in a process of its own: a round for each line of input, its cost as a line of JSON.

python -m bench.performance.worker ROW CONTENDER BASE [FOLDER]
"""

import asyncio
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from bench.performance.contenders import Setting
from bench.performance.rows import ROWS

_NANOSECONDS = 1_000_000_000
"""What the kernel counts a thread's time in; its ticks of a hundredth hide what a page costs a child."""


def children() -> list[str]:
    """Return the ids of the living child processes."""
    return [
        child
        for thread in Path("/proc/self/task").iterdir()
        for child in (thread / "children").read_text(encoding="ascii").split()
    ]


def cpu_seconds() -> float:
    """Return the CPU seconds of this process, all its threads and its children, dead or alive."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    alive = sum(
        int((thread / "schedstat").read_text(encoding="ascii").split()[0])
        for child in children()
        for thread in Path("/proc", child, "task").iterdir()
    )
    return time.process_time() + ended.ru_utime + ended.ru_stime + alive / _NANOSECONDS


def peak_megabytes() -> float:
    """Return the most memory that this process and its living children have held, each at its own worst."""
    peaks = [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]
    for child in children():
        status = Path("/proc", child, "status").read_text(encoding="utf-8")
        peaks += [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")]
    return sum(peaks) / 1024


async def work(row: str, contender: str, base: str, folder: Path | None) -> None:
    """Set up, do a round to get warm, then one for each line of input."""
    with tempfile.TemporaryDirectory() as directory:
        setting = Setting(base, Path(directory), folder)
        async with ROWS[row].contenders[contender](setting) as do_round:
            await do_round()
            print(json.dumps({"ready": True}), flush=True)
            while (await asyncio.to_thread(sys.stdin.readline)).strip():
                wall, cpu = time.perf_counter(), cpu_seconds()
                units = await do_round()
                cpu, wall = cpu_seconds() - cpu, time.perf_counter() - wall
                print(json.dumps({"units": units, "cpu": cpu, "wall": wall}), flush=True)
            print(json.dumps({"peak": peak_megabytes()}), flush=True)


if __name__ == "__main__":
    _, row_, contender_, base_, *rest = sys.argv
    try:
        asyncio.run(work(row_, contender_, base_, Path(rest[0]) if rest else None))
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
