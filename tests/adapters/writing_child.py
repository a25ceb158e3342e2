"""Writes to a store until it is killed, several callers at once; prints each alert once it is durable."""

import asyncio
import itertools
import sys
from pathlib import Path

from scraper.adapters.sqlite.store import SqliteStore
from scraper.types import Alert, Audience, Severity
from tests.values import NOON


async def write(path: Path, run: str, callers: int) -> None:
    numbers = itertools.count()
    async with SqliteStore(path, sinks=("journal",)) as store:

        async def call() -> None:
            for number in numbers:
                key = f"{run}:{number}"
                await store.raise_alert(Alert(key, "test", Audience.OPS, Severity.INFO, key * 50, NOON))
                print(key, flush=True)  # noqa: T201  (the acknowledgement)

        await asyncio.gather(*(call() for _ in range(callers)))


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
