"""Figures for Prometheus, in its text format, at a unix socket or an address: off unless configured.

Imported only where it is configured: it needs the extra `metrics` (prometheus-client,
https://prometheus.github.io/client_python). Whatever is asked by HTTP is answered with all the figures.
"""

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from scraper.adapters.sqlite.connection import connect_for_reading
from scraper.adapters.sqlite.encoding import text_of
from scraper.errors import ConfigError, Problem, StoreError
from scraper.outcomes import Outcome

DEADLINE: Final = 5.0
"""Seconds that a scrape may take to ask."""
UNIX: Final = "unix:"
_GRADES: Final = ("off_topic", "borderline", "related", "core")
_STATES: Final = ("ok", "warning", "critical")


@dataclass(frozen=True, eq=False)
class Figures(Collector):
    """Where the figures come from."""

    counters: Mapping[tuple[str, str], int]
    """(name, label) -> how often since the start: polls, links, events."""
    workers_lost: Mapping[Outcome, int]
    """Reason -> parser processes lost since the start."""
    database: Path
    now: Callable[[], datetime]

    def collect(self) -> Iterator[Metric]:
        """Yield every series; see prometheus_client.registry.Collector."""
        yield from self._counted()
        # The figures of a store that cannot be read are absent.
        with (
            contextlib.suppress(StoreError, sqlite3.Error),
            closing(connect_for_reading(self.database)) as db,
        ):
            yield from self._stored(db)
            yield from _watched(db, self.now())
        yield from self._sizes()

    def _counted(self) -> Iterator[Metric]:
        for name, label, what in (
            ("polls", "outcome", "Polls that ended, by how."),
            ("links", "outcome", "Links dealt with, by how."),
            ("events", "event", "Events logged, by name."),
        ):
            family = CounterMetricFamily(f"scraper_{name}", what, labels=[label])
            for (counted, value), count in sorted(self.counters.items()):
                if counted == name:
                    family.add_metric([value], count)
            yield family
        lost = CounterMetricFamily(
            "scraper_workers_lost", "Parser processes lost, by reason.", labels=["reason"]
        )
        for reason, count in sorted(self.workers_lost.items()):
            lost.add_metric([reason], count)
        yield lost

    def _stored(self, db: sqlite3.Connection) -> Iterator[Metric]:
        now = text_of(self.now())
        [(lag,)] = db.execute(
            "SELECT max(0, coalesce(unixepoch(?) - unixepoch(min(next_poll_at)), 0)) FROM sources "
            "WHERE enabled",
            (now,),
        )
        yield GaugeMetricFamily(
            "scraper_schedule_lag_seconds", "How long the most overdue source waits.", lag
        )
        articles = GaugeMetricFamily(
            "scraper_articles", "Articles in the store, by grade.", labels=["grade"]
        )
        for grade, count in db.execute("SELECT grade, count(*) FROM articles GROUP BY grade"):
            articles.add_metric([_GRADES[grade]], count)
        yield articles
        alerts = GaugeMetricFamily(
            "scraper_deliveries", "Alerts times sinks, by what became of them.", labels=["sink", "state"]
        )
        for sink, state, count in db.execute(
            "SELECT sink, state, count(*) FROM deliveries GROUP BY sink, state"
        ):
            alerts.add_metric([sink, state], count)
        yield alerts

    def _sizes(self) -> Iterator[Metric]:
        for name, suffix, what in (
            ("database", "", "Size of the store."),
            ("log", "-wal", "Size of the store's write-ahead log."),
        ):
            with contextlib.suppress(OSError):
                size = os.stat(f"{self.database}{suffix}").st_size  # noqa: PTH116  (a suffix, not a Path's)
                yield GaugeMetricFamily(f"scraper_{name}_bytes", what, size)


def _watched(db: sqlite3.Connection, now: datetime) -> Iterator[Metric]:
    """Yield what the latest looks at the sources' health found, and how the canary does."""
    states = GaugeMetricFamily(
        "scraper_source_state",
        "Health of a source: 0 well, 1 a warning, 2 trouble.",
        labels=["source", "cause"],
    )
    silence = GaugeMetricFamily(
        "scraper_source_silence_ratio",
        "Items that failed to come, in items that may: 1 is trouble.",
        labels=["source"],
    )
    for source, state, cause, ratio in db.execute(
        "SELECT source, state, cause, missing / patience FROM source_states "
        "JOIN sources ON sources.id = source_states.source WHERE sources.enabled ORDER BY source"
    ):
        states.add_metric([source, cause], _STATES.index(state))
        if ratio is not None:
            silence.add_metric([source], ratio)
    yield states
    yield silence
    gaps = GaugeMetricFamily(
        "scraper_gaps", "Times in which items may have passed unseen, by state.", labels=["state"]
    )
    for state, count in db.execute("SELECT state, count(*) FROM gaps GROUP BY state"):
        gaps.add_metric([state], count)
    yield gaps
    for arrived, age in db.execute(
        "SELECT failed_stage IS NULL, unixepoch(?) - unixepoch(began_at) FROM canary_flights "
        "WHERE landed ORDER BY began_at DESC LIMIT 1",
        (text_of(now),),
    ):
        yield GaugeMetricFamily("scraper_canary_arrived", "1 where its latest flight did.", arrived)
        yield GaugeMetricFamily("scraper_canary_age_seconds", "How long ago it flew.", age)


@asynccontextmanager
async def serve_metrics(listen: str, figures: Figures) -> AsyncIterator[None]:
    """Answer scrapes at `unix:PATH` or `HOST:PORT` while entered; raises ConfigError."""
    registry = CollectorRegistry()
    registry.register(figures)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with asyncio.timeout(DEADLINE):
                await reader.readuntil(b"\r\n\r\n")
                body = await asyncio.to_thread(generate_latest, registry)
                writer.write(_HEAD % len(body) + body)
                await writer.drain()
        writer.close()

    try:
        server = await _listen(listen, answer)
    except (OSError, ValueError) as error:
        raise _wrong(f"cannot listen at '{listen}': {error}") from error
    async with server:
        yield


_HEAD: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n"
)
Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _listen(listen: str, answer: Answer) -> asyncio.Server:
    if listen.startswith(UNIX):
        path = listen.removeprefix(UNIX)
        server = await asyncio.start_unix_server(answer, path)  # takes over what a crash left behind
        os.chmod(path, 0o660)  # noqa: PTH101  (no disk behind it)
        return server
    host, _, port = listen.rpartition(":")
    return await asyncio.start_server(answer, host.strip("[]"), int(port))


def _wrong(remedy: str) -> ConfigError:
    return ConfigError([Problem("scraper.toml", "metrics", remedy)])
