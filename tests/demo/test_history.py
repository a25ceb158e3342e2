from datetime import timedelta
from pathlib import Path

import pytest

from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.topic import Topic
from scraper.demo.history import NOTE, load_history, load_subjects, past_articles
from scraper.demo.sites import STYLES
from scraper.errors import ConfigError
from scraper.types import Grade, Policy
from tests.demo.press import default_scenario

SCENARIO = default_scenario()
UNTIL = SCENARIO.starts_at
WEEKS = timedelta(weeks=4)


def test_four_weeks_hold_every_language_and_come_out_the_same_each_time() -> None:
    subjects, places = load_subjects()
    first, second = [list(past_articles(subjects, places, UNTIL, WEEKS)) for _ in range(2)]
    assert first == second
    assert len(first) > 300
    assert {past.subject.language for past in first} == {"en", "uk", "ru", "de", "ja"}
    assert all(UNTIL - WEEKS <= past.at < UNTIL for past in first)
    assert [past.at for past in first] == sorted(past.at for past in first)


def test_every_blank_is_filled() -> None:
    subjects, places = load_subjects()
    for past in past_articles(subjects, places, UNTIL, WEEKS):
        assert not any(set("{}") & set(text) for text in (past.headline, *past.sentences))


async def test_the_history_goes_through_the_store_labelled_as_simulated(
    tmp_path: Path, topic: Topic
) -> None:
    sources = [STYLES[site.style].source(site, f"http://{site.host}:8000") for site in SCENARIO.sites]
    database = tmp_path / "scraper.db"
    async with SqliteStore(database) as store:
        recorded = await load_history(store, sources, topic, Policy(), UNTIL, timedelta(weeks=1))
    with LibraryReader(database) as reader:
        totals = reader.totals()
        assert (totals.articles, totals.polls, totals.links) == (recorded, recorded, recorded)
        assert 0 < totals.alerts <= totals.on_topic < totals.articles
        for record in reader.articles():
            assert NOTE in record.latest.notes
            assert record.line.at < UNTIL


async def test_alerts_of_the_past_wait_for_no_delivery(tmp_path: Path, topic: Topic) -> None:
    sources = [STYLES[site.style].source(site, f"http://{site.host}:8000") for site in SCENARIO.sites]
    database = tmp_path / "scraper.db"
    async with SqliteStore(database) as store:
        await load_history(store, sources, topic, Policy(), UNTIL, timedelta(weeks=1))
    with LibraryReader(database) as reader:
        assert all(record.deliveries == () for record in reader.alerts())


async def test_the_judge_gives_the_past_the_grade_that_a_fair_judge_gives(
    topic: Topic, tmp_path: Path
) -> None:
    sources = [STYLES[site.style].source(site, f"http://{site.host}:8000") for site in SCENARIO.sites]
    subjects, places = load_subjects()
    fair = {str(past.number): past.subject.grade for past in past_articles(subjects, places, UNTIL, WEEKS)}
    database = tmp_path / "scraper.db"
    async with SqliteStore(database) as store:
        await load_history(store, sources, topic, Policy(), UNTIL)
    with LibraryReader(database) as reader:
        wrong = [
            line.headline
            for line in reader.latest(limit=10_000)
            if (line.grade >= Grade.RELATED) != (fair[line.url.rpartition("/")[2]] >= Grade.RELATED)
        ]
    assert wrong == []


def test_a_fault_in_the_subjects_is_named(tmp_path: Path) -> None:
    path = tmp_path / "past.toml"
    path.write_text(
        '[[subjects]]\nsite = "unn"\nlanguage = "uk"\nevery = "often"\ngrade = 5\n', encoding="utf-8"
    )
    with pytest.raises(ConfigError) as caught:
        load_subjects(path)
    told = [str(problem) for problem in caught.value.problems]
    assert "past.toml: subjects[1].every: must be a span like 1h30m, -2d or 45s, not 'often'" in told
    assert "past.toml: subjects[1].grade: must be a whole number from 0 to 3" in told
    assert "past.toml: subjects[1].headlines: is missing: a list of texts" in told
