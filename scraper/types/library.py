"""What the store tells its readers: articles, stories, alerts and sources as they are kept.

Ids are typed, so that `show` is never ambiguous: `a12` is an article, `s7` a story.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from scraper.types.decisions import Alert, Change
from scraper.types.judgements import Grade, Verdict


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list."""

    id: str
    url: str
    """Canonical: by it the page is known."""
    address: str
    """By it the page opens."""
    source: str
    headline: str
    language: str
    first_seen_at: datetime
    published_at: datetime | None
    precision: str | None
    """Of the date: day, minute, second."""
    grade: Grade
    score: float
    reason: str
    versions: int
    story: str | None
    copy_of: str | None
    """The id of the article that it repeats."""
    cited_source: str
    baseline: bool
    unavailable_since: datetime | None
    unavailable_because: str | None

    @property
    def at(self) -> datetime:
        """When it was published, else when it was first seen."""
        return self.published_at or self.first_seen_at


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """What an article said once."""

    version: int
    seen_at: datetime
    headline: str
    text: str | None
    """None where the source's mode keeps no body."""
    authors: tuple[str, ...]
    section: str
    lead: str
    image: str
    cited_source: str
    modified_at: datetime | None
    provenance: Mapping[str, Mapping[str, object]]
    """Field -> signal, confidence and, where known, raw, runner_up, why."""
    paywalled: bool
    incomplete: bool
    notes: tuple[str, ...]
    change: Change
    """Against the version before."""
    verdict: Verdict | None
    """The latest judgement on it."""
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """An address under which something was met, and who named it."""

    url: str
    source: str
    channel: str
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One alert's way to one sink."""

    sink: str
    state: str
    """waiting, held, summed, delivered or dead."""
    attempts: int
    next_try_at: datetime
    delivered_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """An alert with what became of it."""

    alert: Alert
    article: str | None
    deliveries: tuple[DeliveryRecord, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What an analyst said of an article."""

    label: str
    note: str
    at: datetime
    by: str


_ABSENT: Final = MappingProxyType(
    {
        "not_found": "the server does not find it (404)",
        "gone": "the server says that it is gone (410)",
        "soft_404": "the page says that it is not there",
        "redirected_away": "its address leads to another page",
        "paywall_stub": "a pay wall stands before it",
        "forbidden": "the server refuses it (403)",
        "no_article": "the page has no text any more",
    }
)


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which an article's page was not to be had."""

    since: datetime
    because: str
    """Reason code."""
    until: datetime | None
    """When it was there again; None while it is not."""

    @property
    def words(self) -> str:
        """Why, in words."""
        return _ABSENT.get(self.because, self.because)


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """Everything kept of an article."""

    line: ArticleLine
    versions: tuple[VersionRecord, ...]
    """The first one first."""
    addresses: tuple[str, ...]
    sightings: tuple[Sighting, ...]
    translations: Mapping[str, str]
    copies: tuple[ArticleLine, ...]
    alerts: tuple[AlertRecord, ...]
    labels: tuple[Label, ...]
    absences: tuple[Absence, ...] = ()
    """The first one first."""
    origin: str = "poll"
    """How it came in: `poll`, or `backfill` where it was read with the past."""

    @property
    def latest(self) -> VersionRecord:
        """What it says now."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """An address that an index named, with what became of it."""

    url: str
    address: str
    source: str
    channel: str
    title: str
    state: str
    """pending, watched, done or gave_up."""
    outcome: str
    detail: str
    attempts: int
    first_seen_at: datetime
    looked_at: datetime | None
    try_at: datetime | None
    article: str | None


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """One event with its tellings in the order of their dates; the first is the first report."""

    id: str
    tellings: tuple[ArticleLine, ...]

    @property
    def first(self) -> ArticleLine:
        """The first report."""
        return self.tellings[0]

    @property
    def grade(self) -> Grade:
        """The highest grade of its tellings."""
        return max(telling.grade for telling in self.tellings)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The sources that tell it, in order of appearance."""
        return tuple(dict.fromkeys(telling.source for telling in self.tellings))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it is told, in order of appearance."""
        return tuple(dict.fromkeys(telling.language for telling in self.tellings))

    @property
    def last_seen_at(self) -> datetime:
        """When its last telling was met."""
        return max(telling.first_seen_at for telling in self.tellings)


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A version after the first, with what changed."""

    article: ArticleLine
    version: int
    seen_at: datetime
    change: Change


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """How a source is doing."""

    id: str
    name: str
    country: str
    languages: tuple[str, ...]
    enabled: bool
    next_poll_at: datetime
    last_poll_at: datetime | None
    last_good_at: datetime | None
    last_outcome: str | None
    failures: float
    last_article_at: datetime | None
    articles: int
    on_topic: int
    waiting: int
    """Links not yet dealt with."""


@dataclass(frozen=True, slots=True)
class PollRecord:
    """One poll as it was logged."""

    source: str
    began_at: datetime
    ended_at: datetime
    outcome: str
    channels: tuple[Mapping[str, object], ...]
    """url, outcome, links, new, detail."""
    outcomes: Mapping[str, int]
    added: int
    alerts: int
    waiting: int
    baseline: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is of everything."""

    polls: int
    links: int
    articles: int
    on_topic: int
    duplicates: int
    """Articles that repeat another."""
    versions: int
    """Versions after the first."""
    stories: int
    alerts: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search or list is limited to; the defaults limit nothing."""

    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    grade: Grade = Grade.OFF
    """At least this."""
    since: datetime | None = None
    """Published, else first seen, at or after this."""
    until: datetime | None = None
    """Before this."""
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found."""

    article: ArticleLine
    excerpt: str
    """The words around the first match."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found."""

    hits: tuple[Hit, ...]
    bounded: bool
    """Whether older matches were left unread: narrow the query or its dates to reach them."""
