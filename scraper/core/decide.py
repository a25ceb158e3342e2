"""What to do about one observation: pure, asked by the writer inside its transaction."""

from dataclasses import replace
from datetime import datetime

from scraper.core.absences import absence
from scraper.core.announcements import Story, news, update
from scraper.core.changes import compare
from scraper.core.freshness import is_stale
from scraper.core.identity import is_miscalled, is_moved, is_under_another_address
from scraper.core.originals import Repeated, repeated
from scraper.core.retries import is_last_try, retry_at
from scraper.core.schedule import recheck_delay
from scraper.core.tellings import Companion, companion, published_or_seen, tellings_of, told_at
from scraper.outcomes import ROAD_CLOSED, Outcome
from scraper.types import (
    Action,
    Article,
    Change,
    Gathered,
    Grade,
    Intent,
    Known,
    Observed,
    Policy,
    Significance,
    StoredArticle,
    Verdict,
)


def decide(observed: Observed, known: Known, policy: Policy, now: datetime) -> Intent:
    """Return what the writer shall record: duplicate, version or news, and which alerts.

    The order of the questions is the order of certainty: the same page, the same text, nearly the same
    text, and only then something new.
    """
    gathered, article, verdict = observed.gathered, observed.gathered.article, observed.verdict
    if article is None or verdict is None:
        return _without_article(gathered, known, policy, now)
    if known.same_page is not None and not is_miscalled(article, gathered, known.same_page):
        return _seen_again(known.same_page, gathered, article, verdict, policy, now)
    if known.same_page is not None:
        article = replace(article, url=gathered.pending.link.url)
    if known.same_text is not None and is_moved(known.same_text, article):
        again = _recheck_at(known.same_text.grade, known.same_text.first_seen_at, now)
        return _sighting(known.same_text, verdict, again, moved=True)
    found = repeated(observed, known, policy)
    if found is not None and not found.otherwise:
        first = found.original.copy_of or found.original.url
        return Intent(Action.COPY, _outcome(verdict), article.url, grade=verdict.grade, copy_of=first)
    return _added(observed, article, verdict, known, found, policy, now)


def _added(
    observed: Observed,
    article: Article,
    verdict: Verdict,
    known: Known,
    disputed: Repeated | None,
    policy: Policy,
    now: datetime,
) -> Intent:
    """A new article: the first telling of a story, or a further one."""
    told = _told(observed, article, known, disputed, policy) if verdict.on_topic else None
    story = Story.of(observed, told, known, disputed, policy)
    pending = observed.gathered.pending
    in_time = pending.late_for is None and not pending.baseline
    stale = in_time and verdict.on_topic and is_stale(article, pending.link, now, policy.news_age)
    return Intent(
        Action.ADD,
        _outcome(verdict),
        article.url,
        grade=verdict.grade,
        story_of=None if told is None else told.telling.url,
        alerts=() if stale else news(observed, article, verdict, story, policy, now),
        recheck_at=None if stale else _recheck_at(verdict.grade, now, now),
        stale=stale,
    )


def _told(
    observed: Observed, article: Article, known: Known, disputed: Repeated | None, policy: Policy
) -> Companion | None:
    """Return the telling that it goes with: another edition of it, or what it repeats but for a fact."""
    at = told_at(observed)
    for one in known.editions:
        if one.grade >= Grade.RELATED and abs(published_or_seen(one) - at) <= policy.story_window:
            return Companion(one, 1.0, is_certain=True)
    if disputed is not None and disputed.original.source != article.source:
        first = min(tellings_of(disputed.original, known.related), key=published_or_seen)
        if first.grade >= Grade.RELATED and abs(published_or_seen(first) - at) <= policy.story_window:
            return Companion(disputed.original, 1.0, is_certain=True)
    return companion(observed, known.related, policy)


def _outcome(verdict: Verdict) -> Outcome:
    return Outcome.OK if verdict.grade > Grade.OFF else Outcome.OFF_TOPIC


def _without_article(gathered: Gathered, known: Known, policy: Policy, now: datetime) -> Intent:
    """Off topic at the gate, or a failure: tried again until attempts or patience are used up."""
    url, outcome = gathered.pending.link.url, gathered.outcome
    if gathered.pending.recheck and known.same_page is not None:
        again = _recheck_at(known.same_page.grade, known.same_page.first_seen_at, now)
        return Intent(Action.NOTHING, outcome, url, recheck_at=again)
    if outcome is Outcome.OFF_TOPIC_GATE or gathered.final:
        return Intent(Action.NOTHING, outcome, url)
    if is_last_try(gathered, policy):
        return Intent(Action.NOTHING, Outcome.GAVE_UP, url)
    return Intent(
        Action.NOTHING,
        outcome,
        url,
        retry_at=retry_at(gathered, policy, now),
        counted=outcome not in ROAD_CLOSED,
    )


def _seen_again(
    stored: StoredArticle,
    gathered: Gathered,
    article: Article,
    verdict: Verdict,
    policy: Policy,
    now: datetime,
) -> Intent:
    recheck_at = _recheck_at(max(verdict.grade, stored.grade), stored.first_seen_at, now)
    if is_under_another_address(gathered, stored):
        return _sighting(stored, verdict, recheck_at)  # its furniture is another, too
    absent = absence(stored, gathered, article)
    if absent is not None:
        return Intent(Action.NOTHING, absent, stored.url, recheck_at=recheck_at)
    change = Change() if article.incomplete else compare(stored, article)
    if change.significance is Significance.NONE:
        return _sighting(stored, verdict, recheck_at)
    alerts = update(stored, article, verdict, change, policy, now)
    return Intent(
        Action.REVISE,
        _outcome(verdict),
        stored.url,
        grade=verdict.grade,
        change=change,
        alerts=alerts,
        recheck_at=recheck_at,
    )


def _sighting(
    stored: StoredArticle, verdict: Verdict, recheck_at: datetime | None, *, moved: bool = False
) -> Intent:
    return Intent(
        Action.SIGHT,
        _outcome(verdict),
        stored.url,
        grade=verdict.grade,
        recheck_at=recheck_at,
        moved=moved,
    )


def _recheck_at(grade: Grade, first_seen_at: datetime, now: datetime) -> datetime | None:
    if grade < Grade.RELATED:
        return None
    delay = recheck_delay(now - first_seen_at)
    return None if delay is None else now + delay
