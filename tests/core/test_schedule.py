"""When to poll next, by tables and by what must always hold."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.schedule import adapted_interval, next_poll_at, recheck_delay, retry_delay
from tests.values import NOON

QUARTER = timedelta(minutes=15)
LONGEST = timedelta(hours=12)

NEXT = {
    "a success waits one interval": (0.0, None, QUARTER),
    "a soft failure waits a little longer": (0.5, None, QUARTER * 2**0.5),
    "a hard failure doubles": (1.0, None, QUARTER * 2),
    "many failures reach the longest interval": (60.0, None, LONGEST),
    "what the server asks is honoured": (0.0, timedelta(hours=1), timedelta(hours=1)),
    "less than our own wait changes nothing": (0.0, timedelta(seconds=5), QUARTER),
    "an absurd wish is capped at a day": (0.0, timedelta(days=3650), timedelta(hours=24)),
}


@pytest.mark.parametrize(("failures", "retry_after", "wait"), NEXT.values(), ids=NEXT)
def test_when_a_source_is_polled_again(
    failures: float, retry_after: timedelta | None, wait: timedelta
) -> None:
    after = next_poll_at(
        NOON, QUARTER, failures=failures, retry_after=retry_after, jitter=0.5, longest=LONGEST
    )
    assert abs(after - NOON - wait) < timedelta(milliseconds=1)


@given(failures=st.floats(0, 1e9), jitter=st.floats(0, 1), minutes=st.integers(1, 10_000))
def test_backing_off_never_ends_and_never_hurries(failures: float, jitter: float, minutes: int) -> None:
    interval = timedelta(minutes=minutes)
    wait = (
        next_poll_at(NOON, interval, failures=failures, retry_after=None, jitter=jitter, longest=LONGEST)
        - NOON
    )
    assert interval * 0.89 < wait < max(LONGEST, interval) * 1.11


PACES = {
    "an index that is mostly new is polled sooner": (25, 20, QUARTER / 2),
    "an index without news is polled later": (25, 0, QUARTER * 1.15),
    "some news keep the wish": (25, 3, QUARTER),
    "an index that said nothing is polled later": (0, 0, QUARTER * 1.15),
}


@pytest.mark.parametrize(("links", "new", "expected"), PACES.values(), ids=PACES)
def test_how_the_interval_follows_the_news(links: int, new: int, expected: timedelta) -> None:
    bounds = {"floor": timedelta(minutes=5), "ceiling": LONGEST}
    assert adapted_interval(QUARTER, wish=QUARTER, links=links, new=new, **bounds) == expected


@given(
    minutes=st.integers(1, 2000),
    wish=st.integers(1, 2000),
    links=st.integers(0, 500),
    new=st.integers(0, 500),
    times=st.integers(1, 40),
)
def test_the_interval_stays_between_its_bounds(
    minutes: int, wish: int, links: int, new: int, times: int
) -> None:
    floor, wanted = timedelta(minutes=5), timedelta(minutes=wish)
    interval = timedelta(minutes=minutes)
    for _ in range(times):
        interval = adapted_interval(
            interval, wish=wanted, links=links, new=new, floor=floor, ceiling=LONGEST
        )
    assert max(floor, wanted / 4) <= interval <= max(floor, min(wanted * 2, LONGEST), wanted / 4)


def test_a_failed_link_waits_three_times_longer_each_time_and_at_most_a_day() -> None:
    waits = [retry_delay(attempt, timedelta(minutes=5)) for attempt in (1, 2, 3, 50)]
    assert waits == [timedelta(minutes=m) for m in (5, 15, 45, 24 * 60)]


def test_an_article_is_looked_at_often_at_first_and_then_no_more() -> None:
    ages = [
        timedelta(minutes=1),
        timedelta(hours=2),
        timedelta(hours=20),
        timedelta(hours=60),
        timedelta(days=4),
    ]
    assert [recheck_delay(age) for age in ages] == [
        timedelta(minutes=20),
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(hours=24),
        None,
    ]


def test_no_source_waits_longer_than_the_longest_interval_however_modest_its_wish() -> None:
    bounds = {"floor": timedelta(seconds=1), "ceiling": timedelta(minutes=2)}
    assert adapted_interval(QUARTER, wish=QUARTER, links=25, new=3, **bounds) == timedelta(minutes=2)
