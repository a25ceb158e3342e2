"""Episodes of trouble: one alert when one opens, one when it is over, nothing in between.

A source has one episode at a time; each of its fields may be in quarantine besides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scraper.core.diagnosis import Cause
from scraper.core.fieldhealth import Break
from scraper.core.health import Health, State
from scraper.types import Alert, Audience, Severity, Source, SourceId

OVER: Final = ":over"
"""How the key of an episode's second alert ends."""


@dataclass(frozen=True, slots=True)
class Episode:
    """Trouble that was told and is not yet over."""

    key: str
    """Of the alert that told it."""
    raised_at: datetime

    @property
    def is_silence(self) -> bool:
        """Whether the source answered and named nothing new."""
        return f":{Cause.QUIET}:" in self.key

    @property
    def is_of_pages(self) -> bool:
        """Whether the index answered and the pages could not be read."""
        return ":pages:" in self.key


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A field of a source that is not read as before, and was told."""

    key: str
    """Of the alert that told it."""
    field: str
    since: datetime
    """When the first article was read that shows it."""


def open_quarantines(
    told: Iterable[tuple[SourceId, str, Mapping[str, str]]],
) -> Sequence[tuple[SourceId, Quarantine]]:
    """Return what is not yet over of all (source, key, detail) told, in the order in which it was told."""
    still: dict[str, tuple[SourceId, Quarantine]] = {}
    for source, key, detail in told:
        if key.endswith(OVER):
            still.pop(key.removesuffix(OVER), None)
        else:
            since = datetime.fromisoformat(detail["since"])
            still[key] = (source, Quarantine(key, detail["field"], since))
    return tuple(still.values())


def open_episodes(told: Iterable[tuple[SourceId, Episode]]) -> Mapping[SourceId, Episode]:
    """Return what is not yet over of all that was told, in the order in which it was told."""
    still: dict[SourceId, Episode] = {}
    for source, episode in told:
        if episode.key.endswith(OVER):
            still.pop(source, None)
        else:
            still[source] = episode
    return still


def alert_due(source: Source, health: Health, episode: Episode | None, now: datetime) -> Alert | None:
    """Return what is to be told of a source now: trouble that opens, trouble that is over, or nothing.

    A warning changes nothing: it neither opens an episode nor ends one. What ends one is proof: something
    new after silence, a page read after unreadable ones, an answered poll after failures.
    """
    if episode is None and health.state is State.CRITICAL:
        return _opening(source, health, now)
    if episode is None or health.state is not State.OK or not health.steady:
        return None
    proof = health.last_new_at if episode.is_silence else health.last_good_at
    if episode.is_of_pages:
        proof = health.last_read_at
    if proof is None or proof <= episode.raised_at:
        return None
    return _recovery(source, episode, now)


def _opening(source: Source, health: Health, now: datetime) -> Alert:
    diagnosis = health.diagnosis
    assert diagnosis is not None, "what is critical has a diagnosis"  # noqa: S101  (an invariant of Health)
    detail = {
        "cause": str(diagnosis.cause),
        "since": diagnosis.since.isoformat(),
        "evidence": "; ".join(diagnosis.evidence),
    }
    if health.gap is not None:
        detail["expected_gap_hours"] = f"{health.gap.total_seconds() / 3600:.1f}"
        detail["items_missing"] = f"{health.missing:.1f}"
    where = "pages:" if diagnosis.is_of_pages else ""
    return Alert(
        key=f"source:{source.id}:{where}{diagnosis.cause}:{diagnosis.since.isoformat()}",
        kind="source",
        channel=Audience.OPS,
        severity=Severity.WARNING,
        subject=f"{source.name} {diagnosis.words}, since {diagnosis.since:%Y-%m-%d %H:%M} UTC",
        raised_at=now,
        source=source.id,
        detail=detail,
    )


def _recovery(source: Source, episode: Episode, now: datetime) -> Alert:
    hours = (now - episode.raised_at).total_seconds() / 3600
    return Alert(
        key=f"{episode.key}{OVER}",
        kind="source",
        channel=Audience.OPS,
        severity=Severity.NOTICE,
        subject=f"{source.name} is well again, {hours:.1f} hours after the alert",
        raised_at=now,
        source=source.id,
        detail={"cause": "recovered", "opened": episode.key},
    )


def field_alert(source: Source, found: Break, now: datetime) -> Alert:
    """Return the alert that a field is quarantined; its articles are kept and judged all the same."""
    return Alert(
        key=f"field:{source.id}:{found.field}:{found.since.isoformat()}",
        kind="source",
        channel=Audience.OPS,
        severity=Severity.WARNING,
        subject=f"{source.name}: {found.field} is not read as before: {found.what}",
        raised_at=now,
        source=source.id,
        detail={
            "cause": str(Cause.CLOCK_SHIFT if found.is_clock else Cause.PARSER_ROT),
            "field": found.field,
            "since": found.since.isoformat(),
            "evidence": f"{found.what}; first seen on {found.article}",
        },
    )


def field_recovery(source: Source, quarantine: Quarantine, now: datetime) -> Alert:
    """Return the alert that a field is read as before again."""
    return Alert(
        key=f"{quarantine.key}{OVER}",
        kind="source",
        channel=Audience.OPS,
        severity=Severity.NOTICE,
        subject=f"{source.name}: {quarantine.field} is read as before again",
        raised_at=now,
        source=source.id,
        detail={"cause": "recovered", "field": quarantine.field, "opened": quarantine.key},
    )
