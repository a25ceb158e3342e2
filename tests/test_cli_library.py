"""The commands that read the library, over the demo's store."""

import json
import sqlite3

import feedparser
import pytest

from tests.conftest import PlayedDemo, run_scraper


@pytest.mark.parametrize(
    "query", ['a" OR 1=1 --', "NEAR(", "*", "headline:x", "'; DROP TABLE articles; --"]
)
def test_a_search_takes_whatever_is_typed(query: str, played: PlayedDemo) -> None:
    ended = run_scraper("search", "--json", "--db", played.database, "--", query)
    assert ended.status == 0, ended.err
    assert "hits" in json.loads(ended.out)


FOUND = [("防衛", "防衛省"), ("військова допомога", "військову допомогу"), ("Fahrzeug", "Fahrzeuge")]


@pytest.mark.parametrize(("query", "said"), FOUND)
def test_a_word_is_found_in_another_of_its_forms(query: str, said: str, played: PlayedDemo) -> None:
    ended = run_scraper("search", query, "--json", "--db", played.database)
    hits = json.loads(ended.out)["hits"]
    texts = [
        json.loads(run_scraper("show", hit["article"]["id"], "--json", "--db", played.database).out)
        for hit in hits[:5]
    ]
    assert any(said in (text["versions"][-1]["text"] or "") for text in texts)


def test_the_atom_export_is_a_feed_that_readers_take(played: PlayedDemo) -> None:
    ended = run_scraper("export", "--format", "atom", "--db", played.database)
    assert ended.status == 0, ended.err
    feed = feedparser.parse(ended.out.encode("utf-8"))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.id
    assert feed.feed.updated
    assert feed.entries
    assert all(entry.id and entry.title and entry.updated and entry.link for entry in feed.entries)
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)


def test_every_line_of_the_jsonl_export_is_json(played: PlayedDemo) -> None:
    ended = run_scraper("export", "--format", "jsonl", "--db", played.database)
    assert ended.status == 0, ended.err
    assert [json.loads(line) for line in ended.out.splitlines()]


def test_showing_an_unknown_article_fails_with_a_message(played: PlayedDemo) -> None:
    ended = run_scraper("show", "a999999", "--db", played.database)
    assert ended.status == 1
    assert "a999999" in ended.err


def test_a_backtest_leaves_the_store_as_it_was(played: PlayedDemo) -> None:
    def dump() -> list[str]:
        with sqlite3.connect(f"file:{played.database}?mode=ro", uri=True) as db:
            return list(db.iterdump())

    before = dump()
    ended = run_scraper(
        "rules", "backtest", "--config", played.directory / "config", "--db", played.database
    )
    assert ended.status == 0, ended.err
    assert dump() == before
