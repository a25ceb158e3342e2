"""What goes when its time is over, what stays for good, and what the store learns by the way."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from scraper.adapters.sqlite import search
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core import search_terms
from scraper.core.decide import decide
from scraper.core.fingerprint import fingerprint_text
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
    SourceId,
    SourceState,
)
from tests.adapters.test_store_contract import report
from tests.values import BODY, NOON, article, page, source, verdict

YEAR = timedelta(days=365)
KEPT = Retention(pages=timedelta(days=90), off_topic=YEAR, polls=timedelta(days=60))
OTHER = ("In Odesa a harbour tram was shown to guests from five countries on Sunday. " * 5,)
DULL = ("The council of Lviv opened a tram line after long works in the old town. " * 5,)


async def tell(store: SqliteStore, one: Article, grade: Grade = Grade.OFF, days: int = 0) -> None:
    at = NOON + timedelta(days=days)
    pending = PendingLink(one.source, Link(one.url, one.url), "feed", at)
    await store.take_in(one.source, source(one.source).channels[0], [pending.link], at, baseline=False)
    raw = page(one.url.encode() * 100)
    seen = Observed(Gathered(pending, Outcome.OK, at, one, raw), verdict(grade), fingerprint_text(one.text))
    await store.record(seen, partial(decide, seen, policy=Policy(), now=at), at)


def rows(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  (ours)


async def test_off_topic_articles_go_with_every_trace_but_their_links(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, kept=KEPT) as store:
        await store.sync_sources([source()], NOON)
        await tell(store, article("dull", "A tram line", DULL))
        await tell(store, article("fresh", "Another tram line", OTHER), days=300)
        await tell(store, article(), Grade.CORE)
        await store.tidy(NOON + timedelta(days=366))
    with LibraryReader(path) as reader:
        assert [line.id for line in reader.latest()] == ["a2", "a3"]
        assert [hit.article.id for hit in reader.search("tram").hits] == ["a2"]
        assert reader.link(article("dull").url) is None  # no index has named it for a year
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT count(*) FROM bands WHERE article = 1").fetchone()[0] == 0
        assert db.execute("INSERT INTO search (search) VALUES ('integrity-check')").fetchall() == []


@pytest.mark.parametrize(("kept", "pages"), [("candidates", 0), ("all", 1)])
async def test_a_page_that_made_no_article_is_kept_where_all_pages_are(
    kept: str, pages: int, tmp_path: Path
) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, kept=replace(KEPT, keep_pages=kept)) as store:
        await store.sync_sources([source()], NOON)
        pending = PendingLink(SourceId("news"), Link(article().url, article().url), "feed", NOON)
        seen = Observed(Gathered(pending, Outcome.OFF_TOPIC_GATE, NOON, page=page(b"<p>A tram line</p>")))
        await store.record(seen, partial(decide, seen, policy=Policy(), now=NOON), NOON)
    assert rows(path, "spare_captures") == rows(path, "pages") == pages


async def test_a_link_that_an_index_still_names_is_not_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, kept=KEPT) as store:
        await store.sync_sources([source()], NOON)
        await tell(store, article("dull", "A tram line", DULL))
        link = Link(article("dull").url, article("dull").url)
        late = NOON + timedelta(days=360)
        await store.take_in(SourceId("news"), source().channels[0], [link], late, baseline=False)
        await store.tidy(NOON + timedelta(days=366))
        taken = await store.take_in(SourceId("news"), source().channels[0], [link], late, baseline=False)
    assert taken.new == 0
    assert rows(path, "articles") == 0


@pytest.mark.parametrize(
    "keep",
    [
        pytest.param(
            "INSERT INTO labels (article, label, labelled_at) VALUES (1, 'wrong', '')", id="labelled"
        ),
        pytest.param("UPDATE articles SET grade = 2 WHERE id = 1", id="on topic now"),
        pytest.param(
            "INSERT INTO alerts (key, kind, audience, severity, subject, raised_at, url, title, source, "
            "language, article, detail) VALUES ('k', '', 'analyst', 6, '', '', '', '', '', '', 1, '{}')",
            id="told of",
        ),
    ],
)
async def test_what_somebody_may_come_back_to_stays(tmp_path: Path, keep: str) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, kept=KEPT) as store:
        await store.sync_sources([source()], NOON)
        await tell(store, article("dull", "A tram line", DULL))
        with closing(sqlite3.connect(path)) as db, db:
            db.execute(keep)
        await store.tidy(NOON + 5 * YEAR)
    assert rows(path, "articles") == 1
    assert rows(path, "pages") == 0


async def test_an_original_stays_as_long_as_its_copies(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, kept=KEPT) as store:
        await store.sync_sources([source()], NOON)
        await tell(store, article("dull", "A tram line", DULL))
        await tell(store, article("copy", "A tram line again", DULL), days=200)
        await store.tidy(NOON + timedelta(days=400))
        assert rows(path, "articles") == 2
        await store.tidy(NOON + timedelta(days=600))
    assert rows(path, "articles") == 0


async def test_raw_pages_go_by_age_and_the_oldest_by_room(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, kept=replace(KEPT, pages_limit=120)) as store:
        await store.sync_sources([source()], NOON)
        for day in range(4):
            await tell(
                store, article(f"p{day}", f"Number {day}", (f"{day} " * 40 + DULL[0],)), days=day * 30
            )
        await store.tidy(NOON + timedelta(days=100))
    with LibraryReader(path) as reader:
        kept = [number for number in (1, 2, 3, 4) if reader.page(f"a{number}") is not None]
    assert kept == [3, 4]


async def test_the_log_of_polls_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path, kept=KEPT) as store:
        await store.sync_sources([source()], NOON)
        await store.finish(report(), SourceState(SourceId("news"), NOON, timedelta(minutes=15)))
        await store.tidy(NOON + timedelta(days=59))
        assert rows(path, "polls") == 1
        await store.tidy(NOON + timedelta(days=61))
    assert rows(path, "polls") == 0


async def test_a_paragraph_on_three_pages_of_a_source_is_furniture_there(tmp_path: Path) -> None:
    follow = "Follow us on Telegram and never miss the news of the day."
    async with SqliteStore(tmp_path / "store.db") as store:
        await store.sync_sources([source(), source("wire")], NOON)
        for number in range(3):
            assert follow not in await store.furniture(SourceId("news"))
            told = (f"{('Tanks', 'Grain', 'Opera')[number]} for everybody, said the mayor. " * 10, follow)
            await tell(store, article(f"p{number}", body=told))
        assert follow in await store.furniture(SourceId("news"))
        assert follow not in await store.furniture(SourceId("wire"))


async def test_copies_of_one_text_do_not_make_it_furniture(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db") as store:
        await store.sync_sources([source()], NOON)
        for number in range(5):
            await tell(store, article(f"p{number}"))
        assert BODY[0] not in await store.furniture(SourceId("news"))


async def test_an_index_whose_words_were_cut_in_another_way_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    async with SqliteStore(path) as store:
        await store.sync_sources([source()], NOON)
        for number in range(5):
            await tell(store, article(f"p{number}", f"Tram {number}", (f"{number} {DULL[0]}",)))
    monkeypatch.setattr(search, "VERSION", search_terms.VERSION + 1)
    monkeypatch.setattr(search, "BATCH", 2)
    async with SqliteStore(path, kept=KEPT) as store:
        assert found(path) == []
        await tell(store, article("new", "Tram new", (f"new {DULL[0]}",)))
        assert found(path) == ["a6"]
        await store.tidy(NOON)
        assert found(path) == ["a6", "a5", "a4", "a3", "a2", "a1"]
        await store.tidy(NOON + 2 * YEAR)  # what goes now was indexed by the new words
    assert found(path) == []
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO search (search) VALUES ('integrity-check')")


def found(path: Path) -> list[str]:
    with LibraryReader(path) as reader:
        return [hit.article.id for hit in reader.search("tram").hits]
