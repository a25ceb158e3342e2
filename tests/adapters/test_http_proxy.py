"""A proxy is used where the configuration names one, with the same limits on what comes back."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scraper.adapters.http import HttpFetcher
from scraper.adapters.transport import tls_context
from scraper.errors import FetchError
from scraper.outcomes import Outcome
from scraper.settings import Network
from scraper.types import Page, Source, SourceId
from tests.fakes_clock import FakeClock
from tests.fakes_network import HostMemoryInMemory
from tests.faults.certificates import Authority, certificate_pem, key_pem, make_key

SOURCE = Source(SourceId("news"), "News", "https://news.example/", "UA", ("uk",), "Europe/Kyiv", ())
STORY = (
    b"<html><title>Story</title><article>" + b"<p>A plain paragraph.</p>" * 20_000 + b"</article></html>"
)


@dataclass
class Proxy:
    """Answers everything itself, within a tunnel too; remembers the request lines."""

    certificate: Path
    port: int = 0
    lines: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            line = await self._request(reader)
            if line.startswith("CONNECT"):
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                await writer.start_tls(self.context())
                line = await self._request(reader)
            body = b"" if "robots.txt" in line else STORY
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context

    async def _request(self, reader: asyncio.StreamReader) -> str:
        line = (await reader.readuntil(b"\r\n\r\n")).decode().partition("\r\n")[0]
        self.lines.append(line)
        return line


@asynccontextmanager
async def proxied(directory: Path, way: str = "http") -> AsyncIterator[tuple[Proxy, HttpFetcher]]:
    authority = Authority("Proxy tests", make_key())
    key = make_key()
    (directory / "ca.pem").write_text(
        certificate_pem((authority.name,), authority.key, authority, authority=True)
    )
    (directory / "site.pem").write_text(
        certificate_pem(("news.example", "proxy.example"), key, authority) + key_pem(key)
    )
    proxy = Proxy(directory / "site.pem")
    server = await asyncio.start_server(
        proxy.serve, "127.0.0.1", 0, ssl=proxy.context() if way == "https" else None
    )
    proxy.port = server.sockets[0].getsockname()[1]
    network = Network(
        contact="tests@example.org",
        proxy=f"{way}://proxy.example:{proxy.port}",
        hosts={"proxy.example": "127.0.0.1"},
        raw_limit=2**20,
    )
    tls = tls_context()
    tls.load_verify_locations(directory / "ca.pem")
    async with (
        server,
        HttpFetcher(network, FakeClock(eager=True), HostMemoryInMemory(), tls=tls) as fetcher,
    ):
        yield proxy, fetcher


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("way", ["http", "https"], ids=["a plain way", "an encrypted way"])
async def test_pages_come_through_the_proxy(way: str, scheme: str, tmp_path: Path) -> None:
    async with proxied(tmp_path, way) as (proxy, fetcher):
        page = await fetcher.fetch(f"{scheme}://news.example/a", SOURCE)
    assert isinstance(page, Page)
    assert page.body == STORY
    asked = {"http": "GET http://news.example/a HTTP/1.1", "https": "CONNECT news.example:443 HTTP/1.1"}
    assert asked[scheme] in proxy.lines


async def test_the_wall_stands_before_the_proxy(tmp_path: Path) -> None:
    async with proxied(tmp_path) as (proxy, fetcher):
        for url in ("http://127.0.0.1/", "http://169.254.169.254/", f"http://127.0.0.2:{proxy.port}/"):
            with pytest.raises(FetchError) as refusal:
                await fetcher.fetch(url, SOURCE)
            assert refusal.value.reason is Outcome.ADDRESS_FORBIDDEN
    assert proxy.lines == []
