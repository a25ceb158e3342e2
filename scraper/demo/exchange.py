"""A small HTTP/1.1 server (RFC 9112) for the press world: GET and HEAD, keep-alive, validators, gzip."""

import asyncio
import gzip
import hashlib
import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Self
from urllib.parse import urlsplit

HEAD_LIMIT = 16 * 1024
"""Bytes of a request's head; a longer one ends the connection."""
IDLE_SECONDS = 30.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """One request's head; the press world takes no bodies."""

    method: str
    host: str
    """Lower case, without the port."""
    path: str
    query: str
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a site answers."""

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    """The whole Content-Type; empty sends none."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    modified: datetime | None = None
    """Sent as Last-Modified, and the page gets an ETag: it can be asked for conditionally."""


Answer = Callable[[Request], Reply]


def not_found() -> Reply:
    """Return the answer to an address that is not there."""
    return Reply(b"<!doctype html><title>404</title><h1>Not found</h1>", status=404)


def moved(location: str) -> Reply:
    """Return a permanent redirect."""
    return Reply(status=301, headers={"Location": location})


class Server:
    """Answers on loopback while it is entered, over `tls` if given; `port` 0 takes any free one."""

    def __init__(self, answer: Answer, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._wanted = port
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._talks: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    @property
    def port(self) -> int:
        """Return the port listened on; RuntimeError before the server is entered."""
        if self._server is None:
            raise RuntimeError("the server does not run")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._converse, "127.0.0.1", self._wanted, limit=HEAD_LIMIT, ssl=self._tls
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            talks = [task for task in self._talks.values() if task is not None]
            for writer in tuple(self._talks):
                writer.close()
            await asyncio.gather(*talks, return_exceptions=True)
            await self._server.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer request after request until the other side ends or falls silent."""
        self._talks[writer] = asyncio.current_task()
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            _log.debug("a connection to the press world ended early")
        finally:
            self._talks.pop(writer, None)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether the connection stays open."""
        async with asyncio.timeout(IDLE_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        request = _parse(head)
        if request is None:
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return False
        writer.write(render(request, self._answer(request)))
        await writer.drain()
        return request.headers.get("connection", "").lower() != "close"


def _parse(head: bytes) -> Request | None:
    """Return the request, None where the head is none that the press world takes."""
    lines = head.decode("latin-1").split("\r\n")
    match lines[0].split(" "):
        case ["GET" | "HEAD" as method, address, _]:
            target = urlsplit(address)
        case _:
            return None
    pairs = (line.partition(":") for line in lines[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    host = headers.get("host", "").partition(":")[0].lower()
    return Request(method, host, target.path, target.query, headers)


def render(request: Request, reply: Reply) -> bytes:
    """Return the bytes on the wire: 304 where the request's validators hold (RFC 9110, section 13)."""
    headers = dict(reply.headers)
    body, status = reply.body, reply.status
    if reply.modified is not None and status == HTTPStatus.OK:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers["Last-Modified"] = format_datetime(reply.modified, usegmt=True)
        if _still_fresh(request, headers):
            status, body = 304, b""
    if body and reply.media_type:
        headers["Content-Type"] = reply.media_type
    if body and "gzip" in request.headers.get("accept-encoding", "").lower():
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, mtime=0)
    if status != HTTPStatus.NOT_MODIFIED:
        headers["Content-Length"] = str(len(body))
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        *(f"{name}: {headers[name]}" for name in headers),
    ]
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return head if request.method == "HEAD" else head + body


def _still_fresh(request: Request, headers: Mapping[str, str]) -> bool:
    """Return whether the client has this very page: its ETag decides, else its date."""
    if (tags := request.headers.get("if-none-match")) is not None:
        return headers["ETag"] in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    return request.headers.get("if-modified-since") == headers["Last-Modified"]
