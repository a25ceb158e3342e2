"""What holds for the past alone: nothing is told, nothing is looked at again, and time has its order."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from scraper.types import Action, Article, Intent, Known

CUT: Final = "the archive kept only the beginning of the page"
"""A note of articles of which no more was kept."""

_NOTHING_TO_DO: Final = frozenset({Action.SIGHT, Action.NOTHING})


def told_at(article: Article, captured_at: datetime) -> datetime:
    """Return an article's place in the order of time: its publication, else when its page was captured."""
    return captured_at if article.published is None else article.published.value.instant


def as_past(intent: Intent) -> Intent:
    """Return an intent as the past carries it out: no alerts, no retries, no look whether it changes."""
    return replace(intent, alerts=(), retry_at=None, recheck_at=None)


def is_outdated(known: Known, newest: datetime | None, captured_at: datetime) -> bool:
    """Return whether a capture says nothing new of a known page: a version as new as it is stored.

    `newest` is when the latest version was seen. An older capture would bring an old wording back.
    """
    return known.same_page is not None and newest is not None and newest >= captured_at


def within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    """Return whether an instant lies in a span; None: no limit on that side. `until` is left out."""
    return (since is None or at >= since) and (until is None or at < until)


def adds(intent: Intent) -> bool:
    """Return whether an intent makes an article or a version."""
    return intent.action not in _NOTHING_TO_DO
