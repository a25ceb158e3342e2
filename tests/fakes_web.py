"""A web that exists only at httpx's transport seam: answers by address, with a log of who asked when."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx

from scraper.adapters.http import HttpFetcher
from scraper.ports import Clock, HostMemory
from scraper.settings import Network
from tests.fakes_network import HostMemoryInMemory

Answer = Callable[[httpx.Request], httpx.Response]
STORY = b"<html><title>Story</title><article>" + b"<p>A plain paragraph.</p>" * 40 + b"</article></html>"


def answer(body: bytes = STORY, status: int = 200, **headers: str) -> Answer:
    """Return an answer that is always the same; `_` in a header's name stands for `-`."""
    named = {"content-type": "text/html"} | {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda _: httpx.Response(status, headers=named, stream=httpx.ByteStream(body))


class Web:
    """Sites by address; what is not there is 404, robots.txt included."""

    def __init__(self, clock: Clock, pages: Mapping[str, Answer]) -> None:
        self.pages = dict(pages)
        self.asked: list[tuple[datetime, str]] = []
        self.headers: list[httpx.Headers] = []
        self.under_way: dict[str, int] = {}
        self.most_at_once = 0
        self._clock = clock

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        self.under_way[host] = self.under_way.get(host, 0) + 1
        self.most_at_once = max(self.most_at_once, self.under_way[host])
        self.asked.append((self._clock.now(), str(request.url)))
        self.headers.append(request.headers)
        try:
            return self.pages.get(str(request.url), answer(b"nothing here", 404))(request)
        finally:
            self.under_way[host] -= 1

    def times(self, url: str) -> list[datetime]:
        """Return when `url` was asked for."""
        return [at for at, asked in self.asked if asked == url]

    @asynccontextmanager
    async def fetcher(self, memory: HostMemory | None = None, **given: Any) -> AsyncIterator[HttpFetcher]:
        """Yield a real fetcher to whom this is all there is; `given` goes to its constructor."""
        network = given.pop("network", Network(contact="tests@example.org"))
        given.setdefault("jitter", lambda: 0.0)
        transport = httpx.MockTransport(self)
        own = memory if memory is not None else HostMemoryInMemory()
        async with HttpFetcher(network, self._clock, own, transport=transport, **given) as fetcher:
            yield fetcher
