"""The demo from end to end: the real daemon on the press world, and what it tells of itself."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from scraper.core.source_toml import literal
from tests.conftest import PlayedDemo, run_scraper

Document = dict[str, Any]

TOPIC = Path("config/topics/japan-ukraine-defense.toml")


def test_every_planted_story_is_told_once_and_nothing_else_is(played: PlayedDemo) -> None:
    told = played.told
    assert told["missed"] == []
    assert told["false_alerts"] == []
    assert played.status == 0


def test_the_demo_tells_of_itself_in_one_json_object(played: PlayedDemo) -> None:
    told = played.told
    for count in ("polls", "articles", "on_topic", "duplicates", "versions"):
        assert int(str(told[count])) > 0, count
    alerts = told["alerts"]
    assert isinstance(alerts, list)
    assert alerts
    for alert in alerts:
        assert {"url", "title", "source", "language", "grade", "evidence"} <= set(alert)
        assert alert["grade"] >= 2
    assert len({alert["language"] for alert in alerts}) >= 4
    assert Path(str(told["database"])) == played.database


def test_every_event_of_the_scenario_was_noticed_or_says_what_will(played: PlayedDemo) -> None:
    events = played.told["events"]
    assert isinstance(events, list)
    assert events
    for event in events:
        noticed = event["noticed"]
        assert noticed is True or str(noticed).startswith("later: "), event


def test_with_a_topic_that_knows_no_japan_the_demo_says_what_it_missed(tmp_path: Path) -> None:
    assert _told_with(_blind(tomllib.loads(TOPIC.read_text(encoding="utf-8"))), tmp_path)["missed"]


def test_with_a_topic_that_asks_for_japan_alone_the_demo_says_what_it_told_falsely(tmp_path: Path) -> None:
    assert _told_with(_greedy(tomllib.loads(TOPIC.read_text(encoding="utf-8"))), tmp_path)["false_alerts"]


def _told_with(topic: Document, directory: Path) -> Document:
    """Play the demo by another topic; what it tells must come from the store, and its status say so."""
    file = directory / "topic.toml"
    file.write_text("\n".join(_toml(topic)), encoding="utf-8")
    ended = run_scraper("demo", "--seconds", "20", "--json", "--keep", directory / "kept", "--topic", file)
    assert ended.status == 1, ended.err
    return cast("Document", json.loads(ended.out))


def _blind(topic: Document) -> Document:
    for concept in topic["concepts"].values():
        if concept["kind"] in {"actor", "official", "domestic", "company"}:
            for language in [key for key, value in concept.items() if isinstance(value, list)]:
                concept[language] = ["nowhereland"]
    for entity in topic["entities"].values():
        entity["names"] = ["nobody"]
    return topic


def _greedy(topic: Document) -> Document:
    japan = topic["concepts"]["japan"]
    for concept in topic["concepts"].values():
        if concept["kind"] in {"object", "matter"}:
            concept.update({key: value for key, value in japan.items() if isinstance(value, list)})
        if concept["kind"] in {"void", "aside", "soft"}:
            concept.update(
                {key: ["nowhereland"] for key, value in concept.items() if isinstance(value, list)}
            )
    return topic


def _toml(table: Document, path: str = "") -> Iterator[str]:
    """Yield a document as TOML: plain values first, then its tables."""
    yield from (
        f"{json.dumps(key)} = {literal(value)}"
        for key, value in table.items()
        if not isinstance(value, dict)
    )
    for key, value in table.items():
        if isinstance(value, dict):
            name = f"{path}{json.dumps(key)}"
            yield f"[{name}]"
            yield from _toml(value, f"{name}.")
