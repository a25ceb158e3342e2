"""When a poll is a storm: many new addresses, known texts."""

import pytest

from scraper.core.storms import storm
from scraper.outcomes import Outcome
from scraper.types import Action, Audience, CanonicalUrl, Intent
from tests.values import NOON, source


def intents(copies: int, added: int, sighted: int = 0) -> list[Intent]:
    counts = {Action.COPY: copies, Action.ADD: added, Action.SIGHT: sighted}
    return [
        Intent(action, Outcome.OK, CanonicalUrl(f"https://news.test/{action}/{n}"))
        for action, count in counts.items()
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("copies", "added", "is_storm"),
    [(12, 0, True), (12, 4, True), (4, 0, False), (6, 14, False), (0, 20, False)],
    ids=["all moved", "moved, with some news", "a few wire stories", "a busy day", "only news"],
)
def test_most_new_pages_repeat_known_texts(copies: int, added: int, is_storm: bool) -> None:
    assert (storm(source(), intents(copies, added), NOON) is not None) == is_storm


def test_pages_seen_again_are_no_storm() -> None:
    assert storm(source(), intents(0, 0, sighted=20), NOON) is None


def test_ops_are_told_once_a_day() -> None:
    alert = storm(source(), intents(9, 1), NOON)
    assert alert is not None
    assert (alert.kind, alert.channel, alert.key) == ("storm", Audience.OPS, "storm:news:2026-02-10")
    assert "9 of 10" in alert.subject
