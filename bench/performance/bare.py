"""What asking costs by itself: the request of a poll, and nothing that a poll makes of its answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from urllib.parse import urlsplit

import httpx

from bench.performance.contenders import Setting, Work
from bench.performance.towns import AT_ONCE, Maker, ask_each, network, tls
from scraper.adapters.resolver import Resolver
from scraper.adapters.transport import PinnedTransport

AGENT = {"User-Agent": "bench", "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}


@asynccontextmanager
async def bare_client(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Ask by httpx's client over the product's own transport, and forget the answer."""
    conditions: dict[str, dict[str, str]] = {}
    async with httpx.AsyncClient(transport=_transport(setting), headers=AGENT, timeout=20) as client:

        async def ask(address: str) -> None:
            answer = await client.get(address, headers=conditions.get(address))
            if etag := answer.headers.get("etag"):
                conditions[address] = {"If-None-Match": etag}

        yield partial(ask_each, ask, setting, kind)


@asynccontextmanager
async def bare_transport(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Ask over the product's own transport without any client, and forget the answer."""
    conditions: dict[str, dict[str, str]] = {}
    async with _transport(setting) as transport:

        async def ask(address: str) -> None:
            headers = AGENT | conditions.get(address, {})
            answer = await transport.handle_async_request(httpx.Request("GET", address, headers=headers))
            await answer.aread()
            await answer.aclose()
            if etag := answer.headers.get("etag"):
                conditions[address] = {"If-None-Match": etag}

        yield partial(ask_each, ask, setting, kind)


def _transport(setting: Setting) -> PinnedTransport:
    known = network(setting.base)
    return PinnedTransport(known, Resolver(known.hosts, timedelta(seconds=5)), tls(setting))


@asynccontextmanager
async def raw(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Send bytes over a new connection and read until it closes: what asyncio itself costs."""
    parts = urlsplit(setting.base)
    etags: dict[str, str] = {}
    context = tls(setting) if setting.signer else None

    async def ask(address: str) -> None:
        name = urlsplit(address).hostname if context else None
        reader, writer = await asyncio.open_connection(
            parts.hostname, parts.port, ssl=context, server_hostname=name
        )
        condition = f"If-None-Match: {etags[address]}\r\n" if address in etags else ""
        head = f"GET {urlsplit(address).path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n"
        writer.write(f"{head}{condition}\r\n".encode())
        answer = await reader.read(-1)
        writer.close()
        for line in answer.partition(b"\r\n\r\n")[0].decode().splitlines():
            if line.startswith("ETag: "):
                etags[address] = line.removeprefix("ETag: ")

    yield partial(ask_each, ask, setting, kind)


@asynccontextmanager
async def httpx_alone(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Ask by httpx with a transport of its own, as it comes; no two requests go to one host."""
    base = urlsplit(setting.base).netloc
    etags: dict[str, str] = {}
    once = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
    async with httpx.AsyncClient(
        verify=tls(setting), headers=AGENT, limits=once, trust_env=False
    ) as client:

        async def ask(address: str) -> None:
            parts = urlsplit(address)
            condition = {"If-None-Match": etags[address]} if address in etags else {}
            answer = await client.get(
                parts._replace(netloc=base).geturl(),
                headers=condition,
                extensions={"sni_hostname": parts.hostname},
            )
            if etag := answer.headers.get("etag"):
                etags[address] = etag

        yield partial(ask_each, ask, setting, kind)


def over_tls(make: Maker) -> Maker:
    """Return the contender at the server's other port, where it speaks TLS."""

    @asynccontextmanager
    async def made(setting: Setting, kind: str) -> AsyncIterator[Work]:
        async with httpx.AsyncClient() as client:
            said = (await client.get(f"{setting.base}/tls")).json()
        secure = replace(setting, base=f"https://127.0.0.1:{said['port']}", signer=said["signer"])
        async with make(secure, kind) as work:
            yield work

    return made


BARE = MappingProxyType({"bare client": bare_client, "bare transport": bare_transport, "raw socket": raw})
