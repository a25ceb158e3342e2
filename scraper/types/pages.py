"""What a fetch brings: pages, dates, links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.types.gaps import Gap
from scraper.types.sources import CanonicalUrl, SourceId, Validators


@dataclass(frozen=True, slots=True)
class Page:
    """A complete answer with status 200 (or 206, 203): body decoded from gzip, not from its charset."""

    url: str
    """The final address."""
    requested: str
    redirects: tuple[str, ...]
    """Every address passed through, the requested first, the final one left out."""
    status: int
    media_type: str
    """Lower case, without parameters; empty where the server sent none."""
    charset: str | None
    """As the Content-Type header declares it."""
    body: bytes = field(repr=False)
    fetched_at: datetime
    validators: Validators = Validators()
    moved_permanently_to: str | None = None
    """Where an unbroken chain of 301 and 308 ended."""
    fresh_for: timedelta | None = None
    """Cache-Control max-age, as a floor of the interval."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """304 to a conditional request."""

    url: str
    fetched_at: datetime


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """An instant with what is known about how it came to be. Never invented."""

    instant: datetime
    """Aware, UTC. With precision DAY: the local midnight that begins the day."""
    precision: Precision
    raw: str
    zone: str
    """The offset or zone the text named, else the IANA name of the zone assumed."""
    inferred: frozenset[str] = frozenset()
    """What the text did not say: any of year, month, zone, day (a relative date)."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address that an index names, with what the index says about it."""

    url: CanonicalUrl
    address: str
    """As the index gave it, made absolute."""
    title: str = ""
    summary: str = ""
    published: ParsedDate | None = None
    published_raw: str = ""
    guid: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """What one index page named, in its own order."""

    links: tuple[Link, ...]
    children: tuple[str, ...] = ()
    """SITEMAP: the sitemaps that an index of sitemaps names, newest first."""
    poll_hint: timedelta | None = None
    """The feed's ttl or sy:updatePeriod, as a floor of the interval."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """Entries left out, by reason: no_link, not_an_article, scheme_forbidden, over_cap ..."""
    modified: Mapping[str, datetime] = field(default_factory=dict)
    """SITEMAP: child -> when the index says that it last changed, where it does."""


@dataclass(frozen=True, slots=True)
class PendingLink:
    """A link that was seen and not yet dealt with."""

    source: SourceId
    link: Link
    channel: str
    first_seen_at: datetime
    attempts: int = 0
    baseline: bool = False
    """Seen at the source's first poll: recorded, not alerted."""
    recheck: bool = False
    """Its article is known: look whether it changed."""
    late_for: Gap | None = None
    """The gap that it was found for in an archive; None: an index named it in time."""
