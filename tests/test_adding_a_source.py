"""`docs/adding-a-source.md`, followed step by step against a site of the press world."""

import asyncio
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from scraper.config.sources import read_source
from scraper.errors import Problem
from scraper.types import ChannelKind, ChannelRole, Confirmation
from tests.command_line import run_here
from tests.conftest import ROOT
from tests.demo.configured import press

TEXT = (ROOT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
PROGRAM = ".venv/bin/scraper "
SITE = "https://paper.example/"


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    return found


async def test_its_commands_add_a_source_that_polls(tmp_path: Path) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert [line.removeprefix(PROGRAM).split()[0] for line in lines] == [
        *("sources", "sources", "check", "sources", "probe", "once")
    ]
    async with press(tmp_path) as world:
        world.file("kyivindependent").unlink()
        ended = {}
        for line in lines:
            line_here = line.removeprefix(PROGRAM).replace(SITE, f"{world.root('kyivindependent')}/")
            words = [*shlex.split(line_here), "--config", str(tmp_path)]
            ended[line] = await asyncio.to_thread(run_here, *words)
            assert ended[line].status == 0, (line, ended[line].err)
        added = world.file("paper").read_text(encoding="utf-8")
    first, *_, last = lines
    assert ended[first].out == added, "the dry run prints what is written"
    assert "paper" in ended[last].out


def test_the_file_that_it_shows_is_a_source() -> None:
    smallest, rules = blocks("toml")
    problems: list[Problem] = []
    source = read_source(tomllib.loads(smallest + rules), "paper.toml", "paper", problems)
    assert problems == []
    assert (len(source.channels), len(source.twins), len(source.rules)) == (1, 1, 1)


@pytest.mark.parametrize("name", [*ChannelKind, *ChannelRole, *Confirmation])
def test_it_explains_what_a_channel_may_be(name: str) -> None:
    assert f"`{name}`" in TEXT or f'"{name}"' in TEXT
