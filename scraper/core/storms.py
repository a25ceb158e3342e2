"""Storms: a site that shows at many new addresses what it had before, or what it published long ago.

Known pages are known by their text (new GUIDs, a move to a new host, an archive under new dates), old ones
by their dates; none is told as news, and ops hear of it once a day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from scraper.types import Action, Alert, Audience, ChannelRead, Grade, Intent, Severity, Source

LEAST: Final = 5
"""New pages of one kind in one poll below which there is no storm: wire stories come twice now and then."""
SHARE: Final = 0.6
"""Of the new pages of one poll, how many must be of the kind."""


def storm(
    source: Source, reads: Sequence[ChannelRead], intents: Sequence[Intent], now: datetime
) -> Alert | None:
    """Return what ops should hear where a source shows what is known otherwise than before."""
    known = sum(intent.action is Action.COPY or intent.moved for intent in intents)
    new = known + _added(intents)
    if known < LEAST or known < SHARE * new:
        known = 0
    shown = {
        "renamed": (sum(read.upheaval.renamed for read in reads), "new addresses show known titles"),
        "copies": (known, f"of {new} new addresses show known texts"),
        "reguided": (sum(read.upheaval.reguided for read in reads), "entries have new GUIDs"),
        "elsewhere": (
            sum(read.upheaval.elsewhere for read in reads),
            "links, all of an index, fit no article_pattern",
        ),
        "redated": (sum(read.upheaval.redated for read in reads), "known articles have later dates"),
    }
    told = {name: (count, words) for name, (count, words) in shown.items() if count}
    if not told:
        return None
    words = ", ".join(f"{count} {words}" for count, words in told.values())
    detail = {name: str(count) for name, (count, _) in told.items()}
    return _alert("storm", source, f"{words}; none is told again. Did the site move?", detail, now)


def archive(source: Source, intents: Sequence[Intent], now: datetime) -> Alert | None:
    """Return what ops should hear where a poll brought many articles on topic from long ago."""
    stale, on_topic = sum(intent.stale for intent in intents), sum(map(_is_on_topic, intents))
    if stale < LEAST or stale < SHARE * on_topic:
        return None
    words = f"{stale} articles on topic are old; none is told as news. Does it list its archive?"
    return _alert("archive", source, words, {"old": str(stale), "new": str(_added(intents))}, now)


def removal(source: Source, reads: Sequence[ChannelRead], now: datetime) -> Alert | None:
    """Return what ops should hear, once, where the site moved and is followed to its new host."""
    moved = next((read for read in reads if read.moved_to and read.upheaval.rehoused), None)
    if moved is None or moved.moved_to is None:
        return None
    host = urlsplit(moved.moved_to).netloc
    words = f"it moved to {host} for good and is followed there; change url, home and article_pattern"
    detail = {"before": moved.url, "after": moved.moved_to, "links": str(moved.upheaval.rehoused)}
    return replace(_alert("removal", source, words, detail, now), key=f"removal:{source.id}:{host}")


def _added(intents: Sequence[Intent]) -> int:
    return sum(intent.action is Action.ADD for intent in intents)


def _is_on_topic(intent: Intent) -> bool:
    return intent.action is Action.ADD and intent.grade is not None and intent.grade >= Grade.RELATED


def _alert(kind: str, source: Source, words: str, detail: Mapping[str, str], now: datetime) -> Alert:
    return Alert(
        key=f"{kind}:{source.id}:{now.date().isoformat()}",
        kind=kind,
        channel=Audience.OPS,
        severity=Severity.WARNING,
        subject=f"{source.name}: {words}",
        raised_at=now,
        source=source.id,
        detail=detail,
    )
