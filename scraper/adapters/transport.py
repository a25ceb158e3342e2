"""The way to the network: connects only to vetted addresses, and counts what comes in.

One look-up is made, its answers are vetted, and the connection goes to the very address that was vetted:
a name that changes its answer in between (DNS rebinding) gains nothing.
"""

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import certifi
import httpcore
import httpx

from scraper.adapters.resolver import Resolver
from scraper.core.addresses import vet_resolved
from scraper.core.answers import failure
from scraper.outcomes import Outcome
from scraper.settings import Network

HEAD_LIMIT: Final = 256 * 1024
"""Bytes on the wire before the answer's head is complete, interim answers (1xx) included."""

_PER_ADDRESS: Final = 3.0
"""Seconds for one address of several, so that a dead one (broken IPv6) leaves time for the next."""


class WireRefusedError(Exception):
    """The bytes on the wire exceed what is allowed; `reason` says which limit."""

    def __init__(self, reason: Outcome, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(detail)


class Wire:
    """What came in over one connection: the stream counts here, the reader sets the limit."""

    def __init__(self, address: str, looked_up_in: float) -> None:
        self.address = address
        """The IP address connected to."""
        self.looked_up_in = looked_up_in
        """Seconds that the name's look-up took."""
        self.bytes = 0
        self.limit = HEAD_LIMIT
        self.reason = Outcome.PROTOCOL_ERROR

    def allow(self, further: int) -> None:
        """The head is complete: from here on `further` bytes may come."""
        self.limit = self.bytes + further
        self.reason = Outcome.TOO_LARGE

    def count(self, size: int) -> None:
        """Note `size` bytes; raises WireRefusedError over the limit."""
        self.bytes += size
        if self.bytes > self.limit:
            raise WireRefusedError(self.reason, f"over {self.limit} bytes on the wire")


class CountingStream(httpcore.AsyncNetworkStream):
    """A stream whose bytes are counted, TLS's own left out."""

    def __init__(self, inner: httpcore.AsyncNetworkStream, wire: Wire) -> None:
        self._inner = inner
        self.wire = wire

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's
        """Return up to `max_bytes`, at most 64 KiB, so that the loop gets its turn between pieces."""
        data = await self._inner.read(min(max_bytes, 65536), timeout)
        self.wire.count(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's
        """Send `buffer`."""
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's
    ) -> httpcore.AsyncNetworkStream:
        """Return the encrypted stream, counted in the same place."""
        inner = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        return CountingStream(inner, self.wire)

    def get_extra_info(self, info: str) -> Any:
        """Return what the inner stream knows."""
        return self._inner.get_extra_info(info)


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the vetted answer of one look-up, address by address until one takes the call."""

    def __init__(
        self,
        resolver: Resolver,
        allow_private: Collection[str],
        dial: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._resolver = resolver
        self._allow_private = allow_private
        self._inner = dial or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a counted connection to `host`; raises FetchError, httpcore.ConnectError."""
        name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        began = time.monotonic()
        found = await self._resolver.addresses(host, port)
        looked_up_in = time.monotonic() - began
        addresses = vet_resolved(found, name, self._allow_private)
        each = timeout if len(addresses) == 1 else min(_PER_ADDRESS, (timeout or _PER_ADDRESS) / 2)
        refused: Exception | None = None
        for address in addresses:
            try:
                stream = await self._inner.connect_tcp(address, port, each, local_address, socket_options)
                return CountingStream(stream, Wire(address, looked_up_in))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
        raise refused or failure(host, Outcome.DNS_FAILED, "no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - httpcore's
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no source lives behind a socket of this machine."""
        raise httpcore.ConnectError(f"no unix sockets: {path}")

    async def sleep(self, seconds: float) -> None:
        """Sleep in real time; httpcore asks for it between retries, of which there are none."""
        await asyncio.sleep(seconds)


class PinnedTransport(httpx.AsyncBaseTransport):
    """httpx's seam over one httpcore pool without keep-alive: many hosts, each asked once in a while."""

    def __init__(
        self,
        network: Network,
        resolver: Resolver,
        tls: ssl.SSLContext,
        dial: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        backend = PinnedBackend(resolver, _reachable(network), dial)
        if network.proxy:
            self._pool: httpcore.AsyncConnectionPool = httpcore.AsyncHTTPProxy(
                network.proxy,
                ssl_context=tls,
                network_backend=backend,
                max_connections=network.in_flight,
                max_keepalive_connections=0,
            )
        else:
            self._pool = httpcore.AsyncConnectionPool(
                ssl_context=tls,
                network_backend=backend,
                max_connections=network.in_flight,
                max_keepalive_connections=0,
            )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, its body unread; raises httpx's TransportError and the guards' errors."""
        outgoing = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        with _as_httpx():
            answer = await self._pool.handle_async_request(outgoing)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._answer.aiter_stream():
                yield part

    async def aclose(self) -> None:
        await self._answer.aclose()


# The most specific first.
_ERRORS: Final[tuple[tuple[type[Exception], type[httpx.TransportError]], ...]] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.TimeoutException, httpx.ReadTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.NetworkError, httpx.ReadError),
    (httpcore.ProxyError, httpx.ProxyError),
    (httpcore.ProtocolError, httpx.RemoteProtocolError),
)


def _kind_of(error: Exception) -> type[httpx.TransportError]:
    return next(kind for base, kind in _ERRORS if isinstance(error, base))


@contextlib.contextmanager
def _as_httpx() -> Iterator[None]:
    try:
        yield
    except tuple(base for base, _ in _ERRORS) as error:
        raise _kind_of(error)(str(error)) from error


def _reachable(network: Network) -> Collection[str]:
    """Return the pairs that may be private: a proxy named in the configuration is one of them."""
    if not network.proxy:
        return frozenset(network.allow_private)
    proxy = httpx.URL(network.proxy)
    return frozenset({*network.allow_private, f"{proxy.host}:{proxy.port or 80}"})


def tls_context() -> ssl.SSLContext:
    """Return the one context for all connections: TLS 1.2 at least, certificates and names verified.

    The system's certificates are used where there are any, since those are kept fresh; the environment
    (SSL_CERT_FILE) is not asked.
    """
    paths = ssl.get_default_verify_paths()
    file = Path(paths.openssl_cafile)
    directory = Path(paths.openssl_capath)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if file.is_file():
        context.load_verify_locations(cafile=file)
    elif directory.is_dir() and any(directory.iterdir()):
        context.load_verify_locations(capath=directory)
    else:
        context.load_verify_locations(cafile=certifi.where())
    return context
