"""Channels of one site, one beside the other: which items each has and others lack, how fresh, how full."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from scraper.types import CanonicalUrl, Link

FULL_TEXT: Final = 1500
"""Characters of a summary from which it is taken for the whole text."""


@dataclass(frozen=True, slots=True)
class Merits:
    """What one channel offers, compared to the others that were tried."""

    links: int
    alone: int
    """Links that no other channel names; 0 where there is no other."""
    lacking: int
    """Links that others name and it does not."""
    dated: int
    told: int
    """Links with a summary."""
    full: int
    """Links with what reads like their whole text."""
    newest_age: timedelta | None
    """Since the date of its newest item; None where it gives no dates."""

    def __str__(self) -> str:
        """Return it in words."""
        parts = [f"{self.links} links", f"{self.dated} with dates", f"{self.told} with summaries"]
        if self.full:
            parts.append(f"{self.full} with their whole text")
        if self.newest_age is not None:
            parts.append(f"the newest {_spelled(self.newest_age)} old")
        if self.alone or self.lacking:
            parts.append(f"{self.alone} that no other channel names, {self.lacking} of the others' lacking")
        return ", ".join(parts)


def compare(channels: Sequence[Sequence[Link]], now: datetime) -> tuple[Merits, ...]:
    """Return the merits of each channel, given the links of each, in their order."""
    named = [{link.url for link in links} for links in channels]
    times = Counter(url for urls in named for url in urls)
    merits = tuple(_merits(links, urls, times, now) for links, urls in zip(channels, named, strict=True))
    return merits if len(merits) > 1 else tuple(replace(one, alone=0) for one in merits)


def _merits(
    links: Sequence[Link], urls: set[CanonicalUrl], times: Counter[CanonicalUrl], now: datetime
) -> Merits:
    dates = [link.published.instant for link in links if link.published]
    return Merits(
        links=len(links),
        alone=sum(times[url] == 1 for url in urls),
        lacking=len(times) - len(urls),
        dated=len(dates),
        told=sum(bool(link.summary) for link in links),
        full=sum(len(link.summary) >= FULL_TEXT for link in links),
        newest_age=max(now - max(dates), timedelta(0)) if dates else None,
    )


def _spelled(age: timedelta) -> str:
    minutes = round(age / timedelta(minutes=1))
    if minutes < 120:  # noqa: PLR2004  (two hours)
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 48 else f"{round(hours / 24)} days"  # noqa: PLR2004  (two days)
