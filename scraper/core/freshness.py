"""Whether an article is news or of the past: an index may name its archive at any time, under any date."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from scraper.types import Article, Link, Signal

_DAY: Final = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?P<between>[/-]?)(?P<month>0[1-9]|1[0-2])(?:(?P=between)(?P<day>[0-3]\d))(?=[/_-]|$)"
)
_MONTH: Final = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>0[1-9]|1[0-2])(?=/)")
_PRINTED: Final = frozenset({Signal.TEXT, Signal.HEURISTIC})
"""Signals that may name another day than that of publication."""


def is_stale(article: Article, link: Link, now: datetime, age: timedelta) -> bool:
    """Tell whether an article was published longer than `age` ago.

    The day in an address outweighs every other: a site that dates its archive anew keeps it. Else page and
    index must agree: where one says that it is new, or neither says anything, it is news.
    """
    oldest = now - age
    named = day_of_address(article.address)
    if named is not None and named < oldest:
        return True
    dates = [] if link.published is None else [link.published.instant]
    if article.published is not None and article.published.signal not in _PRINTED:
        dates.append(article.published.value.instant)
    return bool(dates) and max(dates) < oldest


def day_of_address(address: str) -> datetime | None:
    """Return the end of the day or month that an address names: `/2026/02/10/`, `/2026/02/`."""
    if found := _DAY.search(address):
        try:
            return datetime(
                int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=UTC
            ) + timedelta(1)
        except ValueError:  # the 31st of February: a number that looks like a day
            return None
    if found := _MONTH.search(address):
        year, month = int(found["year"]), int(found["month"])
        return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return None
