import asyncio
import tomllib

import pytest

from scraper.core.topic import Topic, read_topic
from tests.demo.playing import WholeDay, played
from tests.demo.press import TOPIC, default_scenario


@pytest.fixture(scope="session")
def topic() -> Topic:
    return read_topic(tomllib.loads(TOPIC.read_text(encoding="utf-8")), TOPIC.name)


@pytest.fixture(scope="session")
def whole_day(topic: Topic, tmp_path_factory: pytest.TempPathFactory) -> WholeDay:
    """Play the default scenario once for all tests that look at what came of it."""
    return asyncio.run(played(default_scenario(), topic, tmp_path_factory.mktemp("whole-day")))
