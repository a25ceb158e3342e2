"""What another reading of the same page says otherwise: a difference a field. Pure."""

from dataclasses import dataclass, fields
from datetime import datetime

from scraper.core.copies import resemblance
from scraper.outcomes import Outcome
from scraper.types import Article, Grade, Verdict


@dataclass(frozen=True, slots=True)
class Derived:
    """What was derived from one page: by an earlier reading, or by this one."""

    headline: str
    text: str | None
    """None where the store keeps no text."""
    authors: tuple[str, ...]
    language: str
    published: datetime | None
    """To the millisecond, as it is stored."""
    grade: Grade


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two readings of a page give otherwise."""

    field: str
    before: str
    after: str
    similarity: float | None = None
    """Of the two texts, 0 to 1; None for what is no running text."""


def derived(article: Article, verdict: Verdict) -> Derived:
    """Return what a reading made of a page."""
    published = None if article.published is None else article.published.value.instant
    if published is not None:
        published = published.replace(microsecond=published.microsecond // 1000 * 1000)
    return Derived(
        article.headline.value,
        article.text,
        () if article.authors is None else article.authors.value,
        article.language.value,
        published,
        verdict.grade,
    )


def differences(before: Derived, after: Derived) -> tuple[Difference, ...]:
    """Return the fields that differ, in the order of Derived's."""
    found = []
    for field in fields(Derived):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new or (field.name == "text" and old is None):
            continue
        if field.name == "text":
            found.append(Difference("body", _size(old), _size(new), round(resemblance(old, new or ""), 3)))
        else:
            found.append(Difference(field.name, _shown(old), _shown(new)))
    return tuple(found)


def unreadable(reason: Outcome, detail: str) -> Difference:
    """Return the difference of a page that was read once and cannot be read now."""
    return Difference("reading", Outcome.OK, f"{reason}: {detail}".rstrip(": "))


def _size(text: str) -> str:
    return f"{len(text)} characters"


def _shown(value: object) -> str:
    match value:
        case None:
            return "none"
        case Grade():
            return str(int(value))
        case datetime():
            return value.isoformat()
        case tuple():
            return ", ".join(map(str, value)) or "none"
        case _:
            return str(value)
