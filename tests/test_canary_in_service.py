"""The canary within the running daemon, wired as the application wires it."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta

from scraper.adapters.clocks import SystemClock
from scraper.adapters.direct_parser import DirectParser
from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.app import open_cage
from scraper.canary import Cage, Keeper, fly
from scraper.settings import Canary, SinkSettings
from tests.fakes_sinks import MemorySink
from tests.test_daemon_troubles import House, house, topic
from tests.values import NOON

__all__ = ["house", "topic"]


async def test_the_daemon_lets_it_fly_once_and_logs_how_it_went(house: House) -> None:
    app = house.daemon._app

    def cage() -> contextlib.AbstractAsyncContextManager[Cage]:
        return open_cage(app.settings, app.rules, SystemClock(), DirectParser(), house.store, app.sinks)

    app.keeper = Keeper(
        NOON - timedelta(days=2), timedelta(days=1), cage, SqliteHistories(house.store.path).flights
    )
    task = asyncio.create_task(house.daemon.run())
    await house.until("canary_lives", seconds=60)
    house.daemon.stop()
    await asyncio.wait_for(task, 20)
    assert house.events.names.count("canary_lives") == 1
    assert "canary_died" not in house.events.names
    assert "canary" in house.kinds()
    [flight] = await SqliteHistories(house.store.path).flights(5)
    assert flight.failed is None


async def test_it_flies_to_the_sinks_that_are_named_for_it(house: House) -> None:
    app, desk = house.daemon._app, MemorySink("desk")
    both = (*app.settings.sinks, SinkSettings("desk", "journal"))
    settings = replace(app.settings, sinks=both, canary=Canary(sinks=("memory",)))
    wired = {**app.sinks, "desk": desk}
    async with open_cage(settings, app.rules, SystemClock(), DirectParser(), house.store, wired) as cage:
        assert (await fly(cage)).failed is None
    assert house.kinds() == ["canary"]
    assert desk.alerts == []
