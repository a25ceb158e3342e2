"""The towns whose feeds are polled, where they are, and how many are asked at once."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar
from urllib.parse import urlsplit

from bench.performance.contenders import Setting, Work
from bench.performance.server import FEEDS, TOWNS
from scraper.adapters.transport import tls_context
from scraper.settings import Network, Schedule

T = TypeVar("T")
Maker = Callable[[Setting, str], AbstractAsyncContextManager[Work]]
"""(setting, kind of feed) -> a contender."""

PASSES = 4
"""Polls of each feed in a round."""
AT_ONCE = Schedule().polls_at_once


def addresses(base: str, kind: str) -> list[str]:
    """Return the feeds of a row, as the peers ask for them."""
    return [f"{base}/{kind}/{number}/feed" for number in range(FEEDS)]


def town_addresses(base: str, kind: str) -> list[str]:
    """Return the feeds of a row, each on a host of its own."""
    parts = urlsplit(base)
    return [
        f"{parts.scheme}://{town}:{parts.port}/{kind}/{number}/feed" for number, town in enumerate(TOWNS)
    ]


def network(base: str) -> Network:
    """Return a network that lets the product reach the loopback server, by its address and as any town."""
    parts = urlsplit(base)
    pairs = (f"{host}:{parts.port}" for host in (parts.hostname, *TOWNS))
    return Network(
        "bench@press-world.test", allow_private=tuple(pairs), hosts=dict.fromkeys(TOWNS, "127.0.0.1")
    )


def tls(setting: Setting) -> ssl.SSLContext:
    """Return the product's TLS context, which trusts the bench's own certificate too."""
    context = tls_context()
    if setting.signer:
        context.load_verify_locations(cadata=setting.signer)
    return context


async def side_by_side(work: Callable[[T], Awaitable[None]], each: Iterable[T]) -> None:
    """Do the work for each, as many at once as the daemon polls."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(what: T) -> None:
        async with free:
            await work(what)

    await asyncio.gather(*map(one, each))


async def ask_each(ask: Callable[[str], Awaitable[None]], setting: Setting, kind: str) -> int:
    """Ask every town's feed as often as a round does; return how often that was."""
    for _ in range(PASSES):
        await side_by_side(ask, town_addresses(setting.base, kind))
    return FEEDS * PASSES
