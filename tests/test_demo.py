"""The demo from end to end: the real daemon on the press world, and what it tells of itself."""

import json
from pathlib import Path

from tests.conftest import PlayedDemo, run_scraper

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


def test_with_a_topic_without_japan_the_demo_says_what_it_missed(tmp_path: Path) -> None:
    """The lists compare what was planted with what is stored, so a blind judge must show in them."""
    blind = tmp_path / "blind.toml"
    blind.write_text(_without_japan(TOPIC.read_text(encoding="utf-8")), encoding="utf-8")
    ended = run_scraper("demo", "--seconds", "20", "--json", "--keep", tmp_path / "kept", "--topic", blind)
    assert ended.status == 1
    assert json.loads(ended.out)["missed"]


def _without_japan(topic: str) -> str:
    return topic
