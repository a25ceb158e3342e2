"""`scraper canary`: whether an article still comes all the way through."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import click

from scraper.adapters.clocks import SystemClock
from scraper.adapters.parser import ParserPool
from scraper.adapters.sinks import make_sink
from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.adapters.sqlite.store import SqliteStore
from scraper.app import open_cage, rules_of
from scraper.canary import fly
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import local, print_json, print_table
from scraper.errors import StoreBusy
from scraper.ports import CanaryLedger
from scraper.settings import Settings
from scraper.types.canary import Flight

PAST = 30
"""Flights on record that are shown."""


@click.command()
@click.option("--past", is_flag=True, help="Fly nothing; list how the service's latest flights went.")
@takes_where
@as_json
def canary(where: Where, *, past: bool, as_json: bool) -> None:
    """Let a made-up article travel through all stages once: fetch, parse, judge, store, outbox, sinks.

    Each sink, or those that `[canary] sinks` names, gets one message of kind `canary` for operators;
    analysts see nothing. While the service runs, its store is not written to, only read. Exit status 2
    where a stage fails.

    \b
    Examples:
      scraper canary
      scraper canary --past
    """
    settings = where.settings()
    if past:
        flights = asyncio.run(SqliteHistories(settings.database).flights(PAST))
    else:
        flights = [asyncio.run(_flight(settings))]
    if as_json:
        print_json(flights)
    elif past:
        print_table(("when", "took", "failed", "trouble"), [_line(flight) for flight in flights])
    else:
        print_table(("stage", "took", "trouble"), [*_stages(flights[0])])
    sys.exit(2 if flights and flights[0].failed else 0)


async def _flight(settings: Settings) -> Flight:
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        sinks = {sink.name: await stack.enter_async_context(make_sink(sink)) for sink in settings.sinks}
        ledger = await stack.enter_async_context(_ledger(settings))
        one_worker = replace(settings.workers, count=1)
        parser = await stack.enter_async_context(ParserPool(one_worker))
        cage = await stack.enter_async_context(
            open_cage(settings, rules_of(settings), clock, parser, ledger, sinks)
        )
        flight = await fly(cage)
        await ledger.canary_landed(flight)
        return flight


@asynccontextmanager
async def _ledger(settings: Settings) -> AsyncIterator[CanaryLedger]:
    """Yield the store in use, or, where the running service holds it, what only looks at it."""
    try:
        store = SqliteStore(settings.database)
    except StoreBusy:
        yield _Onlooker(SqliteHistories(settings.database))
        return
    async with store:
        yield store


class _Onlooker:
    """Sees whether the store in use can be read; the service that holds it writes flights of its own."""

    def __init__(self, histories: SqliteHistories) -> None:
        self._histories = histories

    async def canary_begins(self, now: datetime) -> None:
        """Read; raises StoreError."""
        del now
        await self._histories.flights(1)

    async def canary_landed(self, flight: Flight) -> None:
        """Keep nothing."""


def _stages(flight: Flight) -> Sequence[tuple[object, ...]]:
    return [(one.stage, f"{one.took.total_seconds():.2f} s", one.trouble or "ok") for one in flight.stages]


def _line(flight: Flight) -> tuple[object, ...]:
    took = sum((one.took for one in flight.stages), timedelta())
    failed = flight.failed
    return (
        local(flight.began_at),
        f"{took.total_seconds():.2f} s",
        "" if failed is None else failed.stage,
        "" if failed is None else failed.trouble,
    )
