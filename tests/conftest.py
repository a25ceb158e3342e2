"""What several test modules share: one played demo a session, and the command line as a process."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class PlayedDemo:
    """A demo that was played, as `scraper demo --json --keep` leaves it."""

    status: int
    told: Mapping[str, object]
    directory: Path

    @property
    def database(self) -> Path:
        """Return the store."""
        return self.directory / "scraper.db"


@dataclass(frozen=True)
class Ended:
    """A command that ended."""

    status: int
    out: str
    err: str


def run_scraper(*arguments: str | Path, cwd: Path = ROOT, timeout: float = 120) -> Ended:
    """Run `scraper ...` as a user does, in a process of its own."""
    ended = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "scraper", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> PlayedDemo:
    """Return the demo, played once for all tests that look at its store."""
    directory = tmp_path_factory.mktemp("demo")
    ended = run_scraper("demo", "--seconds", "45", "--json", "--keep", directory)
    assert ended.out, ended.err
    return PlayedDemo(ended.status, json.loads(ended.out), directory)
