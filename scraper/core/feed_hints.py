"""How often a feed asks to be read: RSS `ttl`, `sy:updatePeriod` and `sy:updateFrequency`."""

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from lxml import etree

from scraper.core.xml_guard import local_name

LONGEST_HINT: Final = timedelta(days=1)
"""A feed that asks for less than a poll a day is read daily all the same."""

_DIGITS: Final = 6

_PERIODS: Final = MappingProxyType(
    {
        "hourly": timedelta(hours=1),
        "daily": timedelta(days=1),
        "weekly": timedelta(weeks=1),
        "monthly": timedelta(days=30),
        "yearly": timedelta(days=365),
    }
)


def poll_hint(root: etree._Element) -> timedelta | None:
    """Return the interval that a feed asks for, at most `LONGEST_HINT`; None where it asks for none."""
    words = {
        local_name(element): (element.text or "").strip().lower()
        for element in root.iter("{*}ttl", "{*}updatePeriod", "{*}updateFrequency")
        if (parent := element.getparent()) is not None and local_name(parent) in {"channel", "feed"}
    }
    minutes = _number(words.get("ttl", ""))
    if minutes:
        return min(timedelta(minutes=minutes), LONGEST_HINT)
    period = _PERIODS.get(words.get("updatePeriod", ""))
    return min(period / (_number(words.get("updateFrequency", "")) or 1), LONGEST_HINT) if period else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None
