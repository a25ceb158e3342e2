"""When a poll is a storm: many new addresses, known texts, old dates; an index turned inside out."""

from dataclasses import replace

import pytest

from scraper.core.storms import archive, storm
from scraper.outcomes import Outcome
from scraper.types import Action, Audience, CanonicalUrl, ChannelRead, Grade, Intent
from scraper.types.reports import Upheaval
from tests.values import FEED, NOON, source

QUIET = (ChannelRead(FEED, Outcome.OK, NOON),)


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
    assert (storm(source(), QUIET, intents(copies, added), NOON) is not None) == is_storm


def test_pages_seen_again_are_no_storm() -> None:
    assert storm(source(), QUIET, intents(0, 0, sighted=20), NOON) is None


def test_pages_that_came_to_another_address_are_one() -> None:
    moved = [replace(one, moved=True) for one in intents(0, 0, sighted=9)]
    assert storm(source(), QUIET, moved, NOON) is not None


def test_ops_are_told_once_a_day() -> None:
    alert = storm(source(), QUIET, intents(9, 1), NOON)
    assert alert is not None
    assert (alert.kind, alert.channel, alert.key) == ("storm", Audience.OPS, "storm:news:2026-02-10")
    assert "9 of 10" in alert.subject


@pytest.mark.parametrize(
    ("upheaval", "words"),
    [
        (Upheaval(renamed=20), "20 new addresses show known titles"),
        (Upheaval(reguided=20), "20 entries have new GUIDs"),
        (Upheaval(redated=20), "20 known articles have later dates"),
        (Upheaval(elsewhere=20), "20 links, all of an index, fit no article_pattern"),
        (Upheaval(reguided=8, redated=9), "8 entries have new GUIDs, 9 known articles have later dates"),
    ],
)
def test_an_upheaval_of_an_index_is_named(upheaval: Upheaval, words: str) -> None:
    alert = storm(source(), [replace(QUIET[0], upheaval=upheaval)], [], NOON)
    assert alert is not None
    assert words in alert.subject


def old(count: int, new: int = 0) -> list[Intent]:
    graded = [replace(one, grade=Grade.CORE) for one in intents(0, count + new)]
    return [replace(one, stale=number < count) for number, one in enumerate(graded)]


@pytest.mark.parametrize(
    ("seen", "is_archive"),
    [(old(5), True), (old(9, 3), True), (old(4), False), (old(5, 9), False), (intents(0, 20), False)],
    ids=["five old ones", "some new among them", "a few", "mostly new ones", "what is off topic"],
)
def test_articles_from_long_ago_are_an_archive(seen: list[Intent], is_archive: bool) -> None:
    alert = archive(source(), seen, NOON)
    assert (alert is not None) == is_archive
    assert alert is None or alert.key == "archive:news:2026-02-10"
