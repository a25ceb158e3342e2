"""When to poll next: the interval from what polls bring, backing off from what fails. Never an end."""

import math
from datetime import datetime, timedelta

MOST_DOUBLINGS = 8.0
RETRY_AFTER_LIMIT = timedelta(hours=24)


def next_poll_at(
    now: datetime,
    interval: timedelta,
    *,
    failures: float,
    retry_after: timedelta | None,
    jitter: float,
    longest: timedelta,
) -> datetime:
    """Return when to poll a source again.

    `failures` is the weighted count since the last success: each doubles the interval, up to `longest`.
    `jitter` in 0..1 spreads the result over +-10 % of the interval, so that sources drift apart.
    `retry_after` is what the server asked for; at most 24 h of it are honoured.
    """
    backed_off = min(interval * math.pow(2.0, min(failures, MOST_DOUBLINGS)), max(longest, interval))
    spread = backed_off * (0.9 + 0.2 * jitter)
    if retry_after is not None:
        spread = max(spread, min(retry_after, RETRY_AFTER_LIMIT))
    return now + spread


def adapted_interval(
    interval: timedelta,
    *,
    wish: timedelta,
    links: int,
    new: int,
    floor: timedelta,
    ceiling: timedelta,
) -> timedelta:
    """Return the interval that suits what the last index brought.

    An index of which more than half was new is polled much sooner: the next one might have lost items. One
    without news is polled a little later. In between the interval drifts back to the configured `wish`.
    The result stays within a quarter of the wish and twice the wish, and within floor and ceiling.
    """
    if links and new * 2 > links:
        adapted = interval * 0.5
    elif new == 0:
        adapted = interval * 1.15
    else:
        adapted = interval + (wish - interval) * 0.3
    return max(min(max(adapted, wish / 4), wish * 2, ceiling), floor)


def retry_delay(attempts: int, first: timedelta) -> timedelta:
    """Return how long a link waits after its `attempts`-th failure (1 and up): `first`, then threefold."""
    return min(first * math.pow(3.0, min(attempts - 1, 10)), timedelta(hours=24))


def recheck_delay(age: timedelta) -> timedelta | None:
    """Return how long to wait before looking again whether an article on topic changed; None: never again.

    `age` is the time since it was first seen. Corrections come soon or not at all: about a dozen looks in
    the first three days, then an end.
    """
    steps = (
        (timedelta(hours=1), timedelta(minutes=20)),
        (timedelta(hours=6), timedelta(hours=1)),
        (timedelta(hours=24), timedelta(hours=6)),
        (timedelta(hours=72), timedelta(hours=24)),
    )
    return next((delay for limit, delay in steps if age < limit), None)
