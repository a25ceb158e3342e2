"""An outbox in memory, for tests of delivery."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.core.restraint import Hold
from scraper.ports import Delivery
from scraper.types import Alert


@dataclass
class Row:
    delivery: Delivery
    due: datetime
    error: str = ""
    state: str = "waits"
    told_at: datetime | None = None


class MemoryOutbox:
    """Fulfils `Outbox`."""

    def __init__(self, sinks: Sequence[str], now: datetime) -> None:
        self._sinks = sinks
        self._now = now
        self.rows: dict[int, Row] = {}

    def put(self, *alerts: Alert) -> None:
        for alert in alerts:
            for sink in self._sinks:
                number = len(self.rows) + 1
                self.rows[number] = Row(Delivery(number, alert, sink, 0), self._now)

    async def raise_alert(self, alert: Alert) -> bool:
        if any(row.delivery.alert.key == alert.key for row in self.rows.values()):
            return False
        self.put(alert)
        return True

    async def deliveries(self, now: datetime, limit: int) -> Sequence[Delivery]:
        waiting = [row for row in self.rows.values() if row.state == "waits"]
        held = {_lane(row) for row in waiting if row.due > now and row.delivery.alert.story is not None}
        due = [row.delivery for row in waiting if row.due <= now and _lane(row) not in held]
        return due[:limit]

    async def delivered(self, delivery: Delivery, now: datetime) -> None:
        self.rows[delivery.id].state = f"delivered {now:%H:%M:%S}"
        self.rows[delivery.id].told_at = now

    async def postponed(self, delivery: Delivery, error: str, retry_at: datetime | None) -> None:
        row = self.rows[delivery.id]
        row.delivery = replace(row.delivery, attempts=row.delivery.attempts + 1)
        row.error = error
        if retry_at is None:
            row.state = "dead"
        else:
            row.due = retry_at
            row.state = "waits"

    async def told(self, sink: str, since: datetime) -> Sequence[datetime]:
        rows = [row for row in self.rows.values() if row.delivery.sink == sink]
        return sorted(row.told_at for row in rows if row.told_at is not None and row.told_at > since)

    async def hold(self, delivery: Delivery, hold: Hold) -> None:
        row = self.rows[delivery.id]
        row.delivery, row.due, row.state = replace(delivery, held=hold.why), hold.until, "held"

    async def held(self, now: datetime, limit: int) -> Sequence[Delivery]:
        due = [row.delivery for row in self.rows.values() if row.state == "held" and row.due <= now]
        return due[:limit]

    async def sum_up(self, digest: Alert, held: Sequence[Delivery]) -> None:
        for delivery in held:
            self.rows[delivery.id].state = "summed"
        number = len(self.rows) + 1
        self.rows[number] = Row(Delivery(number, digest, held[0].sink, 0), digest.raised_at)


def _lane(row: Row) -> tuple[str, int | None]:
    return row.delivery.sink, row.delivery.alert.story
