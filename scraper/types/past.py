"""The past on its way into the store: the parts of an archive, and what is found in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scraper.outcomes import Outcome
from scraper.types.articles import Article
from scraper.types.judgements import Fingerprint, Verdict
from scraper.types.pages import Link, Page
from scraper.types.sources import SourceId


class PartKind(StrEnum):
    """What a part of the past is made of."""

    WARC = "warc"
    FEED = "feed"
    SITEMAP = "sitemap"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the past that is read at once and acknowledged at once: a file, mostly."""

    id: str
    """Tells its content, wherever it lies: read once, it is never read again."""
    kind: PartKind
    name: str
    path: str
    """Where whoever reads it finds it."""
    size: int = 0
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the pure core says of one page, all but the page itself."""

    link: Link
    channel: str
    article: Article
    verdict: Verdict
    fingerprint: Fingerprint
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A page ready for the archive: hashed and compressed."""

    page: Page
    """Its body left out."""
    sha256: str
    """Of the body as it came."""
    size: int
    """Bytes before compression."""
    body: bytes = field(repr=False)
    """zlib."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page of the past that may be on topic, read and judged, on its way to the writer."""

    told_at: datetime
    """When it was published, else captured: its place in the order of time."""
    packed: PackedPage | None
    """None where there is no page: an index alone told of it."""
    captured_at: datetime
    reading: bytes = field(repr=False)
    """A Reading, encoded and compressed."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PartRead:
    """What came of reading one part."""

    part: Part
    outcome: Outcome = Outcome.OK
    """Of the part as a whole."""
    detail: str = ""
    pages: int = 0
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    """How many pages and broken records ended how."""
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether the part is dealt with; False: a later run tries again."""
        return self.outcome is Outcome.OK


class AddressKind(StrEnum):
    """What is behind an address that a backfill fetches."""

    INDEX = "index"
    """A sitemap: it names pages and further sitemaps."""
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class PastAddress:
    """An address that a backfill has to fetch."""

    kind: AddressKind
    source: SourceId
    link: Link
    """Its addresses, and what an index said of it."""
    named_by: str
    """Where it was found."""
    attempts: int = 0
