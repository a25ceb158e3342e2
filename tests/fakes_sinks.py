"""A sink that keeps what it is given, and refuses on demand."""

from typing import Self

from scraper.errors import DeliveryError
from scraper.types import Alert


class MemorySink:
    """Fulfils `AlertSink`; passes the same contract as the real ones."""

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.alerts: list[Alert] = []
        self.refuses: set[str] = set()
        """Keys of alerts that are refused; `*` refuses every one."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *ending: object) -> None:
        pass

    async def deliver(self, alert: Alert) -> None:
        if self.refuses & {alert.key, "*"}:
            raise DeliveryError(f"{self.name}: refused")
        self.alerts.append(alert)
