"""Pinned items and the latest ones: which of them an index still names."""

import pytest

from scraper.core.gaps import gaps
from scraper.core.pins import MOST, Named, are_pinned, may_be_pinned
from scraper.outcomes import Outcome
from scraper.types.histories import PollFact
from tests.core.simulated_past import FEED, HOUR, MONDAY, poll, read

READING = MONDAY


def named(*items: tuple[float, float]) -> list[Named]:
    """Items by the hours before the reading at which they were named first and last; the latest first."""
    return [Named(READING - first * HOUR, READING - last * HOUR) for first, last in sorted(items)]


WINDOW = [(hours, 10.0) for hours in range(11, 31)]
"""Twenty items, one an hour, that were all named ten hours ago for the last time."""


@pytest.mark.parametrize(
    ("items", "pinned"),
    [
        pytest.param([*WINDOW, (400, 0)], True, id="an old item stayed, and twenty later ones went"),
        pytest.param([*WINDOW, (400, 0), (500, 0), (17, 0)], True, id="three stayed, none of the latest"),
        pytest.param([*WINDOW[1:], (11, 0)], False, id="the latest item is still named"),
        pytest.param([*WINDOW[1:], (11, 0), (400, 0)], False, id="the latest item, beside a pinned one"),
        pytest.param(
            [*WINDOW[:4], (14.5, 0), *WINDOW[4:]], False, id="four were withdrawn, the fifth is there"
        ),
        pytest.param([(30, 10)] * 19 + [(30, 0)], False, id="one of the first reading's"),
        pytest.param(
            [(2, 2), (3, 3), *[(30, 10)] * 19, (30, 0)], False, id="one of them, and two came since"
        ),
        pytest.param([(30, 0)], False, id="one item was all that was known"),
        pytest.param([], False, id="nothing was known"),
    ],
)  # fmt: skip
def test_what_stays_while_later_items_go_is_pinned(items: list[tuple[float, float]], pinned: bool) -> None:
    assert are_pinned(named(*items), READING) is pinned


def test_many_known_items_are_never_all_pinned() -> None:
    assert [may_be_pinned(known) for known in (0, 1, MOST, MOST + 1)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("new", "pinned", "found"),
    [
        pytest.param(19, frozenset({FEED}), 1, id="all new but a pinned item: a gap"),
        pytest.param(19, frozenset(), 0, id="all new but one of the latest: none"),
        pytest.param(19, frozenset({"https://news.test/other"}), 0, id="another channel's pinned item"),
        pytest.param(4, frozenset({FEED}), 0, id="too few new ones to tell"),
    ],
)
def test_a_pinned_item_shared_is_no_item_shared(new: int, pinned: frozenset[str], found: int) -> None:
    later = PollFact(MONDAY + 9 * HOUR, Outcome.OK, (read(Outcome.OK, new + 1, new),), pinned=pinned)
    assert len(gaps([poll(MONDAY), later], None)) == found
