"""One connection to a server: its bytes counted, its reader not overrun, its TLS begun on clean ground."""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Final, cast

import httpx

from scraper.outcomes import Outcome

HEAD_LIMIT: Final = 256 * 1024
"""Bytes on the wire before the answer's head is complete, interim answers (1xx) included."""

_PIECE: Final = 64 * 1024
"""Bytes handed on at once, so that the loop gets its turn between pieces."""


class WireRefusedError(Exception):
    """The bytes on the wire exceed what is allowed; `reason` says which limit."""

    def __init__(self, reason: Outcome, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(detail)


@dataclass(slots=True)
class Wire:
    """What is known of one request's way: the connection notes it here, the reader sets the limit."""

    address: str = ""
    """The IP address connected to; empty before."""
    phases: dict[str, float] = field(default_factory=dict)
    """Seconds, by phase: dns, connect, tls, first_byte, body."""
    bytes: int = 0
    """What came in, TLS's own left out."""
    limit: int = HEAD_LIMIT
    reason: Outcome = Outcome.PROTOCOL_ERROR

    def allow(self, further: int) -> None:
        """The head is complete: from here on `further` bytes may come."""
        self.limit = self.bytes + further
        self.reason = Outcome.TOO_LARGE

    def count(self, size: int) -> None:
        """Note `size` bytes; raises WireRefusedError over the limit."""
        self.bytes += size
        if self.bytes > self.limit:
            raise WireRefusedError(self.reason, f"over {self.limit} bytes on the wire")


class Connection(asyncio.Protocol):
    """A connection read piece by piece; what waits to be read keeps the server from sending more."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._held = bytearray()
        self._paused = False
        self._ended = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note what to write to."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep what came; where that is much, let no more come until it is read."""
        self._held += data
        if len(self._held) > _PIECE and not self._paused:
            self._transport.pause_reading()
            self._paused = True
        self._wake()

    def eof_received(self) -> None:
        """Note that the server says no more."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that there is no connection any more, and why."""
        self._ended = True
        self._error = exc
        self._wake()

    async def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Encrypt from here on, with `host` verified; raises OSError, ssl.SSLError among them."""
        if self._held:
            # Taken for part of the encrypted answer, they would be anybody's words in the site's mouth.
            raise ssl.SSLError("bytes before the handshake")
        if self._ended:  # asyncio would wait for a handshake that can't come
            raise ConnectionResetError("lost before the handshake")
        loop = asyncio.get_running_loop()
        encrypted = await loop.start_tls(self._transport, self, context, server_hostname=host)
        if encrypted is None:
            raise ConnectionResetError("lost in the handshake")
        self._transport = encrypted

    def write(self, data: bytes) -> None:
        """Send `data`; where the server does not take it, its answer or its end will tell."""
        self._transport.write(data)

    async def read(self, patience: float | None) -> bytes:
        """Return what came, at most 64 KiB, nothing at the end; wait no longer than `patience` seconds.

        Raises httpx.ReadTimeout, httpx.ReadError, and WireRefusedError over the wire's limit.
        """
        if not self._held and not self._ended:
            await self._something(patience)
        piece = bytes(memoryview(self._held)[:_PIECE])
        del self._held[:_PIECE]
        if self._paused and not self._held:
            self._transport.resume_reading()
            self._paused = False
        if not piece and self._error is not None:
            raise httpx.ReadError(str(self._error)) from self._error
        self._wire.count(len(piece))
        return piece

    def close(self) -> None:
        """Let go of the connection at once, whatever is still under way."""
        self._transport.abort()

    async def _something(self, patience: float | None) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await self._waiter
        except TimeoutError as error:
            raise httpx.ReadTimeout("silent for too long") from error
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
