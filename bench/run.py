"""What the product costs beside its peers: one table, everything measured side by side in one run.

    python bench/run.py [--json] [--only ROW]... [--rounds 3] [--pages FOLDER] [--articles 100000]

Each contender of a row is a process of its own. They take turns, round by round, against one loopback
server; what counts is CPU (all threads and child processes), and of that the ratio to this product's in
the same round: the median, with the least and the greatest. A peer that is not installed is
named and left out.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.performance.contenders import ROOT, Row
from bench.performance.rows import ROWS
from bench.performance.single import SINGLE, Extent
from bench.performance.tables import Cell, Figures, of_contenders, of_figures

FEWEST = 2
"""Rounds of each contender, at least."""
PATIENCE = 15.0
"""Seconds after which a contender has done enough: of the slowest, rounds differ least."""
PAGES = ROOT.parent / "shared" / "pages"


class Worker:
    """A contender's process."""

    def __init__(self, row: str, contender: str, base: str, folder: Path | None) -> None:
        self._name = f"{contender} of {row}"
        self._spent = 0.0
        self.costs: list[float] = []
        """CPU seconds of a unit, round by round."""
        command = [sys.executable, "-W", "ignore", "-m", "bench.performance.worker", row, contender, base]
        self._process = subprocess.Popen(  # noqa: S603 - our own modules
            command + ([str(folder)] if folder else []),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def heard(self) -> dict[str, float | str]:
        """Return the next line; RuntimeError where the process has died."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} ended with {self._process.wait()}")
        said: dict[str, float | str] = json.loads(line)
        return said

    def round(self) -> None:
        """Let it do one more round; one that has taken long enough is left in peace."""
        if len(self.costs) >= FEWEST and self._spent > PATIENCE:
            return
        began = time.monotonic()
        self._say("go\n")
        said = self.heard()
        self.costs.append(float(said["cpu"]) / float(said["units"]))
        self._spent += time.monotonic() - began

    def end(self) -> float:
        """Return the peak of its memory and let it end."""
        self._say("\n")
        peak = float(self.heard()["peak"])
        self._process.wait()
        return peak

    def stop(self) -> None:
        """End it where it still runs."""
        with self._process as process:
            process.kill()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()


@contextmanager
def server(folder: Path | None) -> Iterator[str]:
    """Yield the address of the loopback server."""
    command = [sys.executable, "-m", "bench.performance.server", *([str(folder)] if folder else [])]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()


def measure(name: str, row: Row, base: str, folder: Path | None, rounds: int) -> dict[str, Cell]:
    """Return the cells of one row."""
    with ExitStack() as stack:
        workers: dict[str, Worker] = {}
        cells: dict[str, Cell] = {}
        for contender in row.contenders:
            worker = Worker(name, contender, base, folder)
            stack.callback(worker.stop)
            said = worker.heard()
            if "missing" in said:
                print(f"LEFT OUT of {name}: {contender} ({said['missing']})", file=sys.stderr)
                cells[contender] = Cell(0, 0, 0, 0, 0, str(said["missing"]))
            else:
                workers[contender] = worker
        for _, worker in product(range(rounds), workers.values()):
            worker.round()
        ours = workers["ours"].costs
        for contender, worker in workers.items():
            ratios = [cost / mine for cost, mine in zip(worker.costs, ours, strict=False)]
            cpu = 1000 * statistics.median(worker.costs)
            cells[contender] = Cell(cpu, statistics.median(ratios), min(ratios), max(ratios), worker.end())
    return cells


class Run:
    """The rows of one run, with what they found; one that fails does not end the others."""

    def __init__(self) -> None:
        self.contenders: dict[str, dict[str, Cell]] = {}
        self.figures: dict[str, Figures] = {}
        self.failed: dict[str, str] = {}
        self.seconds: dict[str, int] = {}

    @contextmanager
    def row(self, name: str) -> Iterator[None]:
        """Measure a row within: its time, and its failure, which is the peer's as often as ours."""
        began = time.monotonic()
        try:
            yield
        except (RuntimeError, OSError, ValueError, subprocess.SubprocessError) as error:
            self.failed[name] = f"{error} {getattr(error, 'stderr', None) or ''}".strip()
        self.seconds[name] = round(time.monotonic() - began)
        ended = f"FAILED: {self.failed[name]}" if name in self.failed else "done"
        print(f"{name}: {ended} after {self.seconds[name]} s", file=sys.stderr, flush=True)

    def tables(self) -> str:
        """Return everything for people."""
        parts = [of_contenders(ROWS, self.contenders)] if self.contenders else []
        parts += [of_figures(SINGLE[name].title, figures) for name, figures in self.figures.items()]
        return "\n\n".join(parts)

    def json(self, **about: str) -> str:
        """Return everything for programs."""
        contenders = {
            name: {contender: asdict(cell) for contender, cell in cells.items()}
            for name, cells in self.contenders.items()
        }
        told = {**about, **contenders, **self.figures, "failed": self.failed, "seconds": self.seconds}
        return json.dumps(told, indent=2, ensure_ascii=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; ends with status 1 where a row failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", action="append", choices=[*ROWS, *SINGLE], help="may be given again")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=Path, default=PAGES if PAGES.is_dir() else None)
    parser.add_argument("--generated", action="store_true", help="pages made here, whatever is on disk")
    parser.add_argument("--articles", type=int, default=100_000, help="of `store` and `library`, at most")
    options = parser.parse_args(arguments)
    folder = None if options.generated else options.pages
    chosen = options.only or [*ROWS, *SINGLE]
    run, at = Run(), datetime.now(UTC).isoformat(timespec="minutes")
    with server(folder) as base:
        for name in (name for name in ROWS if name in chosen):
            with run.row(name):
                run.contenders[name] = measure(name, ROWS[name], base, folder, options.rounds)
    with tempfile.TemporaryDirectory() as stores:
        for name in (name for name in SINGLE if name in chosen):
            with run.row(name):
                run.figures[name] = SINGLE[name].measure(Extent(options.articles, Path(stores), folder))
    pages = "real" if folder else "generated"
    if options.json:
        print(run.json(at=at, pages=pages))
    else:
        print(f"{at}, {pages} pages, {sum(run.seconds.values())} s\n\n{run.tables()}")
    if run.failed:
        sys.exit(f"failed: {', '.join(run.failed)}")


if __name__ == "__main__":
    main()
