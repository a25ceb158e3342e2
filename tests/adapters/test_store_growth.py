"""Nothing that the pipeline asks for gets dearer as the store grows: every statement goes by an index."""

import sqlite3
from datetime import timedelta
from functools import partial
from pathlib import Path

from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.decide import decide
from scraper.core.fingerprint import fingerprint_text
from scraper.outcomes import Outcome
from scraper.types import Gathered, Link, Observed, PendingLink, Policy, SourceId, SourceState
from tests.adapters.test_store_contract import alert, report
from tests.values import NOON, article, page, source, verdict

SMALL = (
    "sources",
    "channels",
    "hosts",
    "meta",
    "CONSTANT ROW",
    "sqlite_schema",
    "_sqlite_migrations",
    "json_each",
    "(subquery-1)",
)
"""Tables that grow with the number of sources alone, and what a statement itself is given or has found."""


async def test_every_statement_of_a_poll_goes_by_an_index(tmp_path: Path) -> None:
    statements: list[str] = []
    async with SqliteStore(tmp_path / "store.db", sinks=("journal",)) as store:
        await store._writer.run_outside(lambda db: db.set_trace_callback(statements.append))
        await exercise(store)
        await store._writer.run_outside(lambda db: db.set_trace_callback(None))
        scans = await store._writer.run_outside(partial(scanning, statements))
    assert len(statements) > 100
    assert scans == [], "\n".join(scans)


async def exercise(store: SqliteStore) -> None:
    """Let a source be polled: an article, its copy, its edit, a failure, alerts, the end of the poll."""
    await store.sync_sources([source()], NOON)
    await store.due(NOON, 5)
    links = [Link(article(path).url, article(path).url) for path in ("trucks", "copy", "failed")]
    await store.take_in(SourceId("news"), source().channels[0], links, NOON, baseline=False)
    edited = article(headline="Japan sends two hundred vehicles")
    for one in (article(), article("copy"), edited):
        pending = PendingLink(one.source, Link(one.url, one.url), "feed", NOON)
        seen = Observed(
            Gathered(pending, Outcome.OK, NOON, one, page()),
            verdict(),
            fingerprint_text(one.text),
            frozenset({"jp", "vehicles"}),
        )
        await store.record(seen, partial(decide, seen, policy=Policy(), now=NOON), NOON)
    for pending in await store.pending(SourceId("news"), NOON, 5):
        failed = Observed(Gathered(pending, Outcome.TIMED_OUT, NOON))
        await store.record(failed, partial(decide, failed, policy=Policy(), now=NOON), NOON)
    await store.raise_alert(alert())
    first, second, *_ = await store.deliveries(NOON, 5)
    await store.delivered(first, NOON)
    await store.postponed(second, "503", NOON + timedelta(minutes=1))
    await store.furniture(SourceId("news"))
    await store.finish(report(), SourceState(SourceId("news"), NOON, timedelta(minutes=15)))


def scanning(statements: list[str], db: sqlite3.Connection) -> list[str]:
    """Return what of the statements reads a large table from end to end."""
    found = []
    for statement in dict.fromkeys(statements):
        if statement.startswith(("--", "BEGIN", "COMMIT", "PRAGMA")):
            continue
        for step in db.execute(f"EXPLAIN QUERY PLAN {statement}"):
            by_index = "USING" in step["detail"] and "AUTOMATIC" not in step["detail"]
            scanned = step["detail"].removeprefix("SCAN ").split(" USING")[0].split(" VIRTUAL")[0]
            if step["detail"].startswith("SCAN") and not by_index and scanned not in SMALL:
                found.append(f"{step['detail']}: {' '.join(statement.split())[:160]}")
    return found
