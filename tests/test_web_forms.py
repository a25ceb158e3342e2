"""What the web pages make of instants, of the search form and of sources' states: values alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.adapters.sqlite.glance import Glance
from scraper.types import Grade
from scraper.web.asking import Asked, asked, wanted
from scraper.web.clocks import clocks
from scraper.web.strip import strip

NOON = datetime(2026, 2, 10, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_an_instant_is_told_by_the_reader_s_clock_first() -> None:
    assert clocks(NOON, BERLIN) == (
        ("CET", "2026-02-10 13:00"),
        ("UTC", "2026-02-10 12:00"),
        ("Kyiv", "2026-02-10 14:00"),
        ("Tokyo", "2026-02-10 21:00"),
    )


def test_summer_time_is_kept_in_kyiv_and_unknown_in_tokyo() -> None:
    told = dict(clocks(datetime(2026, 7, 1, 12, tzinfo=UTC), UTC))
    assert (told["Kyiv"], told["Tokyo"]) == ("2026-07-01 15:00", "2026-07-01 21:00")


def test_a_form_becomes_what_is_wanted() -> None:
    fields = {
        "q": " Patriot ",
        "language": "uk",
        "grade": "2",
        "since": "2026-02-10",
        "until": "2026-02-10",
    }
    form = asked(fields)
    limits, problems = wanted(form, BERLIN)
    assert (form.typed, problems) == ("Patriot", [])
    assert (limits.languages, limits.grade) == (("uk",), Grade.RELATED)
    assert limits.since == datetime(2026, 2, 9, 23, tzinfo=UTC)
    assert limits.until == datetime(2026, 2, 10, 23, tzinfo=UTC), "the last day belongs to it"


@pytest.mark.parametrize(
    "field",
    [
        {"since": "yesterday"},
        {"until": "2026-02-30"},
        {"story": "7; DROP"},
        {"grade": "9"},
        {"since": "9999-12-31"},
    ],
    ids=str,
)
def test_what_is_not_understood_is_left_out_and_said(field: dict[str, str]) -> None:
    limits, problems = wanted(asked(field), BERLIN)
    assert len(problems) == 1
    assert next(iter(field.values())) in problems[0]
    assert (limits.since, limits.until, limits.story, limits.grade) == (None, None, None, Grade.OFF)


@given(st.fixed_dictionaries(dict.fromkeys(Asked.__slots__, st.text(max_size=30))))
def test_whatever_is_typed_is_no_error(fields: dict[str, str]) -> None:
    limits, _ = wanted(asked(fields), BERLIN)
    assert limits.since is None or limits.since.tzinfo is not None


WELL = Glance("unn", "UNN", ("uk",), "ok", 0, NOON, NOON, "ok", "", None, ())
SOURCES = {
    "yields nothing": (
        replace(WELL, state="critical", cause="html_as_feed", since=NOON),
        "bad",
        "html as feed",
    ),
    "is odd": (replace(WELL, state="warning", cause="quiet", since=NOON), "warn", "quiet"),
    "failed last": (replace(WELL, failures=1.0, last_outcome="server_error"), "warn", "server error"),
    "never was well": (
        replace(WELL, failures=1.0, last_outcome="dns", last_good_at=None),
        "warn",
        "never well",
    ),
    "is new": (replace(WELL, last_outcome=None, last_new_at=None), "well", "not polled yet"),
    "is well": (WELL, "well", "last new"),
}


@pytest.mark.parametrize(("source", "level", "words"), SOURCES.values(), ids=SOURCES)
def test_the_strip_says_of_a_source_that(source: Glance, level: str, words: str) -> None:
    [mark] = strip([source])
    assert mark.level == level
    assert words in mark.words


def test_the_most_troubled_source_comes_first() -> None:
    marks = strip([source for source, _, _ in SOURCES.values()][::-1])
    assert [mark.level for mark in marks] == ["bad", "warn", "warn", "warn", "well", "well"]


def test_an_evening_in_tokyo_is_another_day_than_in_kyiv() -> None:
    told = dict(clocks(NOON + timedelta(hours=4), UTC))
    assert (told["Kyiv"][:10], told["Tokyo"][:10]) == ("2026-02-10", "2026-02-11")
