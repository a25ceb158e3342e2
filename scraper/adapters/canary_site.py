"""The site that the canary comes from: pages on a unix socket, and a fetcher that dials there.

The fetcher is the real one with all its guards; only its last step, the call to an IP address, ends at the
socket. So it needs no network, and no opening in the unit's address wall.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from scraper.adapters.connection import Connection
from scraper.adapters.forgetful import Forgetful
from scraper.adapters.http import HttpFetcher
from scraper.adapters.resolver import Resolver
from scraper.adapters.transport import Dial, PinnedTransport, tls_context
from scraper.core.canary import HOST
from scraper.ports import Clock, Fetcher
from scraper.settings import Network

DEADLINE: Final = 10.0
"""Seconds for one request to be asked and answered."""
_LOOPBACK: Final = "127.0.0.1"


def dial_socket(path: Path) -> Dial:
    """Return what connects to one unix socket, whatever address is dialled."""

    async def dial(
        make: Callable[[], Connection],
        address: str,  # noqa: ARG001 - of no interest
        port: int,  # noqa: ARG001 - of no interest
    ) -> tuple[asyncio.BaseTransport, Connection]:
        loop = asyncio.get_running_loop()
        return await loop.create_unix_connection(make, str(path))

    return dial


@asynccontextmanager
async def canary_fetcher(
    network: Network, clock: Clock, pages: Mapping[str, tuple[str, bytes]], directory: Path
) -> AsyncIterator[Fetcher]:
    """Serve `pages` (path -> media type, body) on a socket in `directory`; yield a fetcher of them.

    Raises OSError where the socket can't be made.
    """
    path = directory / "site"
    server = await asyncio.start_unix_server(_Site(pages).answer, str(path))
    here = replace(
        network,
        contact=network.contact or "a canary on a socket of its own",
        proxy="",
        allow_private=(f"{HOST}:80",),
        hosts={HOST: _LOOPBACK},
        spacing=timedelta(0),
    )
    resolver = Resolver(here.hosts, here.deadline)
    transport = PinnedTransport(here, resolver, tls_context(), dial_socket(path))
    async with server, HttpFetcher(here, clock, Forgetful(), transport=transport) as fetcher:
        yield fetcher


class _Site:
    """Answers each request with its page, or 404, and closes."""

    def __init__(self, pages: Mapping[str, tuple[str, bytes]]) -> None:
        self._pages = pages

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with asyncio.timeout(DEADLINE):
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("ascii", "replace")
                media_type, body = self._pages.get(path, ("text/plain", b""))
                status = "200 OK" if path in self._pages else "404 Not Found"
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: {media_type}; charset=utf-8\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        writer.close()
