"""Beginnings spelled out by the index's words: the same is found, and nothing is written."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.adapters.sqlite.words import MOST, spelled_out
from scraper.core.search_terms import indexed, match_expression

TEXTS = (
    "Ukraine",
    "Ukrainian radars",
    "ukraїne 日本",
    "об'єкт об'єкти",
    "防衛省は",
    "radar",
    "Straße ﬁnal ſoft",
)


@pytest.fixture(name="db", scope="module")
def _db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.row_factory = sqlite3.Row
        db.execute(
            "CREATE VIRTUAL TABLE search USING fts5 (headline, body, content='',"
            " tokenize='unicode61 remove_diacritics 0')"
        )
        many = [" ".join(f"many{number}" for number in range(MOST + 1))]
        rows = [("", indexed(text)) for text in (*TEXTS, *many)]
        db.executemany("INSERT INTO search (headline, body) VALUES (?, ?)", rows)
        db.execute("PRAGMA query_only = ON")
        yield db


def found(db: sqlite3.Connection, expression: str) -> list[int]:
    return [row[0] for row in db.execute("SELECT rowid FROM search WHERE search MATCH ?", (expression,))]


def test_a_beginning_becomes_the_words_that_have_it(db: sqlite3.Connection) -> None:
    assert (
        spelled_out(db, '("ukrain"* AND "radar"*)')
        == '(("ukraine" OR "ukrainian") AND ("radar" OR "radars"))'
    )


@pytest.mark.parametrize("expression", ['"many"*', '"nowhere"*', '"radar"', '"radar many1"'])
def test_what_has_many_words_or_none_or_is_whole_stays(db: sqlite3.Connection, expression: str) -> None:
    assert spelled_out(db, expression) == expression


def test_the_connection_still_only_reads(db: sqlite3.Connection) -> None:
    spelled_out(db, '"radar"*')
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO search (headline, body) VALUES ('', '')")


@given(
    st.lists(
        st.sampled_from([*TEXTS, "ukr*", "m*", "many1*", "-radar", "об'є*", "日*", "Stras*"]), max_size=4
    )
)
def test_the_same_is_found_as_by_the_beginnings(db: sqlite3.Connection, typed: list[str]) -> None:
    expression = match_expression(" ".join(typed))
    if expression:
        assert found(db, spelled_out(db, expression)) == found(db, expression)


@given(st.text(max_size=12))
def test_whatever_is_typed_finds_the_same(db: sqlite3.Connection, typed: str) -> None:
    expression = match_expression(typed)
    if expression:
        assert found(db, spelled_out(db, expression)) == found(db, expression)
