"""A site that moved for good: its links at the host that its own index proved are those of the former host.

Only an unbroken chain of 301 and 308 (RFC 9110, section 15.4) from the index's configured address proves a
host, at each reading anew: nothing is remembered, and a redirect that is taken back takes its proof along.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from scraper.core.urls import canonical_of
from scraper.types import Link, Page, Source


def former_addresses(address: str, page: Page, source: Source) -> Iterable[str]:
    """Yield what an address that an index names was before the site moved; nothing where it did not.

    The hosts tried are that of the index as it is configured and that of the source's home.
    """
    proven = _site(page.moved_permanently_to or "")
    if not proven or _site(address) != proven:
        return
    stands = urlsplit(address)
    for root in map(urlsplit, (page.requested, source.home)):
        if root.netloc.lower() != stands.netloc.lower():
            yield stands._replace(scheme=root.scheme, netloc=root.netloc).geturl()


def rehoused(links: Sequence[Link], moved_to: str | None) -> int:
    """Return how many links stand at the host to which their index moved, and are known by another."""
    proven = _site(moved_to or "")
    if not proven:
        return 0
    there = [link for link in links if _site(link.address) == proven]
    return sum(_site(canonical_of(link.address)) != _site(link.url) for link in there)


def _site(address: str) -> str:
    """Return the host and port of an address, without a leading `www.`."""
    return urlsplit(address).netloc.lower().removeprefix("www.")
