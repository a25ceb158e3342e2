"""Who is polled, and what is remembered of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from scraper.outcomes import Outcome
from scraper.types.gaps import OpenGap

SourceId = NewType("SourceId", str)
CanonicalUrl = NewType("CanonicalUrl", str)


class ChannelKind(StrEnum):
    """What an index is made of."""

    FEED = "feed"
    """RSS, RDF, Atom or JSON Feed."""
    SITEMAP = "sitemap"
    """A sitemap or news sitemap, or an index of sitemaps."""
    LISTING = "listing"
    """An HTML page of links."""
    JSON = "json"
    """A JSON document, its fields mapped by config."""
    QUERY = "query"
    """The feed of a search engine, its address made from the topic's terms."""


class ChannelRole(StrEnum):
    """When a channel is read."""

    PRIMARY = "primary"
    """At every poll."""
    FALLBACK = "fallback"
    """When a primary channel of this poll failed."""
    ARCHIVE = "archive"
    """To fill a gap, never on schedule."""


class Confirmation(StrEnum):
    """What is known about a channel's address."""

    CONFIRMED = "confirmed"
    """Seen to answer, or answered us."""
    REPORTED = "reported"
    """Named by others, not verified."""
    GUESSED = "guessed"
    """A common path, nothing more."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One index that names a source's articles."""

    url: str
    kind: ChannelKind = ChannelKind.FEED
    role: ChannelRole = ChannelRole.PRIMARY
    language: str | None = None
    """ISO 639-1, where all of its items are in one language."""
    confirmation: Confirmation = Confirmation.REPORTED
    confirmed_on: date | None = None
    links: str = ""
    """LISTING: the CSS selector of the `a` elements; empty: every link that fits the article pattern."""
    items: str = ""
    """JSON: the dotted path of the list; empty: the document is the list."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """JSON: url, title, summary, published, id -> dotted path within an item."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """Addresses that show the same page: what `pattern` matches is replaced by `replacement`."""

    pattern: re.Pattern[str]
    replacement: str


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What config knows about a site's article pages; empty means: nothing known, use the other signals.

    The selectors are CSS. A rule set holds until `valid_until` (None: still), so that archived pages are
    read with the rules of their time.
    """

    headline: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    authors: str = ""
    section: str = ""
    lead: str = ""
    drop: tuple[str, ...] = ()
    """Selectors of what is furniture."""
    drop_lines: tuple[re.Pattern[str], ...] = ()
    """Paragraphs in which a pattern is found are furniture."""
    stop_lines: tuple[re.Pattern[str], ...] = ()
    """The article ends before the first paragraph in which a pattern is found."""
    cited_source: tuple[re.Pattern[str], ...] = ()
    """Group 1 names the outlet that the article relies on."""
    date_formats: tuple[str, ...] = ()
    """`strptime` formats of what `published` and `modified` select."""
    dates_in_text: bool = True
    """False: every date in the visible text belongs to a teaser or a live feed."""
    valid_until: date | None = None


class StoreMode(StrEnum):
    """What may be kept of a source."""

    FULL = "full"
    METADATA = "metadata"
    """Headline, link, hashes and verdict with its evidence: neither body nor page."""


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher that is polled, as `config/sources/<id>.toml` describes it."""

    id: SourceId
    name: str
    home: str
    country: str
    """ISO 3166-1 alpha-2."""
    languages: tuple[str, ...]
    zone: str
    """IANA zone of dates that name none."""
    channels: tuple[Channel, ...]
    publisher: str = ""
    stance: str = ""
    article_pattern: re.Pattern[str] | None = None
    """Addresses that are articles; None: every link of a channel is."""
    twins: tuple[Twin, ...] = ()
    rules: tuple[SiteRules, ...] = ()
    interval: timedelta = timedelta(minutes=15)
    items_per_day: float | None = None
    """The expected cadence; None where nobody knows."""
    store: StoreMode = StoreMode.FULL
    enabled: bool = True
    terms: str = ""
    note: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return where it is found: its home and its channels, templates as they are."""
        return (self.home, *(channel.url for channel in self.channels))


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a request conditional (RFC 9110, sections 8.8 and 13.1)."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True)
class PageState:
    """What the store remembers of one page of an index, beside the page at the channel's own address."""

    validators: Validators = Validators()
    body_sha256: str = ""
    full_at: datetime | None = None
    modified: datetime | None = None
    """When the index above it said, as it was read, that it had changed last."""
    children: Mapping[str, datetime | None] = field(default_factory=dict)
    """The pages below it that are followed, with when it said that each had changed."""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What the store remembers of one channel."""

    validators: Validators = Validators()
    body_sha256: str = ""
    """Of the last index that was taken over whole."""
    full_at: datetime | None = None
    """When the index was last fetched unconditionally."""
    first_read_at: datetime | None = None
    """When the index was first read: what it named then is the baseline, recorded and not alerted."""
    trusted: bool = True
    """False: its validators hid news, and it is read unconditionally until they were honest for long."""
    doubted_at: datetime | None = None
    """When its validators were last found to have hidden news."""
    children: Mapping[str, datetime | None] = field(default_factory=dict)
    """Of an index of sitemaps: the pages below it that are followed, and when each had changed, it said."""
    pages: Mapping[str, PageState] = field(default_factory=dict)
    """By address: pages below an index of sitemaps, and what a template of addresses stands for now."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the store remembers of one source."""

    id: SourceId
    next_poll_at: datetime
    interval: timedelta
    failures: float = 0.0
    """Weighted failures since the last success."""
    last_poll_at: datetime | None = None
    last_good_at: datetime | None = None
    last_outcome: Outcome | None = None
    baseline_done: bool = False
    """Whether the first poll has ended: what it found is recorded, not alerted."""
    channels: Mapping[str, ChannelState] = field(default_factory=dict)
    """By the channel's address."""
    rhythm: tuple[int, ...] = ()
    """New links by the hour (UTC) in which they were found; empty before the first."""
    gap: OpenGap | None = field(default=None, compare=False)
    """What its archives are to be read for at this poll."""
    waiting: bool = field(default=True, compare=False)
    """False where the store saw, when it named the source as due, that no link is to be tried."""


@dataclass(frozen=True, slots=True)
class SourceForPoll:
    """A source that is due, with its memory."""

    source: Source
    state: SourceState
