"""The topics of this repository, read once for all tests of the judge, and a tiny one to change."""

import tomllib
from functools import cache
from pathlib import Path

from scraper.core.topic import Topic, read_topic

TOPICS = Path(__file__).parents[2] / "config" / "topics"


@cache
def topic(name: str) -> Topic:
    return read_topic(tomllib.loads((TOPICS / f"{name}.toml").read_text(encoding="utf-8")), f"{name}.toml")


def japan_ukraine() -> Topic:
    return topic("japan-ukraine-defense")


def tiny() -> dict[str, object]:
    """A document with the least that a topic needs."""
    return {
        "id": "tiny",
        "version": "1",
        "names": {"actor": "Freedonia", "object": "Sylvania", "adversary": "Ruritania"},
        "concepts": {
            "freedonia": {"kind": "actor", "en": ["freedonia*"]},
            "sylvania": {"kind": "object", "en": ["sylvania*"]},
            "arms": {"kind": "matter", "grade": 3, "en": ["cannon*"]},
        },
        "weights": {"bias": -2, "deed": 5},
        "thresholds": {"related": 0.5, "borderline": 0.1},
    }
