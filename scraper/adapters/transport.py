"""The way to the network: connects only to vetted addresses, anew for each request.

One look-up is made, its answers are vetted, and the connection goes to the very address that was vetted:
a name that changes its answer in between (DNS rebinding) gains nothing. Many hosts are each asked once in a
while, so there is no pool of connections to keep.
"""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import Final, TypeAlias

import certifi
import httpx

from scraper.adapters.connection import Connection, Wire
from scraper.adapters.conversation import Conversation
from scraper.adapters.resolver import Resolver
from scraper.core.addresses import DEFAULT_PORTS, vet_resolved
from scraper.settings import Network

_PER_ADDRESS: Final = 3.0
"""Seconds for one address of several, so that a dead one (broken IPv6) leaves time for the next."""

Dial: TypeAlias = Callable[
    [Callable[[], Connection], str, int], Awaitable[tuple[asyncio.BaseTransport, Connection]]
]
"""Connects what the first argument makes to an IP address and a port; raises OSError."""

Patience: TypeAlias = Mapping[str, float | None]
"""Seconds to wait at most, by httpx's names: connect, read."""


async def dial_tcp(
    make: Callable[[], Connection], address: str, port: int
) -> tuple[asyncio.BaseTransport, Connection]:
    """Connect over TCP."""
    return await asyncio.get_running_loop().create_connection(make, address, port)


class PinnedTransport(httpx.AsyncBaseTransport):
    """httpx's seam, for one request a connection.

    A request's extensions may hold the Patience as `timeout`, and as `wire` the Wire that hears how far the
    request has come.
    """

    def __init__(
        self, network: Network, resolver: Resolver, tls: ssl.SSLContext, dial: Dial = dial_tcp
    ) -> None:
        self._proxy = httpx.URL(network.proxy) if network.proxy else None
        self._allow_private = _reachable(network)
        self._resolver = resolver
        self._tls = tls
        self._dial = dial

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, its body unread; raises httpx's TransportError and the guards' errors."""
        wire: Wire = request.extensions.get("wire") or Wire()
        patience: Patience = request.extensions.get("timeout", {})
        connection = await self._connect(self._proxy or request.url, wire, patience)
        try:
            await self._secure(connection, request.url, wire, patience)
            conversation = Conversation(connection, patience.get("read"))
            began = time.monotonic()
            head = await conversation.ask(request.method, self._target(request.url), request.headers.raw)
            wire.phases["first_byte"] = time.monotonic() - began
        except BaseException:
            connection.close()
            raise
        return httpx.Response(head.status_code, headers=head.headers.raw_items(), stream=conversation)

    async def _connect(self, url: httpx.URL, wire: Wire, patience: Patience) -> Connection:
        """Call the vetted addresses of one look-up until one answers; raises FetchError, TransportError."""
        host, port = _host(url), _port(url)
        began = time.monotonic()
        found = await self._resolver.addresses(host, port)
        wire.phases["dns"] = time.monotonic() - began
        addresses = vet_resolved(found, _authority(url), self._allow_private)
        each = patience.get("connect")
        if len(addresses) > 1:
            each = min(_PER_ADDRESS, (each or _PER_ADDRESS) / 2)
        refused = OSError("no address")
        began = time.monotonic()
        for wire.address in addresses:
            try:
                async with asyncio.timeout(each):
                    _, connection = await self._dial(lambda: Connection(wire), wire.address, port)
            except OSError as error:
                refused = error
            else:
                wire.phases["connect"] = time.monotonic() - began
                return connection
        raise _unconnected(refused) from refused

    async def _secure(self, connection: Connection, url: httpx.URL, wire: Wire, patience: Patience) -> None:
        """Encrypt what the addresses say is encrypted: the way to the proxy, and through it to the site."""
        if self._proxy is not None and self._proxy.scheme == "https":
            await self._encrypt(connection, self._proxy, wire, patience)
        if url.scheme == "https":
            if self._proxy is not None:
                await _tunnel(connection, url, patience)
            await self._encrypt(connection, url, wire, patience)

    async def _encrypt(
        self, connection: Connection, url: httpx.URL, wire: Wire, patience: Patience
    ) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(patience.get("connect")):
                await connection.start_tls(self._tls, _host(url))
        except (OSError, ValueError) as error:  # the latter: no name that TLS could ask for
            raise _unconnected(error) from error
        wire.phases["tls"] = time.monotonic() - began

    def _target(self, url: httpx.URL) -> bytes:
        """Return what to ask for: of a proxy that reads along, the whole address (RFC 9112, 3.2)."""
        relayed = self._proxy is not None and url.scheme == "http"
        return str(url).encode("ascii") if relayed else url.raw_path


async def _tunnel(connection: Connection, url: httpx.URL, patience: Patience) -> None:
    """Have the proxy dig a tunnel to the site (RFC 9110, section 9.3.6); raises httpx.ProxyError."""
    site = _authority(url).encode("ascii")
    conversation = Conversation(connection, patience.get("read"))
    answer = await conversation.ask("CONNECT", site, [(b"Host", site)])
    if not 200 <= answer.status_code <= 299:  # noqa: PLR2004 - the class of successes
        raise httpx.ProxyError(f"status {answer.status_code} to CONNECT")
    if conversation.said_more:
        raise httpx.ProxyError("words before the handshake")


def _unconnected(error: Exception) -> httpx.TransportError:
    late = isinstance(error, TimeoutError)
    return (httpx.ConnectTimeout if late else httpx.ConnectError)(str(error))


def _host(url: httpx.URL) -> str:
    """Return the name as it is looked up: in ASCII, while httpx's own `host` is decoded for people."""
    return url.raw_host.decode("ascii")


def _port(url: httpx.URL) -> int:
    return url.port or DEFAULT_PORTS[url.scheme]


def _authority(url: httpx.URL) -> str:
    """Return `host:port`, as `allow_private` names pairs."""
    host = _host(url)
    return f"[{host}]:{_port(url)}" if ":" in host else f"{host}:{_port(url)}"


def _reachable(network: Network) -> Collection[str]:
    """Return the pairs that may be private: a proxy named in the configuration is one of them."""
    if not network.proxy:
        return frozenset(network.allow_private)
    return frozenset({*network.allow_private, _authority(httpx.URL(network.proxy))})


def tls_context() -> ssl.SSLContext:
    """Return the one context for all connections: TLS 1.2 at least, certificates and names verified.

    HTTP/1.1 alone is offered (ALPN, RFC 7301). The system's certificates are used where there are any,
    since those are kept fresh; the environment (SSL_CERT_FILE) is not asked.
    """
    paths = ssl.get_default_verify_paths()
    file = Path(paths.openssl_cafile)
    directory = Path(paths.openssl_capath)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    if file.is_file():
        context.load_verify_locations(cafile=file)
    elif directory.is_dir() and any(directory.iterdir()):
        context.load_verify_locations(capath=directory)
    else:
        context.load_verify_locations(cafile=certifi.where())
    return context
