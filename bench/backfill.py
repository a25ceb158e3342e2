"""The backfill over a synthetic CC-NEWS: what it finds, what it survives, what its engines cost.

    python bench/backfill.py [--files 20] [--records 300] [--json] [--only checks|costs] [--keep DIR]

Checks: every planted article is found; a run that is killed with SIGKILL in the middle and taken up
again, and a cluster of two workers that loses one, leave the very store of an undisturbed run.

Costs: CPU and wall time a record, of a plain loop without driver, engine or store, and of the backfill in
one process, in processes and on Dask with one worker and two. What starting costs is told apart: a run over
two tiny files measures it, and it is taken off. Ratios of one run count, the machine's speed does not.
"""

import argparse
import json
import os
import pickle
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.cc_news import Planted, plant
from scraper import config
from scraper.adapters.sqlite.canonical import canonical
from scraper.adapters.warc import files_under
from scraper.backfill.examining import Span
from scraper.backfill.reading import Plan, read_part
from scraper.backfill.taking_in import part_of
from scraper.types.past import PartKind

ROOT: Final = Path(__file__).parent.parent
ENGINES: Final[Mapping[str, Sequence[str]]] = {
    "plain loop": (),
    "one process": ("--workers", "1"),
    "processes, 2": ("--workers", "2"),
    "dask, 1": ("--workers", "1", "--engine", "dask"),
    "dask, 2": ("--workers", "2", "--engine", "dask"),
}
PLAIN: Final = "plain loop"
ALLOWED: Final = 1.15
"""CPU of an engine beside the same driver without one."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took, descendants included."""

    cpu: float
    wall: float


def command(directory: Path, database: Path, options: Sequence[str]) -> list[str]:
    """Return the backfill as a user types it."""
    return [
        *(sys.executable, "-m", "scraper", "backfill", "warc", str(directory)),
        *("--db", str(database), *options),
    ]


def run(arguments: Sequence[str]) -> Cost:
    """Run a command to its end and return what it took."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(arguments, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Cost(cpu, time.monotonic() - began)


def plain_loop(directory: Path) -> None:
    """Read every file one after the other, and keep nothing."""
    where = config.find_directory(None)
    settings = config.load(where)
    topic = pickle.dumps(config.load_topic_document(where))
    plan = Plan(topic, settings.sources, settings.policy.gate, settings.workers, Span())
    for path in files_under(directory):
        read_part(plan, part_of(path, PartKind.WARC))


def costs(directory: Path, tiny: Path, keep: Path, records: int) -> dict[str, dict[str, float]]:
    """Return per engine the milliseconds a record, CPU and wall, and the seconds that starting takes."""
    found = {}
    for name, options in ENGINES.items():
        slug = name.replace(", ", "-").replace(" ", "-")
        whole, start = (
            run([sys.executable, __file__, "--plain", str(of)])
            if name == PLAIN
            else run(command(of, keep / f"{slug}-{of.name}.db", options))
            for of in (directory, tiny)
        )
        found[name] = {
            "cpu_ms": 1000 * (whole.cpu - start.cpu) / records,
            "wall_ms": 1000 * (whole.wall - start.wall) / records,
            "start_s": start.wall,
        }
        say(
            f"{name:14} {found[name]['cpu_ms']:6.2f} ms CPU a record, {found[name]['wall_ms']:6.2f} ms wall"
        )
    return found


def checks(directory: Path, keep: Path, planted: Planted) -> dict[str, bool]:
    """Return what holds."""
    undisturbed = keep / "undisturbed.db"
    run(command(directory, undisturbed, ()))
    with closing(sqlite3.connect(undisturbed)) as db:
        found = {row[0] for row in db.execute("SELECT address FROM articles WHERE grade >= 2")}
        alerts = db.execute("SELECT count(*) FROM alerts").fetchone()[0]
    expected = list(canonical(undisturbed))
    held = {
        "all planted found, nothing else": found == planted.on_topic,
        "one summary, no other alert": alerts == 1,
    }
    run(command(directory, undisturbed, ()))
    held["a second run changes nothing"] = list(canonical(undisturbed)) == expected
    killed = keep / "killed.db"
    for part in (0.25, 0.5):
        _run_and_kill(command(directory, killed, ()), killed, int(part * len(files_under(directory))))
    run(command(directory, killed, ()))
    held["killed twice and taken up again: the same store"] = list(canonical(killed)) == expected
    cluster = keep / "cluster.db"
    options = ("--engine", "dask", "--workers", "2")
    lost = _run_and_lose_a_worker(command(directory, cluster, options), cluster)
    held["two Dask workers, one killed: the same store"] = lost and list(canonical(cluster)) == expected
    for name, good in held.items():
        say(f"{'yes' if good else 'NO ':4} {name}")
    return held


def _parts_read(database: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM past_parts").fetchone()[0])
    return 0


def _started(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        arguments, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _run_and_kill(arguments: Sequence[str], database: Path, parts: int) -> None:
    process = _started(arguments)
    while process.poll() is None and _parts_read(database) < parts:
        time.sleep(0.02)
    if process.poll() is not None:
        raise AssertionError("it ended before it could be killed: more records are needed")
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _run_and_lose_a_worker(arguments: Sequence[str], database: Path) -> bool:
    """Kill one of two workers once parts come in; return whether the run ended well."""
    process = _started(arguments)
    while process.poll() is None and _parts_read(database) < 1:
        time.sleep(0.02)
    lists = Path(f"/proc/{process.pid}/task").glob("*/children")
    children = [int(child) for named in lists for child in named.read_text().split()]
    workers = [pid for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    if len(workers) < 2:  # noqa: PLR2004
        raise AssertionError("there are no two workers to kill one of")
    os.kill(workers[0], signal.SIGKILL)
    return process.wait() == 0


def say(line: str) -> None:
    """Tell people how far it is; what machines read goes to standard output."""
    print(line, file=sys.stderr)


def ratios(found: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return what is asserted and what the table of the docs shows."""
    alone, dask = found["one process"], found["dask, 1"]
    return {
        "backfill beside the plain loop, CPU": alone["cpu_ms"] / found[PLAIN]["cpu_ms"],
        "Dask beside no engine, CPU": dask["cpu_ms"] / alone["cpu_ms"],
        "Dask with 2 workers beside no engine, CPU": found["dask, 2"]["cpu_ms"] / alone["cpu_ms"],
        "processes (2) beside no engine, CPU": found["processes, 2"]["cpu_ms"] / alone["cpu_ms"],
        "Dask, 2 workers beside 1, throughput": dask["wall_ms"] / found["dask, 2"]["wall_ms"],
        "processes (2) beside one process, throughput": alone["wall_ms"] / found["processes, 2"]["wall_ms"],
    }


def main() -> int:
    """Make the set, check and measure, print; 1 where a check fails or an engine costs too much."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--files", type=int, default=20)
    arguments.add_argument("--records", type=int, default=300, help="in each file")
    arguments.add_argument("--only", choices=["checks", "costs"])
    arguments.add_argument("--keep", type=Path, help="leave sets and stores here")
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--plain", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.plain is not None:
        plain_loop(options.plain)
        return 0
    with tempfile.TemporaryDirectory() as made:
        keep: Path = options.keep or Path(made)
        planted = plant(keep / "cc-news", options.files, options.records)
        plant(keep / "tiny", 2, 2, seed=2)
        say(f"{planted.records} records, {len(planted.on_topic)} on topic, {planted.broken} broken")
        told: dict[str, object] = {"records": planted.records, "planted": len(planted.on_topic)}
        good = True
        if options.only != "costs":
            held = checks(keep / "cc-news", keep, planted)
            told["checks"], good = held, all(held.values())
        if options.only != "checks":
            found = costs(keep / "cc-news", keep / "tiny", keep, planted.records)
            told["costs"], told["ratios"] = found, ratios(found)
            good = good and ratios(found)["Dask beside no engine, CPU"] <= ALLOWED
            for name, ratio in ratios(found).items():
                say(f"{ratio:5.2f}  {name}")
    if options.json:
        print(json.dumps(told, indent=2))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
