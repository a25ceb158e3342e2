"""The past, taken in from archives: all that was planted is found, and nobody is told one by one."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.cc_news import Planted, plant
from scraper.adapters.sqlite.canonical import canonical
from tests.conftest import run_scraper

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
    ended = run_scraper("backfill", "warc", directory / "2025-03", "--json", "--db", database)
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


def test_broken_records_are_counted_by_reason(past: Past) -> None:
    outcomes = past.told["outcomes"]
    assert isinstance(outcomes, dict)
    assert outcomes["off_topic_gate"] > outcomes["ok"] > 0
    assert sum(outcomes.get(reason, 0) for reason in ("bad_encoding", "truncated", "protocol_error")) > 0
    assert past.told["failed"] == {}


def test_a_second_run_changes_nothing(past: Past) -> None:
    before = list(canonical(past.database))
    ended = run_scraper("backfill", "warc", past.directory, "--db", past.database)
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
