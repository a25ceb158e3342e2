"""The scenario of stories: what becomes of articles once they are published, and who is told of it."""

import asyncio
from collections import Counter

import pytest

from scraper.core.topic import Topic
from scraper.demo.loading import SCENARIOS, load_scenario
from scraper.demo.outcome import compare
from scraper.demo.stored import StoredFacts
from tests.demo.playing import play

SCENARIO = load_scenario(SCENARIOS / "stories.toml")


@pytest.fixture(scope="module")
def facts(topic: Topic, tmp_path_factory: pytest.TempPathFactory) -> StoredFacts:
    return asyncio.run(play(SCENARIO, topic, tmp_path_factory.mktemp("stories")))


def test_nothing_is_missed_and_every_event_comes_out_as_the_scenario_says(facts: StoredFacts) -> None:
    outcome = compare(SCENARIO, facts)
    assert outcome.missed == ()
    assert {event.event.id: event.words for event in outcome.events if event.noticed is False} == {}


def test_each_story_is_told_once_and_each_storm_is_one_word_to_ops(facts: StoredFacts) -> None:
    kinds = Counter(alert.kind for alert in facts.alerts)
    assert (kinds["storm"], kinds["removal"]) == (1, 1)
    assert kinds["updated"] == 1
    assert kinds["article"] == len({article.story for article in facts.articles if article.story})


def test_each_lost_page_has_its_reason(facts: StoredFacts) -> None:
    lost = Counter(article.unavailable for article in facts.articles if article.unavailable)
    assert lost == {"gone": 1, "paywall_stub": 1, "redirected_away": 1}
