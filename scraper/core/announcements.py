"""Whom to tell of an article: one alert a story, one more where it develops, one where an edit matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scraper.core.gaps import late_detail, predates
from scraper.core.originals import Repeated
from scraper.core.tellings import Companion, is_surely_told, novelty, tellings_of
from scraper.types import (
    Alert,
    Article,
    Audience,
    Change,
    Grade,
    Known,
    Observed,
    Policy,
    Severity,
    Significance,
    StoredArticle,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Story:
    """The story that a new article tells, as it was told so far."""

    tellings: tuple[StoredArticle, ...] = ()
    is_translated: bool = False
    """Whether the new article is an edition of one of them in another language."""
    disputed: Repeated | None = None
    """The telling that the new article repeats, but for what it says otherwise."""

    @staticmethod
    def of(
        observed: Observed, told: Companion | None, known: Known, disputed: Repeated | None, policy: Policy
    ) -> "Story":
        """Return what was told; what may be another story after all counts as nothing told."""
        if told is None:
            return Story()
        tellings = tuple(tellings_of(told.telling, known.related))
        if told.telling in known.editions:
            return Story(tellings, is_translated=True)
        if not told.is_certain and not is_surely_told(observed, told, policy):
            return Story()
        within = disputed is not None and disputed.original in tellings
        return Story(tellings, disputed=disputed if within else None)

    @property
    def alerted(self) -> bool:
        """Whether an analyst heard of it."""
        return any(one.alerted or one.story_alerted for one in self.tellings)


def news(
    observed: Observed, article: Article, verdict: Verdict, story: Story, policy: Policy, now: datetime
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
    if policy.development_significance > Significance.MAJOR:
        return ()
    if story.disputed is not None:
        return _dispute(story.disputed, story, article, verdict, late, policy, now)
    new = () if story.is_translated else novelty(observed, story.tellings, policy)
    if not new:
        return ()
    detail = {"reason": verdict.reason, "new": ", ".join(new), **late}
    return (_alert(f"development:{article.url}", "development", article, verdict, now, detail),)


def _dispute(
    disputed: Repeated,
    story: Story,
    article: Article,
    verdict: Verdict,
    late: Mapping[str, str],
    policy: Policy,
    now: datetime,
) -> tuple[Alert, ...]:
    """One alert for what an outlet says otherwise, while few do: copies that all differ are a storm.

    The key counts the tellings that were alerted, so that a story has no more such alerts than those.
    """
    if disputed.alerted > policy.updates:
        return ()
    told, first = sum(one.alerted for one in story.tellings), story.tellings[0]
    key = f"otherwise:{first.story or first.url}:{told}"
    detail = {
        "reason": verdict.reason,
        "otherwise": disputed.otherwise,
        "than": disputed.original.source,
        **late,
    }
    return (_alert(key, "development", article, verdict, now, detail),)


def update(
    stored: StoredArticle, article: Article, verdict: Verdict, change: Change, policy: Policy, now: datetime
) -> tuple[Alert, ...]:
    """One alert for an edit that matters, and one where an edit brings an article on topic."""
    detail = {"change": ", ".join(change.kinds), "summary": change.summary}
    if verdict.grade < policy.alert_grade:
        return ()
    if not stored.alerted and stored.grade < policy.alert_grade:
        return (_alert(f"article:{stored.url}", "article", article, verdict, now, detail),)
    may_tell = stored.alerted and stored.updates < policy.updates
    if may_tell and change.significance >= policy.development_significance:
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
        subject=f"{_marked(detail)}{article.headline.value}",
        raised_at=now,
        url=article.address,
        title=article.headline.value,
        source=article.source,
        language=article.language.value,
        grade=int(verdict.grade),
        detail={**detail, "evidence": ", ".join(list(words)[:12])},
    )


def _marked(detail: Mapping[str, str]) -> str:
    """Return what a person should see before the headline."""
    late = "found late: " if "late" in detail else ""
    return late + (f"otherwise than {detail['than']}, {detail['otherwise']}: " if "than" in detail else "")
