"""What people do to the store: label, merge and split, back up, cut down, examine."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from scraper.adapters.sqlite import filesystems
from scraper.adapters.sqlite.doctor import Level, examine
from scraper.adapters.sqlite.editor import LibraryEditor
from scraper.adapters.sqlite.filesystems import filesystem_of, forbids_locks
from scraper.adapters.sqlite.maintenance import backup, prune, rebuild_index
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.rejudging import Moved, apply
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.core.fingerprint import fingerprint_text
from scraper.errors import StoreBusy, StoreError
from scraper.outcomes import Outcome
from scraper.settings import Retention
from scraper.types import (
    Article,
    Gathered,
    Grade,
    Link,
    Observed,
    PendingLink,
    Policy,
    StoredArticle,
)
from scraper.types.library import Label
from tests.adapters.test_store_contract import alert
from tests.values import NOON, article, observed, page, source, verdict

TRAM = article("tram", "A tram line", ("The council of Lviv opened a tram line after long works. " * 6,))
TRAIN = article("train", "A train of aid", ("A train with generators from Kobe came to Chop today. " * 6,))


async def fill(store: SqliteStore) -> None:
    await store.sync_sources([source()], NOON)
    for one in (article(), TRAIN, TRAM):
        await tell(store, one, Grade.OFF if one is TRAM else Grade.CORE)


async def tell(store: SqliteStore, one: Article, grade: Grade) -> None:
    pending = PendingLink(one.source, Link(one.url, one.url), "feed", NOON)
    seen = Observed(
        Gathered(pending, Outcome.OK, NOON, one, page(one.url.encode())),
        verdict(grade),
        fingerprint_text(one.text),
    )
    await store.record(seen, partial(decide, seen, policy=Policy(), now=NOON), NOON)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A closed store of two stories and an article off topic."""
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        await fill(store)
    return tmp_path / "store.db"


@pytest.fixture
def editor(path: Path) -> Iterator[LibraryEditor]:
    with LibraryEditor(path) as opened:
        yield opened


def test_what_an_analyst_says_of_an_article_is_kept(path: Path, editor: LibraryEditor) -> None:
    editor.mark("a3", "relevant", NOON, note="the tram is Japanese", by="ana")
    with LibraryReader(path) as reader:
        record = reader.article("a3")
    assert record is not None
    assert record.labels == (Label("relevant", "the tram is Japanese", NOON, "ana"),)


def test_merged_stories_are_one_under_either_id(path: Path, editor: LibraryEditor) -> None:
    assert editor.merge("s1", "s2", NOON) == 1
    with LibraryReader(path) as reader:
        story = reader.story("s2")
        assert story == reader.story("s1")
    assert story is not None
    assert [telling.id for telling in story.tellings] == ["a1", "a2"]


def test_a_split_article_tells_its_own_story_again(path: Path, editor: LibraryEditor) -> None:
    editor.merge("s1", "s2", NOON)
    assert editor.split("a2", NOON) == "s3"
    with LibraryReader(path) as reader:
        assert [story.id for story in reader.stories()] == ["s3", "s1"]


async def test_a_later_version_does_not_undo_a_decision(path: Path) -> None:
    with LibraryEditor(path) as editor:
        editor.merge("s1", "s2", NOON)
    async with SqliteStore(path, sinks=("journal",)) as store:
        await tell(
            store, article("train", TRAIN.headline.value, (TRAIN.text + " It had 40 cars.",)), Grade.CORE
        )
    with LibraryReader(path) as reader:
        record = reader.article("a2")
    assert record is not None
    assert (record.line.versions, record.line.story) == (2, "s1")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        pytest.param(lambda e: e.mark("a9", "x", NOON), "no a9", id="an article that is not there"),
        pytest.param(lambda e: e.mark("s1", "x", NOON), "like a12", id="a story where an article is meant"),
        pytest.param(lambda e: e.merge("s1", "s1", NOON), "one story already", id="a story with itself"),
        pytest.param(lambda e: e.merge("s1", "s9", NOON), "no s9", id="a story that is not there"),
        pytest.param(lambda e: e.split("a3", NOON), "tells no story", id="an article without a story"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(editor: LibraryEditor, edit: object, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        edit(editor)  # type: ignore[operator]


def test_stories_cannot_be_merged_in_a_circle(editor: LibraryEditor) -> None:
    editor.merge("s1", "s2", NOON)
    with pytest.raises(StoreError, match="one story already"):
        editor.merge("s2", "s1", NOON)


async def test_an_analyst_writes_beside_the_daemon(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        await fill(store)
        with LibraryEditor(tmp_path / "store.db") as editor:
            editor.mark("a1", "relevant", NOON)
        assert await store.raise_alert(alert())


async def test_a_backup_beside_the_daemon_is_whole_and_opens_as_a_store(tmp_path: Path) -> None:
    path, target = tmp_path / "store.db", tmp_path / "copy.db"
    async with SqliteStore(path, sinks=("journal",)) as store:
        await fill(store)
        assert backup(path, target) == target.stat().st_size > 0
        await store.raise_alert(alert("later"))
        with LibraryReader(target) as reader, LibraryReader(path) as original:
            assert reader.totals().articles == 3
            assert original.totals().alerts == reader.totals().alerts + 1
    SqliteStore(target).close()


def test_a_backup_never_overwrites(path: Path) -> None:
    with pytest.raises(StoreError, match="never overwrites"):
        backup(path, path)
    with pytest.raises(StoreError, match="no database"):
        backup(path.with_name("none.db"), path.with_name("copy.db"))
    with pytest.raises(StoreError, match="cannot back up"):
        backup(path, path / "below" / "copy.db")


def test_pruning_says_what_went(path: Path) -> None:
    gone = prune(path, Retention(), NOON + timedelta(days=400))
    assert gone["off-topic articles"] == 1
    assert gone["pages"] == 3
    assert gone["polls"] == 0
    with LibraryReader(path) as reader:
        assert reader.totals().articles == 2


def test_pruning_and_rebuilding_wait_for_the_daemon_to_stop(path: Path) -> None:
    store = SqliteStore(path)
    with pytest.raises(StoreBusy):
        prune(path, Retention(), NOON)
    with pytest.raises(StoreBusy):
        rebuild_index(path)
    store.close()


@pytest.mark.parametrize(
    "upkeep", [partial(prune, kept=Retention(), now=NOON), rebuild_index], ids=["prune", "rebuild"]
)
def test_upkeep_makes_no_database_where_none_is(tmp_path: Path, upkeep: Callable[[Path], object]) -> None:
    with pytest.raises(StoreError, match="no database at"):
        upkeep(tmp_path / "misspelt.db")
    assert list(tmp_path.iterdir()) == []


def test_a_rebuilt_index_finds_what_it_found(path: Path) -> None:
    assert rebuild_index(path) == 3
    with LibraryReader(path) as reader:
        assert [hit.article.id for hit in reader.search("trams").hits] == ["a3"]


def levels(path: Path) -> dict[str, Level]:
    return {finding.what: finding.level for finding in examine(path)}


def test_a_sound_store_is_examined_without_a_complaint(path: Path) -> None:
    assert set(levels(path).values()) == {Level.OK}


@pytest.mark.parametrize(
    ("harm", "what", "level"),
    [
        pytest.param(
            "DELETE FROM versions WHERE id = 1", "orphans", Level.ERROR, id="an article without a version"
        ),
        pytest.param("DELETE FROM sources", "orphans", Level.ERROR, id="rows that refer to nothing"),
        pytest.param(
            "UPDATE deliveries SET state = 'dead'", "deliveries", Level.WARNING, id="a dead letter"
        ),
        pytest.param(
            "INSERT INTO search (search) VALUES ('delete-all')",
            "search",
            Level.WARNING,
            id="no index",
        ),
    ],
)
def test_an_ailment_is_named(path: Path, harm: str, what: str, level: Level) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(harm)
    assert levels(path)[what] is level


def test_a_reader_that_holds_the_log_open_is_noticed(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"")
    with path.with_name(path.name + "-wal").open("r+b") as log:
        log.truncate(100 * 1024 * 1024)
    found = {finding.what: finding.level for finding in examine(path)}
    assert found["write-ahead log"] is Level.WARNING


MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/root rw
30 22 0:40 / /srv/share rw shared:1 - nfs4 server:/x rw
31 22 0:41 / /mnt/my\\040disk rw - fuse.sshfs host: rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind", "forbidden"),
    [
        pytest.param("/var/lib/store.db", "ext4", False, id="a local disk"),
        pytest.param("/srv/share/deep/store.db", "nfs4", True, id="NFS"),
        pytest.param("/srv/shared/store.db", "ext4", False, id="a name that only begins alike"),
        pytest.param("/mnt/my disk/store.db", "fuse.sshfs", True, id="FUSE, with a blank in its name"),
    ],
)
def test_the_file_system_of_a_path_is_known(tmp_path: Path, path: str, kind: str, forbidden: bool) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    assert filesystem_of(Path(path), tmp_path / "mountinfo") == kind
    assert forbids_locks(kind) is forbidden


def test_where_mounts_cannot_be_read_nothing_is_forbidden(tmp_path: Path) -> None:
    assert filesystem_of(Path("/x/store.db"), tmp_path / "none") == ""
    assert not forbids_locks("")
    assert not forbids_locks("overlay")


def test_a_store_on_a_network_file_system_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filesystems, "NETWORKED", frozenset({filesystem_of(tmp_path / "x")}))
    with pytest.raises(StoreError, match="local disk"):
        SqliteStore(tmp_path / "store.db")
    assert not (tmp_path / "store.db").exists()


def test_the_past_is_judged_by_other_rules_without_an_alert(path: Path) -> None:
    def judged(known: StoredArticle) -> Observed | None:
        if known.url == article().url:
            return None
        again = observed(article(url=known.url))
        grade = Grade.CORE if known.url == TRAM.url else Grade.OFF
        return replace(again, verdict=replace(verdict(grade), topic_version="2"))

    applied = apply(path, judged, Policy(), NOON + timedelta(days=1))
    assert (applied.judged, applied.skipped) == (2, 1)
    assert applied.moved == (
        Moved("a2", TRAIN.headline.value, Grade.CORE, Grade.OFF),
        Moved("a3", TRAM.headline.value, Grade.OFF, Grade.CORE),
    )
    assert apply(path, judged, Policy(), NOON + timedelta(days=2)).moved == ()
    with LibraryReader(path) as reader:
        record = reader.article("a3")
        assert record is not None
        assert (record.line.grade, record.line.story) == (Grade.CORE, "s3")
        assert record.latest.verdict is not None
        assert record.latest.verdict.topic_version == "2"
        assert len(reader.alerts()) == 2
