"""When an undelivered alert is tried again, and when no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.types import Alert, Audience, Severity

_DOUBLINGS = 32
"""More than any `Patience` can use; keeps the arithmetic finite."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a sink is tried. An alert is given up only when it is both old and often refused."""

    first: timedelta = timedelta(seconds=10)
    """The pause after the first refusal; doubled after each further one."""
    longest: timedelta = timedelta(hours=1)
    refusals: int = 12
    age: timedelta = timedelta(days=3)
    """Since the alert was raised."""


def retry_at(alert: Alert, refusals: int, now: datetime, patience: Patience) -> datetime | None:
    """Return when to try again after the `refusals`-th refusal, from 1 on; None: never (dead letter)."""
    if refusals >= patience.refusals and now - alert.raised_at >= patience.age:
        return None
    doublings = min(refusals - 1, _DOUBLINGS)
    return now + min(patience.longest, patience.first * (1 << doublings))


def undeliverable(sink: str, error: str, now: datetime) -> Alert:
    """Return the alert that tells operators, once a day, that a sink's alerts end as dead letters."""
    return Alert(
        key=f"undeliverable:{sink}:{now.date().isoformat()}",
        kind="undeliverable",
        channel=Audience.OPS,
        severity=Severity.ERROR,
        subject=f"alerts to {sink} were given up: {error}",
        raised_at=now,
        detail={"sink": sink},
    )
