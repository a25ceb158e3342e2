"""Name resolution in threads of its own, so that a DNS server that hangs holds nobody else up.

asyncio resolves in its default executor, six threads on two cores: twelve hanging names stop everything
that uses it. An executor of our own would still be joined when the interpreter exits, so these are plain
daemon threads, a bounded number of them.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from scraper.core.addresses import is_literal
from scraper.core.answers import failure
from scraper.outcomes import Outcome

LOOK_UPS_AT_ONCE: Final = 64
ADDRESSES: Final = 8
"""How many addresses of one answer are considered."""

LookUp = Callable[[str, int], Sequence[str]]


def system_look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host` as the system's resolver orders them; raises OSError. Blocks."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in answers]


class Resolver:
    """Addresses of names: from the configured `hosts` first, then from `look_up` within `deadline`."""

    def __init__(
        self, hosts: Mapping[str, str], deadline: timedelta, look_up: LookUp = system_look_up
    ) -> None:
        self._hosts = {name.lower(): address for name, address in hosts.items()}
        self._deadline = deadline.total_seconds()
        self._look_up = look_up
        self._free = asyncio.Semaphore(LOOK_UPS_AT_ONCE)

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Return at most `ADDRESSES` addresses of `host`; raises TransientFetchError with DNS_FAILED."""
        if host in self._hosts:
            return (self._hosts[host],)
        if is_literal(host):
            return (host,)
        try:
            async with asyncio.timeout(self._deadline):
                await self._free.acquire()
                found = await self._in_thread(host, port)
        except TimeoutError as error:
            raise failure(host, Outcome.DNS_FAILED, "no answer in time") from error
        except (OSError, UnicodeError) as error:
            raise failure(host, Outcome.DNS_FAILED, str(error)) from error
        if not found:
            raise failure(host, Outcome.DNS_FAILED, "no address")
        return tuple(dict.fromkeys(found))[:ADDRESSES]

    def _in_thread(self, host: str, port: int) -> "asyncio.Future[Sequence[str]]":
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Sequence[str]] = loop.create_future()

        def settle(found: Sequence[str], error: Exception | None) -> None:
            # The place is freed by the thread's end, not by the waiter's: a hanging thread keeps its own.
            self._free.release()
            if answer.done():
                return
            if error is None:
                answer.set_result(found)
            else:
                answer.set_exception(error)

        def work() -> None:
            found: Sequence[str] = ()
            failed: Exception | None = None
            try:
                found = self._look_up(host, port)
            except Exception as error:  # noqa: BLE001 - handed to the waiter, who re-raises it
                failed = error
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
                loop.call_soon_threadsafe(settle, found, failed)

        threading.Thread(target=work, name=f"dns {host[:40]}", daemon=True).start()
        return answer
