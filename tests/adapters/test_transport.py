"""The way to the network on real wires: where connections go, what they hold back, when they are safe."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import cast

import httpx
import pytest

from scraper.adapters.connection import HEAD_LIMIT, Connection, Wire, WireRefusedError
from scraper.adapters.resolver import Resolver
from scraper.adapters.transport import PinnedTransport, dial_tcp, tls_context
from scraper.settings import Network
from tests.faults.certificates import Authority, certificate_pem, key_pem, make_key

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PIECE = 65536
PATIENCE = {"connect": 5.0, "read": 5.0}


@asynccontextmanager
async def serving(serve: Serve) -> AsyncIterator[int]:
    """Serve each connection and hang up; yield the port."""
    under_way: set[asyncio.Task[None]] = set()

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way.add(cast("asyncio.Task[None]", asyncio.current_task()))
        with contextlib.closing(writer), contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await serve(reader, writer)

    async with await asyncio.start_server(conversation, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


@asynccontextmanager
async def connected(serve: Serve) -> AsyncIterator[tuple[Connection, Wire]]:
    wire = Wire(limit=2**30)
    async with serving(serve) as port:
        _, connection = await dial_tcp(lambda: Connection(wire), "127.0.0.1", port)
        try:
            yield connection, wire
        finally:
            connection.close()


def transport(port: int, name: str = "site.test", **given: object) -> PinnedTransport:
    """Return one that finds `name` on loopback."""
    network = Network(allow_private=(f"{name}:{port}",), **given)  # type: ignore[arg-type]
    return PinnedTransport(network, Resolver({name: "127.0.0.1"}, timedelta(seconds=1)), tls_context())


def hesitating(port: int, wait: float) -> PinnedTransport:
    """Return one that waits so many seconds between the connection and what follows."""

    async def dial(
        make: Callable[[], Connection], address: str, port: int
    ) -> tuple[asyncio.BaseTransport, Connection]:
        made = await dial_tcp(make, address, port)
        await asyncio.sleep(wait)
        return made

    network = Network(allow_private=(f"127.0.0.1:{port}",))
    return PinnedTransport(network, Resolver({}, timedelta(seconds=1)), tls_context(), dial)


def question(url: str, wire: Wire | None = None) -> httpx.Request:
    return httpx.Request("GET", url, extensions={"timeout": PATIENCE, "wire": wire or Wire()})


def says(*pieces: bytes) -> Serve:
    """Return a server that hears the question and answers in so many pieces, a little apart."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)

    return serve


async def test_a_server_that_is_not_read_is_held_back() -> None:
    sent = 0

    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        while True:
            writer.write(bytes(PIECE))
            await writer.drain()
            sent += PIECE

    async with connected(endless) as (connection, wire):
        await asyncio.sleep(0.3)
        held_back = sent
        await asyncio.sleep(0.1)
        assert sent == held_back, "the sockets' own buffers are all that fills"
        pieces = [await connection.read(5.0) for _ in range(2 * held_back // PIECE)]
        assert sent > held_back
    assert all(0 < len(piece) <= PIECE for piece in pieces)
    assert wire.bytes == sum(map(len, pieces))


async def test_bytes_over_the_limit_are_refused() -> None:
    async with connected(says(bytes(PIECE))) as (connection, wire):
        connection.write(b"\r\n\r\n")
        wire.limit = 10
        with pytest.raises(WireRefusedError, match="over 10 bytes"):
            await connection.read(5.0)


async def test_silence_ends_in_time() -> None:
    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with connected(silent) as (connection, _), asyncio.timeout(2):
        with pytest.raises(httpx.ReadTimeout):
            await connection.read(0.05)


async def test_a_connection_that_is_reset_says_so_after_what_came() -> None:
    async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"beginning")
        await asyncio.sleep(0.05)
        at_once = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)

    async with connected(reset) as (connection, _):
        assert await connection.read(5.0) == b"beginning"
        with pytest.raises(httpx.ReadError):
            await connection.read(5.0)


async def test_a_server_of_several_protocols_is_asked_for_the_one_we_speak(tmp_path: Path) -> None:
    key = make_key()
    authority = Authority("site.test", key)
    (tmp_path / "site.pem").write_text(certificate_pem(("site.test",), key, authority) + key_pem(key))
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(tmp_path / "site.pem")
    theirs.set_alpn_protocols(["h2", "http/1.1"])
    ours = tls_context()
    ours.load_verify_locations(tmp_path / "site.pem")
    agreed: list[str | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await writer.start_tls(theirs)
        agreed.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await says(b"HTTP/1.1 204 No Content\r\n\r\n")(reader, writer)

    async with serving(serve) as port:
        network = Network(allow_private=(f"site.test:{port}",))
        way = PinnedTransport(network, Resolver({"site.test": "127.0.0.1"}, timedelta(seconds=1)), ours)
        wire = Wire()
        answer = await way.handle_async_request(question(f"https://site.test:{port}/", wire))
        await answer.aclose()
    assert (answer.status_code, agreed) == (204, ["http/1.1"])
    assert set(wire.phases) == {"dns", "connect", "tls", "first_byte"}


@pytest.mark.parametrize("wait", [0.0, 0.1], ids=["as the handshake begins", "long before"])
async def test_words_before_the_handshake_are_nobodys(wait: float) -> None:
    async def forge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")
        await reader.read()

    async with serving(forge) as port:
        with pytest.raises(httpx.ConnectError) as refusal:
            await hesitating(port, wait).handle_async_request(question(f"https://127.0.0.1:{port}/"))
    assert isinstance(refusal.value.__cause__, ssl.SSLError)


@pytest.mark.parametrize("wait", [0.0, 0.1], ids=["as the handshake begins", "long before"])
async def test_a_server_that_hangs_up_before_the_handshake_is_not_waited_for(wait: float) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with serving(hang_up) as port, asyncio.timeout(2):
        with pytest.raises(httpx.ConnectError) as refusal:
            await hesitating(port, wait).handle_async_request(question(f"https://127.0.0.1:{port}/"))
    assert isinstance(refusal.value.__cause__, ConnectionError)


async def test_interim_answers_are_passed_over_and_counted() -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    wire = Wire()
    async with serving(says(3 * interim, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")) as port:
        answer = await transport(port).handle_async_request(question(f"http://site.test:{port}/", wire))
        assert (answer.status_code, await answer.aread()) == (200, b"body")
        await answer.aclose()
    assert wire.bytes > 3 * len(interim)
    assert wire.address == "127.0.0.1"
    assert set(wire.phases) == {"dns", "connect", "first_byte"}


async def test_a_head_in_two_pieces_before_a_large_body_is_no_large_head() -> None:
    size = 2 * HEAD_LIMIT
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode()
    wire = Wire()
    async with serving(says(head[:9], head[9:] + bytes(size))) as port:
        answer = await transport(port).handle_async_request(question(f"http://site.test:{port}/", wire))
        wire.allow(size)
        assert len(await answer.aread()) == size
        await answer.aclose()


async def test_each_request_has_a_connection_of_its_own_and_leaves_none() -> None:
    ends: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        ends.append(await reader.read())

    async with serving(serve) as port, transport(port) as way:
        for _ in range(3):
            answer = await way.handle_async_request(question(f"http://site.test:{port}/"))
            await answer.aread()
            await answer.aclose()
        await asyncio.sleep(0.05)
    assert ends == [b""] * 3


async def test_wherever_a_request_is_given_up_nothing_of_it_is_left() -> None:
    begun, ended = 0, 0

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal begun, ended
        begun += 1
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
            await reader.read()
        finally:
            ended += 1

    async with serving(slow) as port, transport(port) as way:

        async def give_up(after: float) -> None:
            async with asyncio.timeout(after):
                answer = await way.handle_async_request(question(f"http://site.test:{port}/"))
                async with contextlib.aclosing(answer):
                    await answer.aread()

        fates = await asyncio.gather(
            *(give_up(step / 2000) for step in range(1, 60)), return_exceptions=True
        )
        await asyncio.sleep(0.1)
    assert {type(fate) for fate in fates} == {TimeoutError}
    assert 0 < begun == ended


async def test_a_name_is_looked_up_in_ascii() -> None:
    asked: list[str] = []

    def look_up(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    async with serving(says(b"HTTP/1.1 204 No Content\r\n\r\n")) as port:
        network = Network(allow_private=(f"xn--80ak6aa92e.test:{port}",))
        way = PinnedTransport(network, Resolver({}, timedelta(seconds=1), look_up), tls_context())
        answer = await way.handle_async_request(question(f"http://xn--80ak6aa92e.test:{port}/"))
        await answer.aclose()
    assert answer.status_code == 204
    assert asked == ["xn--80ak6aa92e.test"]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (
            b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
            "status 407 to CONNECT",
        ),
        (b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\nforged", "words before the handshake"),
    ],
    ids=["it refuses", "it speaks into the tunnel"],
)
async def test_a_proxy_that_digs_no_clean_tunnel_is_refused(answer: bytes, complaint: str) -> None:
    async with serving(says(answer)) as port:
        way = transport(port, proxy=f"http://127.0.0.1:{port}")
        with pytest.raises(httpx.ProxyError, match=complaint):
            await way.handle_async_request(question("https://site.test/"))
