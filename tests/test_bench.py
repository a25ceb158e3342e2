"""What the benchmarks stand on: a filled store is a sound one, and no row is lost with another."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from bench.corpus import SOURCES, Corpus, vocabulary
from bench.filling import fill
from bench.performance.contenders import Row
from bench.performance.tables import Cell, of_contenders, of_figures
from bench.run import Run
from scraper.adapters.sqlite.doctor import Level, examine
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.types import Action, Intent, Policy

STORED, NEW = 300, 40


@pytest.fixture(name="filled", scope="module")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "store.db"
    fill(path, STORED)
    return path


def test_a_filled_store_is_sound(filled: Path) -> None:
    findings = {one.what: one for one in examine(filled)}
    assert not [one for one in findings.values() if one.level is Level.ERROR]


def test_a_filled_store_is_read_as_one_that_was_polled(filled: Path) -> None:
    with LibraryReader(filled) as reader:
        assert reader.search(vocabulary()[1]).hits
        [_, story, *_] = reader.stories()  # the last is one article old
        assert len(story.tellings) > 1


async def test_new_articles_find_their_copies_and_stories_there(filled: Path) -> None:
    intents: list[Intent] = []
    async with SqliteStore(filled, sinks=("journal",)) as store:
        await store.sync_sources(SOURCES, Corpus().stored(STORED, last=STORED).at)
        for seen in Corpus().observations(STORED, NEW, [b"<html>"]):
            at = seen.gathered.at
            intents.append(await store.record(seen, partial(decide, seen, policy=Policy(), now=at), at))
    actions = [intent.action for intent in intents]
    assert set(actions) == {Action.ADD, Action.COPY}
    assert 0.1 < actions.count(Action.COPY) / NEW < 0.4
    assert any(intent.story_of for intent in intents)


def test_a_row_that_fails_is_told_and_the_others_stay(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run()
    with run.row("poll-304"):
        run.contenders["poll-304"] = {"ours": Cell(1.5, 1, 1, 1, 80)}
    with run.row("store"):
        subprocess.run(
            [sys.executable, "-c", "exit('no disk')"], check=True, capture_output=True, text=True
        )
    assert "no disk" in run.failed["store"]
    assert "poll-304" in run.json()
    assert "1.50" in run.tables()
    assert "store: FAILED" in capsys.readouterr().err


def test_contenders_are_columns_and_one_left_out_is_empty() -> None:
    cells = {
        "ours": Cell(1.5, 1, 1, 1, 80),
        "peer": Cell(6, 4, 3.5, 4.25, 60),
        "gone": Cell(0, 0, 0, 0, 0, "no"),
    }
    table = of_contenders({"poll": Row("poll", "poll", {})}, {"poll": cells})
    assert table.splitlines()[2].split(" | ")[1:] == ["1.50", "6.00 (4.00, 3.50 to 4.25)", "     |"]
    assert table.splitlines()[-1].split() == ["|", "poll,", "a", "poll", "|", "80", "|", "60", "|", "|"]


def test_figures_have_a_line_each_and_all_columns() -> None:
    table = of_figures("what", {"one": {"ms": 1.25}, "two": {"ms": 1234.5, "MB": 3}})
    assert [line.split() for line in table.splitlines()[2:]] == [
        ["|", "one", "|", "1.25", "|", "|"],
        ["|", "two", "|", "1,234.50", "|", "3", "|"],
    ]
