"""The books of the watching, on a real store: latency, what channels miss, what sources share."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.core.diagnosis import Cause, Diagnosis
from scraper.core.fingerprint import fingerprint_text
from scraper.core.health import Health, State
from scraper.outcomes import Outcome
from scraper.types import (
    CanonicalUrl,
    Channel,
    ChannelKind,
    ChannelState,
    Found,
    Gathered,
    Grade,
    Link,
    Observed,
    ParsedDate,
    PendingLink,
    Policy,
    PollReport,
    Precision,
    Signal,
    Source,
    SourceId,
    SourceState,
)
from tests.values import BODY, NOON, article, source, verdict

MINUTE = timedelta(minutes=1)
FEED = Channel("https://news.test/feed.xml")
SITEMAP = Channel("https://news.test/sitemap.xml", ChannelKind.SITEMAP)
NEWS = source("news", FEED, SITEMAP)
WIRE = source("wire")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with SqliteStore(tmp_path / "store.db", sinks=("log",)) as made:
        await made.sync_sources([NEWS, WIRE], NOON)
        for one in (NEWS, WIRE):
            read = {channel.url: ChannelState(first_read_at=NOON) for channel in one.channels}
            state = SourceState(one.id, NOON, one.interval, channels=read)
            await made.finish(PollReport(one.id, NOON, NOON, Outcome.OK, (), {}), state)
        yield made


async def named(store: SqliteStore, slug: str, by: Channel, minutes: float, one: Source = NEWS) -> None:
    address = CanonicalUrl(f"https://news.test/{slug}")
    at = NOON + minutes * MINUTE
    await store.take_in(one.id, by, [Link(address, address, slug)], at, baseline=False)


async def read(
    store: SqliteStore,
    slug: str,
    minutes: float,
    published: datetime | None,
    precision: Precision = Precision.MINUTE,
    *,
    grade: Grade = Grade.CORE,
    told_after: float | None = None,
) -> None:
    """Let an article be read so many minutes after noon, and its alert be delivered later."""
    at = NOON + minutes * MINUTE
    date = None
    if published is not None:
        date = Found(ParsedDate(published, precision, "", "UTC"), Signal.META)
    one = article(
        slug, f"Headline {slug}", (*BODY, f"The number of this one is {slug}." * 9), published=date
    )
    seen = Observed(
        Gathered(PendingLink(NEWS.id, Link(one.url, one.url), FEED.url, at), Outcome.OK, at, one),
        verdict(grade),
        fingerprint_text(f"{slug} " * 90),
    )
    await store.record(seen, partial(decide, seen, policy=Policy(), now=at), at)
    for delivery in await store.deliveries(at, 100) if told_after is not None else ():
        await store.delivered(delivery, at + (told_after or 0) * MINUTE)


async def test_latency_is_median_and_nine_tenths_over_sound_dates_and_the_others_are_counted(
    store: SqliteStore,
) -> None:
    for number in range(1, 11):
        at = 100 + number
        await read(store, f"s{number}", at, NOON + (at - number) * MINUTE, told_after=1)
    await read(store, "undated", 200, None)
    await read(store, "day", 200, NOON, Precision.DAY)
    await read(store, "future", 200, NOON + 900 * MINUTE)
    await read(store, "old", 200, NOON - timedelta(days=30))
    latency = (await SqliteHistories(store.path).latencies())[NEWS.id]
    assert (latency.articles, latency.unmeasured, latency.absurd) == (14, 4, 2)
    assert (latency.seen_median, latency.seen_p90) == (5.0, 9.0)
    assert latency.told_median == 6.0


async def test_a_source_without_articles_has_no_latency(store: SqliteStore) -> None:
    assert await SqliteHistories(store.path).latencies() == {}


async def test_what_one_channel_named_and_the_other_missed(store: SqliteStore) -> None:
    await named(store, "both", FEED, 5)
    await named(store, "both", SITEMAP, 9)
    await named(store, "feed-only", FEED, 6)
    await named(store, "map-only", SITEMAP, 7)
    await named(store, "map-only-too", SITEMAP, 8)
    await read(store, "map-only", 10, NOON)
    books = await SqliteHistories(store.path).books(NEWS.id)
    feed, sitemap = sorted(books.recalls, key=lambda one: one.channel)
    assert (feed.named, feed.named_first, feed.named_alone, feed.missed, feed.missed_on_topic) == (
        2, 1, 1, 2, 1,
    )  # fmt: skip
    assert (sitemap.named, sitemap.named_first, sitemap.named_alone) == (3, 0, 2)
    assert (sitemap.missed, sitemap.missed_on_topic) == (1, 0)


async def test_what_sources_share_who_was_first_and_what_only_the_other_named(store: SqliteStore) -> None:
    await named(store, "shared", FEED, 30)
    await named(store, "shared", WIRE.channels[0], 10, WIRE)
    await named(store, "missed", WIRE.channels[0], 20, WIRE)
    histories = SqliteHistories(store.path)
    [overlap] = (await histories.books(NEWS.id)).overlaps
    assert (overlap.other, overlap.shared, overlap.first_here, overlap.first_there) == ("wire", 1, 0, 1)
    assert overlap.minutes_ahead == -20
    assert (await histories.books(NEWS.id)).missed_by_own == 1
    assert (await histories.books(WIRE.id)).missed_by_own == 0


async def test_the_view_of_health_says_why_since_when_and_what_says_so(store: SqliteStore) -> None:
    silent = Health(
        WIRE.id,
        State.CRITICAL,
        Diagnosis(Cause.QUIET, NOON, ("9 polls answered",)),
        missing=12.0,
        patience=8.0,
        gap=timedelta(hours=6),
    )
    await store.keep_states([(Health(NEWS.id, State.OK), ["published"]), (silent, [])], NOON)
    await store.keep_states([(replace(silent, missing=13.0), [])], NOON + MINUTE)
    with closing(sqlite3.connect(store.path)) as db:
        rows = db.execute(
            "SELECT id, state, cause, since, evidence, fields_broken, items_missing, expected_gap_hours "
            "FROM source_health"
        ).fetchall()
    assert rows == [
        ("wire", "critical", "quiet", "2026-02-10T12:00:00.000Z", '["9 polls answered"]', "[]", 13.0, 6.0),
        ("news", "ok", "", None, "[]", '["published"]', 0.0, None),
    ]


async def test_a_source_that_nobody_looked_at_has_no_state(store: SqliteStore) -> None:
    with closing(sqlite3.connect(store.path)) as db:
        assert db.execute("SELECT id, state FROM source_health").fetchall() == [
            ("news", None),
            ("wire", None),
        ]
    assert (await SqliteHistories(store.path).books(SourceId("nobody"))).latency is None
