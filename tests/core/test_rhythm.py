"""A source's hours are learned from its news and bend its interval, a little."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.rhythm import HOURS, MEMORY, QUICKEST, SLOWEST, pace, with_news
from tests.values import NOON

OFFICE = tuple(40 if 7 <= hour < 18 else 0 for hour in range(HOURS))
"""A source that publishes from seven to six."""


def at(hour: int) -> datetime:
    return NOON.replace(hour=hour)


PACES = {
    "the middle of the day is busy": (OFFICE, 12, QUICKEST, 0.8),
    "the night is quiet": (OFFICE, 2, 1.9, SLOWEST),
    "the hour before the first news is no night any more": (OFFICE, 6, QUICKEST, 0.8),
    "the evening is quiet": (OFFICE, 20, 1.9, SLOWEST),
    "a source without hours keeps its interval": ((30,) * HOURS, 3, 1.0, 1.0),
    "a few links prove nothing": (tuple(count // 10 for count in OFFICE), 2, 1.0, 1.0),
    "nothing is known of a new source": ((), 2, 1.0, 1.0),
}


@pytest.mark.parametrize(("rhythm", "hour", "least", "most"), PACES.values(), ids=PACES)
def test_how_the_hours_bend_the_interval(
    rhythm: tuple[int, ...], hour: int, least: float, most: float
) -> None:
    assert least <= pace(rhythm, at(hour)) <= most


def test_new_habits_take_over() -> None:
    rhythm = OFFICE
    for day in range(60):
        for hour in (22, 23, 0, 1):
            rhythm = with_news(rhythm, at(hour) + timedelta(days=day), 10)
    assert pace(rhythm, at(23)) < 1 < pace(rhythm, at(12))


def test_an_index_that_renames_all_its_links_counts_as_a_busy_hour_at_most() -> None:
    assert sum(with_news((), NOON, 2000)) == 20
    assert with_news(OFFICE, NOON, 0) == OFFICE


@given(st.lists(st.tuples(st.integers(0, HOURS - 1), st.integers(0, 5000)), max_size=300))
def test_counts_and_pace_stay_within_bounds(news: list[tuple[int, int]]) -> None:
    rhythm: tuple[int, ...] = ()
    for hour, new in news:
        rhythm = with_news(rhythm, at(hour), new)
    assert sum(rhythm) <= MEMORY
    assert all(QUICKEST <= pace(rhythm, at(hour)) <= SLOWEST for hour in range(HOURS))
