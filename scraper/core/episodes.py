"""Episodes of trouble: one alert when one opens, one when it is over, nothing in between."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scraper.core.health import Health, State
from scraper.types import Alert, Audience, Severity, Source

OVER: Final = ":over"
"""How the key of an episode's second alert ends."""


@dataclass(frozen=True, slots=True)
class Episode:
    """Trouble that was told and is not yet over."""

    key: str
    """Of the alert that told it."""
    raised_at: datetime


def alert_due(source: Source, health: Health, episode: Episode | None, now: datetime) -> Alert | None:
    """Return what is to be told of a source now: trouble that opens, trouble that is over, or nothing.

    A warning changes nothing: it neither opens an episode nor ends one.
    """
    if episode is None and health.state is State.CRITICAL:
        return _opening(source, health, now)
    if episode is not None and health.state is State.OK and health.steady:
        return _recovery(source, episode, now)
    return None


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
    return Alert(
        key=f"source:{source.id}:{diagnosis.cause}:{diagnosis.since.isoformat()}",
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
