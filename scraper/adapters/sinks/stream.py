"""Alerts as lines of a text stream, outside systemd."""

from typing import Self, TextIO

from scraper.adapters.sinks.line import items, line
from scraper.errors import DeliveryError
from scraper.types import Alert


class StreamSink:
    """Writes one line an alert. The stream stays open: it belongs to whoever opened it."""

    def __init__(self, name: str, stream: TextIO) -> None:
        self.name = name
        self._stream = stream

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *ending: object) -> None:
        pass

    async def deliver(self, alert: Alert) -> None:
        """Write the alert; raises DeliveryError where the stream is closed or its device full."""
        try:
            listed = "".join(f"  - {item}\n" for item in items(alert))
            self._stream.write(f"ALERT {alert.channel} {line(alert)}\n{listed}")
            self._stream.flush()
        except (OSError, ValueError) as error:
            raise DeliveryError(f"{self.name}: {error}") from error
