"""Runs what the proofs name: the tests in this process, the checks in one box."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.proofs import Proof
from tests.systemd.check_service import CHECKS, Verdict, checked

TESTS = Path(__file__).parent.parent


@dataclass
class Verdicts:
    """A plugin of pytest: what became of each test function, over all of its cases."""

    ended: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        path, _, rest = report.nodeid.partition("::")
        name = f"{path.removeprefix('tests/')}::{rest.rpartition('::')[2].partition('[')[0]}"
        self.seconds[name] += report.duration
        if report.when == "call" or report.outcome != "passed":
            self.ended[name].add(report.outcome)


def run_tests(names: Iterable[str]) -> Verdicts:
    """Run test functions, each with all of its cases."""
    verdicts = Verdicts()
    wanted = sorted(set(names))
    files = sorted({str(TESTS / name.partition("::")[0]) for name in wanted})
    functions = " or ".join(sorted({name.partition("::")[2] for name in wanted}))
    # Pytest's plugins were imported before it began, with what the faults above are played with.
    quiet = "-q --no-header -p no:cacheprovider -W ignore::pytest.PytestAssertRewriteWarning"
    pytest.main([*quiet.split(), *files, "-k", functions], plugins=[verdicts])
    return verdicts


def run_box(names: Iterable[str]) -> Mapping[str, Verdict]:
    """Run the box if a check in it is wanted."""
    return checked() if set(names) & {check.__name__ for check in CHECKS} else {}


def prove(proofs: Mapping[str, Proof]) -> dict[str, tuple[str, bool, float]]:
    """Return how each id ended: a word, whether that is well, and seconds.

    In the main thread, since the daemon under test sets its signal handlers there.
    """
    tests = run_tests(name for proof in proofs.values() for name in proof.tests)
    box = run_box(name for proof in proofs.values() for name in proof.box)
    return {id_: _judged(proof, tests, box) for id_, proof in proofs.items()}


def _judged(proof: Proof, tests: Verdicts, box: Mapping[str, Verdict]) -> tuple[str, bool, float]:
    ends = {name: tests.ended.get(name, {"not run"}) for name in proof.tests}
    ends |= {name: {box[name].word} for name in proof.box}
    seconds = sum(tests.seconds[name] for name in proof.tests) + sum(
        box[name].seconds for name in proof.box
    )
    bad = [f"{name}: {', '.join(sorted(end))}" for name, end in ends.items() if end != {"passed"}]
    if not bad:
        return proof.expected, True, seconds
    only_skipped = all(end <= {"passed", "skipped"} for end in ends.values()) and bool(proof.tests)
    return "; ".join(bad), only_skipped, seconds
