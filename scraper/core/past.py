"""What holds for the past alone: nothing is told, nothing is looked at again, and time has its order."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from scraper.core.address_templates import addresses_at
from scraper.types import Action, Article, Index, Intent, Known, Link

CUT: Final = "the archive kept only the beginning of the page"
"""A note of articles of which no more was kept."""

ROUNDED: Final = timedelta(days=1)
"""What a date may be too early by, since many name only the day."""

_NOTHING_TO_DO: Final = frozenset({Action.SIGHT, Action.NOTHING})


def told_at(article: Article, captured_at: datetime) -> datetime:
    """Return an article's place in the order of time: its publication, else when its page was captured."""
    return captured_at if article.published is None else article.published.value.instant


def as_past(intent: Intent) -> Intent:
    """Return an intent as the past carries it out: no alerts, no retries, no look whether it changes."""
    return replace(intent, alerts=(), retry_at=None, recheck_at=None, moved=False)


def is_outdated(known: Known, newest: datetime | None, captured_at: datetime) -> bool:
    """Return whether a capture says nothing new of a known page: a version as new as it is stored.

    `newest` is when the latest version was seen. An older capture would bring an old wording back.
    """
    return known.same_page is not None and newest is not None and newest >= captured_at


def within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    """Return whether an instant lies in a span; None: no limit on that side. `until` is left out."""
    return (since is None or at >= since) and (until is None or at < until)


def wanted_links(index: Index, since: datetime | None, until: datetime | None) -> tuple[Link, ...]:
    """Return an index's links that may be of a span: those without a date too.

    A news sitemap, which gives titles, and a feed date the publication; any other dates the last edit, so
    that what it dates after the span may have been published within.
    """
    earliest = None if since is None else since - ROUNDED
    return tuple(
        link
        for link in index.links
        if link.published is None or within(link.published.instant, earliest, until if link.title else None)
    )


def wanted_children(index: Index, since: datetime | None) -> tuple[str, ...]:
    """Return the sitemaps below an index that can name something of a span: what is older never changed."""
    return tuple(
        child
        for child in index.children
        if since is None or index.modified.get(child) is None or index.modified[child] >= since
    )


def days_of(template: str, since: datetime, until: datetime, zone: str) -> tuple[str, ...]:
    """Return the addresses that a template with days or months stands for over a span."""
    days = range((until - since).days + 1)
    made = (
        address for day in days for address in addresses_at(template, since + timedelta(days=day), zone)
    )
    return tuple(dict.fromkeys(made))


def adds(intent: Intent) -> bool:
    """Return whether an intent makes an article or a version."""
    return intent.action not in _NOTHING_TO_DO
