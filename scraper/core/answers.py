"""What the head of an HTTP answer means: status, redirect, type, charset, freshness (RFC 9110)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ada_url import URL

from scraper.core.addresses import redacted
from scraper.errors import Disallowed, FetchError, PermanentFetchError, TransientFetchError
from scraper.outcomes import Outcome
from scraper.types import Validators

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS: Final = frozenset({301, 308})
USABLE: Final = frozenset({200, 203, 206})

_DISALLOWED: Final = frozenset(
    {
        Outcome.SCHEME_FORBIDDEN,
        Outcome.PORT_FORBIDDEN,
        Outcome.ADDRESS_FORBIDDEN,
        Outcome.URL_INVALID,
        Outcome.DOWNGRADE_FORBIDDEN,
        Outcome.ROBOTS_DISALLOWED,
    }
)
_PERMANENT: Final = frozenset(
    {
        Outcome.GONE,
        Outcome.TOO_LARGE,
        Outcome.DECOMPRESSION_BOMB,
        Outcome.TOO_MANY_REDIRECTS,
        Outcome.BAD_REDIRECT,
    }
)
_BY_STATUS: Final = {
    304: Outcome.NOT_MODIFIED,
    204: Outcome.SUSPECT_EMPTY,
    205: Outcome.SUSPECT_EMPTY,
    401: Outcome.FORBIDDEN,
    403: Outcome.FORBIDDEN,
    404: Outcome.NOT_FOUND,
    408: Outcome.TIMED_OUT,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
    451: Outcome.FORBIDDEN,
    503: Outcome.UNAVAILABLE,
}
_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?([0-9]{1,10})", re.IGNORECASE)
_NO_STORE: Final = re.compile(r"(?:^|[,\s])no-(?:store|cache)(?:$|[,\s])", re.IGNORECASE)
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*\"?\s*([^\s;\"]{1,40})", re.IGNORECASE)
_WHOLE_RANGE: Final = re.compile(r"bytes 0-([0-9]{1,18})/([0-9]{1,18})")
_FRESH_AT_MOST: Final = timedelta(days=1)
_LONGEST_VALIDATOR: Final = 1024


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of an answer; the names are lower case."""

    status: int
    headers: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return the header's value, empty where it is missing."""
        return self.headers.get(name, "")

    @property
    def media_type(self) -> str:
        """The type and subtype, lower case; empty where none was sent."""
        return self["content-type"].partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset as declared."""
        found = _CHARSET.search(self["content-type"])
        return found[1] if found else None

    @property
    def validators(self) -> Validators:
        """ETag and Last-Modified, where they can be sent back as they are."""
        return Validators(_sendable(self["etag"]), _sendable(self["last-modified"]))

    @property
    def fresh_for(self) -> timedelta | None:
        """Cache-Control's max-age, at most a day; None where there is none or caching is refused."""
        value = self["cache-control"]
        found = _MAX_AGE.search(value)
        if not found or _NO_STORE.search(value):
            return None
        return min(timedelta(seconds=int(found[1])), _FRESH_AT_MOST)

    @property
    def is_whole(self) -> bool:
        """Whether a body with this status is all of the page; 206 is where its range is the whole."""
        if self.status != 206:  # noqa: PLR2004 - statuses are named by their numbers
            return True
        span = _WHOLE_RANGE.fullmatch(self["content-range"].strip())
        return span is not None and int(span[1]) + 1 == int(span[2])


def outcome_of(status: int) -> Outcome:
    """Return what `status` means for one who wants a page; OK for the usable ones."""
    if status in USABLE:
        return Outcome.OK
    if 500 <= status <= 599:  # noqa: PLR2004 - the class of server errors
        return _BY_STATUS.get(status, Outcome.SERVER_ERROR)
    return _BY_STATUS.get(status, Outcome.BAD_STATUS)


def follow(location: str, base: str) -> str:
    """Return where a Location leads, for the gate to vet.

    A forbidden scheme is returned as it is, so that the gate names it. Raises PermanentFetchError with
    BAD_REDIRECT for a missing or unreadable one.
    """
    if not location.strip():
        raise PermanentFetchError(redacted(base), Outcome.BAD_REDIRECT, "no Location")
    if "\\" in location or re.search(r"[\x00-\x1f\x7f-\x9f]", location):
        return location
    try:
        return str(URL(location.strip(), base=base).href)
    except ValueError as error:
        detail = f"Location {redacted(location)!r} is no address"
        raise PermanentFetchError(redacted(base), Outcome.BAD_REDIRECT, detail) from error


def failure(
    url: str, reason: Outcome, detail: str = "", retry_after: timedelta | None = None
) -> FetchError:
    """Return the FetchError of the kind that fits `reason`, with `url` redacted."""
    kind: type[FetchError] = TransientFetchError
    if reason in _DISALLOWED:
        kind = Disallowed
    elif reason in _PERMANENT:
        kind = PermanentFetchError
    return kind(redacted(url), reason, detail, retry_after)


def _sendable(value: str) -> str | None:
    fits = 0 < len(value) <= _LONGEST_VALIDATOR and value.isprintable() and value.isascii()
    return value if fits else None
