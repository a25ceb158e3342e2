"""Archived pages read again: the same code finds nothing, a broken rule exactly what it breaks."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scraper.adapters.sqlite.canonical import canonical
from tests.command_line import run_here
from tests.conftest import PlayedDemo

BROKEN_SOURCE = "unn"


@pytest.fixture
def library(played: PlayedDemo, tmp_path: Path) -> Path:
    """A copy of the demo's store and configuration, to be changed."""
    shutil.copytree(played.directory / "config", tmp_path / "config")
    with (
        closing(sqlite3.connect(played.database)) as here,
        closing(sqlite3.connect(tmp_path / "scraper.db")) as there,
    ):
        here.backup(there)
    return tmp_path


def replay(library: Path, *more: str) -> dict[str, object]:
    ended = run_here(
        "replay", "--json", "--config", library / "config", "--db", library / "scraper.db", *more
    )
    assert ended.status == 0, ended.err
    told: dict[str, object] = json.loads(ended.out)
    return told


def break_dates(library: Path) -> None:
    """Rename the class that the date rule of one source asks for, as a redesign would."""
    file = library / "config" / "sources" / f"{BROKEN_SOURCE}.toml"
    before = file.read_text("utf-8")
    after = before.replace('published = "div.post-meta"', 'published = "div.post-info"')
    assert after != before
    file.write_text(after, "utf-8")


def dated_by_the_rule(library: Path) -> set[tuple[str, int]]:
    """Return the versions whose date the rule gave."""
    with closing(sqlite3.connect(library / "scraper.db")) as db:
        rows = db.execute(
            """
            SELECT 'a' || articles.id, versions.version FROM versions
            JOIN articles ON articles.id = versions.article JOIN captures ON captures.version = versions.id
            WHERE articles.source = ? AND articles.version = versions.version
                AND versions.provenance ->> '$.published.signal' = 'site_rule'
            """,
            (BROKEN_SOURCE,),
        )
        return set(rows)


def test_the_same_code_and_rules_read_every_page_as_it_is_stored(library: Path) -> None:
    told = replay(library)
    assert told["changed"] == []
    assert sum(one["pages"] for one in told["sources"].values()) > 20  # type: ignore[attr-defined]


def test_a_broken_selector_shows_exactly_the_articles_that_it_breaks(library: Path) -> None:
    expected = dated_by_the_rule(library)
    assert len(expected) > 1
    break_dates(library)
    changed = replay(library)["changed"]
    assert isinstance(changed, list)
    assert {(one["article"], one["version"]) for one in changed} == expected
    for one in changed:
        [date] = [each for each in one["differences"] if each["field"] == "published"]
        assert date["before"] != "none"


def test_what_is_applied_is_stored_with_its_recipe_told_to_nobody_and_never_applied_twice(
    library: Path,
) -> None:
    break_dates(library)
    with closing(sqlite3.connect(library / "scraper.db")) as db:
        alerts = db.execute("SELECT count(*) FROM alerts").fetchone()
    changed = replay(library, "--apply")["changed"]
    assert isinstance(changed, list)
    with closing(sqlite3.connect(library / "scraper.db")) as db:
        assert db.execute("SELECT count(*) FROM alerts").fetchone() == alerts
        kept = db.execute("SELECT recipe, fields FROM derivations").fetchall()
        assert len(kept) == len(changed)
        assert all("parser " in recipe and "rules " in recipe and "topic " in recipe for recipe, _ in kept)
        assert all("published" in json.loads(fields) for _, fields in kept)
        assert db.execute("INSERT INTO search (search) VALUES ('integrity-check')").fetchall() == []
    before = list(canonical(library / "scraper.db"))
    assert replay(library, "--apply")["changed"] == []
    assert list(canonical(library / "scraper.db")) == before
