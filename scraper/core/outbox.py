"""Which sinks an alert is on its way to, when an undelivered one is tried again, and when no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scraper.types import Alert, Audience, Severity

Audiences = Mapping[str, frozenset[Audience]]
"""Whose alerts go to each sink, by its name."""
EVERYBODY: Final = frozenset(Audience)
UNDELIVERABLE: Final = "undeliverable"
"""The kind of an alert that a sink's alerts were given up."""
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


def addressed(alert: Alert, sinks: Audiences) -> tuple[str, ...]:
    """Return which sinks an alert goes to.

    That the only sink of operators is dead goes to every sink: to that one alone, nobody would hear of it.
    """
    meant = tuple(name for name, audiences in sinks.items() if alert.channel in audiences)
    if alert.kind == UNDELIVERABLE and meant == (alert.detail["sink"],):
        return tuple(sinks)
    return meant


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
        kind=UNDELIVERABLE,
        channel=Audience.OPS,
        severity=Severity.ERROR,
        subject=f"alerts to {sink} were given up: {error}",
        raised_at=now,
        detail={"sink": sink},
    )
