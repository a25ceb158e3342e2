"""An alert as one line for people."""

from scraper.core.sanitize import sanitize
from scraper.types import Alert

SUBJECT_LIMIT = 500
URL_LIMIT = 1000


def line(alert: Alert) -> str:
    """Return the alert on one line that is safe in a log and on a terminal."""
    known = (
        ("", alert.source),
        ("", alert.language),
        ("grade ", alert.grade),
        ("story ", alert.story),
    )
    about = ", ".join(f"{label}{value}" for label, value in known if value not in ("", None))
    address = f" <{sanitize(alert.url, URL_LIMIT)}>" if alert.url else ""
    return f"{sanitize(alert.kind)}: {sanitize(alert.subject, SUBJECT_LIMIT)}{address}" + (
        f" ({sanitize(about)})" if about else ""
    )
