"""How long servers took to answer, from the hops of their fetches."""

from datetime import timedelta
from typing import Final

from scraper.adapters.hops import Hop
from scraper.core.addresses import redacted

_MOST_HOPS: Final = 10


class Timings:
    """A trace that keeps, by address, the time of each request without the wait for the host's turn."""

    def __init__(self) -> None:
        self._hops: dict[str, Hop] = {}

    def __call__(self, hop: Hop) -> None:
        """Note one hop; the last one of an address counts."""
        self._hops[hop.url] = hop

    def of(self, address: str) -> timedelta | None:
        """Return the time from request to whole answer, redirects included; None without an answer."""
        total, hop = 0.0, self._hops.get(redacted(address))
        if hop is None or not hop.phases:
            return None
        for _ in range(_MOST_HOPS):
            total += sum(hop.phases.values())
            following = self._hops.get(redacted(hop.location)) if hop.location else None
            if following is None:
                break
            hop = following
        return timedelta(seconds=total)
