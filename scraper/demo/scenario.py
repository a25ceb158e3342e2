"""A scenario: which sites publish what when, what happens to them, and what should come of it.

Times are offsets from the scenario's start on the clock of the press world. What was published before the
start is what a first poll finds: the baseline.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.types import Grade

Replacement = tuple[str, str]
NEW_HOST = "new."
"""Put before the host of a site that moved."""


class Expectation(StrEnum):
    """What should come of an event."""

    ALERT = "alert"
    """The article is stored and raises exactly one article alert."""
    NO_ALERT = "no_alert"
    """The article raises none."""
    BASELINE = "baseline"
    """On topic, but there before the first poll: stored, not alerted."""
    COPY = "copy"
    """Known as a copy of another article; raises no alert."""
    VERSION = "version"
    """A second version of the one article, which still has no more than one article alert."""
    NOTHING_NEW = "nothing_new"
    """No article is stored twice and nothing is told again."""
    REFUSED = "refused"
    """A poll recorded that the index was not to be had, or was none."""
    WAITED = "waited"
    """The source was left alone for as long as it asked."""
    FOLLOWED = "followed"
    """What the site published afterwards was found."""
    SOURCE_ALERT = "source_alert"
    """An alert about the source itself."""
    STORM = "storm"
    """No article is stored twice and nothing is told again, but ops hear of it, once."""
    LOST = "lost"
    """The article is unavailable since; it has no second version and no second alert."""
    ONE_STORY = "one_story"
    """The tellings are one story, so that only the first alerts."""


class EventKind(StrEnum):
    """What happens to a site or one of its articles."""

    PUBLISH = "publish"
    EDIT = "edit"
    """Words of an article are replaced, the page is updated in place."""
    RETITLE = "retitle"
    APPEND = "append"
    """A paragraph is added below the text."""
    PAGE_LOST = "page_lost"
    """The article's page is not to be had any more."""
    SITE_MOVES = "site_moves"
    """Every page answers at another host, the old one with 301."""
    REDATED = "redated"
    """Everything that the site shows gets the date of the event."""
    GUID_CHANGE = "guid_change"
    """Every entry of the site's feed gets a new GUID."""
    RATE_LIMIT = "rate_limit"
    """429 with Retry-After to every request."""
    SILENCE = "silence"
    """The site publishes nothing any more; the loader refuses articles later than that."""
    LAYOUT_CHANGE = "layout_change"
    """Other class names, other nesting."""
    FEED_MOVES = "feed_moves"
    """The index answers at another address, the old one with 301."""
    ERROR_PAGE = "error_page"
    """The index answers 200 with an HTML error page."""
    TINY_ANSWER = "tiny_answer"
    """The index answers 200 with eleven bytes."""
    CHALLENGE = "challenge"
    """A challenge page stands before the index."""
    FORBIDDEN = "forbidden"
    """The index answers 403."""
    GONE = "gone"
    """The index answers 410."""
    STORY = "story"
    """Nothing happens at the sites: several articles tell one event."""
    DISTINCT = "distinct"
    """Nothing happens at the sites: articles look alike, but tell different events."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site of the press world."""

    id: str
    style: str
    """The renderer: a key of `scraper.demo.sites.STYLES`."""
    host: str
    """A name under `.test`."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One article of the scenario, in one language, with the grade that a fair judge gives it."""

    site: str
    slug: str
    language: str
    at: timedelta
    grade: Grade
    matter: str
    """Why: the class of `R_...`, `B_...` or `N_...` it stands for."""
    headline: str
    paragraphs: tuple[str, ...]
    section: str = ""
    cited: str = ""
    """The outlet that the article says it relies on."""
    copy_of: str = ""
    """Key of the article whose text it repeats word for word."""
    expect: Expectation | None = None
    """Written where the article is an event of its own; background traffic has none."""

    @property
    def key(self) -> str:
        """Return `site/slug`: unique in a scenario."""
        return f"{self.site}/{self.slug}"

    @property
    def at_start(self) -> bool:
        """Whether a first poll finds it."""
        return self.at <= timedelta()

    @property
    def must_alert(self) -> bool:
        """Whether exactly one alert is due: on topic, published while watched, no copy."""
        return self.grade >= Grade.RELATED and not self.at_start and not self.copy_of


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens, and what should come of it."""

    id: str
    at: timedelta
    kind: EventKind
    expect: Expectation
    words: str
    """For the reader of the summary."""
    site: str = ""
    articles: tuple[str, ...] = ()
    """Keys of the articles concerned."""
    replaced: tuple[Replacement, ...] = ()
    text: str = ""
    """RETITLE: the new headline; APPEND: the paragraph; PAGE_LOST: how: 404, 410, front, wall."""
    lasts: timedelta = timedelta()
    retry_after: timedelta = timedelta()
    part: str = ""
    """The part of the program that will notice it, while that is not built."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A timeline as data."""

    name: str
    starts_at: datetime
    lasts: timedelta
    sites: tuple[Site, ...]
    articles: tuple[Planted, ...]
    events: tuple[Event, ...]
    """In the order of their time; a PUBLISH for each article that carries an expectation."""

    def site(self, site_id: str) -> Site:
        """Return the site of that id; KeyError where there is none."""
        return {site.id: site for site in self.sites}[site_id]

    def by_key(self) -> Mapping[str, Planted]:
        """Return the articles by their keys."""
        return {article.key: article for article in self.articles}
