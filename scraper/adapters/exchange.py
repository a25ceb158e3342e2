"""One request and its answer, within every limit: the only place where an answer's bytes are read."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

import httpx

from scraper.adapters.connection import Wire, WireRefusedError
from scraper.core.addresses import Target, redacted
from scraper.core.answers import USABLE, Head, failure
from scraper.core.inflate import Gunzip, InflateError
from scraper.outcomes import Outcome

PEEK: Final = 64 * 1024
"""Bytes read of an error page, to see what kind of wall it is."""

_PEEKED: Final = frozenset({202, 401, 403, 405, 429, 503})
_SLOWEST: Final = 512
"""Bytes a second, on the mean, below which a body is too slow once `grace` is over."""
_CHUNKS_FREE: Final = 1000
_SMALLEST_CHUNK: Final = 16
"""Bytes a chunk, on the mean, below which a body of many chunks is an attack on our processor."""
_OVERHEAD: Final = 512 * 1024
"""Bytes on the wire granted beyond the body, for the framing of chunks."""
_YIELD_EVERY: Final = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may cost; sizes in bytes, times in real seconds."""

    raw: int
    decoded: int
    connect: float
    read: float
    grace: float
    """How long a body may be slower than the least rate."""
    keep_first: int | None = None
    """Keep that much of the body and leave the rest unread, instead of refusing it."""


@dataclass(slots=True)
class Progress:
    """What has happened so far."""

    began: float = field(default_factory=time.monotonic)
    wire: Wire = field(default_factory=Wire)
    head: Head | None = None
    body_bytes: int = 0

    @property
    def answered_in(self) -> float:
        """Seconds until the answer's head, or until now where there is none."""
        return self.wire.phases.get("first_byte") or time.monotonic() - self.began


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's head, and its body where the status makes that interesting."""

    target: Target
    head: Head
    body: bytes = field(repr=False)


async def exchange(
    transport: httpx.AsyncBaseTransport,
    target: Target,
    headers: Mapping[str, str],
    limits: Limits,
    progress: Progress,
) -> Answer:
    """Ask once. The body is read for usable statuses, looked into for walls, and else never touched.

    Raises FetchError; the caller bounds the whole by its deadline and passes a fresh `progress`.
    """
    patience = {"connect": limits.connect, "read": limits.read}
    extensions = {"timeout": patience, "wire": progress.wire}
    request = httpx.Request("GET", _same(target), headers=dict(headers), extensions=extensions)
    with refused(target.url, progress):
        async with contextlib.aclosing(await transport.handle_async_request(request)) as response:
            head = Head(response.status_code, _joined(response))
            progress.head = head
            progress.wire.allow(limits.raw + limits.raw // 8 + _OVERHEAD)
            if head.status in USABLE:
                body = await _whole(response, head, limits, progress)
            else:
                body = await _peek(response, head, limits, progress)
            return Answer(target, head, body)


def _same(target: Target) -> httpx.URL:
    """Return the target as httpx reads it: two readings that differ are how walls are passed."""
    try:
        url = httpx.URL(target.url)
    except httpx.InvalidURL as error:
        raise failure(target.url, Outcome.URL_INVALID, str(error)) from error
    if url.raw_host.decode("ascii") != target.host:
        raise failure(target.url, Outcome.URL_INVALID, "parsers differ on where the host ends")
    return url


@contextlib.contextmanager
def refused(url: str, progress: Progress) -> Iterator[None]:
    """Turn what the network does to us into FetchErrors about `url`."""
    try:
        yield
    except InflateError as error:
        raise failure(url, error.reason, str(error)) from error
    except WireRefusedError as error:
        raise failure(url, error.reason, error.detail) from error
    except (TimeoutError, httpx.TimeoutException) as error:
        slow = progress.head is not None
        detail = "the body does not come to an end" if slow else "no answer in time"
        raise failure(url, Outcome.TOO_SLOW if slow else Outcome.TIMED_OUT, detail) from error
    except httpx.TransportError as error:
        raise failure(url, _reason(error), redacted(str(error))) from error


def _reason(error: httpx.TransportError) -> Outcome:
    causes = list(_chain(error))
    if any(isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError) for cause in causes):
        return Outcome.TLS_INVALID
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return Outcome.CONNECT_FAILED
    if isinstance(error, httpx.NetworkError):
        return Outcome.CONNECTION_LOST
    if "without sending complete message body" in str(error):
        return Outcome.TRUNCATED
    return Outcome.PROTOCOL_ERROR


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def _joined(response: httpx.Response) -> dict[str, str]:
    """Return the headers, a repeated one joined by commas (RFC 9110, section 5.3)."""
    return {name.lower(): value for name, value in response.headers.items()}


async def _whole(response: httpx.Response, head: Head, limits: Limits, progress: Progress) -> bytes:
    declared = head["content-length"]
    if limits.keep_first is None and declared.isdigit() and int(declared) > limits.raw:
        raise WireRefusedError(Outcome.TOO_LARGE, f"Content-Length {declared}")
    return await _read(response, head, limits, limits.keep_first, progress)


async def _peek(response: httpx.Response, head: Head, limits: Limits, progress: Progress) -> bytes:
    """Return the beginning of an error page, nothing where it cannot be had: its status says enough."""
    if head.status not in _PEEKED:
        return b""
    with contextlib.suppress(InflateError, WireRefusedError, httpx.TransportError, TimeoutError):
        async with asyncio.timeout(limits.grace):
            return await _read(response, head, limits, PEEK, progress)
    return b""


async def _read(
    response: httpx.Response, head: Head, limits: Limits, keep: int | None, progress: Progress
) -> bytes:
    coding = head["content-encoding"].strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip"}:
        raise InflateError(Outcome.BAD_ENCODING, f"Content-Encoding {coding[:40]!r} was never offered")
    decoder = Gunzip(limits.decoded) if "gzip" in coding else None
    parts: list[bytes] = []
    meter = _Meter(limits)
    async for chunk in cast("httpx.AsyncByteStream", response.stream):
        meter.count(len(chunk))
        if meter.chunks % _YIELD_EVERY == 0:
            await asyncio.sleep(0)  # chunks that are already buffered never give the loop its turn
        data = decoder.feed(chunk) if decoder else chunk
        parts.append(data)
        progress.body_bytes += len(data)
        if keep is not None and progress.body_bytes >= keep:
            return b"".join(parts)[:keep]
        if progress.body_bytes > limits.decoded:
            raise InflateError(Outcome.TOO_LARGE, f"over {limits.decoded} bytes")
    progress.wire.phases["body"] = meter.elapsed
    if decoder and decoder.taken:
        decoder.finish()
    return b"".join(parts)


class _Meter:
    """Watches that the raw body comes fast enough, in pieces of a sane size, within the raw limit."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._began = time.monotonic()
        self.chunks = 0
        self.size = 0

    @property
    def elapsed(self) -> float:
        """Seconds since the first byte was waited for."""
        return time.monotonic() - self._began

    def count(self, size: int) -> None:
        """Note a chunk; raises WireRefusedError."""
        self.chunks += 1
        self.size += size
        if self.size > self._limits.raw and self._limits.keep_first is None:
            raise WireRefusedError(Outcome.TOO_LARGE, f"over {self._limits.raw} bytes")
        if self.chunks > _CHUNKS_FREE and self.size < self.chunks * _SMALLEST_CHUNK:
            raise WireRefusedError(Outcome.TOO_SLOW, f"{self.chunks} chunks of {self.size} bytes in all")
        elapsed = self.elapsed
        if elapsed > self._limits.grace and self.size < elapsed * _SLOWEST:
            raise WireRefusedError(Outcome.TOO_SLOW, f"{self.size} bytes in {elapsed:.1f} s")
