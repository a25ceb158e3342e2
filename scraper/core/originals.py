"""Which known article an observed one repeats, and what it says otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from scraper.core.contradictions import contradiction
from scraper.core.copies import least_sketched, resemblance
from scraper.core.fingerprint import similarity
from scraper.core.quantities import quantity_keys
from scraper.core.text import fold
from scraper.types import Article, Known, Observed, Policy, StoredArticle

EXCERPTS: Final = 4
"""Related articles, the most related, that are compared word for word: an excerpt shares no band."""
COMPARED: Final = 4
"""The most texts, the nearest, that are compared sentence by sentence."""
CERTAIN: Final = 0.8
"""Sketched similarity from which the texts need no second look."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A known text that an article repeats."""

    original: StoredArticle
    otherwise: str = ""
    """What the article says otherwise, in words; empty: it is a copy."""
    alerted: int = 0
    """How many articles with nearly the same text were alerted."""


def repeated(observed: Observed, known: Known, policy: Policy) -> Repeated | None:
    """Return what an article repeats: of several the nearest that it does not contradict, else the nearest.

    What is off topic contradicts nothing that anybody would be told of.
    """
    article = observed.gathered.article
    if article is None:
        return None
    on_topic = observed.verdict is not None and observed.verdict.on_topic
    against: list[Repeated] = []
    for other in islice(_nearest(observed, article, known, policy), COMPARED):
        same_text = known.same_text is not None and other.url == known.same_text.url
        otherwise = contradiction(article, other, same_text=same_text) if on_topic else ""
        if otherwise:
            against.append(Repeated(other, otherwise))
        elif same_text or article.source != other.source or _same_numbers(article, other):
            return Repeated(other)
    return replace(against[0], alerted=_alerted(observed, article, known, policy)) if against else None


def _alerted(observed: Observed, article: Article, known: Known, policy: Policy) -> int:
    """Return how many alerted articles, of its own source as well, have nearly the same text."""
    others = {one.url: one for one in (*known.near, *known.related) if one.alerted}
    near = policy.near_duplicate
    return sum(_likeness(observed, article, one, near) >= near for one in others.values())


def _nearest(observed: Observed, article: Article, known: Known, policy: Policy) -> Iterator[StoredArticle]:
    """Yield the articles with the same text or nearly so, the nearest first, each once."""
    others = {other.url: other for other in (*known.near, *known.related[:EXCERPTS])}
    if known.same_text is not None:
        others.pop(known.same_text.url, None)
        yield known.same_text
    scored = [(_copied(observed, article, other, policy), other) for other in others.values()]
    for score, other in sorted(scored, key=lambda pair: -pair[0]):
        if score >= policy.near_duplicate:
            yield other


def _copied(observed: Observed, article: Article, other: StoredArticle, policy: Policy) -> float:
    """Return how far an article repeats another, 0 to 1.

    What two pages of one source share may be its template, so there only nearly all of it proves something.
    """
    if article.source != other.source:
        return _likeness(observed, article, other, policy.near_duplicate)
    sketched = _sketched(observed, other)
    return sketched if sketched >= CERTAIN else 0.0


def _likeness(observed: Observed, article: Article, other: StoredArticle, least: float) -> float:
    """Return how alike two texts are, as far as it is `least`: by their words where both are kept.

    By the sketches alone where these are sure, or the texts are of two languages.
    """
    mine, sketched = observed.fingerprint, _sketched(observed, other)
    if sketched >= CERTAIN or article.language.value != other.language:
        return sketched
    if mine is not None and sketched < least_sketched(mine, other.fingerprint, least):
        return sketched
    return max(sketched, resemblance(article.text, other.text))


def _sketched(observed: Observed, other: StoredArticle) -> float:
    mine = observed.fingerprint
    return 0.0 if mine is None else similarity(mine, other.fingerprint)


def _same_numbers(article: Article, other: StoredArticle) -> bool:
    return quantity_keys(fold(article.text)) == quantity_keys(fold(other.text))
