"""What an index names, taken in as a whole: the same as link by link."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.ports import Taken
from scraper.types import Link, PendingLink, Policy, SourceId
from tests.values import NOON, article, link, observed, source

NEWS = SourceId("news")
CHANNEL = source().channels[0]


def rows(directory: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(directory / "store.db")) as db:
        return db.execute(query).fetchall()


async def test_known_moved_new_and_doubled_links_of_one_index_are_told_apart(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db") as store:
        await store.sync_sources([source()], NOON)
        await store.take_in(NEWS, CHANNEL, [link("known"), link("old")], NOON, baseline=False)
        moved = article("moved")
        seen = observed(moved, pending=PendingLink(NEWS, link("old"), CHANNEL.url, NOON))
        await store.record(seen, partial(decide, seen, policy=Policy(), now=NOON), NOON)
        index = [link("fresh"), Link(moved.url, moved.url), link("known"), link("fresh", title="Again")]
        later = NOON + timedelta(minutes=5)
        assert await store.take_in(NEWS, CHANNEL, index, later, baseline=False) == Taken(1, 2)
        assert await store.take_in(NEWS, CHANNEL, index, later, baseline=False) == Taken(0, 3)
    addresses = "SELECT replace(url, 'https://news.test/', ''), title FROM links ORDER BY id"
    assert rows(tmp_path, addresses) == [
        ("known", link("known").title),
        ("old", link("old").title),
        ("fresh", link("fresh").title),
    ]
    assert rows(tmp_path, "SELECT count(*) FROM sightings") == [(3,)]


async def test_the_last_sighting_moves_by_the_hour_and_the_first_one_stays(tmp_path: Path) -> None:
    async with SqliteStore(tmp_path / "store.db") as store:
        await store.sync_sources([source()], NOON)
        for minutes in (0, 59, 60, 61, 100):
            now = NOON + timedelta(minutes=minutes)
            await store.take_in(NEWS, CHANNEL, [link("one")], now, baseline=False)
    sighted = rows(
        tmp_path, "SELECT substr(first_seen_at, 12, 5), substr(last_seen_at, 12, 5) FROM sightings"
    )
    assert sighted == [("12:00", "13:01")]


async def test_an_index_of_a_thousand_links_is_taken_in_whole(tmp_path: Path) -> None:
    index = [link(str(number)) for number in range(1000)]
    async with SqliteStore(tmp_path / "store.db") as store:
        await store.sync_sources([source()], NOON)
        assert await store.take_in(NEWS, CHANNEL, index, NOON, baseline=True) == Taken(1000, 0)
        assert await store.take_in(NEWS, CHANNEL, [], NOON, baseline=True) == Taken(0, 0)
        assert len(await store.pending(NEWS, NOON, 2000)) == 1000
