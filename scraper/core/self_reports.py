"""What the service has to say of itself: alerts for operators that no source gave rise to."""

from datetime import datetime, timedelta

from scraper.types import Alert, Audience, Severity


def store_refused(error: str, now: datetime) -> Alert:
    """Return the alert that begins an episode of refusals: it cannot be a row, so sinks get it directly."""
    return Alert(
        key=f"store_refused:{now.isoformat()}",
        kind="store_refused",
        channel=Audience.OPS,
        severity=Severity.CRITICAL,
        subject=f"nothing can be stored, so nothing is polled until it can: {error}",
        raised_at=now,
        detail={"error": error},
    )


def store_accepts(lasted: timedelta, now: datetime) -> Alert:
    """Return the alert that ends such an episode."""
    return Alert(
        key=f"store_accepts:{now.isoformat()}",
        kind="store_accepts",
        channel=Audience.OPS,
        severity=Severity.NOTICE,
        subject=f"the store takes rows again; the trouble began {round(lasted.total_seconds())} s ago",
        raised_at=now,
    )


def reload_refused(problems: str, now: datetime) -> Alert:
    """Return the alert that a new configuration is not in force."""
    return Alert(
        key=f"reload_refused:{now.isoformat()}",
        kind="reload_refused",
        channel=Audience.OPS,
        severity=Severity.ERROR,
        subject=f"the old configuration stays in force, the new one is refused: {problems}",
        raised_at=now,
        detail={"problems": problems},
    )


def health_broken(error: str, now: datetime) -> Alert:
    """Return the alert that nobody watches the sources' health, once a day."""
    return Alert(
        key=f"health_broken:{now.date().isoformat()}",
        kind="health_broken",
        channel=Audience.OPS,
        severity=Severity.ERROR,
        subject=f"the sources' health is not watched, judging it meets a programming error: {error}",
        raised_at=now,
        detail={"error": error},
    )


def sink_test(sink: str, now: datetime) -> Alert:
    """Return an alert that an operator sends by hand, to see whether it arrives."""
    return Alert(
        key=f"test:{sink}:{now.isoformat()}",
        kind="test",
        channel=Audience.OPS,
        severity=Severity.INFO,
        subject=f"a test of {sink}: nothing happened",
        raised_at=now,
    )
