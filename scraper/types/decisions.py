"""What is known of an observation, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from scraper.outcomes import Outcome
from scraper.types.judgements import Fingerprint, Grade
from scraper.types.sources import CanonicalUrl, SourceId


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the store holds it, in its latest version."""

    url: CanonicalUrl
    source: SourceId
    version: int
    headline: str
    text: str
    language: str
    grade: Grade
    fingerprint: Fingerprint
    first_seen_at: datetime
    published_at: datetime | None = None
    copy_of: CanonicalUrl | None = None
    alerted: bool = False
    story: int | None = None
    keys: frozenset[str] = frozenset()
    story_alerted: bool = False
    """Whether an analyst was told of any telling of its story."""
    updates: int = 0
    """How often its changes were alerted."""
    by_analyst: bool = False
    """Whether an analyst decided which story it tells."""

    @property
    def text_is_kept(self) -> bool:
        """Whether `text` is what the page said; False where only metadata of the source may be kept."""
        return bool(self.text) or not self.fingerprint.length


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds that bears on one observation."""

    same_page: StoredArticle | None = None
    same_text: StoredArticle | None = None
    """The first article with this very text under another address."""
    near: tuple[StoredArticle, ...] = ()
    """Articles whose sketch shares a band, nearest first."""
    related: tuple[StoredArticle, ...] = ()
    """On-topic articles close in time that share story keys."""
    editions: tuple[StoredArticle, ...] = ()
    """Articles that are the same item in another language, by the word of either page."""


class Audience(StrEnum):
    """Whom an alert is for."""

    ANALYST = "analyst"
    OPS = "ops"


class Severity(IntEnum):
    """syslog's numbers (RFC 5424, table 2)."""

    CRITICAL = 2
    ERROR = 3
    WARNING = 4
    NOTICE = 5
    INFO = 6


@dataclass(frozen=True, slots=True)
class Alert:
    """Something a person should hear of, once."""

    key: str
    """Idempotency key: one alert a key, ever."""
    kind: str
    """`article`, `updated`, `development`, `baseline`, `storm`, `source`, ..."""
    channel: Audience
    severity: Severity
    subject: str
    """One line for people; hostile text, escaped by each sink."""
    raised_at: datetime
    url: str = ""
    title: str = ""
    source: str = ""
    language: str = ""
    grade: int | None = None
    story: int | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


class Action(StrEnum):
    """What becomes of an observation."""

    NOTHING = "nothing"
    """No article: the link's outcome is recorded."""
    ADD = "add"
    """A new article."""
    COPY = "copy"
    """A new article that repeats one already known."""
    REVISE = "revise"
    """A new version of a known article."""
    SIGHT = "sight"
    """A known article, unchanged: the address is recorded."""


class Significance(IntEnum):
    """How much a change of an article matters."""

    NONE = 0
    TYPO = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two versions of an article."""

    kinds: tuple[str, ...] = ()
    """Any of typo, headline, number, name, negation, paragraph_added, paragraph_removed, retraction ..."""
    significance: Significance = Significance.NONE
    summary: str = ""
    """In words: `37 million -> 38 million`."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What the writer shall record for one observation, in the transaction in which it was decided."""

    action: Action
    outcome: Outcome
    page_url: CanonicalUrl
    """The article that the address belongs to."""
    copy_of: CanonicalUrl | None = None
    change: Change = Change()
    grade: Grade | None = None
    """Of the article; None where there is none."""
    story_of: CanonicalUrl | None = None
    """Join the story of this article; None: it begins its own."""
    alerts: tuple[Alert, ...] = ()
    retry_at: datetime | None = None
    """When to try a failed link again; None: it is dealt with."""
    counted: bool = True
    """Whether the failure counts as one of the link's attempts: a closed road is not the link's fault."""
    recheck_at: datetime | None = None
    """When to look again whether the article changed; None: never."""
    moved: bool = False
    """Whether the article's page has come to another address of its source."""
    stale: bool = False
    """Whether the article would be news, were it not published long ago."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be configured about deciding."""

    alert_grade: Grade = Grade.RELATED
    baseline_alerts: bool = False
    gate: bool = True
    """False: every page is read and judged, whatever it costs."""
    articles_per_poll: int = 20
    attempts: int = 6
    first_retry: timedelta = timedelta(minutes=5)
    patience: timedelta = timedelta(days=7)
    """How long a link is tried while the way to its site is shut."""
    near_duplicate: float = 0.5
    """Resemblance (Jaccard similarity of the shingles) from which a text is a copy."""
    news_age: timedelta = timedelta(days=14)
    """How long ago an article may have been published to be told as news."""
    updates: int = 3
    """The most alerts about changes of one article: a page that is edited all day is no storm."""
    story_window: timedelta = timedelta(days=4)
    same_story: float = 0.45
    """Likeness from which two articles tell one story."""
    silent_story: float = 0.9
    """Likeness from which a further telling is not alerted: better told twice than missed."""
    development_after: timedelta = timedelta(hours=1)
    """How long after its first telling a story can develop; what differs sooner is another's wording."""
    development_significance: Significance = Significance.MAJOR
