"""An alert as one line for people; a digest as a line, and a line for each that it sums up."""

from collections.abc import Sequence

from scraper.core.restraint import DIGEST
from scraper.core.sanitize import sanitize
from scraper.types import Alert

SUBJECT_LIMIT = 500
URL_LIMIT = 1000


def line(alert: Alert) -> str:
    """Return the alert on one line that is safe in a log and on a terminal."""
    address = f" <{sanitize(alert.url, URL_LIMIT)}>" if alert.url else ""
    known = about(alert)
    return f"{sanitize(alert.kind)}: {sanitize(alert.subject, SUBJECT_LIMIT)}{address}" + (
        f" ({known})" if known else ""
    )


def about(alert: Alert) -> str:
    """Return what is known of the alert's article, on one line: source, language, grade, story."""
    known = (
        ("", alert.source),
        ("", alert.language),
        ("grade ", alert.grade),
        ("story ", alert.story),
    )
    return sanitize(", ".join(f"{label}{value}" for label, value in known if value not in ("", None)))


def items(alert: Alert) -> Sequence[str]:
    """Return a safe line for each alert that a digest sums up; none where it is no digest."""
    if alert.kind != DIGEST:
        return ()
    return [sanitize(item, SUBJECT_LIMIT + URL_LIMIT) for item in alert.detail.values()]
