"""Whether what was expected of an event came true: one judge for each expectation. Pure.

Addresses are compared by host and path without port, `www.` and slash at the end, and an article is known
by any of its twins: the port is another in each run, and which twin is canonical is the program's affair.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scraper.demo.scenario import NEW_HOST, Event, EventKind, Expectation, Scenario
from scraper.demo.sites import paths_of
from scraper.demo.stored import StoredAlert, StoredArticleFact, StoredFacts, StoredPoll

TOLD = "article"
"""The kind of an alert that tells of an article for the first time."""
LIMITED = "rate_limited"
"""The outcome of what met a 429, or was held back because of one."""
REFUSALS = frozenset({"not_a_feed", "no_links", "suspect_empty", "blocked_challenge", "forbidden", "gone"})
"""The outcomes of an index that was not to be had, or was none."""
POLL_SLACK = timedelta(minutes=1)
NOT_YET = timedelta(hours=1)
"""What was published less than this before the end need not have been found."""


def address_key(url: str) -> str:
    """Return what is compared of an address: host and path."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix(NEW_HOST)
    return f"{host}{parts.path.rstrip('/')}"


class Evidence:
    """The store's rows, found by the scenario's articles."""

    def __init__(self, scenario: Scenario, stored: StoredFacts, until: timedelta) -> None:
        self.scenario = scenario
        self.stored = stored
        self.until = until
        self.planted = scenario.by_key()
        host = {site.id: site.host for site in scenario.sites}
        self._key_of = {
            address_key(f"//{host[article.site]}{path}"): article.key
            for article in scenario.articles
            for path in paths_of(scenario, article)
        }
        known = (*(article.url for article in stored.articles), *stored.seen)
        self.seen = {key for key in map(self.key, known) if key}
        stories = [event for event in scenario.events if event.expect is Expectation.ONE_STORY]
        self._told_by_story = {
            key for event in stories if _one_story(event, self)[0] for key in event.articles
        }

    def key(self, url: str) -> str:
        """Return the key of the article shown at the address, empty where none is."""
        return self._key_of.get(address_key(url), "")

    def rows(self, key: str) -> Sequence[StoredArticleFact]:
        """Return what is stored of a planted article: one row where all is well."""
        return [article for article in self.stored.articles if self.key(article.url) == key]

    def told(self, key: str) -> Sequence[StoredAlert]:
        """Return the alerts that tell of a planted article."""
        return [alert for alert in self.stored.alerts if alert.kind == TOLD and self.key(alert.url) == key]

    def told_once(self, key: str) -> bool:
        """Whether exactly one alert tells of the article: its own, or that of its story's first telling."""
        own = len(self.told(key))
        return own == 1 or (own == 0 and key in self._told_by_story)

    def deserved(self, alert: StoredAlert) -> bool:
        """Whether the alert tells of an article that is due one."""
        article = self.planted.get(self.key(alert.url))
        return article is not None and article.must_alert

    def polls(self, source: str, after: datetime | None = None) -> Sequence[StoredPoll]:
        """Return the source's polls that began at or after an instant, the first one first."""
        of_source = [poll for poll in self.stored.polls if poll.source == source]
        return [poll for poll in of_source if after is None or poll.began_at >= after]


Judged = tuple[bool, str]
"""Whether the expectation came true, and in words what the store holds."""


def _alert(event: Event, evidence: Evidence) -> Judged:
    alerts = sum(len(evidence.told(key)) for key in event.articles)
    once = all(evidence.told_once(key) for key in event.articles)
    return once, f"{alerts} alerts for {len(event.articles)} articles"


def _no_alert(event: Event, evidence: Evidence) -> Judged:
    alerts = sum(len(evidence.told(key)) for key in event.articles)
    return alerts == 0, f"{alerts} alerts"


def _baseline(event: Event, evidence: Evidence) -> Judged:
    quiet, words = _no_alert(event, evidence)
    stored = all(evidence.rows(key) for key in event.articles)
    return quiet and stored, f"{'stored' if stored else 'not stored'}, {words}"


def _copy(event: Event, evidence: Evidence) -> Judged:
    quiet, words = _no_alert(event, evidence)
    origins = [evidence.planted[key].copy_of for key in event.articles]
    found = [
        any(evidence.key(row.copy_of) == origin for row in evidence.rows(key))
        for key, origin in zip(event.articles, origins, strict=True)
    ]
    return quiet and all(found), f"{'known as a copy' if all(found) else 'not known as a copy'}, {words}"


def _version(event: Event, evidence: Evidence) -> Judged:
    rows = [evidence.rows(key) for key in event.articles]
    alerts = max(len(evidence.told(key)) for key in event.articles)
    revised = all(len(found) == 1 and found[0].versions > 1 for found in rows)
    versions = max((row.versions for found in rows for row in found), default=0)
    return revised and alerts <= 1, f"{versions} versions, {alerts} article alerts"


def _nothing_new(event: Event, evidence: Evidence) -> Judged:
    keys = [article.key for article in evidence.scenario.articles if article.site == event.site]
    doubled = [key for key in keys if len(evidence.rows(key)) > 1 or len(evidence.told(key)) > 1]
    polled = evidence.polls(event.site, evidence.scenario.starts_at + event.at)
    return bool(polled) and not doubled, f"{len(polled)} polls since, {len(doubled)} articles doubled"


def _storm(event: Event, evidence: Evidence) -> Judged:
    quiet, words = _nothing_new(event, evidence)
    began = evidence.scenario.starts_at + event.at
    told = [
        alert
        for alert in evidence.stored.alerts
        if alert.kind in ("storm", "removal") and alert.source == event.site and alert.raised_at >= began
    ]
    return quiet and len(told) == 1, f"{words}, {len(told)} alerts for ops"


def _lost(event: Event, evidence: Evidence) -> Judged:
    rows = [row for key in event.articles for row in evidence.rows(key)]
    since = {row.unavailable for row in rows}
    versions = max((row.versions for row in rows), default=0)
    alerts = max(len(evidence.told(key)) for key in event.articles)
    good = bool(rows) and "" not in since and versions == 1 and alerts <= 1
    return good, f"{', '.join(sorted(since)) or 'there'}, {versions} version, {alerts} article alerts"


def _refused(event: Event, evidence: Evidence) -> Judged:
    began = evidence.scenario.starts_at + event.at
    during = [poll for poll in evidence.polls(event.site, began) if poll.began_at <= began + event.lasts]
    refused = [poll for poll in during if REFUSALS.intersection(poll.outcomes)]
    return bool(refused), f"{len(refused)} of {len(during)} polls refused the page"


def _waited(event: Event, evidence: Evidence) -> Judged:
    """Judge by the polls: one met the 429, and until its time was over none got another answer.

    A poll that the program's own politeness holds back is `rate_limited` too.
    """
    began = evidence.scenario.starts_at + event.at
    polls = [poll for poll in evidence.polls(event.site) if poll.ended_at >= began]
    limited = next((poll for poll in polls if LIMITED in poll.outcomes), None)
    if limited is None:
        return False, "no poll met the 429"
    until = max(limited.began_at, began) + event.retry_after - POLL_SLACK
    during = [poll for poll in polls if limited.began_at < poll.began_at < until]
    answered = [poll for poll in during if set(poll.outcomes) != {LIMITED}]
    return (
        not answered,
        f"{len(answered)} requests answered within the {_clock(event.retry_after)} asked for",
    )


def _followed(event: Event, evidence: Evidence) -> Judged:
    later = [
        article.key
        for article in evidence.scenario.articles
        if article.site == event.site and event.at < article.at <= evidence.until - NOT_YET
    ]
    found = evidence.seen.intersection(later)
    words = f"{len(found)} of {len(later)} later articles found"
    if event.kind is EventKind.LAYOUT_CHANGE:
        words += f"; {_source_alert(event, evidence)[1]}"
    return bool(later) and len(found) == len(later), words


def _source_alert(event: Event, evidence: Evidence) -> Judged:
    began = evidence.scenario.starts_at + event.at
    alerts = [
        alert
        for alert in evidence.stored.alerts
        if alert.kind == "source" and alert.source == event.site and alert.raised_at >= began
    ]
    return bool(alerts), alerts[0].title if alerts else "no alert about the source"


def _one_story(event: Event, evidence: Evidence) -> Judged:
    rows = [row for key in event.articles for row in evidence.rows(key)]
    stories = {row.story for row in rows}
    alerts = sum(len(evidence.told(key)) for key in event.articles)
    one = len(stories) == 1 and None not in stories
    return one and alerts == 1, f"{len(rows)} tellings in {len(stories)} stories, {alerts} alerts"


JUDGES = {
    Expectation.ALERT: _alert,
    Expectation.NO_ALERT: _no_alert,
    Expectation.BASELINE: _baseline,
    Expectation.COPY: _copy,
    Expectation.VERSION: _version,
    Expectation.NOTHING_NEW: _nothing_new,
    Expectation.STORM: _storm,
    Expectation.LOST: _lost,
    Expectation.REFUSED: _refused,
    Expectation.WAITED: _waited,
    Expectation.FOLLOWED: _followed,
    Expectation.SOURCE_ALERT: _source_alert,
    Expectation.ONE_STORY: _one_story,
}


def _clock(offset: timedelta) -> str:
    """Return an offset as `13:05`; a negative one with its sign."""
    minutes = int(abs(offset).total_seconds()) // 60
    return f"{'-' if offset < timedelta() else ''}{minutes // 60}:{minutes % 60:02}"
