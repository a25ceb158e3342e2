"""The documentation is true: its commands run, its files exist, its names are the program's."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command, Context, Group

from scraper.cli import scraper
from scraper.outcomes import SUCCESSES, Outcome, failure_weight
from tests.conftest import BIN, ROOT, PlayedDemo

DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOT_RUN = ("make ", "scraper demo", "scraper run", "scraper check --config /etc")
"""The first is CI itself, the demo is played for all tests once, the service does not end."""


def shell_lines(document: Path) -> Iterator[str]:
    for block in re.findall(
        r"^```sh\n(.*?)^```", document.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    ):
        yield from (line.split("  #")[0].strip() for line in block.splitlines() if line.strip())


README_COMMANDS = [
    line for line in shell_lines(ROOT / "README.md") if not any(skip in line for skip in NOT_RUN)
]


@pytest.mark.parametrize("line", README_COMMANDS)
def test_a_command_of_the_readme_runs_on_the_demo_s_database(line: str, played: PlayedDemo) -> None:
    assert line.startswith(".venv/bin/"), "commands run as they are pasted"
    words = shlex.split(line.replace("demo/scraper.db", str(played.database)))
    words[0] = str(BIN / Path(words[0]).name)
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603  (our own)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip()


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_that_are_named_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:scraper|tests|bench|config|systemd)/[\w./-]+\.\w+)`", text):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"`((?:core|adapters|demo|cli)/\w+\.py)`", text):
        assert (ROOT / "scraper" / name).exists(), name


def commands(group: Group, before: str = "scraper") -> Iterator[tuple[str, Command]]:
    context = Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield f"{before} {name}", command
        if isinstance(command, Group):
            yield from commands(command, f"{before} {name}")


@pytest.mark.parametrize(("name", "command"), [pytest.param(n, c, id=n) for n, c in commands(scraper)])
def test_every_command_s_help_has_an_example(name: str, command: Command) -> None:
    assert command.help, name
    assert re.search(rf"Examples?:\n\s+{re.escape(name)}", command.help), f"{name} shows how it is used"


def test_what_is_installed_is_pinned_by_hash_and_comes_from_no_named_place() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert len(re.findall(r"^\S+==\S+ \\\n\s+--hash=sha256:", text, re.MULTILINE)) == text.count("==") > 50


def test_every_reason_code_is_told_with_its_weight() -> None:
    told = (ROOT / "docs" / "outcomes.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| .+ \| (\S+?)(?:, road closed)? \|$", told, re.MULTILINE))
    assert rows == {
        outcome.value: "-" if outcome in SUCCESSES else f"{failure_weight(outcome):g}"
        for outcome in Outcome
    }
