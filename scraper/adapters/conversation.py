"""One question and its answer in HTTP/1.1 (RFC 9112): h11 reads and writes the messages."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import h11
import httpx

from scraper.adapters.connection import Connection

_LONGEST: Final = 100 * 1024
"""Bytes of a head, of trailers, or of the line before a chunk."""


class Conversation(httpx.AsyncByteStream):
    """Asks once over a connection that is used for nothing else; then it is the answer's body, as it came.

    `patience`: seconds of silence after which the server is given up. All raise httpx.TransportError, and
    WireRefusedError over the wire's limit.
    """

    def __init__(self, connection: Connection, patience: float | None) -> None:
        self._connection = connection
        self._patience = patience
        self._messages = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST)

    async def ask(self, method: str, target: bytes, headers: list[tuple[bytes, bytes]]) -> h11.Response:
        """Return the head of the answer; interim ones (1xx) are passed over."""
        try:
            head = self._messages.send(h11.Request(method=method, target=target, headers=headers))
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error)) from error
        self._connection.write(head + self._messages.send(h11.EndOfMessage()))
        while True:
            event = await self._event()
            if isinstance(event, h11.Response):
                return event
            await asyncio.sleep(0)  # interim answers that are already here never give the loop its turn

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Return the body's pieces."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next piece of the body."""
        event = await self._event()
        if not isinstance(event, h11.Data):
            raise StopAsyncIteration
        return bytes(event.data)

    async def aclose(self) -> None:
        """Hang up."""
        self._connection.close()

    @property
    def said_more(self) -> bool:
        """Whether bytes came that are no part of the answer."""
        return self._messages.trailing_data[0] != b""

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            try:
                event = self._messages.next_event()
            except h11.RemoteProtocolError as error:
                raise httpx.RemoteProtocolError(str(error)) from error
            if not isinstance(event, type) or event is h11.PAUSED:
                return event
            data = await self._connection.read(self._patience)
            if not data and self._messages.their_state is h11.SEND_RESPONSE:
                raise httpx.ReadError("the server hung up without an answer")
            self._messages.receive_data(data)
