"""Whether a source's pages are still read as well as before: each field judged over its latest articles.

Two windows are compared: the latest articles, and those before them. A break quarantines the field: it is
flagged, and the articles are kept and judged all the same.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from scraper.types.histories import FieldFact

LATEST: Final = 8
"""Articles that are judged."""
BEFORE: Final = 12
"""Articles that have to stand before them as a measure."""
FALLEN: Final = 0.5
"""How far a share has to fall to be a break."""
SHORTER: Final = 4.0
"""How much shorter than before bodies have to be."""
AHEAD: Final = timedelta(minutes=10)
"""How far a date may lie after the sight of its article: clocks differ."""
SHIFT: Final = timedelta(minutes=50)
"""How far dates have to move against the sight of their articles to be of another zone."""
QUARTER: Final = timedelta(minutes=15)
SITE_RULE: Final = "site_rule"


@dataclass(frozen=True, slots=True)
class Break:
    """A field that is no longer read as it was."""

    field: str
    what: str
    """In words, with the numbers."""
    since: datetime
    """When the first article was read that shows it."""
    article: str
    """That article's id: its page is kept."""
    is_clock: bool = False
    """Whether it is the source's clock or zone that moved."""


def breaks(facts: Sequence[FieldFact]) -> tuple[Break, ...]:
    """Return the fields that broke; none where there are too few articles to tell. `facts` are in order."""
    return between(facts[:-LATEST], facts[-LATEST:])


def between(before: Sequence[FieldFact], latest: Sequence[FieldFact]) -> tuple[Break, ...]:
    """Return the fields that the latest articles show broken against those before; none where too few."""
    latest = latest[-LATEST:]
    if len(latest) < LATEST or len(before) < BEFORE:
        return ()
    found = [
        *_fallen_fills(before, latest),
        *_fallen_rules(before, latest),
        *_one_for_all("headline", latest, lambda fact: fact.headline),
        *_one_for_all("body", latest, lambda fact: fact.text_sha256),
        *_shorter_bodies(before, latest),
        *_other_language(before, latest),
        *_other_clock(before, latest),
    ]
    return tuple({one.field: one for one in reversed(found)}.values())


_FILLS: Final[tuple[tuple[str, Callable[[FieldFact], bool]], ...]] = (
    ("headline", lambda fact: bool(fact.headline)),
    ("body", lambda fact: fact.body_length > 0),
    ("published", lambda fact: fact.published_at is not None),
    ("authors", lambda fact: fact.has_authors),
)


def _fallen_fills(before: Sequence[FieldFact], latest: Sequence[FieldFact]) -> Iterator[Break]:
    for field, is_filled in _FILLS:
        was, is_now = _share(before, is_filled), _share(latest, is_filled)
        if was - is_now > FALLEN:
            first = next(fact for fact in latest if not is_filled(fact))
            yield _break(field, f"filled on {was:.0%} of pages before, on {is_now:.0%} now", first)


def _fallen_rules(before: Sequence[FieldFact], latest: Sequence[FieldFact]) -> Iterator[Break]:
    """Yield fields whose site rule finds nothing any more: other signals stand in for it."""
    for field in sorted({field for fact in before for field in fact.signals}):

        def by_rule(fact: FieldFact, field: str = field) -> bool:
            return fact.signals.get(field) == SITE_RULE

        was, is_now = _share(before, by_rule), _share(latest, by_rule)
        if was - is_now > FALLEN:
            fallen = [fact for fact in latest if not by_rule(fact)]
            instead = Counter(fact.signals.get(field, "nothing") for fact in fallen).most_common(1)[0][0]
            told = (
                f"its site rule held on {was:.0%} of pages before, on {is_now:.0%} now; {instead} instead"
            )
            yield _break(field, told.replace("_", " "), fallen[0])


def _one_for_all(
    field: str, latest: Sequence[FieldFact], value: Callable[[FieldFact], str]
) -> Iterator[Break]:
    """Yield a break where different pages give the same: a site's name for headline, a wall for body."""
    (most, times), *_ = Counter(value(fact) for fact in latest).most_common(1)
    if most and times > LATEST * FALLEN:
        first = next(fact for fact in latest if value(fact) == most)
        said = f" ({most[:80]!r})" if field == "headline" else ""
        yield _break(field, f"the same on {times} of {len(latest)} pages{said}", first)


def _shorter_bodies(before: Sequence[FieldFact], latest: Sequence[FieldFact]) -> Iterator[Break]:
    was, is_now = (median(fact.body_length for fact in facts) for facts in (before, latest))
    if was > SHORTER * is_now > 0:
        first = min(latest, key=lambda fact: fact.seen_at)
        yield _break("body", f"{was:.0f} characters in the median before, {is_now:.0f} now", first)


def _other_language(before: Sequence[FieldFact], latest: Sequence[FieldFact]) -> Iterator[Break]:
    usual = {fact.language for fact in before}
    strange = [fact for fact in latest if fact.language not in usual]
    if len(strange) > LATEST * FALLEN:
        yield _break("language", f"{strange[0].language}, which the source never wrote before", strange[0])


def _other_clock(before: Sequence[FieldFact], latest: Sequence[FieldFact]) -> Iterator[Break]:
    """Yield a break where dates moved by whole quarters of an hour against the sight of their articles."""
    was, is_now = _lag(before), _lag(latest)
    if was is None or is_now is None:
        return
    first = latest[0]
    if is_now < -AHEAD <= was:
        yield _break(
            "published", f"dates lie {-is_now} ahead of the sight of their pages", first, clock=True
        )
    moved = abs(is_now - was)
    off = min(moved % QUARTER, QUARTER - moved % QUARTER)
    if is_now - was >= SHIFT and off <= QUARTER / 3:
        yield _break("published", f"dates lag {moved} more than before", first, clock=True)


def _lag(facts: Sequence[FieldFact]) -> timedelta | None:
    lags = [
        (fact.seen_at - fact.published_at).total_seconds()
        for fact in facts
        if fact.published_at is not None
    ]
    return timedelta(seconds=round(median(lags))) if len(lags) * 2 > len(facts) else None


def _share(facts: Sequence[FieldFact], holds: Callable[[FieldFact], bool]) -> float:
    return sum(map(holds, facts)) / len(facts)


def _break(field: str, what: str, first: FieldFact, *, clock: bool = False) -> Break:
    return Break(field, what, first.seen_at, first.article, clock)
