"""Alerts as entries of the systemd journal, in its native protocol.

One datagram an alert, each field with its length, so that no title can begin a field or an entry of its
own (https://systemd.io/JOURNAL_NATIVE_PROTOCOL). Values are bounded; should a datagram still be too long
for the socket, the transport hands it over as a sealed memory file.
"""

import asyncio
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from logging_journald import JournaldTransport

from scraper.adapters.sinks.line import items, line
from scraper.core.sanitize import sanitize
from scraper.errors import DeliveryError
from scraper.types import Alert

IDENTIFIER: Final = "scraper"
SOCKET: Final = Path("/run/systemd/journal/socket")
SEND_LIMIT: Final = 5.0
"""Seconds that a full journal may make us wait."""

_FAMILY: Final = uuid.UUID("d9a3a8f7-42a8-4b4d-9f0e-6d9c0b6f5c11")
_NOT_A_NAME: Final = re.compile("[^A-Z0-9]+")


def message_id(kind: str) -> str:
    """Return the MESSAGE_ID of a kind of alert, as `systemd/scraper.catalog` lists it."""
    return uuid.uuid5(_FAMILY, kind).hex


class JournalSink:
    """Sends alerts to journald, where `journalctl CHANNEL=analyst` finds them."""

    def __init__(self, name: str, address: Path = SOCKET) -> None:
        self.name = name
        # Not connected: journald may be restarted, and comes back under the same path.
        self._transport = JournaldTransport(address, connected=False)
        self._transport.socket.settimeout(SEND_LIMIT)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *ending: object) -> None:
        self._transport.socket.close()

    async def deliver(self, alert: Alert) -> None:
        """Write the entry; raises DeliveryError where journald does not take it."""
        try:
            await asyncio.to_thread(self._transport.send, list(_fields(alert)))
        except OSError as error:
            raise DeliveryError(f"{self.name}: journald: {error}") from error


def _fields(alert: Alert) -> Iterator[tuple[str, str]]:
    yield "MESSAGE", "\n".join([line(alert), *(f"  - {item}" for item in items(alert))])
    yield "PRIORITY", str(int(alert.severity))
    yield "MESSAGE_ID", message_id(alert.kind)
    yield "SYSLOG_IDENTIFIER", IDENTIFIER
    values = {
        "CHANNEL": alert.channel,
        "ALERT_KIND": alert.kind,
        "ALERT_KEY": alert.key,
        "ALERT_RAISED_AT": alert.raised_at.isoformat(),
        "ARTICLE_URL": alert.url,
        "ARTICLE_TITLE": alert.title,
        "SOURCE_ID": alert.source,
        "LANGUAGE": alert.language,
        "GRADE": "" if alert.grade is None else str(alert.grade),
        "STORY_ID": "" if alert.story is None else str(alert.story),
    }
    details = {
        f"DETAIL_{_NOT_A_NAME.sub('_', name.upper())}"[:64]: text for name, text in alert.detail.items()
    }
    yield from ((name, sanitize(text)) for name, text in (values | details).items() if text)
