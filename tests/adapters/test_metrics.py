"""What Prometheus is told, asked over a real socket."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.adapters.metrics import Figures, serve_metrics
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.diagnosis import Cause, Diagnosis
from scraper.core.health import Health, State
from scraper.errors import ConfigError
from scraper.outcomes import Outcome
from scraper.types.canary import Flight
from scraper.types.gaps import Gap
from tests.adapters.test_store_contract import alert
from tests.values import FEED, NOON, source

pytest.importorskip("prometheus_client")


async def scraped(path: Path) -> str:
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = (await asyncio.wait_for(reader.read(), 10)).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 200 OK")
    return body


async def test_the_figures_tell_what_was_polled_stored_and_lost(tmp_path: Path) -> None:
    path, socket = tmp_path / "store.db", tmp_path / "metrics.sock"
    counters = Counter({("polls", "ok"): 3, ("polls", "timed_out"): 1, ("events", "reloaded"): 2})
    figures = Figures(counters, {Outcome.PARSER_DIED: 4}, path, lambda: NOON + timedelta(seconds=90))
    async with SqliteStore(path, sinks=("desk",)) as store, serve_metrics(f"unix:{socket}", figures):
        await store.sync_sources([source()], NOON)
        await store.raise_alert(alert())
        silent = Diagnosis(Cause.QUIET, NOON, ())
        await store.keep_states(
            [(Health(source().id, State.CRITICAL, silent, missing=6.0, patience=4.0), [])], NOON
        )
        await store.canary_landed(Flight(NOON, ()))
        await store.open_gap(source().id, Gap(FEED, NOON, NOON, 5, None), NOON, fillable=True)
        body = await scraped(socket)
        for line in (
            'scraper_source_state{cause="quiet",source="news"} 2.0',
            'scraper_source_silence_ratio{source="news"} 1.5',
            'scraper_gaps{state="open"} 1.0',
            "scraper_canary_arrived 1.0",
            "scraper_canary_age_seconds 90.0",
            'scraper_polls_total{outcome="ok"} 3.0',
            'scraper_polls_total{outcome="timed_out"} 1.0',
            'scraper_events_total{event="reloaded"} 2.0',
            'scraper_workers_lost_total{reason="parser_died"} 4.0',
            "scraper_schedule_lag_seconds 90.0",
            'scraper_deliveries{sink="desk",state="waiting"} 1.0',
        ):
            assert line in body.splitlines()
        assert "scraper_database_bytes" in body
        assert "scraper_log_bytes" in body
        assert await scraped(socket), "asked again"


async def test_without_a_store_the_counters_are_told_all_the_same(tmp_path: Path) -> None:
    socket = tmp_path / "metrics.sock"
    figures = Figures(Counter({("polls", "ok"): 1}), {}, tmp_path / "none.db", lambda: NOON)
    async with serve_metrics(f"unix:{socket}", figures):
        body = await scraped(socket)
    assert 'scraper_polls_total{outcome="ok"} 1.0' in body
    assert "scraper_articles" not in body


async def test_a_caller_that_says_nothing_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.adapters.metrics.DEADLINE", 0.1)
    socket = tmp_path / "metrics.sock"
    async with serve_metrics(f"unix:{socket}", Figures({}, {}, tmp_path / "none.db", lambda: NOON)):
        reader, writer = await asyncio.open_unix_connection(socket)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_a_place_that_cannot_be_listened_at_is_a_config_error(tmp_path: Path) -> None:
    figures = Figures({}, {}, tmp_path / "none.db", lambda: NOON)
    with pytest.raises(ConfigError, match="metrics"):
        async with serve_metrics(f"unix:{tmp_path}/none/metrics.sock", figures):
            pass
