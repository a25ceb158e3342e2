"""What others read feeds with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import MappingProxyType

import feedparser
import httpx

from bench.performance.contenders import Setting, Work
from bench.performance.server import FEEDS
from bench.performance.towns import PASSES, addresses


@asynccontextmanager
async def lemon24(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Run lemon24/reader with its own store, as its documentation updates feeds."""
    from reader import make_reader  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - a peer

    with make_reader(str(setting.directory / "reader.db")) as reader:
        for address in addresses(setting.base, kind):
            reader.add_feed(address)

        async def work() -> int:
            for _ in range(PASSES):
                for result in reader.update_feeds_iter(scheduled=False):
                    assert not isinstance(result.value, Exception), result
            return FEEDS * PASSES

        yield work


@asynccontextmanager
async def by_hand(setting: Setting, kind: str) -> AsyncIterator[Work]:
    """Run what is written by hand in an afternoon: httpx, feedparser, a set of what was seen; no store."""
    conditions: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:

        async def work() -> int:
            for _ in range(PASSES):
                for address in addresses(setting.base, kind):
                    answer = await client.get(address, headers=conditions.get(address, {}))
                    if answer.status_code == httpx.codes.NOT_MODIFIED:
                        continue
                    if etag := answer.headers.get("etag"):
                        conditions[address] = {"If-None-Match": etag}
                    seen.update(entry.id for entry in feedparser.parse(answer.content).entries)
            return FEEDS * PASSES

        yield work


PEERS = MappingProxyType({"httpx+feedparser": by_hand, "lemon24/reader": lemon24})
