"""How far apart requests to one host must be: learned spacing, Crawl-delay, Retry-After ."""

import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_RETRY_AFTER: Final = timedelta(hours=24)
"""What a server may ask for at most; more is taken for an error."""

DEFAULT_BLOCK: Final = timedelta(minutes=1)
"""How long a host that answers 429 without Retry-After is left alone."""

LONGEST_SPACING: Final = timedelta(seconds=60)
"""What slow answers may teach at most; a Crawl-delay may ask for more."""

_SMOOTHING: Final = 0.5
_SECONDS: Final = re.compile(r"[0-9]{1,18}")


def parse_retry_after(value: str, now: datetime) -> timedelta | None:
    """Return how long a Retry-After asks to wait, 0 to 24 h; None for garbage and for no value.

    Both forms of the RFC are read: seconds and an HTTP date. A date that has passed is 0.
    """
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return timedelta(seconds=min(int(text), int(LONGEST_RETRY_AFTER.total_seconds())))
    try:
        instant = parsedate_to_datetime(text[:64])
        instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        wait = instant - now
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_RETRY_AFTER)


def next_spacing(spacing: timedelta, answered_in: timedelta, *, least: timedelta, well: bool) -> timedelta:
    """Return the spacing after an answer that took `answered_in`: an exponentially weighted mean.

    At least `least`, at most `LONGEST_SPACING`. After anything but a page (`well` False) it never gets
    shorter, as error pages are quick (the rule of Scrapy's AutoThrottle).
    """
    learned = spacing + _SMOOTHING * (answered_in - spacing)
    bounded = min(max(learned, answered_in, least), max(LONGEST_SPACING, least))
    return bounded if well else max(bounded, spacing)


def gap(spacing: timedelta, crawl_delay: float | None, jitter: float) -> timedelta:
    """Return how long to leave a host alone after a request.

    The longer of `spacing` and the robots' `crawl_delay` (seconds), made longer by up to a fifth as
    `jitter` goes from 0 to 1, so that hosts are not asked in step.
    """
    asked = 0.0
    if crawl_delay is not None and math.isfinite(crawl_delay):
        asked = min(max(crawl_delay, 0.0), LONGEST_RETRY_AFTER.total_seconds())
    return max(spacing, timedelta(seconds=asked)) * (1 + 0.2 * jitter)
