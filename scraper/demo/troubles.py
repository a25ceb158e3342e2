"""What a site in trouble answers instead of its index."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scraper.demo.exchange import Reply
from scraper.demo.scenario import EventKind

_ERROR_PAGE: Final = (
    b"<!doctype html><html><head><title>Service temporarily unavailable</title></head>"
    b"<body><h1>Oops!</h1><p>We are working on it. Please come back later.</p></body></html>"
)
_CHALLENGE: Final = (
    b"<!doctype html><html><head><title>Just a moment...</title></head>"
    b"<body><noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)
_FORBIDDEN: Final = b"<!doctype html><title>403 Forbidden</title><h1>Forbidden</h1>"
_GONE: Final = b"<!doctype html><title>410 Gone</title><h1>This feed has been retired</h1>"

INSTEAD_OF_INDEX: Final[Mapping[EventKind, Reply]] = MappingProxyType(
    {
        EventKind.ERROR_PAGE: Reply(_ERROR_PAGE),
        EventKind.TINY_ANSWER: Reply(b"<rss></rss>", "application/rss+xml"),
        EventKind.CHALLENGE: Reply(_CHALLENGE, status=403),
        EventKind.FORBIDDEN: Reply(_FORBIDDEN, status=403),
        EventKind.GONE: Reply(_GONE, status=410),
    }
)
"""Kind of event -> the answer to everyone who asks for an index while it lasts."""
