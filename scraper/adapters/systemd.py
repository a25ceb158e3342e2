"""What a service tells its supervisor: the protocol of sd_notify(3), which is one datagram a message.

Without a supervisor (no NOTIFY_SOCKET) everything here is silent. A message that cannot be sent is logged
and no more: the watchdog will see to a supervisor that hears nothing.
"""

import logging
import os
import socket
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Self

_log = logging.getLogger(__name__)


class Supervisor:
    """The service manager that started us, or nobody."""

    def __init__(self, address: str = "", watchdog: timedelta | None = None) -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.watchdog = watchdog
        """How long it waits for a sign of life; None where it does not."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Return the supervisor that the environment names."""
        limit = environ.get("WATCHDOG_USEC", "")
        ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        watchdog = timedelta(microseconds=int(limit)) if ours and limit.isdecimal() and int(limit) else None
        return cls(environ.get("NOTIFY_SOCKET", ""), watchdog)

    def ready(self, status: str) -> None:
        """Start-up or a reload is complete."""
        self._notify(f"READY=1\nSTATUS={_line(status)}")

    def reloading(self) -> None:
        """A reload begins; `ready` ends it. The time stamp is what Type=notify-reload asks for."""
        self._notify(f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self) -> None:
        """A clean stop begins."""
        self._notify("STOPPING=1")

    def alive(self) -> None:
        """There was progress: the watchdog may wait anew."""
        self._notify("WATCHDOG=1")

    def status(self, status: str) -> None:
        """Set the line that `systemctl status` shows."""
        self._notify(f"STATUS={_line(status)}")

    def _notify(self, message: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as datagrams:
                datagrams.setblocking(False)
                datagrams.sendto(message.encode(), self._address)
        except OSError as error:
            _log.warning("the supervisor did not take %r: %s", message.partition("\n")[0], error)


def _line(text: str) -> str:
    return " ".join(text.split())
