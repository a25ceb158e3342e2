"""How the schema came to be: append-only, each step in its own transaction.

A released step is never edited. A database that knows a step which this program does not is from a newer
program and is refused.
"""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

MIGRATIONS = Migrations("scraper")


@MIGRATIONS()
def m001_initial(db: Database) -> None:
    """Everything up to the first release."""
    _run(db, "001_initial.sql")
    _run(db, "001_views.sql")


@MIGRATIONS()
def m002_gaps(db: Database) -> None:
    """The ledger of gaps, and which links were found late for one."""
    _run(db, "002_gaps.sql")


@MIGRATIONS()
def m003_index_pages(db: Database) -> None:
    """What is remembered of sitemaps below an index; when a channel's validators were last doubted."""
    _run(db, "003_index_pages.sql")


@MIGRATIONS()
def m004_past(db: Database) -> None:
    """Where articles come from, what backfills read and have to read, what replays derived anew."""
    _run(db, "004_past.sql")


@MIGRATIONS()
def m005_canary(db: Database) -> None:
    """The flights of the canary."""
    _run(db, "005_canary.sql")


@MIGRATIONS()
def m006_held(db: Database) -> None:
    """What sinks are spared for a while, and the digests that sum it up."""
    _run(db, "006_held.sql")


@MIGRATIONS()
def m007_absences(db: Database) -> None:
    """When pages were not to be had; by which address an edition in another language is known."""
    _run(db, "007_absences.sql")


@MIGRATIONS()
def m008_health(db: Database) -> None:
    """The sources' health as last seen; latency, recall and overlap as views."""
    _run(db, "008_health.sql")


@MIGRATIONS()
def m009_reading(db: Database) -> None:
    """What lists of changes and counts of sources are read from."""
    _run(db, "009_reading.sql")


@MIGRATIONS()
def m010_latest_links(db: Database) -> None:
    """The latest links of a source, for what an index names still."""
    _run(db, "010_latest_links.sql")


@MIGRATIONS()
def m011_search_merges(db: Database) -> None:
    """How often the index unites its segments."""
    _run(db, "011_search_merges.sql")


def newer_steps(db: Database) -> tuple[str, ...]:
    """Return the names of steps that were applied to the database and are unknown here."""
    known = set(step_names())
    return tuple(step.name for step in MIGRATIONS.applied(db) if step.name not in known)


def step_names() -> tuple[str, ...]:
    """Return all steps, the oldest first."""
    with_nothing = Database(memory=True)
    try:
        return tuple(step.name for step in MIGRATIONS.pending(with_nothing))
    finally:
        with_nothing.close()


def _run(db: Database, name: str) -> None:
    for statement in _statements(files("scraper.adapters.sqlite.schema").joinpath(name).read_text("utf-8")):
        db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """Yield single statements; `executescript` would commit the migration's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
