"""`scraper health` on the demo's store: one site fell silent there."""

import json
import re

from scraper.core.sparkline import sparkline
from tests.conftest import PlayedDemo, run_scraper


def health(played: PlayedDemo, *arguments: str) -> tuple[int, str]:
    ended = run_scraper(
        "health", *arguments, "--config", played.directory / "config", "--db", played.database
    )
    return ended.status, ended.out + ended.err


def test_the_silent_site_stands_first_and_the_status_is_that_of_a_failed_check(played: PlayedDemo) -> None:
    status, table = health(played)
    assert status == 2
    first, *rest = table.splitlines()
    assert re.match(r"nhkworld\tcritical\tquiet\t", first)
    assert len(rest) == 10
    [changed] = [line for line in rest if line.startswith("kyivindependent\t")]
    assert "not as before: body" in changed


def test_a_source_s_page_says_why_since_when_and_what_says_so(played: PlayedDemo) -> None:
    status, page = health(played, "nhkworld")
    assert status == 2
    assert "quiet: answers as ever, but publishes nothing new" in page
    for name in (
        "since",
        "evidence",
        "last good poll",
        "last new item",
        "last good page",
        "expected gap",
        "history",
    ):
        assert re.search(rf"^{name} +\S", page, re.MULTILINE), name


def test_a_sound_source_is_well_and_the_json_says_the_same(played: PlayedDemo) -> None:
    status, told = health(played, "mofa", "--json")
    [one] = json.loads(told)
    assert (status, one["health"]["state"], one["health"]["diagnosis"]) == (0, 0, None)
    assert len(one["days"]) == 14
    assert one["books"]["latency"]["articles"] > 0


def test_a_source_that_is_not_polled_is_refused_by_name(played: PlayedDemo) -> None:
    status, told = health(played, "nobody")
    assert (status, "nobody: no such source" in told) == (1, True)


def test_a_sparkline_has_a_bar_a_number() -> None:
    assert sparkline([0, 1, 4, 8]) == "·▂▅█"
    assert sparkline([]) == ""
    assert sparkline([0, 0]) == "··"
