"""Retry-After is read and capped; spacing follows the host's pace and only slows down for errors."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.politeness import (
    LONGEST_RETRY_AFTER,
    LONGEST_SPACING,
    gap,
    next_spacing,
    parse_retry_after,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

RETRY_AFTER = [
    ("120", timedelta(minutes=2)),
    (" 5 ", timedelta(seconds=5)),
    ("0", timedelta(0)),
    ("Mon, 23 Nov 2026 09:02:00 GMT", timedelta(minutes=2)),
    ("Monday, 23-Nov-26 09:02:00 GMT", timedelta(minutes=2)),
    ("Mon, 23 Nov 2026 11:02:00 +0200", timedelta(minutes=2)),
    ("Wed, 21 Oct 2015 07:28:00 GMT", timedelta(0)),
    ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_RETRY_AFTER),
    ("315360000", LONGEST_RETRY_AFTER),
    ("9" * 18, LONGEST_RETRY_AFTER),
    ("9" * 400, None),
    ("-1", None),
    ("1e9", None),
    ("1.5", None),
    ("soon", None),
    ("٣", None),
    ("Mon, 99 Nov 2026 09:02:00 GMT", None),
    ("", None),
]


@pytest.mark.parametrize(("value", "wait"), RETRY_AFTER)
def test_retry_after_is_seconds_or_a_date_and_never_more_than_a_day(
    value: str, wait: timedelta | None
) -> None:
    assert parse_retry_after(value, NOW) == wait


@given(st.text(max_size=100))
def test_any_retry_after_is_bounded(value: str) -> None:
    wait = parse_retry_after(value, NOW)
    assert wait is None or timedelta(0) <= wait <= LONGEST_RETRY_AFTER


SPACINGS = [
    ("a quick host is asked at the least spacing", SECOND, 0.1 * SECOND, True, SECOND),
    ("a slow answer counts at once", SECOND, 8 * SECOND, True, 8 * SECOND),
    ("and is forgotten by half at each quick one", 8 * SECOND, 0 * SECOND, True, 4 * SECOND),
    ("but not while it answers with errors", 8 * SECOND, 0 * SECOND, False, 8 * SECOND),
    ("a slow error counts too", SECOND, 3 * SECOND, False, 3 * SECOND),
    ("never more than the longest", SECOND, 500 * SECOND, True, LONGEST_SPACING),
]


@pytest.mark.parametrize(
    ("spacing", "answered_in", "well", "expected"),
    [pytest.param(*row[1:], id=row[0]) for row in SPACINGS],
)
def test_spacing(spacing: timedelta, answered_in: timedelta, well: bool, expected: timedelta) -> None:
    assert next_spacing(spacing, answered_in, least=SECOND, well=well) == expected


def test_a_crawl_delay_is_a_minimum_and_jitter_only_adds() -> None:
    assert gap(SECOND, None, 0) == SECOND
    assert gap(SECOND, 10.0, 0) == 10 * SECOND
    assert gap(20 * SECOND, 10.0, 0) == 20 * SECOND
    assert gap(SECOND, 10.0, 1) == 12 * SECOND
    assert gap(SECOND, float("inf"), 0) == SECOND
    assert gap(SECOND, -5.0, 0) == SECOND
    assert gap(SECOND, 1e12, 0) == LONGEST_RETRY_AFTER
