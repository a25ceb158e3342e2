"""The past, taken in from archives: all that was planted is found, and nobody is told one by one."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.cc_news import Planted, plant
from scraper.adapters.sqlite.canonical import canonical
from scraper.adapters.sqlite.past import PastStore
from tests.command_line import run_here
from tests.conftest import ROOT
from tests.values import NOON

FILES, RECORDS = 5, 25


@dataclass(frozen=True)
class Past:
    """A small CC-NEWS, and the store that an undisturbed backfill makes of it."""

    directory: Path
    planted: Planted
    database: Path
    told: dict[str, object]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    directory = tmp_path_factory.mktemp("cc-news")
    planted = plant(directory / "2025-03", FILES, RECORDS, seed=7, size=4_000)
    database = directory / "undisturbed.db"
    ended = run_here("backfill", "warc", directory / "2025-03", "--json", "--db", database)
    assert ended.status == 0, ended.err
    return Past(directory / "2025-03", planted, database, json.loads(ended.out))


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall()


def test_every_article_that_was_planted_is_found_and_nothing_else_is_on_topic(past: Past) -> None:
    found = {row[0] for row in rows(past.database, "SELECT address FROM articles WHERE grade >= 2")}
    assert found == past.planted.on_topic
    seen = {row[0] for row in rows(past.database, "SELECT address FROM articles WHERE grade < 2")}
    assert seen >= past.planted.off_topic


def test_articles_of_the_past_say_so_and_are_told_of_once_all_together(past: Past) -> None:
    assert rows(past.database, "SELECT DISTINCT origin FROM articles") == [("backfill",)]
    [(kind, audience, subject)] = rows(past.database, "SELECT kind, audience, subject FROM alerts")
    assert (kind, audience) == ("backfill", "analyst")
    assert "none of them is told one by one" in str(subject)
    assert rows(past.database, "SELECT count(*) FROM links WHERE try_at IS NOT NULL") == [(0,)]
    assert rows(past.database, "SELECT DISTINCT baseline FROM links") == [(1,)]
    shown = run_here("--db", past.database, "show", "a1")
    assert "with the past, by a backfill" in shown.out


def test_broken_records_are_counted_by_reason(past: Past) -> None:
    outcomes = past.told["outcomes"]
    assert isinstance(outcomes, dict)
    assert outcomes["off_topic_gate"] > outcomes["ok"] > 0
    assert sum(outcomes.get(reason, 0) for reason in ("bad_encoding", "truncated", "protocol_error")) > 0
    assert past.told["failed"] == {}


def test_a_second_run_changes_nothing(past: Past) -> None:
    before = list(canonical(past.database))
    ended = run_here("backfill", "warc", past.directory, "--db", past.database)
    assert "nothing changes" in ended.out
    assert list(canonical(past.database)) == before


def test_stories_are_told_in_the_order_of_time(past: Past) -> None:
    tellings = rows(
        past.database,
        """
        SELECT memberships.story, articles.published_at FROM memberships
        JOIN articles ON articles.id = memberships.article ORDER BY memberships.story, articles.id
        """,
    )
    assert tellings
    assert tellings == sorted(tellings)


@contextmanager
def started(*arguments: str | Path, small_batches: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a session of its own, and let nothing of it survive."""
    batches = "import scraper.adapters.sqlite.past as past; past.BATCH = 2; " if small_batches else ""
    code = f"import sys; {batches}from scraper.cli import main; main()"
    process = subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for named in lists for child in named.read_text().split()]


def cmdline(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(sqlite3.Error):  # it is not there yet
            if condition():
                return
        time.sleep(0.01)
    pytest.fail("it ended before it could be killed")


def test_killed_while_it_reads_and_while_it_records_it_ends_as_if_undisturbed(
    past: Past, tmp_path: Path
) -> None:
    database = tmp_path / "killed.db"
    command = ("backfill", "warc", past.directory, "--db", database)

    def count(table: str) -> int:
        return int(str(rows(database, f"SELECT count(*) FROM {table}")[0][0]))  # noqa: S608  (ours)

    with started(*command) as process:
        wait_for(lambda: count("past_parts") >= 2, process)
        kill(process)
    assert 2 <= count("past_parts") < FILES
    assert count("articles") == 0
    with started(*command, small_batches=True) as process:
        wait_for(lambda: count("articles") >= 4, process)
        kill(process)
    assert count("past_candidates") > 0
    assert run_here(*command).status == 0
    assert list(canonical(database)) == list(canonical(past.database))


def test_two_processes_make_the_same_store_as_one(past: Past, tmp_path: Path) -> None:
    database = tmp_path / "two.db"
    ended = run_here("backfill", "warc", past.directory, "--workers", "2", "--db", database)
    assert ended.status == 0, ended.err
    assert list(canonical(database)) == list(canonical(past.database))


def test_a_cluster_that_loses_a_worker_makes_the_same_store(past: Past, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    database = tmp_path / "cluster.db"
    command = ("backfill", "warc", past.directory, "--engine", "dask", "--workers", "2", "--db", database)
    with started(*command) as process:
        wait_for(lambda: bool(rows(database, "SELECT 1 FROM past_parts")), process)
        workers = [pid for pid in children(process.pid) if b"spawn_main" in cmdline(pid)]
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        assert process.wait(60) == 0
    assert list(canonical(database)) == list(canonical(past.database))


def test_beside_another_writer_a_backfill_is_turned_away(past: Past, tmp_path: Path) -> None:
    with PastStore(tmp_path / "held.db", (), NOON):
        ended = run_here("backfill", "warc", past.directory, "--db", tmp_path / "held.db")
    assert ended.status == 75
    assert "another instance holds" in ended.err
