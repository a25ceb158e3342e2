"""What a page says: articles, each field with its provenance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from scraper.outcomes import Outcome
from scraper.types.pages import Page, ParsedDate, PendingLink
from scraper.types.sources import CanonicalUrl, SourceId

T_co = TypeVar("T_co", covariant=True)


class Signal(StrEnum):
    """Where in a page (or around it) a field was found."""

    SITE_RULE = "site_rule"
    JSON_LD = "json_ld"
    OPEN_GRAPH = "open_graph"
    META = "meta"
    MICRODATA = "microdata"
    TIME_ELEMENT = "time"
    H1 = "h1"
    TITLE = "title"
    GENERIC = "generic"
    HEURISTIC = "heuristic"
    HTML_LANG = "html_lang"
    TEXT = "text"
    FEED = "feed"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """A field's value with its provenance."""

    value: T_co
    signal: Signal
    raw: str = ""
    """The string it was read from, at most 200 characters."""
    confidence: float = 1.0
    """0 to 1."""
    runner_up: str = ""
    """`signal: value` of the best candidate that disagreed; empty where none did."""
    why: str = ""
    """Why this candidate won, in words."""


@dataclass(frozen=True, slots=True)
class Article:
    """What was read from a page. A field that the page does not give is None or empty, never invented."""

    url: CanonicalUrl
    """The page's own canonical address where it is trusted, else the address fetched, canonicalised."""
    source: SourceId
    address: str
    headline: Found[str]
    body: Found[tuple[str, ...]]
    """Paragraphs in order, without furniture; may be empty for a stub."""
    language: Found[str]
    published: Found[ParsedDate] | None = None
    modified: Found[ParsedDate] | None = None
    authors: Found[tuple[str, ...]] | None = None
    section: Found[str] | None = None
    lead: Found[str] | None = None
    image: Found[str] | None = None
    cited_source: Found[str] | None = None
    translations: Mapping[str, str] = field(default_factory=dict)
    """Language -> address of the same item's other language editions."""
    paywalled: bool = False
    incomplete: bool = False
    """The parser dropped part of the page (depth or size): its absences prove nothing."""
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body, a line a paragraph."""
        return "\n".join(self.body.value)


@dataclass(frozen=True, slots=True)
class Gathered:
    """One pending link after the fetch: an article, or the reason why there is none."""

    pending: PendingLink
    outcome: Outcome
    at: datetime
    article: Article | None = None
    page: Page | None = None
    """Kept with the article, so that a better parser can be run over it."""
    detail: str = ""
    retry_after: timedelta | None = None
    final: bool = False
    """Whether trying again is pointless whatever the count of attempts."""
