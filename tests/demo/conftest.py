import tomllib
from pathlib import Path

import pytest

from scraper.core.topic import Topic, read_topic

TOPIC = Path(__file__).parents[2] / "config" / "topics" / "japan-ukraine-defense.toml"


@pytest.fixture(scope="session")
def topic() -> Topic:
    return read_topic(tomllib.loads(TOPIC.read_text(encoding="utf-8")), TOPIC.name)
