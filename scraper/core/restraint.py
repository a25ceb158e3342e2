"""What a sink is spared: alerts held back for a while, and the digest that sums up what was held.

Three reasons to hold an alert back: the hours are quiet, its grade is below what is told at once, or the
sink was told as much as it takes in an hour. Times of day are local ones of the sink's zone, and each is
one instant a day (PEP 495, fold=0): where the clock is set back the first, where it is set forward the one
that lies as far behind the gap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scraper.types import Alert, Audience, Grade

DIGEST: Final = "digest"
"""The kind of an alert that sums up others."""
LONGEST_HOLD: Final = timedelta(hours=26)
"""From one local time of day to the next, with an hour of summer time; no hold is longer."""
_HOUR: Final = timedelta(hours=1)
_NAMED: Final = 3
"""Alerts that the subject of a digest names; its detail names all."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of every day in which nothing is told; they may span midnight."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Restraint:
    """What one sink is spared; by default nothing."""

    zone: str = "UTC"
    """IANA name; of all times of day here."""
    quiet: Quiet | None = None
    at_once: Grade = Grade.OFF
    """The least grade that is told at once; an alert without a grade always is."""
    digests: tuple[time, ...] = ()
    """When what is below `at_once` is summed up; at least one where that is set."""
    hourly: int = 0
    """Alerts in any one hour; 0: without limit."""
    audiences: frozenset[Audience] = frozenset({Audience.ANALYST})
    """Whose alerts may be held back at all."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an alert is held back, and until when."""

    until: datetime
    why: str


def hold_of(
    alert: Alert, restraint: Restraint, now: datetime, told: Sequence[datetime], *, held_before: bool
) -> Hold | None:
    """Return why `alert` is not told at once; None: it is.

    `told` are the instants of the last hour at which the sink was told something, the oldest first. What
    was held before, and a digest, wait for the end of quiet hours only.
    """
    if alert.channel not in restraint.audiences:
        return None
    holds = [_quiet(restraint, now)]
    if not held_before and alert.kind != DIGEST:
        holds += [_minor(alert, restraint, now), _crowded(restraint, now, told)]
    return max((hold for hold in holds if hold), key=lambda hold: hold.until, default=None)


def _quiet(restraint: Restraint, now: datetime) -> Hold | None:
    if restraint.quiet is None:
        return None
    hours = restraint.quiet
    zone = ZoneInfo(restraint.zone)
    for day in (-1, 0):
        begins = _at(hours.begins, now, zone, day)
        ends = _at(hours.ends, now, zone, day + (hours.ends <= hours.begins))
        if begins <= now < ends:
            return Hold(ends, "quiet hours")
    return None


def _minor(alert: Alert, restraint: Restraint, now: datetime) -> Hold | None:
    if alert.grade is None or alert.grade >= restraint.at_once or not restraint.digests:
        return None
    zone = ZoneInfo(restraint.zone)
    due = (_at(moment, now, zone, day) for day in (0, 1) for moment in restraint.digests)
    return Hold(min(instant for instant in due if instant > now), f"below grade {restraint.at_once:d}")


def _crowded(restraint: Restraint, now: datetime, told: Sequence[datetime]) -> Hold | None:
    lately = [instant for instant in told if now - _HOUR < instant <= now]
    if not restraint.hourly or len(lately) < restraint.hourly:
        return None
    return Hold(lately[-restraint.hourly] + _HOUR, f"more than {restraint.hourly} an hour")


def _at(moment: time, now: datetime, zone: ZoneInfo, days: int) -> datetime:
    """Return the instant of a local time of day, `days` after today's date in that zone."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, moment, zone).astimezone(UTC)


def digest(sink: str, held: Sequence[Alert], reasons: Iterable[str], now: datetime) -> Alert:
    """Return the alert that sums up what was held back from a sink, the oldest first; at least one.

    An alert is summed up once a sink, so that the key of the first makes the digest's.
    """
    named = "; ".join(alert.subject for alert in held[:_NAMED])
    more = f"; and {len(held) - _NAMED} more" if len(held) > _NAMED else ""
    grades = [alert.grade for alert in held if alert.grade is not None]
    ops_alone = all(alert.channel is Audience.OPS for alert in held)
    return Alert(
        key=f"digest:{sink}:{held[0].key}",
        kind=DIGEST,
        channel=Audience.OPS if ops_alone else Audience.ANALYST,
        severity=min(alert.severity for alert in held),
        subject=f"{len(held)} held back ({', '.join(sorted(set(reasons)))}): {named}{more}",
        raised_at=now,
        grade=max(grades, default=None),
        detail={f"{number:03}": _item(alert) for number, alert in enumerate(held, 1)},
    )


def _item(alert: Alert) -> str:
    grade = "" if alert.grade is None else f" grade {alert.grade}"
    source = f" {alert.source}" if alert.source else ""
    address = f" <{alert.url}>" if alert.url else ""
    return f"{alert.raised_at:%Y-%m-%d %H:%M} UTC {alert.kind}{grade}{source}: {alert.subject}{address}"
