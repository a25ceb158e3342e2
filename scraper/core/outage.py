"""Whose fault it is that nobody can be reached: where several hosts in a row can't, our own network's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from scraper.outcomes import SUCCESSES, Outcome
from scraper.types import Alert, Audience, ChannelRead, Severity, Source

UNREACHED: Final = frozenset(
    {
        Outcome.DNS_FAILED,
        Outcome.CONNECT_FAILED,
        Outcome.TLS_INVALID,
        Outcome.TIMED_OUT,
        Outcome.CONNECTION_LOST,
        Outcome.ADDRESS_FORBIDDEN,  # a captive portal answers every name with an address of its own
    }
)
"""Ends of a request that no server of the site need have seen."""

ANSWERED: Final = SUCCESSES | {
    Outcome.BAD_STATUS,
    Outcome.FORBIDDEN,
    Outcome.NOT_FOUND,
    Outcome.GONE,
    Outcome.UNAVAILABLE,
    Outcome.SERVER_ERROR,
    Outcome.BLOCKED_CHALLENGE,
}
"""Ends of a request that a server of the site must have seen; all others prove neither."""

FEWEST: Final = 3
MOST: Final = 5
"""Hosts out of reach in a row that make an outage: all that are known, within these bounds."""
BACK: Final = 2
"""Hosts that answer in a row which end it."""
LONGEST: Final = timedelta(days=7)
"""How long after it was told an outage is believed to last through a restart."""
BEGUN: Final = "outage"
OVER: Final = "outage_over"
"""The kinds of the two alerts that are told of it."""


@dataclass(frozen=True, slots=True)
class Network:
    """What the polls so far say of our way to the network."""

    known: frozenset[str] = frozenset()
    """Hosts met, as many as decide anything."""
    unreached: frozenset[str] = frozenset()
    """Those out of reach since one answered; while the network is down, those that told it."""
    answering: frozenset[str] = frozenset()
    """Those that answered since one was out of reach, while the network is down."""
    since: datetime | None = None
    """When the first of the unreached was met."""
    is_down: bool = False


def resumed(told: Alert | None, polled: Iterable[Source], now: datetime) -> Network:
    """Return what a service knows as it starts, where `told` was the last word on our network.

    An outage that is not over goes on. With fewer hosts than make one, too few might answer to end it.
    """
    hosts = {urlsplit(channel.url).hostname for source in polled for channel in source.channels}
    if told is None or told.kind != BEGUN or now - told.raised_at > LONGEST or len(hosts) < FEWEST:
        return Network()
    return Network(since=datetime.fromisoformat(told.detail["since"]), is_down=True)


def heard(network: Network, reads: Sequence[ChannelRead], now: datetime) -> Network:
    """Return what is known of the network after the reads of one poll."""
    hosts = frozenset(urlsplit(read.url).hostname or "" for read in reads)
    known = network.known if len(network.known) >= MOST else network.known | hosts
    if any(read.outcome in ANSWERED for read in reads):
        answering = network.answering | hosts
        if network.is_down and len(answering) < BACK:
            return replace(network, known=known, answering=answering)
        return Network(known)
    if not reads or not all(read.outcome in UNREACHED for read in reads):
        return network
    unreached = network.unreached if network.is_down else network.unreached | hosts
    enough = min(max(len(known), FEWEST), MOST)
    is_down = network.is_down or len(unreached) >= enough
    return Network(known, unreached, since=network.since or now, is_down=is_down)


def announcement(before: Network, after: Network, now: datetime) -> Alert | None:
    """Return what ops shall hear where an outage was noticed or is over."""
    if before.is_down == after.is_down:
        return None
    since = (before if before.is_down else after).since or now
    detail = {"since": since.isoformat(timespec="seconds")}
    if after.is_down:
        return Alert(
            key=f"outage:{since.isoformat()}",
            kind=BEGUN,
            channel=Audience.OPS,
            severity=Severity.CRITICAL,
            subject=f"our network: {len(after.unreached)} hosts in a row can't be reached, none answers",
            raised_at=now,
            detail=detail | {"hosts": ", ".join(sorted(after.unreached))},
        )
    return Alert(
        key=f"outage_over:{since.isoformat()}",
        kind=OVER,
        channel=Audience.OPS,
        severity=Severity.NOTICE,
        subject=f"our network is back after {round((now - since).total_seconds() / 60)} minutes",
        raised_at=now,
        detail=detail,
    )
