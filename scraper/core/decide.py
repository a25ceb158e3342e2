"""What to do about one observation: pure, asked by the writer inside its transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scraper.core.changes import compare
from scraper.core.copies import resemblance
from scraper.core.fingerprint import similarity
from scraper.core.gaps import late_detail, predates
from scraper.core.quantities import quantity_keys
from scraper.core.retries import is_last_try, retry_at
from scraper.core.schedule import recheck_delay
from scraper.core.tellings import Companion, companion, is_surely_told, novelty, tellings_of
from scraper.core.text import fold
from scraper.outcomes import ROAD_CLOSED, Outcome
from scraper.types import (
    Action,
    Alert,
    Article,
    Audience,
    Change,
    Gathered,
    Grade,
    Intent,
    Known,
    Observed,
    Policy,
    Severity,
    Significance,
    StoredArticle,
    Verdict,
)

EXCERPTS: Final = 4
"""Related articles, the most related, that are compared word for word: an excerpt shares no band."""
CERTAIN: Final = 0.8
"""Sketched similarity from which the texts need no second look."""


def decide(observed: Observed, known: Known, policy: Policy, now: datetime) -> Intent:
    """Return what the writer shall record: duplicate, version or news, and which alerts.

    The order of the questions is the order of certainty: the same page, the same text, nearly the same
    text, and only then something new.
    """
    gathered, article, verdict = observed.gathered, observed.gathered.article, observed.verdict
    if article is None or verdict is None:
        return _without_article(gathered, known, policy, now)
    if known.same_page is not None:
        return _seen_again(known.same_page, article, verdict, policy, now)
    original = known.same_text or _nearest(observed, known, policy)
    if original is not None:
        first = original.copy_of or original.url
        return Intent(Action.COPY, _outcome(verdict), article.url, grade=verdict.grade, copy_of=first)
    told = companion(observed, known.related, policy) if verdict.on_topic else None
    return Intent(
        Action.ADD,
        _outcome(verdict),
        article.url,
        grade=verdict.grade,
        story_of=None if told is None else told.telling.url,
        alerts=_news(observed, article, verdict, _Story.of(observed, told, known, policy), policy, now),
        recheck_at=_recheck_at(verdict.grade, now, now),
    )


@dataclass(frozen=True, slots=True)
class _Story:
    """The story that a new article tells, as it was told so far."""

    tellings: tuple[StoredArticle, ...] = ()

    @staticmethod
    def of(observed: Observed, told: Companion | None, known: Known, policy: Policy) -> "_Story":
        """Return what was told; what may be another story after all counts as nothing told."""
        if told is None or not is_surely_told(observed, told, policy):
            return _Story()
        return _Story(tuple(tellings_of(told.telling, known.related)))

    @property
    def alerted(self) -> bool:
        return any(one.alerted or one.story_alerted for one in self.tellings)


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
    stored: StoredArticle, article: Article, verdict: Verdict, policy: Policy, now: datetime
) -> Intent:
    change = Change() if article.incomplete else compare(stored, article)
    recheck_at = _recheck_at(max(verdict.grade, stored.grade), stored.first_seen_at, now)
    if change.significance is Significance.NONE:
        return Intent(
            Action.SIGHT, _outcome(verdict), stored.url, grade=verdict.grade, recheck_at=recheck_at
        )
    alerts = _update(stored, article, verdict, change, policy, now)
    return Intent(
        Action.REVISE,
        _outcome(verdict),
        stored.url,
        grade=verdict.grade,
        change=change,
        alerts=alerts,
        recheck_at=recheck_at,
    )


def _nearest(observed: Observed, known: Known, policy: Policy) -> StoredArticle | None:
    """Return the stored article of which this is an edited copy."""
    scored = [(_copied(observed, other), other) for other in (*known.near, *known.related[:EXCERPTS])]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= policy.near_duplicate else None


def _copied(observed: Observed, other: StoredArticle) -> float:
    """Return how far an article repeats another: by the texts where both are kept, else by the sketches.

    What two pages of one source share may be its template, so there the sketches alone prove nothing.
    """
    mine, article = observed.fingerprint, observed.gathered.article
    if mine is None or article is None:
        return 0.0
    sketched = similarity(mine, other.fingerprint)
    if article.source == other.source:
        return sketched if sketched >= CERTAIN and _same_numbers(article, other) else 0.0
    if sketched >= CERTAIN or article.language.value != other.language:
        return sketched
    return max(sketched, resemblance(article.text, other.text))


def _same_numbers(article: Article, other: StoredArticle) -> bool:
    return quantity_keys(fold(article.text)) == quantity_keys(fold(other.text))


def _recheck_at(grade: Grade, first_seen_at: datetime, now: datetime) -> datetime | None:
    if grade < Grade.RELATED:
        return None
    delay = recheck_delay(now - first_seen_at)
    return None if delay is None else now + delay


def _news(
    observed: Observed, article: Article, verdict: Verdict, story: _Story, policy: Policy, now: datetime
) -> tuple[Alert, ...]:
    """One alert a story, one more where it develops; none for what a first poll finds."""
    pending = observed.gathered.pending
    published = None if article.published is None else article.published.value.instant
    old = pending.late_for is not None and predates(published, pending.late_for)
    if verdict.grade < policy.alert_grade or old or (pending.baseline and not policy.baseline_alerts):
        return ()
    late = {} if pending.late_for is None else late_detail(pending.late_for, published, now)
    if not story.alerted:
        detail = {"reason": verdict.reason, **late}
        return (_alert(f"article:{article.url}", "article", article, verdict, now, detail),)
    new = novelty(observed, story.tellings, policy)
    if not new or policy.development_significance > Significance.MAJOR:
        return ()
    detail = {"reason": verdict.reason, "new": ", ".join(new), **late}
    return (_alert(f"development:{article.url}", "development", article, verdict, now, detail),)


def _update(
    stored: StoredArticle, article: Article, verdict: Verdict, change: Change, policy: Policy, now: datetime
) -> tuple[Alert, ...]:
    """One alert for an edit that matters, and one where an edit brings an article on topic."""
    detail = {"change": ", ".join(change.kinds), "summary": change.summary}
    if verdict.grade < policy.alert_grade:
        return ()
    if not stored.alerted and stored.grade < policy.alert_grade:
        return (_alert(f"article:{stored.url}", "article", article, verdict, now, detail),)
    if stored.alerted and change.significance >= policy.development_significance:
        key = f"updated:{stored.url}:{stored.version + 1}"
        return (_alert(key, "updated", article, verdict, now, detail),)
    return ()


def _alert(
    key: str, kind: str, article: Article, verdict: Verdict, now: datetime, detail: dict[str, str]
) -> Alert:
    words = dict.fromkeys(word for item in verdict.evidence for word in item.words)
    return Alert(
        key=key,
        kind=kind,
        channel=Audience.ANALYST,
        severity=Severity.NOTICE if verdict.grade is Grade.CORE else Severity.INFO,
        subject=f"{'found late: ' if 'late' in detail else ''}{article.headline.value}",
        raised_at=now,
        url=article.address,
        title=article.headline.value,
        source=article.source,
        language=article.language.value,
        grade=int(verdict.grade),
        detail={**detail, "evidence": ", ".join(list(words)[:12])},
    )
