"""The canary: a made-up article that must travel through the whole service once a day, and who hears of it.

Like the bird in a mine it says nothing while it lives; what it dies of is named. Its words are on the topic
that is shipped; where another is configured, `canary.article` names a file with a text on that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from types import MappingProxyType
from typing import Final

from scraper.types import Alert, Audience, Severity, Source, SourceId
from scraper.types.canary import Flight, Stage

HOST: Final = "canary.test"
"""A name that never leaves this process (RFC 6761, section 6.2)."""
INDEX: Final = f"http://{HOST}/feed.xml"
PAGE: Final = f"http://{HOST}/made-up-article"
COPY: Final = f"http://{HOST}/made-up-article-again"

DEADLINES: Final[Mapping[Stage, timedelta]] = MappingProxyType(
    {
        Stage.FETCH: timedelta(seconds=30),
        Stage.PARSE: timedelta(minutes=2),
        Stage.JUDGE: timedelta(seconds=30),
        Stage.STORE: timedelta(minutes=2),
        Stage.ONCE: timedelta(minutes=1),
        Stage.OUTBOX: timedelta(seconds=30),
        Stage.SINKS: timedelta(minutes=1),
    }
)
"""Real time that each stage may take on a machine that is busy."""

FIRST_AFTER: Final = timedelta(minutes=10)
"""How long after a start without a flight on record the first is."""
AGAIN_AFTER: Final = timedelta(hours=1)
"""How long after one that failed the next is."""


@dataclass(frozen=True, slots=True)
class Story:
    """What the made-up article says."""

    headline: str
    paragraphs: tuple[str, ...]


_HANDOVER: Final = (
    "Japan's Ministry of Defense will hand over to Ukraine forty military trucks of the Self-Defense "
    "Forces, says this text, which is made up and travels through the service to test it."
)
_CEREMONY: Final = (
    "The defense ministers of Japan and Ukraine did not sign anything: the vehicles, the military aid and "
    "the ceremony in Tokyo exist in this test alone, and nobody is to act on it."
)
_CAUTION: Final = "Whoever reads this among the news has found an error: it must never be seen there."
MADE_UP: Final = Story(
    "Japan to hand Ukraine forty made-up military trucks, says the canary",
    (_HANDOVER, _CEREMONY, _CAUTION),
)


def read_story(text: str) -> Story | None:
    """Return the story of a text whose first line is the headline; None where it has no further line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Story(lines[0], tuple(lines[1:])) if len(lines) > 1 else None


def source() -> Source:
    """Return the source that the article pretends to come from."""
    return Source(SourceId("canary"), "The canary", f"http://{HOST}", "JP", ("en",), "UTC", ())


def pages(story: Story, now: datetime) -> Mapping[str, tuple[str, bytes]]:
    """Return path -> (media type, body) of the site that shows the story."""
    text = "".join(f"<p>{escape(line)}</p>" for line in story.paragraphs)
    page = (
        f'<!doctype html><html lang="en"><head><title>{escape(story.headline)}</title>'
        f'<meta property="article:published_time" content="{now.isoformat()}"></head>'
        f"<body><article><h1>{escape(story.headline)}</h1>{text}</article></body></html>"
    ).encode()
    feed = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>The canary</title>'
        f"<item><title>{escape(story.headline)}</title><link>{PAGE}</link></item></channel></rss>"
    ).encode()
    return {
        "/feed.xml": ("application/rss+xml", feed),
        "/made-up-article": ("text/html", page),
        "/made-up-article-again": ("text/html", page),
        "/robots.txt": ("text/plain", b"User-agent: *\nAllow: /\n"),
    }


def in_test_mode(alert: Alert) -> Alert:
    """Return an alert that nobody can take for news: for operators, and of its own kind."""
    return replace(
        alert,
        key=f"canary:{alert.raised_at.isoformat()}",
        kind="canary",
        channel=Audience.OPS,
        severity=Severity.INFO,
        subject="the canary is alive: a made-up article came all the way to here, nothing happened",
        grade=None,
        story=None,
        detail={"headline": alert.subject},
    )


def flies_at(last: Flight | None, began_at: datetime, every: timedelta) -> datetime | None:
    """Return when the next flight is due; None: never. `began_at` is when the service did."""
    if not every:
        return None
    if last is None:
        return began_at + min(FIRST_AFTER, every)
    return last.began_at + (every if last.failed is None else min(AGAIN_AFTER, every))


def alert_due(before: Flight | None, flight: Flight) -> Alert | None:
    """Return what ops should hear: a stage that failed and did not before, or that all is well again."""
    was = None if before is None else before.failed
    failed = flight.failed
    if failed is None:
        return None if was is None else _recovered(was.stage, flight)
    if was is not None and was.stage is failed.stage:
        return None
    return Alert(
        key=f"canary_died:{failed.stage}:{flight.began_at.isoformat()}",
        kind="canary_died",
        channel=Audience.OPS,
        severity=Severity.CRITICAL,
        subject=f"the canary died at stage '{failed.stage}': {failed.trouble}. News may be lost there",
        raised_at=flight.began_at,
        detail={
            "stage": failed.stage,
            "trouble": failed.trouble,
            "passed": ", ".join(one.stage for one in flight.stages if not one.trouble),
        },
    )


def _recovered(stage: Stage, flight: Flight) -> Alert:
    return Alert(
        key=f"canary_lives:{stage}:{flight.began_at.isoformat()}",
        kind="canary_lives",
        channel=Audience.OPS,
        severity=Severity.NOTICE,
        subject=f"the canary lives again: stage '{stage}' works, and so do the others",
        raised_at=flight.began_at,
        detail={"stage": stage, "took": _took(flight)},
    )


def _took(flight: Flight) -> str:
    return ", ".join(f"{one.stage} {one.took.total_seconds():.2f} s" for one in flight.stages)


def told(flight: Flight) -> Mapping[str, str]:
    """Return what the log says of a flight."""
    fields = {"took": _took(flight)}
    if flight.failed is not None:
        fields |= {"stage": flight.failed.stage, "trouble": flight.failed.trouble}
    return fields
