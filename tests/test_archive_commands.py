"""The archive of one store, exported and taken in by another."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.command_line import run_here
from tests.conftest import PlayedDemo


def texts(database: Path) -> set[tuple[str, str, int]]:
    """Return what the articles say whose pages are archived, in their first version, by where they were."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        rows = db.execute(
            """
            SELECT versions.headline, versions.text, verdicts.grade FROM versions
            JOIN captures ON captures.version = versions.id
            JOIN verdicts ON verdicts.version = versions.id
            """
        )
        return set(rows)


def test_an_exported_archive_makes_the_same_articles_elsewhere(played: PlayedDemo, tmp_path: Path) -> None:
    file, database = tmp_path / "out" / "pages.warc.gz", tmp_path / "other.db"
    file.parent.mkdir()
    config = ("--config", played.directory / "config")
    ended = run_here("archive", "export", file, "--source", "nhkworld", "--db", played.database)
    assert ended.status == 0, ended.err
    ended = run_here("archive", "import", file.parent, *config, "--db", database)
    assert ended.status == 0, ended.err
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT DISTINCT source, origin FROM articles").fetchall() == [
            ("nhkworld", "backfill")
        ]
    brought = texts(database)
    assert len(brought) > 1
    assert brought <= texts(played.database)
    again = run_here("archive", "export", file, "--db", played.database)
    assert again.status == 1
    assert "never overwrites" in again.err
