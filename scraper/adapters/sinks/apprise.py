"""Alerts by mail, chat and the rest, through apprise (https://github.com/caronc/apprise): extra `notify`.

One address a sink, since a retry goes to all of its addresses. Apprise blocks, and cannot be stopped: each
delivery has a thread of its own, which is left behind at the deadline; until it ends the sink is busy.
What a chat would take for markup, a mention or a link of its own is shown as a look-alike.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Final, Self

from apprise import Apprise, AppriseAsset, LogCapture, NotifyFormat, NotifyType, PersistentStoreMode

from scraper.adapters.sinks.line import about, items
from scraper.core.sanitize import sanitize
from scraper.errors import ConfigError, DeliveryError, Problem
from scraper.settings import SinkSettings
from scraper.types import Alert, Severity

DEADLINE: Final = timedelta(seconds=20)
"""Real time for one notification."""
TITLE_LIMIT: Final = 200
"""Characters of a title: a mail's subject, the first line of a chat message."""
_LOOK_ALIKES: Final = str.maketrans("<>@*`[]|~", "‹›＠∗ʼ()¦∼")
_KINDS: Final = {
    Severity.CRITICAL: NotifyType.FAILURE,
    Severity.ERROR: NotifyType.FAILURE,
    Severity.WARNING: NotifyType.WARNING,
}


class AppriseSink:
    """Hands alerts to the one service that an address of apprise names."""

    def __init__(self, name: str, address: str) -> None:
        """Raises ConfigError where apprise cannot use the address, which is a secret and not repeated."""
        self.name = name
        asset = AppriseAsset(
            app_id="scraper",
            app_desc="",
            app_url="",
            async_mode=False,
            storage_mode=PersistentStoreMode.MEMORY,
        )
        self._service = Apprise(asset=asset)
        _keep_from_the_log()
        usable = self._service.add(address)
        if not usable or len(self._service) != 1:
            raise _wrong(name, "one address of apprise in the file, such as mailto:// or slack:// ones")
        self._busy = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *ending: object) -> None:
        pass

    async def deliver(self, alert: Alert) -> None:
        """Notify; raises DeliveryError where the service does not take it in time."""
        if self._busy:
            raise DeliveryError(f"{self.name}: the delivery before this one still hangs")
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        work = (alert, done, done.get_loop())
        threading.Thread(target=self._notify, args=work, name=f"sink {self.name}", daemon=True).start()
        self._busy = True
        try:
            async with asyncio.timeout(DEADLINE.total_seconds()):
                refusal = await done
        except TimeoutError:
            raise DeliveryError(f"{self.name}: no answer within {DEADLINE.total_seconds():g} s") from None
        if refusal:
            raise DeliveryError(f"{self.name}: {refusal}")

    def _notify(self, alert: Alert, done: asyncio.Future[str], loop: asyncio.AbstractEventLoop) -> None:
        """Notify, and tell `done` why it was refused; an empty text: it was not."""
        try:
            with LogCapture(level=logging.WARNING, fmt="%(message)s") as said:  # type: ignore[no-untyped-call]
                done_well = self._service.notify(
                    title=_harmless(f"{alert.kind}: {alert.subject}", TITLE_LIMIT),
                    body="\n".join(_body(alert)),
                    notify_type=_KINDS.get(alert.severity, NotifyType.INFO),
                    body_format=NotifyFormat.TEXT,
                )
                words = said.getvalue().strip().splitlines()
        except Exception as error:  # noqa: BLE001  (hundred and more services of others: a refusal, not a crash)
            done_well, words = None, [f"{type(error).__name__} {error}"]
        refusal = "" if done_well else sanitize(words[-1] if words else "refused", TITLE_LIMIT)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._ended, done, refusal)

    def _ended(self, done: asyncio.Future[str], refusal: str) -> None:
        self._busy = False
        if not done.done():
            done.set_result(refusal)


def _keep_from_the_log() -> None:
    """Apprise logs addresses, passwords included; what it says of a refusal is captured instead."""
    logger = logging.getLogger("apprise")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def _body(alert: Alert) -> Iterator[str]:
    if len(alert.subject) > TITLE_LIMIT:
        yield _harmless(alert.subject)
    if alert.url:
        yield sanitize(alert.url)
    yield from (_harmless(item) for item in items(alert))
    yield _harmless(about(alert) or alert.channel)


def _harmless(text: str, limit: int = 2048) -> str:
    return sanitize(text, limit).translate(_LOOK_ALIKES)


def address_of(settings: SinkSettings) -> str:
    """Return the address that the sink's file holds; raises ConfigError where it holds none."""
    if settings.secret_file is None:
        raise _wrong(settings.name, "name a file with an address of apprise: it carries a password")
    try:
        lines = settings.secret_file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(settings.name, f"make the file readable ({error})") from error
    addresses = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if len(addresses) != 1:
        raise _wrong(
            settings.name, f"one address a file, since a retry goes to all; it holds {len(addresses)}"
        )
    return addresses[0]


def _wrong(name: str, remedy: str) -> ConfigError:
    return ConfigError([Problem("scraper.toml", f"sinks.{name}.secret_file", remedy)])
