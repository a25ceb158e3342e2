"""Opening a store: made whole or not at all, and nothing that is not ours is ever touched."""

import ast
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.adapters.sqlite import connection
from scraper.adapters.sqlite.migrations import MIGRATIONS, step_names
from scraper.adapters.sqlite.store import SqliteStore
from scraper.errors import StoreBusy, StoreError
from tests.values import NOON, source

PACKAGE = Path(connection.__file__).parent
RAW_ELSEWHERE = {
    "instance_lock.py": {"open"},  # the lock file
    "connection.py": {"open"},  # a directory, to sync it
    "maintenance.py": {"open"},  # a finished copy, to sync it
}


def make(path: Path) -> None:
    SqliteStore(path).close()


def test_a_new_store_is_ours_strict_and_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.db"
    make(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA application_id").fetchone()[0] == connection.APPLICATION_ID
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        loose = db.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND schema = 'main'"
        ).fetchall()
    assert {name for (name,) in loose} == {"sqlite_schema", "_sqlite_migrations"}
    assert {file.name for file in path.parent.iterdir()} == {"store.db", "store.db.lock"}


def test_the_writer_is_durable_checks_foreign_keys_and_waits_for_others(tmp_path: Path) -> None:
    make(tmp_path / "store.db")
    with closing(connection.connect(tmp_path / "store.db")) as db:
        values = [
            db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
        ]
    assert values == [2, 1, 15_000, 0]


def test_a_second_instance_is_turned_away_and_let_in_afterwards(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "store.db")
    with pytest.raises(StoreBusy, match="another instance holds"):
        SqliteStore(tmp_path / "store.db")
    first.close()
    make(tmp_path / "store.db")


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE precious (x)")


def newer(path: Path) -> None:
    make(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('scraper', 'm9', '')"
        )


def torn(path: Path) -> None:
    make(path)
    raw = bytearray(path.read_bytes())
    raw[4096 * 2 : 4096 * 40] = b"\xa5" * (4096 * 38)
    path.write_bytes(raw)


def beheaded(path: Path) -> None:
    make(path)
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])


def with_damaged_log(path: Path) -> None:
    """A write-ahead log of garbage is ignored by SQLite: its check sums do not fit."""
    beheaded(path)
    path.with_name(path.name + "-wal").write_bytes(b"\x37\x7f\x06\x82" + b"x" * 5000)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(foreign, "another program", id="a database of another program"),
        pytest.param(newer, "newer version", id="a schema from the future"),
        pytest.param(lambda path: path.write_bytes(b""), "empty", id="an empty file"),
        pytest.param(lambda path: path.write_bytes(b"text " * 2000), "not a database", id="a text file"),
        pytest.param(torn, "damaged|malformed", id="pages overwritten"),
        pytest.param(beheaded, "not a database", id="its header zeroed"),
        pytest.param(with_damaged_log, "not a database", id="its header zeroed beside a log of garbage"),
        pytest.param(lambda path: path.mkdir(), "cannot", id="a directory"),
    ],
)
def test_what_is_not_a_sound_store_is_refused_and_left_as_it_was(
    tmp_path: Path, damage: object, message: str
) -> None:
    path = tmp_path / "store.db"
    damage(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=message):
        SqliteStore(path)
    assert before == (path.read_bytes() if path.is_file() else None)


def test_the_lock_is_free_again_after_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"")
    with pytest.raises(StoreError):
        SqliteStore(tmp_path / "store.db")
    (tmp_path / "store.db").unlink()
    make(tmp_path / "store.db")


def test_what_a_crash_left_of_a_database_in_the_making_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "store.db.new").write_bytes(b"half a database")
    (tmp_path / "store.db.new-wal").write_bytes(b"half a log")
    make(tmp_path / "store.db")
    assert not (tmp_path / "store.db.new").exists()


def test_an_unwritable_directory_is_a_clear_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot"):
        SqliteStore(tmp_path / "file" / "store.db")


def test_migrating_needs_room_for_two_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.db"
    make(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (step_names()[-1],))
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(StoreError, match="must be free"):
        SqliteStore(path)


@pytest.mark.parametrize("step", step_names())
def test_a_store_of_every_earlier_version_is_brought_up_to_date(tmp_path: Path, step: str) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA application_id = {connection.APPLICATION_ID}")
        MIGRATIONS.apply(Database(db), stop_before=step)
    make(path)
    with closing(sqlite3.connect(path)) as db:
        assert MIGRATIONS.pending(Database(db)) == []
        migrated = schema(db)
    make(tmp_path / "new.db")
    with closing(sqlite3.connect(tmp_path / "new.db")) as db:
        assert migrated == schema(db)


def schema(db: sqlite3.Connection) -> list[tuple[str, str]]:
    return db.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()


async def test_a_store_outlives_its_process_state(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db") as store:
        await store.sync_sources([source()], NOON)
    async with SqliteStore(tmp_path / "store.db") as store:
        [state] = await store.due(NOON, 5)
    assert state.id == "news"


def test_two_sqlite_libraries_in_one_process_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pysqlite3", sqlite3)
    with pytest.raises(StoreError, match="pysqlite3"):
        SqliteStore(tmp_path / "store.db")


@pytest.mark.parametrize("module", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_no_module_reads_a_database_file_but_through_sqlite(module: Path) -> None:
    calls = {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    raw = {"open", "read_bytes", "write_bytes", "copy", "copyfile", "copy2", "move", "file_digest"}
    assert calls & raw <= RAW_ELSEWHERE.get(module.name, set())
