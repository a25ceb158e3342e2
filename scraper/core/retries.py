"""Whether a link that failed is tried again, and when."""

from datetime import datetime, timedelta

from scraper.core.schedule import retry_delay
from scraper.outcomes import ROAD_CLOSED
from scraper.types import Gathered, Policy


def is_last_try(gathered: Gathered, policy: Policy) -> bool:
    """Return whether trying again is pointless: final by nature, or attempts and patience are used up."""
    pending = gathered.pending
    used_up = pending.attempts + 1 >= policy.attempts and gathered.outcome not in ROAD_CLOSED
    return gathered.final or used_up or gathered.at - pending.first_seen_at > policy.patience


def retry_at(gathered: Gathered, policy: Policy, now: datetime) -> datetime:
    """Return when to try a failed link again: later each time, and not before the server allows it."""
    delay = retry_delay(gathered.pending.attempts + 1, policy.first_retry)
    return now + max(delay, gathered.retry_after or timedelta())
