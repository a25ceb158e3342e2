"""Which source an address belongs to: a configured one, or a stranger of which only the host is known."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from scraper.types import Source, SourceId


def source_of(address: str, sources: Sequence[Source]) -> Source:
    """Return the source whose article pattern or home fits `address`, else a stranger."""
    for source in sources:
        if source.article_pattern is not None and source.article_pattern.search(address):
            return source
    host = _host(address)
    for source in sources:
        if _host(source.home) == host:
            return source
    return stranger(address)


def stranger(address: str) -> Source:
    """Return a source of which only an address is known: its dates without a zone are read as UTC."""
    host = _host(address)
    return Source(SourceId(host), host, address, "", (), "UTC", ())


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "unknown").removeprefix("www.")
