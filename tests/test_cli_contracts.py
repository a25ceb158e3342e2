"""What scripts rely on: exit statuses, JSON, lines in a pipe, and messages on the other channel."""

import csv
import json
import shutil
import socket
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from lxml import html

from scraper.adapters import surroundings
from tests.command_line import run_here
from tests.conftest import PlayedDemo


@pytest.fixture
def own(played: PlayedDemo, tmp_path: Path) -> PlayedDemo:
    """Return a copy of the demo that a test may change."""
    with (
        closing(sqlite3.connect(f"file:{played.database}?mode=ro", uri=True)) as whole,
        closing(sqlite3.connect(tmp_path / "scraper.db")) as copy,
    ):
        whole.backup(copy)
    shutil.copytree(played.directory / "config", tmp_path / "config")
    return PlayedDemo(0, {}, tmp_path)


def listed(played: PlayedDemo, *words: str) -> list[dict[str, object]]:
    ended = run_here(*words, "--json", "--db", played.database)
    assert ended.status == 0, ended.err
    found = json.loads(ended.out)
    assert isinstance(found, list)
    return found


def test_stories_are_json_for_machines_and_lines_for_a_pipe(played: PlayedDemo) -> None:
    told = listed(played, "stories")
    assert told
    assert all({"id", "tellings"} <= story.keys() for story in told)
    piped = run_here("stories", "--db", played.database)
    lines = piped.out.splitlines()
    assert [line.split("\t")[0] for line in lines] == [story["id"] for story in told]
    assert len({len(line.split("\t")) for line in lines}) == 1, "every line has the same cells"


def test_stories_are_limited_to_what_is_asked_for(played: PlayedDemo) -> None:
    assert len(listed(played, "stories", "--limit", "2")) == 2
    for story in listed(played, "stories", "--language", "de"):
        tellings = story["tellings"]
        assert isinstance(tellings, list)
        assert "de" in {telling["language"] for telling in tellings}
    assert listed(played, "stories", "--since", "2199-01-01") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "s999999"), "s999999"),
        (("show", "a999999"), "a999999"),
        (("show", "https://nowhere.test/"), "nowhere.test"),
        (("explain", "a999999"), "never seen"),
        (("mark", "a999999", "relevant"), "a999999"),
        (("stories", "merge", "s999998", "s999999"), "s99999"),
        (("search", "x", "--story", "seven"), "seven"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_not_there_is_status_1_with_a_word_why(
    words: tuple[str, ...], said: str, own: PlayedDemo
) -> None:
    ended = run_here(*words, "--db", own.database)
    assert ended.status == 1
    assert ended.out == ""
    assert said in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    "words", [("search",), ("export", "--format", "pdf"), ("mark", "a1", "maybe")], ids=" ".join
)
def test_what_is_no_command_is_status_2(words: tuple[str, ...], played: PlayedDemo) -> None:
    assert run_here(*words, "--db", played.database).status == 2


def test_an_article_is_explained_in_words_and_as_json(played: PlayedDemo) -> None:
    article = str(listed(played, "stories")[0]["tellings"][0]["id"])  # type: ignore[index]
    assert run_here("explain", article, "--db", played.database).out.strip()
    verdict = json.loads(run_here("explain", article, "--json", "--db", played.database).out)
    assert verdict["evidence"]


def test_a_mark_is_kept_and_shown(own: PlayedDemo) -> None:
    ended = run_here("mark", "a1", "not", "--note", "venue only", "--db", own.database)
    assert (ended.status, ended.out.strip()) == (0, "a1: not")
    shown = json.loads(run_here("show", "a1", "--json", "--db", own.database).out)
    assert [(label["label"], label["note"]) for label in shown["labels"]] == [("not", "venue only")]


def test_the_versions_of_an_article_are_shown_word_by_word(played: PlayedDemo) -> None:
    with closing(sqlite3.connect(f"file:{played.database}?mode=ro", uri=True)) as db:
        [changed] = db.execute(
            "SELECT article FROM changes WHERE headline <> headline_before LIMIT 1"
        ).fetchone()
    shown = run_here("show", changed, "--diff", "--db", played.database).out
    assert "[-" in shown
    assert "{+" in shown


def test_a_backup_is_whole_and_never_overwrites(own: PlayedDemo, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    ended = run_here("db", "backup", target, "--db", own.database)
    assert ended.status == 0, ended.err
    assert (
        run_here("stories", "--json", "--db", target).out
        == run_here("stories", "--json", "--db", own.database).out
    )
    with closing(sqlite3.connect(target)) as copy, closing(sqlite3.connect(own.database)) as here:
        for table in ("articles", "versions", "alerts", "links"):
            count = f"SELECT count(*) FROM {table}"  # noqa: S608  (our own names)
            assert copy.execute(count).fetchone() == here.execute(count).fetchone()
    again = run_here("db", "backup", target, "--db", own.database)
    assert (again.status, "exists already" in again.err) == (1, True)


def test_pruning_counts_what_went_and_keeps_what_matters(own: PlayedDemo) -> None:
    before = len(listed(own, "stories"))
    where = ("--config", own.directory / "config", "--db", own.database)
    ended = run_here("db", "prune", "--json", *where)
    assert ended.status == 0, ended.err
    gone = json.loads(ended.out)
    assert gone["polls"] > 0, "the demo's year is long past"
    assert len(listed(own, "stories")) == before


def test_a_doctor_finds_a_sound_store_sound_and_orphans_where_there_are(own: PlayedDemo) -> None:
    where = ("--config", str(own.directory / "config"), "--db", str(own.database))
    sound = listed(own, "db", "doctor", *where)
    assert {"integrity", "orphans", "search", "write-ahead log"} <= {one["what"] for one in sound}
    assert {one["level"] for one in sound} <= {"ok", "warning"}
    with closing(sqlite3.connect(own.database)) as db:
        db.execute("DELETE FROM versions WHERE article = 1")
        db.commit()
    ended = run_here("db", "doctor", *where)
    assert ended.status == 1
    assert "orphans\terror" in ended.out


def test_a_doctor_looks_at_the_clock_the_names_and_the_configuration(
    own: PlayedDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert surroundings.resolver(["a.test", "b.test"]).level == "warning"
    with closing(sqlite3.connect(own.database)) as db:
        db.execute("UPDATE polls SET ended_at = '2199-01-01T00:00:00.000Z' WHERE id = 1")
        db.commit()
    where = ("--config", own.directory / "config", "--db", own.database)
    ended = run_here("db", "doctor", "--json", *where)
    found = {one["what"]: one["level"] for one in json.loads(ended.out)}
    assert (ended.status, found["clock"], found["configuration"]) == (1, "error", "ok")
    broken = run_here("db", "doctor", "--json", "--config", own.directory, "--db", own.database)
    assert {one["what"]: one["level"] for one in json.loads(broken.out)}["configuration"] == "warning"


def test_a_name_is_resolved() -> None:
    assert surroundings.resolver(["localhost"]).level == "ok"


def test_no_cell_of_the_table_is_a_formula(played: PlayedDemo) -> None:
    rows = list(csv.reader(StringIO(run_here("export", "--format", "csv", "--db", played.database).out)))
    assert len(rows) > 2
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]


def test_the_html_export_has_no_script_and_no_stranger(played: PlayedDemo) -> None:
    page = html.document_fromstring(run_here("export", "--format", "html", "--db", played.database).out)
    assert not page.xpath("//script | //img | //link | //iframe")
    assert all(link.get("rel") == "noopener noreferrer" for link in page.iter("a"))


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_digest_tells_stories_changes_and_the_silent(form: str, played: PlayedDemo) -> None:
    ended = run_here(
        "export", "--digest", "--since", "2026-02-01", "--format", form, "--db", played.database
    )
    assert ended.status == 0, ended.err
    assert "What changed" in ended.out
    refused = run_here("export", "--digest", "--format", "csv", "--db", played.database)
    assert refused.status == 2


def test_no_store_is_status_1_and_says_what_makes_one(tmp_path: Path) -> None:
    ended = run_here("stories", "--db", tmp_path / "none.db")
    assert ended.status == 1
    assert "scraper run" in ended.err
    assert not (tmp_path / "none.db").exists()
