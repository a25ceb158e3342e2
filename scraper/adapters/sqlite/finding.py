"""Full-text search: newest first by default, and never more work than a bound allows."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from scraper.adapters.sqlite.wanted import LINE, LINE_JOINS, condition, line_of
from scraper.core.search_terms import excerpt, match_expression
from scraper.types.library import Hit, Hits, Wanted

CANDIDATES: Final = 10_000
"""Matches, the newest, that filters look at."""
RANKED: Final = 1_000
"""Matches, the newest, among which the best are chosen."""


def search(
    db: sqlite3.Connection, typed: str, wanted: Wanted, limit: int, *, best_first: bool = False
) -> Hits:
    """See LibraryReader.search."""
    expression = match_expression(typed)
    if not expression:
        return Hits((), bounded=False)
    bound = RANKED if best_first else CANDIDATES
    matches = _matches(db, expression, wanted, bound)
    if best_first:
        matches = _best_first(db, expression, matches)
    hits = tuple(
        _hit(db, article, typed) for article in islice(_unique(row["article"] for row in matches), limit)
    )
    unread = best_first or len(hits) < limit
    return Hits(hits, bounded=unread and _is_bounded(db, expression, bound))


def _unique(numbers: Iterable[int]) -> Iterator[int]:
    """Yield each number once, when it first comes."""
    met: set[int] = set()
    for number in numbers:
        if number not in met:
            met.add(number)
            yield number


def _matches(db: sqlite3.Connection, expression: str, wanted: Wanted, bound: int) -> Iterator[sqlite3.Row]:
    """Yield versions that match and their articles, newest first, as far as the reader goes on.

    CROSS JOIN keeps the full-text index's order as the outer loop, so that nothing is sorted and a search
    for a common word ends after the first page of hits. The narrow index spares reading whole texts.
    """
    limits = condition(wanted)
    yield from db.execute(
        f"""
        SELECT found.version, articles.id AS article, articles.grade
        FROM (
            SELECT rowid AS version FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?
        ) AS found
        CROSS JOIN versions INDEXED BY versions_article ON versions.id = found.version
        CROSS JOIN articles ON articles.id = versions.article
        LEFT JOIN memberships ON memberships.article = articles.id
        WHERE {limits.sql}
        """,  # noqa: S608  (constants of ours and question marks)
        (expression, bound, *limits.parameters),
    )


def _best_first(
    db: sqlite3.Connection, expression: str, matches: Iterator[sqlite3.Row]
) -> Iterator[sqlite3.Row]:
    """Yield matches in the headline first, then by grade, then the newest first."""
    rows = list(matches)
    oldest = min((row["version"] for row in rows), default=0)
    in_headline = {
        row["rowid"]
        for row in db.execute(
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ?",
            (f"headline : ({expression})", oldest),
        )
    }
    yield from sorted(
        rows, key=lambda row: (row["version"] in in_headline, row["grade"], row["version"]), reverse=True
    )


def _hit(db: sqlite3.Connection, article: int, typed: str) -> Hit:
    row = db.execute(
        f"SELECT {LINE}, versions.text FROM articles {LINE_JOINS} WHERE articles.id = ?",  # noqa: S608
        (article,),
    ).fetchone()
    return Hit(line_of(row), excerpt(row["text"] or row["headline"], typed))


def _is_bounded(db: sqlite3.Connection, expression: str, bound: int) -> bool:
    row = db.execute(
        "SELECT 1 FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?",
        (expression, bound),
    ).fetchone()
    return row is not None
