"""The index's own words: a beginning that is asked for becomes the words that have it.

FTS5 answers a beginning by uniting the articles of all its words before it tells the first, 40 ms for a
common one among a million articles, whatever the limit. Whole words it reads from the newest article on, as
far as asked.
"""

import re
import sqlite3
from collections.abc import Iterator
from itertools import islice
from typing import Final

MOST: Final = 64
"""Words of one beginning that are looked up; of one that has more, FTS5 unites the articles."""
_BEGINNING: Final = re.compile(r'"([^"]+)"\*')


def spelled_out(db: sqlite3.Connection, expression: str) -> str:
    """Return a match expression with the index's words in place of their beginnings, where they are few."""
    if db.execute("SELECT 1 FROM temp.sqlite_schema WHERE name = 'words'").fetchone() is None:
        _open_vocabulary(db)
    return _BEGINNING.sub(lambda beginning: _any_of(db, beginning), expression)


def _open_vocabulary(db: sqlite3.Connection) -> None:
    """Let a connection, a reading one as well, see the index's words; the file is not written to."""
    [[reads_only]] = db.execute("PRAGMA query_only").fetchall()
    db.execute("PRAGMA query_only = OFF")
    try:
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, search, instance)")
    finally:
        db.execute(f"PRAGMA query_only = {reads_only}")


def _any_of(db: sqlite3.Connection, beginning: re.Match[str]) -> str:
    words = list(islice(_words(db, beginning[1]), MOST + 1))
    if not words or len(words) > MOST:
        return beginning[0]
    alternatives = " OR ".join(f'"{word}"' for word in words)
    return f"({alternatives})"


def _words(db: sqlite3.Connection, beginning: str) -> Iterator[str]:
    """Yield the words that begin so, in their order: each sought anew, since it has a row a place."""
    at = beginning
    while row := db.execute("SELECT term FROM temp.words WHERE term >= ? LIMIT 1", (at,)).fetchone():
        if not row["term"].startswith(beginning):
            return
        yield row["term"]
        at = f"{row['term']} "  # a blank comes before every letter and digit
