"""What the service needs of its machine, beside the store: names are resolved, the clock is right."""

import socket
import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from scraper.adapters.sqlite.doctor import Finding, Level
from scraper.adapters.sqlite.encoding import instant_or_none

ASKED: Final = 3
"""Names that are looked up: one of them may be gone for good."""
TOLERANCE: Final = timedelta(minutes=1)


def resolver(hosts: Collection[str]) -> Finding:
    """Say whether the resolver knows one of `hosts`; it may take its time."""
    failure = "there is no host to look up"
    for host in islice(hosts, ASKED):
        try:
            socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError as error:
            failure = f"{host}: {error}; see /etc/resolv.conf"
        else:
            return Finding("names", Level.OK, f"{host} is resolved")
    return Finding("names", Level.WARNING, failure)


def clock(db: sqlite3.Connection, now: datetime) -> Finding:
    """Say whether the machine's clock stands before what was done already."""
    [written] = db.execute("SELECT max(ended_at) FROM polls").fetchone()
    last = instant_or_none(written)
    if last is not None and last > now + TOLERANCE:
        words = (
            f"it says {now:%Y-%m-%d %H:%M} UTC, and a poll ended at {last:%Y-%m-%d %H:%M}: set the clock"
        )
        return Finding("clock", Level.ERROR, words)
    return Finding("clock", Level.OK, f"{now:%Y-%m-%d %H:%M} UTC, after all that was done")
