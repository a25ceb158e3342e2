"""What people read: articles, stories, searches, alerts; beside the writer and after it."""

import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.adapters.sqlite import finding
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.core.fingerprint import fingerprint_text
from scraper.errors import StoreError
from scraper.outcomes import Outcome
from scraper.types import (
    Article,
    CanonicalUrl,
    Change,
    Found,
    Gathered,
    Grade,
    Intent,
    Known,
    Link,
    Observed,
    ParsedDate,
    PendingLink,
    Policy,
    Precision,
    Signal,
    Significance,
    SourceId,
    StoreMode,
)
from scraper.types.library import Wanted
from tests.values import BODY, NOON, article, page, source, verdict

UKRAINIAN = article(
    "ua",
    "Японія передасть військову допомогу",
    ("Міністр оборони подякував за допомогу. " * 6,),
    language=Found("uk", Signal.TEXT),
    source=SourceId("unn"),
)
JAPANESE = article(
    "ja",
    "防衛省、ウクライナに車両を提供",
    ("日本の防衛省は車両百台を送ると発表した。" * 12,),
    language=Found("ja", Signal.TEXT),
    source=SourceId("nhk"),
)


async def tell(store: SqliteStore, one: Article, grade: Grade = Grade.CORE, **changes: object) -> Intent:
    url = changes.pop("link", one.url)
    at = NOON + timedelta(hours=changes.pop("hours", 0))  # type: ignore[arg-type]
    pending = PendingLink(one.source, Link(url, url), "feed", at)  # type: ignore[arg-type]
    seen = Observed(
        Gathered(pending, Outcome.OK, at, one, page(b"<p>page of " + one.url.encode() + b"</p>", one.url)),
        verdict(grade),
        fingerprint_text(one.text),
    )

    def decided(known: Known) -> Intent:
        return replace(decide(seen, known, Policy(), at), **changes)  # type: ignore[arg-type]

    return await store.record(seen, decided, at)


@pytest.fixture
async def path(tmp_path: Path) -> AsyncIterator[Path]:
    """A store with a story in three languages, a copy, an edit and an article off topic; still open."""
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        await store.sync_sources(
            [source(), source("unn"), source("nhk"), replace(source("paper"), store=StoreMode.METADATA)],
            NOON,
        )
        await store.take_in(
            SourceId("news"),
            source().channels[0],
            [Link(article().url, article().url)],
            NOON,
            baseline=False,
        )
        dated = Found(ParsedDate(NOON, Precision.MINUTE, "14:00", "Europe/Kyiv"), Signal.META, "14:00", 0.9)
        await tell(store, article(published=dated, authors=Found(("A. Author",), Signal.JSON_LD)))
        await tell(store, UKRAINIAN, story_of=article().url, hours=1)
        await tell(store, JAPANESE, Grade.RELATED, story_of=article().url, hours=2)
        await tell(store, article("copy", source=SourceId("unn")), hours=3)
        await tell(store, article("tram", "A new tram line", ("Lviv opened a line. " * 20,)), Grade.OFF)
        await tell(
            store,
            article(body=(BODY[0], BODY[1].replace("37", "38"), BODY[2])),
            hours=4,
            change=Change(("number",), Significance.MAJOR, "37 -> 38 million"),
        )
        yield tmp_path / "store.db"


@pytest.fixture
def reader(path: Path) -> Iterator[LibraryReader]:
    with LibraryReader(path) as opened:
        yield opened


def test_an_article_is_shown_with_everything_kept_of_it(reader: LibraryReader) -> None:
    record = reader.article("a1")
    assert record is not None
    assert (record.line.story, record.line.versions, record.line.precision) == ("s1", 2, "minute")
    assert [version.version for version in record.versions] == [1, 2]
    assert "37" in (record.versions[0].text or "")
    assert record.latest.change == Change(("number",), Significance.MAJOR, "37 -> 38 million")
    assert record.versions[0].authors == ("A. Author",)
    assert record.versions[0].provenance["published"] == {
        "signal": "meta",
        "confidence": 0.9,
        "raw": "14:00",
        "zone": "Europe/Kyiv",
        "precision": "minute",
        "inferred": [],
    }
    assert record.latest.verdict == verdict()
    assert [seen.source for seen in record.sightings] == ["news"]
    assert [copy.id for copy in record.copies] == ["a4"]
    assert [alert.alert.kind for alert in record.alerts] == ["article", "updated"]
    assert record.alerts[0].deliveries[0].state == "waiting"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("a2", "a2", id="an id"),
        pytest.param("https://news.test/ua", "a2", id="an address"),
        pytest.param("http://www.news.test/ua/?utm_source=x#top", "a2", id="an address spelled otherwise"),
        pytest.param("a999", None, id="an id that is free"),
        pytest.param("https://news.test/nowhere", None, id="a strange address"),
        pytest.param("'; DROP TABLE articles; --", None, id="no id at all"),
        pytest.param("a" + "9" * 40, None, id="a number beyond SQLite's"),
    ],
)
def test_an_article_is_found_by_id_or_address(reader: LibraryReader, asked: str, found: str | None) -> None:
    record = reader.article(asked)
    assert (record and record.line.id) == found


def test_a_story_names_its_first_report_and_who_told_it(reader: LibraryReader) -> None:
    [story] = reader.stories()
    assert story == reader.story("s1")
    assert story.first.id == "a1"
    assert story.outlets == ("news", "unn", "nhk")
    assert story.languages == ("en", "uk", "ja")
    assert story.grade is Grade.CORE
    assert len(story.tellings) == 4


def test_what_was_told_or_changed_since_then_is_read_alone(reader: LibraryReader) -> None:
    [story], [change] = reader.stories(), reader.changes()
    assert [one.id for one in reader.stories_told(story.last_seen_at)] == ["s1"]
    assert not reader.stories_told(story.last_seen_at, Wanted(languages=("de",)))
    assert not reader.stories_told(story.last_seen_at + timedelta(days=1))
    assert reader.changes_seen(change.seen_at) == [change]
    assert not reader.changes_seen(change.seen_at + timedelta(seconds=1))


def test_what_is_no_id_of_a_story_is_refused(reader: LibraryReader) -> None:
    with pytest.raises(StoreError, match="like s7"):
        reader.story("a7")
    assert reader.story("s77") is None


@pytest.mark.parametrize(
    ("typed", "wanted", "found"),
    [
        pytest.param("防衛", Wanted(), ["a3"], id="Japanese, two characters"),
        pytest.param("військова допомога", Wanted(), ["a2"], id="Ukrainian in another case"),
        pytest.param("vehicles", Wanted(), ["a1", "a4"], id="newest first, by its newest version"),
        pytest.param("vehicles", Wanted(sources=("unn",)), ["a4"], id="of one source"),
        pytest.param("vehicles", Wanted(languages=("uk", "ja")), [], id="in other languages"),
        pytest.param("line", Wanted(), ["a5"], id="off topic ones are found too"),
        pytest.param("line", Wanted(grade=Grade.RELATED), [], id="off topic ones are not asked for"),
        pytest.param("vehicles", Wanted(since=NOON + timedelta(hours=3)), ["a4"], id="since"),
        pytest.param("vehicles", Wanted(until=NOON + timedelta(hours=3)), ["a1"], id="until"),
        pytest.param("vehicles", Wanted(story="s1"), ["a1", "a4"], id="of one story"),
        pytest.param("37", Wanted(), ["a4", "a1"], id="what an article said before its edit"),
        pytest.param("", Wanted(), [], id="nothing"),
        pytest.param('a" OR 1=1 --', Wanted(), [], id="an injection"),
    ],
)
def test_a_search_finds(reader: LibraryReader, typed: str, wanted: Wanted, found: list[str]) -> None:
    hits = reader.search(typed, wanted)
    assert [hit.article.id for hit in hits.hits] == found
    assert not hits.bounded


def test_the_best_first_are_those_that_say_it_in_the_headline(reader: LibraryReader) -> None:
    hits = reader.search("Japan", best_first=True).hits
    assert [hit.article.id for hit in hits] == ["a1", "a4"]
    hits = reader.search("Japan -nowhere", best_first=True).hits
    assert [hit.article.id for hit in hits] == ["a1", "a4"]
    assert not reader.search("Japan -vehicles -thanked", best_first=True).hits
    [hit] = reader.search("thanked", Wanted(sources=("news",))).hits
    assert "thanked his colleague" in hit.excerpt


def test_a_search_says_where_it_left_matches_unread(
    reader: LibraryReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "RANKED", 1)
    monkeypatch.setattr(finding, "CANDIDATES", 1)
    assert reader.search("vehicles", best_first=True, limit=1).bounded
    assert reader.search("vehicles", Wanted(sources=("unn",))).bounded
    assert not reader.search("vehicles", limit=1).bounded


def test_a_limit_is_kept(reader: LibraryReader) -> None:
    assert len(reader.search("vehicles", limit=1).hits) == 1
    assert len(reader.latest(limit=2)) == 2


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_search_is_safe(reader: LibraryReader, typed: str) -> None:
    assert isinstance(reader.search(typed).bounded, bool)


def test_lists_and_counts(reader: LibraryReader) -> None:
    assert [line.id for line in reader.latest(Wanted(grade=Grade.RELATED))] == ["a4", "a3", "a2", "a1"]
    [change] = reader.changes()
    assert (change.article.id, change.version) == ("a1", 2)
    totals = reader.totals()
    assert (totals.articles, totals.on_topic, totals.duplicates, totals.versions) == (5, 4, 1, 1)
    news = next(one for one in reader.sources() if one.id == "news")
    assert (news.articles, news.on_topic, news.enabled) == (2, 1, True)
    assert len(reader.alerts("waiting")) == len(reader.alerts())
    assert reader.alerts("dead") == []


def test_the_link_of_an_article_tells_what_became_of_it(reader: LibraryReader) -> None:
    link = reader.link(article().url)
    assert link is not None
    assert (link.state, link.outcome, link.article) == ("watched", "ok", "a1")
    assert reader.link("https://news.test/nowhere") is None


def test_articles_come_whole_for_export_and_as_known_for_backtests(reader: LibraryReader) -> None:
    whole = list(reader.articles(Wanted(grade=Grade.RELATED)))
    assert [record.line.id for record in whole] == ["a1", "a2", "a3", "a4"]
    known = {one.url: one for one in reader.for_backtest()}
    assert known[UKRAINIAN.url].text == UKRAINIAN.text


def test_the_raw_page_of_a_version_is_kept(reader: LibraryReader) -> None:
    kept = reader.page("a2")
    assert kept is not None
    assert kept.body == b"<p>page of https://news.test/ua</p>"
    assert reader.page("a2", version=9) is None


async def test_a_source_kept_as_metadata_leaves_neither_body_nor_page(tmp_path: Path) -> None:
    secret = "The licensed words of this paper are not ours to keep, says its contract with us. "  # noqa: S105
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        await store.sync_sources([replace(source("paper"), store=StoreMode.METADATA)], NOON)
        link = Link(CanonicalUrl("https://news.test/p"), "https://news.test/p", "Headline", secret)
        await store.take_in(SourceId("paper"), source().channels[0], [link], NOON, baseline=False)
        told = article("p", "Headline", source=SourceId("paper"), lead=Found(secret, Signal.META, secret))
        await tell(
            store,
            replace(told, body=Found((secret * 5,), Signal.JSON_LD, secret, why=secret)),
            change=Change(("paragraph_added",), Significance.MINOR, secret),
        )
    with LibraryReader(tmp_path / "store.db") as reader:
        record = reader.article("a1")
        assert record is not None
        assert record.latest.text is None
        assert record.latest.verdict == verdict()
        assert reader.page("a1") is None
        assert [known.fingerprint for known in reader.for_backtest()] == [fingerprint_text(secret * 5)]
        assert [hit.article.id for hit in reader.search("headline").hits] == ["a1"]
        assert reader.search("licensed").hits == ()
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        dump = "\n".join(db.iterdump())
    assert "licensed" not in dump


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=300),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300),
)
@settings(max_examples=25, deadline=None)
async def test_any_text_in_any_field_is_kept_verbatim(
    tmp_path_factory: pytest.TempPathFactory, one: str, other: str
) -> None:
    path = tmp_path_factory.mktemp("verbatim") / "store.db"
    told = article(
        headline=one,
        body=(other,),
        section=Found(other, Signal.META),
        lead=Found(one, Signal.META),
        authors=Found((one, other), Signal.JSON_LD),
        cited_source=Found(other, Signal.SITE_RULE),
    )
    async with SqliteStore(path, sinks=("journal",)) as store:
        await store.sync_sources([source()], NOON)
        await tell(store, told)
    with LibraryReader(path) as reader:
        record = reader.article("a1")
    assert record is not None
    kept = record.latest
    assert (kept.headline, kept.text, kept.section, kept.lead, kept.authors, kept.cited_source) == (
        one, other, other, one, (one, other), other,
    )  # fmt: skip
    assert record.alerts[0].alert.title == one


@pytest.mark.parametrize(
    ("headline", "kept"),
    [
        pytest.param("x" * 5000, "x" * 1024, id="a title without end is cut"),
        pytest.param("ї" * 5000, "ї" * 512, id="cut between characters, not within"),
        pytest.param("a\udc80b\0c", "a�b�c", id="what UTF-8 cannot say"),
    ],
)
async def test_what_cannot_be_kept_as_it_is_is_kept_as_near_as_can_be(
    tmp_path: Path, headline: str, kept: str
) -> None:
    async with SqliteStore(tmp_path / "store.db") as store:
        await store.sync_sources([source()], NOON)
        await tell(store, article(headline=headline, body=("y" * 2_000_000,)))
    with LibraryReader(tmp_path / "store.db") as reader:
        record = reader.article("a1")
    assert record is not None
    assert record.line.headline == kept
    assert record.latest.text == "y" * 1024 * 1024


def test_reading_beside_no_writer_leaves_no_files_behind(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "store.db").close()
    before = sorted(tmp_path.iterdir())
    with LibraryReader(tmp_path / "store.db") as reader:
        assert reader.sources() == []
        assert sorted(tmp_path.iterdir()) == before
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_to_read_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database at"):
        LibraryReader(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("some text " * 1000)
    with pytest.raises(StoreError, match="not a database"):
        LibraryReader(tmp_path / "text.db")
    assert not (tmp_path / "none.db").exists()


def test_a_reader_cannot_write(reader: LibraryReader) -> None:
    with pytest.raises(sqlite3.OperationalError):
        reader._db.execute("DELETE FROM articles")


@pytest.mark.parametrize(
    ("outcome", "because"),
    [
        pytest.param(Outcome.GONE, "gone", id="the server says it is gone"),
        pytest.param(Outcome.SOFT_404, "soft_404", id="a front page in its place"),
        pytest.param(Outcome.PAYWALL_STUB, "paywall_stub", id="a pay wall"),
        pytest.param(Outcome.TIMED_OUT, None, id="no answer proves nothing"),
    ],
)
async def test_a_page_that_is_no_longer_there_is_unavailable_never_deleted(
    tmp_path: Path, outcome: Outcome, because: str | None
) -> None:
    async with SqliteStore(tmp_path / "store.db") as store:
        await store.sync_sources([source()], NOON)
        await tell(store, article())
        later = NOON + timedelta(days=1)
        [again] = await store.pending(SourceId("news"), later, 5)
        missing = Observed(Gathered(again, outcome, later))
        await store.record(missing, lambda known: decide(missing, known, Policy(), later), later)
        with LibraryReader(tmp_path / "store.db") as reader:
            [line] = reader.latest()
        await tell(store, article(), hours=48)
        with LibraryReader(tmp_path / "store.db") as reader:
            [back] = reader.latest()
    assert line.unavailable_because == because
    assert line.unavailable_since == (later if because else None)
    assert back.unavailable_since is None


def test_the_views_say_what_people_ask_for(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:

        def rows(sql: str) -> list[tuple[object, ...]]:
            return db.execute(sql).fetchall()

        assert rows("SELECT id, story, versions FROM on_topic") == [
            ("a4", "s1", 1),
            ("a3", "s1", 1),
            ("a2", "s1", 1),
            ("a1", "s1", 2),
        ]
        assert rows("SELECT id, copy_of FROM latest WHERE copy_of IS NOT NULL") == [("a4", "a1")]
        assert rows("SELECT story, id, source, outlets, tellings FROM first_reports") == [
            ("s1", "a1", "news", 3, 4)
        ]
        stories = (
            "SELECT id, first_source, last_told_at, grade, tellings, outlets, languages FROM stories_latest"
        )
        assert rows(stories) == [("s1", "news", "2026-02-10T15:00:00.000Z", 3, 4, 3, "en,uk,ja")]
        assert rows("SELECT article, version, significance, summary FROM changes") == [
            ("a1", 2, 3, "37 -> 38 million")
        ]
        assert rows("SELECT id, last_article_at FROM source_health WHERE id = 'nhk'") == [
            ("nhk", "2026-02-10T14:00:00.000Z")
        ]


@pytest.mark.parametrize(
    ("utc", "kyiv"),
    [
        pytest.param("2026-02-10T12:00:00.000Z", "2026-02-10 14:00:00", id="winter"),
        pytest.param("2026-07-10T22:30:00.000Z", "2026-07-11 01:30:00", id="summer, past midnight"),
        pytest.param("2026-03-29T00:59:59.000Z", "2026-03-29 02:59:59", id="before the clocks go forward"),
        pytest.param("2026-03-29T01:00:00.000Z", "2026-03-29 04:00:00", id="after they went forward"),
        pytest.param("2026-10-25T00:59:59.000Z", "2026-10-25 03:59:59", id="before the clocks go back"),
        pytest.param("2026-10-25T01:00:00.000Z", "2026-10-25 03:00:00", id="after they went back"),
        pytest.param("2024-03-31T01:00:00.000Z", "2024-03-31 04:00:00", id="a March that ends on a Sunday"),
    ],
)
def test_the_view_of_local_times_knows_summer_in_kyiv(path: Path, utc: str, kyiv: str) -> None:
    assert datetime.fromisoformat(utc).astimezone(ZoneInfo("Europe/Kyiv")).strftime("%F %T") == kyiv
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE articles SET published_at = ?", (utc,))
        [told] = db.execute("SELECT DISTINCT kyiv FROM local_times").fetchall()
    assert told == (kyiv,)


def test_every_documented_query_runs(path: Path) -> None:
    page = Path(__file__).parent.parent.parent / "docs" / "querying.md"
    queries = re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert len(queries) >= 20
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        columns = [[column[0] for column in db.execute(query).description] for query in queries]
        answers = [len(db.execute(query).fetchall()) for query in queries]
    assert all(len(set(names)) == len(names) for names in columns)
    assert sum(count > 0 for count in answers) >= 12
