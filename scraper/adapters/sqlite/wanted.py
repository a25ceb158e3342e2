"""What people ask for as SQL, and articles in lists as values."""

import re
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from scraper.adapters.sqlite.encoding import instant_of, instant_or_none, text_of
from scraper.errors import StoreError
from scraper.types import Grade
from scraper.types.library import ArticleLine, Wanted

AHEAD: Final = timedelta(days=2)
"""How far a date may lie after the instant at which it was seen."""
LINE: Final = """
    articles.id, articles.url, articles.address, articles.source, articles.headline, articles.language,
    articles.first_seen_at, articles.published_at, articles.published_precision, articles.grade,
    articles.score, articles.reason, articles.version, articles.copy_of, articles.baseline,
    articles.unavailable_since, articles.unavailable_because, memberships.story, versions.cited_source
"""
"""The columns of an ArticleLine; follow it by FROM articles and LINE_JOINS."""
LINE_JOINS: Final = """
    JOIN versions ON versions.article = articles.id AND versions.version = articles.version
    LEFT JOIN memberships ON memberships.article = articles.id
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """A WHERE clause over articles and memberships, with its parameters."""

    sql: str
    parameters: tuple[str | int, ...]


def condition(wanted: Wanted) -> Condition:
    """Return what limits rows to what is wanted; raises StoreError for what is no id of a story."""
    parts = ["articles.grade >= ?"]
    parameters: list[str | int] = [wanted.grade]
    for column, values in (("language", wanted.languages), ("source", wanted.sources)):
        if values:
            parts.append(f"articles.{column} IN ({', '.join('?' * len(values))})")
            parameters += values
    if wanted.since is not None:
        parts.append("coalesce(articles.published_at, articles.first_seen_at) >= ?")
        parameters.append(text_of(wanted.since))
    if wanted.until is not None:
        parts.append("coalesce(articles.published_at, articles.first_seen_at) < ?")
        parameters.append(text_of(wanted.until))
    if wanted.story is not None:
        parts.append("memberships.story = ?")
        parameters.append(row_of(wanted.story, "s"))
    return Condition(" AND ".join(parts), tuple(parameters))


def seen_from(wanted: Wanted) -> str:
    """Return from when on what is wanted can have been seen: nothing is published after it was.

    An index may name a date that is a little ahead of us.
    """
    return "" if wanted.since is None else text_of(wanted.since - AHEAD)


def row_of(id: str, kind: str) -> int:  # noqa: A002
    """Return the row of a typed id; raises StoreError where it is of another kind or no id."""
    if not is_id(id, kind):
        example = {"a": "an article, like a12", "s": "a story, like s7"}[kind]
        raise StoreError(f"{id!r} is not the id of {example}")
    return int(id.removeprefix(kind))


def is_id(asked: str, kind: str) -> bool:
    """Whether `asked` is the typed id of a kind rather than an address."""
    return re.fullmatch(f"{kind}[0-9]{{1,18}}", asked) is not None


def line_of(row: sqlite3.Row) -> ArticleLine:
    """Return the article that a row of LINE holds."""
    return ArticleLine(
        id=f"a{row['id']}",
        url=row["url"],
        address=row["address"],
        source=row["source"],
        headline=row["headline"],
        language=row["language"],
        first_seen_at=instant_of(row["first_seen_at"]),
        published_at=instant_or_none(row["published_at"]),
        precision=row["published_precision"],
        grade=Grade(row["grade"]),
        score=row["score"],
        reason=row["reason"],
        versions=row["version"],
        story=None if row["story"] is None else f"s{row['story']}",
        copy_of=None if row["copy_of"] is None else f"a{row['copy_of']}",
        cited_source=row["cited_source"],
        baseline=bool(row["baseline"]),
        unavailable_since=instant_or_none(row["unavailable_since"]),
        unavailable_because=row["unavailable_because"],
    )
