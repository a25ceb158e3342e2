"""Full-text search: newest first by default, and never more work than a bound allows."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from scraper.adapters.sqlite.wanted import LINE, LINE_JOINS, condition, line_of
from scraper.adapters.sqlite.words import spelled_out
from scraper.core.search_terms import excerpt, match_expression
from scraper.types.library import Hit, Hits, Wanted

CANDIDATES: Final = 10_000
"""Matches, the newest, that filters look at."""
RANKED: Final = 1_000
"""Matches, the newest, among which the best are chosen."""
NEWEST: Final = "SELECT rowid AS version FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?"
GIVEN: Final = "SELECT value AS version FROM json_each(?)"


def search(
    db: sqlite3.Connection, typed: str, wanted: Wanted, limit: int, *, best_first: bool = False
) -> Hits:
    """See LibraryReader.search."""
    expression = match_expression(typed)
    if not expression:
        return Hits((), bounded=False)
    expression = spelled_out(db, expression)
    if best_first:
        return _best(db, expression, typed, wanted, limit)
    rows = _matches(db, NEWEST, (expression, CANDIDATES), wanted)
    hits = _hits(db, rows, typed, limit)
    return Hits(hits, bounded=len(hits) < limit and _is_bounded(db, expression))


def _best(db: sqlite3.Connection, expression: str, typed: str, wanted: Wanted, limit: int) -> Hits:
    """Return hits in the headline first, then by grade, then the newest first, of the newest candidates."""
    newest = [row["version"] for row in db.execute(NEWEST, (expression, RANKED + 1))]
    found, bounded = newest[:RANKED], len(newest) > RANKED
    in_headline = {
        row["rowid"]
        for row in db.execute(
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ?",
            (f"headline : {expression}", min(found, default=0)),  # of what must not occur nowhere
        )
    }
    rows = sorted(
        _matches(db, GIVEN, (json.dumps(found),), wanted),
        key=lambda row: (row["version"] in in_headline, row["grade"], row["version"]),
        reverse=True,
    )
    return Hits(_hits(db, rows, typed, limit), bounded)


def _hits(db: sqlite3.Connection, rows: Iterable[sqlite3.Row], typed: str, limit: int) -> tuple[Hit, ...]:
    return tuple(
        _hit(db, article, typed) for article in islice(_unique(row["article"] for row in rows), limit)
    )


def _unique(numbers: Iterable[int]) -> Iterator[int]:
    """Yield each number once, when it first comes."""
    met: set[int] = set()
    for number in numbers:
        if number not in met:
            met.add(number)
            yield number


def _matches(
    db: sqlite3.Connection, found: str, given: tuple[str | int, ...], wanted: Wanted
) -> Iterator[sqlite3.Row]:
    """Yield found versions that are wanted, with their articles, as far as the reader goes on.

    CROSS JOIN keeps the order of `found` as the outer loop, so that nothing is sorted and a search for a
    common word ends after the first page of hits. The narrow index spares reading whole texts.
    """
    limits = condition(wanted)
    yield from db.execute(
        f"""
        SELECT found.version, articles.id AS article, articles.grade
        FROM ({found}) AS found
        CROSS JOIN versions INDEXED BY versions_article ON versions.id = found.version
        CROSS JOIN articles ON articles.id = versions.article
        LEFT JOIN memberships ON memberships.article = articles.id
        WHERE {limits.sql}
        """,  # noqa: S608  (constants of ours and question marks)
        (*given, *limits.parameters),
    )


def _hit(db: sqlite3.Connection, article: int, typed: str) -> Hit:
    row = db.execute(
        f"SELECT {LINE}, versions.text FROM articles {LINE_JOINS} WHERE articles.id = ?",  # noqa: S608
        (article,),
    ).fetchone()
    return Hit(line_of(row), excerpt(row["text"] or row["headline"], typed))


def _is_bounded(db: sqlite3.Connection, expression: str) -> bool:
    row = db.execute(
        "SELECT 1 FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?",
        (expression, CANDIDATES),
    ).fetchone()
    return row is not None
