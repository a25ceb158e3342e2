"""A store that refuses: left alone for ever longer rests, told to people once, taken up again by itself."""

import asyncio
import time
from collections.abc import Callable, Coroutine

from scraper.app import App
from scraper.core.outbox import addressed
from scraper.core.self_reports import store_accepts, store_refused
from scraper.deliver import SINK_DEADLINE
from scraper.errors import DeliveryError, StoreError
from scraper.ports import AlertSink
from scraper.types import Alert
from scraper.watchdog import Refusals


class StoreTrouble:
    """What the daemon knows of the store's refusals; `errand` does something beside the jobs."""

    def __init__(self, app: App, errand: Callable[[Coroutine[None, None, None]], None]) -> None:
        self._app = app
        self._errand = errand
        self._refusals = Refusals()

    @property
    def resting(self) -> bool:
        """Tell whether the store is left alone at present."""
        return self._refusals.resting(time.monotonic())

    def refused(self, error: StoreError) -> None:
        """Leave the store alone for a while; tell people where the trouble is new."""
        if not self._refusals.refused(time.monotonic()):
            return
        self._app.telemetry.event("store_refused", {"error": str(error)})
        alert = store_refused(str(error), self._app.world.clock.now())
        told = addressed(alert, self._app.settings.audiences)
        for name, sink in self._app.sinks.items():
            if name in told:
                self._errand(self._tell(sink, alert))

    async def _tell(self, sink: AlertSink, alert: Alert) -> None:
        """Hand an alert to a sink past the outbox, which is what is broken."""
        try:
            async with asyncio.timeout(SINK_DEADLINE.total_seconds()):
                await sink.deliver(alert)
        except (DeliveryError, TimeoutError) as error:
            self._app.telemetry.event("sink_refused", {"sink": sink.name, "error": str(error)})

    async def accepted(self) -> None:
        """Note that a poll was stored; tell people where that ends the trouble. Raises StoreError."""
        lasted = self._refusals.accepted(time.monotonic())
        if lasted is not None:
            self._app.telemetry.event("store_accepts", {"seconds": round(lasted.total_seconds())})
            await self._app.world.store.raise_alert(store_accepts(lasted, self._app.world.clock.now()))
