from pathlib import Path

from scraper import config
from scraper.core.topic import Topic
from scraper.demo.configuration import write_config
from scraper.demo.report import report
from scraper.demo.summary import summary
from scraper.demo.world import PressWorld
from tests.demo.playing import WholeDay
from tests.demo.press import TOPIC, default_scenario
from tests.fakes_clock import FakeClock


def test_the_report_counts_what_the_store_holds_and_the_summary_says_it(whole_day: WholeDay) -> None:
    facts, run = whole_day
    told = report(run)
    assert (told.polls, told.articles) == (len(facts.polls), len(facts.articles))
    assert told.duplicates == sum(bool(article.copy_of) for article in facts.articles) == 1
    assert told.versions == sum(article.versions - 1 for article in facts.articles) == 3
    assert told.missed == ()
    assert {event.id for event in told.events} == {event.id for event in run.scenario.events}
    first = next(alert for alert in told.alerts if alert.kind == "article")
    assert first.article is not None
    assert first.article.startswith("a")
    assert first.evidence
    text = summary(told)
    assert f"{told.articles} articles read" in text
    assert "noticed  UNN gives a story another headline" in text
    assert f"scraper show {first.article} --db {run.database}" in text
    assert all(alert.title in text for alert in told.alerts if alert.kind == "article")


def test_the_summary_names_the_tellings_of_one_story(whole_day: WholeDay) -> None:
    told = report(whole_day[1])
    event = next(event for event in told.events if event.id == "one-story")
    assert {article.language for article in event.articles} == {"ja", "uk", "en", "de"}
    text = summary(told)
    for article in event.articles:
        assert f"- {article.language}  {article.source:<16}{article.title}" in text
    assert ("left to a later part of the program: stories" in text) == (event.noticed == "later: stories")


async def test_the_kept_configuration_is_read_like_any_other(tmp_path: Path, topic: Topic) -> None:
    scenario = default_scenario()
    async with PressWorld(scenario, FakeClock(scenario.starts_at)) as world:
        write_config(world, tmp_path, topic=TOPIC, database=tmp_path / "scraper.db")
        settings = config.load(tmp_path)
        described = {source.id: source for source in world.sources()}
    assert {source.id: source for source in settings.sources} == described
    assert settings.database == tmp_path / "scraper.db"
    assert settings.topic.version == topic.version
