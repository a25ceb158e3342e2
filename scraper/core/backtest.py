"""What another version of the rules would have made of the past. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scraper.core.observe import observe
from scraper.core.relevance import judge_text
from scraper.core.topic import Topic
from scraper.outcomes import Outcome
from scraper.types import (
    Article,
    Found,
    Gathered,
    Link,
    Observed,
    ParsedDate,
    PendingLink,
    Precision,
    Signal,
    StoredArticle,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Regraded:
    """An article that the two versions of the rules grade differently."""

    article: StoredArticle
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Backtest:
    """How two versions of the rules differ over stored articles."""

    judged: int
    skipped: int
    """Articles of which only metadata is kept, so that no text can be judged again."""
    gains: tuple[Regraded, ...]
    """Kept only by the new rules."""
    losses: tuple[Regraded, ...]
    """Kept only by the old rules."""
    regraded: tuple[Regraded, ...]
    """Another grade, on the same side of the line."""


def rejudge(article: StoredArticle, topic: Topic) -> Verdict:
    """Return what `topic` makes of a stored article."""
    on = article.published_at.date() if article.published_at is not None else None
    return judge_text(article.headline, article.text, article.language, topic, on=on)


def observe_again(article: StoredArticle, topic: Topic, now: datetime) -> Observed:
    """Return everything that `topic` makes of a stored article; its text must be kept."""
    published = None
    if article.published_at is not None:
        date = ParsedDate(article.published_at, Precision.SECOND, "", "UTC")
        published = Found(date, Signal.TEXT)
    link = Link(article.url, article.url, article.headline)
    again = Article(
        url=article.url,
        source=article.source,
        address=article.url,
        headline=Found(article.headline, Signal.TEXT),
        body=Found(tuple(article.text.split("\n")), Signal.TEXT),
        language=Found(article.language, Signal.TEXT),
        published=published,
    )
    pending = PendingLink(article.source, link, "", article.first_seen_at)
    return observe(Gathered(pending, Outcome.OK, now, article=again), topic)


def backtest(articles: Iterable[StoredArticle], old: Topic, new: Topic) -> Backtest:
    """Return how `new` differs from `old` over `articles`, each judged by both as it is stored."""
    judged = skipped = 0
    gains: list[Regraded] = []
    losses: list[Regraded] = []
    regraded: list[Regraded] = []
    for article in articles:
        if not article.text_is_kept or not (article.headline or article.text):
            skipped += 1
            continue
        judged += 1
        change = Regraded(article, rejudge(article, old), rejudge(article, new))
        if change.after.on_topic != change.before.on_topic:
            (gains if change.after.on_topic else losses).append(change)
        elif change.after.grade != change.before.grade:
            regraded.append(change)
    return Backtest(judged, skipped, tuple(gains), tuple(losses), tuple(regraded))
