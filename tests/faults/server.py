"""A hostile web server on loopback, in a process of its own: `python -m tests.faults.server`.

Its first line of output is a JSON object with its ports. Then each line of input is answered by one line:
`hits` by the requests so far, as a JSON list of [host, path, headers]. It ends with its input.
"""

import asyncio
import json
import ssl
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.faults.certificates import Authority, certificate_pem, key_pem, make_key

SECRET = b"<html><title>internal</title><p>SECRET</p></html>"


@dataclass
class Call:
    """One request, and the way to answer it."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def host(self) -> str:
        return self.headers.get("host", "")

    async def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status: int | str = 200, *fields: str) -> None:
        lines = (f"HTTP/1.1 {status} X", *fields, "", "")
        await self.raw("\r\n".join(lines).encode())

    async def page(self, body: bytes, *fields: str, status: int = 200) -> None:
        typed = any(line.lower().startswith("content-type") for line in fields)
        kind = () if typed else ("Content-Type: text/html",)
        await self.head(status, *kind, *fields, f"Content-Length: {len(body)}")
        await self.raw(body)


Misbehaviour = Callable[[Call], Awaitable[None]]
MISBEHAVIOURS: dict[str, Misbehaviour] = {}


def at(*paths: str) -> Callable[[Misbehaviour], Misbehaviour]:
    """Register what happens at `paths`."""

    def register(misbehaviour: Misbehaviour) -> Misbehaviour:
        MISBEHAVIOURS.update(dict.fromkeys(paths, misbehaviour))
        return misbehaviour

    return register


@dataclass
class HostileServer:
    """Answers by path; remembers who asked for what."""

    hits: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        target = request[0].split(" ")[1]
        lines = (line.partition(":") for line in request[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in lines}
        self.hits.append((headers.get("host", ""), target, headers))
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        call = Call(parts.path, query, headers, reader, writer)
        await MISBEHAVIOURS.get(parts.path, _unknown)(call)


async def _unknown(call: Call) -> None:
    await call.page(b"<html><title>Not here</title></html>", status=404)


@at("/secret")
async def _secret(call: Call) -> None:
    await call.page(SECRET)


async def _serve_internal(hostile: HostileServer) -> asyncio.Server:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hostile.hits.append(("internal", "", {}))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(SECRET), SECRET))
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


async def _drip_handshake(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    hello = b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76"
    try:
        for byte in hello + bytes(200):
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(0.25)
    except ConnectionError:
        writer.close()


async def _speak_old_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Refuse as a server does that knows nothing newer than TLS 1.0: alert 70, protocol_version."""
    await reader.read(2048)
    writer.write(b"\x15\x03\x01\x00\x02\x02\x46")
    writer.close()


def _context(directory: Path, name: str, authority: Authority, days: int = 1) -> ssl.SSLContext:
    key = make_key()
    file = directory / f"{name}.pem"
    file.write_text(certificate_pem((name,), key, authority, days=days) + key_pem(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _contexts(directory: Path) -> dict[str, ssl.SSLContext]:
    """Return a server's TLS context by what is wrong with it; writes the authority's certificate."""
    authority = Authority("Fault tests", make_key())
    certificate = certificate_pem((authority.name,), authority.key, authority, authority=True)
    (directory / "authority.pem").write_text(certificate)
    stranger = Authority("Nobody", make_key())
    return {
        "tls": _context(directory, "tls.test", authority),
        "tls_self_signed": _context(directory, "tls-self.test", stranger),
        "tls_expired": _context(directory, "tls-expired.test", authority, days=-1),
        "tls_wrong_host": _context(directory, "somebody-else.test", authority),
    }


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


async def main() -> None:
    # Registers the rest; imported here, as it registers with the module under its importable name.
    from tests.faults import misbehaviours, misbehaviours_content, server  # noqa: PLC0415

    assert {misbehaviours.good, misbehaviours_content.serve} <= set(server.MISBEHAVIOURS.values())
    hostile = server.HostileServer()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        servers = {
            "http": await asyncio.start_server(hostile.serve, "127.0.0.1", 0),
            "internal": await _serve_internal(hostile),
            "tls_old": await asyncio.start_server(_speak_old_tls, "127.0.0.1", 0),
            "tls_drip": await asyncio.start_server(_drip_handshake, "127.0.0.1", 0),
        }
        for label, context in _contexts(directory).items():
            servers[label] = await asyncio.start_server(hostile.serve, "127.0.0.1", 0, ssl=context)
        ports = {label: one.sockets[0].getsockname()[1] for label, one in servers.items()}
        _say({"ports": ports, "authority": str(directory / "authority.pem")})
        loop = asyncio.get_running_loop()
        while await loop.run_in_executor(None, sys.stdin.readline):
            _say(hostile.hits)


if __name__ == "__main__":
    asyncio.run(main())
