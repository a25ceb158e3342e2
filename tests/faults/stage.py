"""The stage on which a fault is played: the hostile server, a fetcher of ours, and instruments."""

import asyncio
import json
import os
import ssl
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from scraper import config
from scraper.adapters.http import HttpFetcher
from scraper.adapters.parser import ParserPool
from scraper.core.topic import Topic
from scraper.errors import FetchError
from scraper.settings import Network
from scraper.types import Channel, NotModified, Page, Source, SourceId, Validators
from tests.fakes_clock import FakeClock
from tests.fakes_network import HostMemoryInMemory

ROOT = Path(__file__).parent.parent.parent
NEIGHBOUR = "neighbour.test"
HOSTS = (
    "site.test", NEIGHBOUR, "a.co.uk", "b.co.uk", "tls.test", "tls-self.test", "tls-expired.test",
    "tls-wrong.test", "tls-old.test", "tls-drip.test", "robots-huge.test", "robots-binary.test",
    "robots-500.test", "robots-off-site.test", "robots-inside.test", "robots-target.test",
    "robots-stars.test", "robots-drip.test", "fallback.test",
)  # fmt: skip
"""Names that lead to the hostile server; all others are asked of the stage's own resolver."""


@dataclass
class Measured:
    """What a case cost."""

    seconds: float = 0.0
    lag: float = 0.0
    """The longest that the event loop was late, in seconds."""
    grown: int = 0
    """By how many bytes the process grew at most, workers excluded."""
    neighbour: float = 0.0
    """Seconds that an ordinary fetch took meanwhile."""


@dataclass
class Stage:
    """Everything a play may use."""

    ports: Mapping[str, int]
    authority: str
    deadline: timedelta
    parser: ParserPool
    topic: Topic
    _process: asyncio.subprocess.Process = field(repr=False)

    def url(self, path: str, host: str = "site.test", port: str = "http") -> str:
        scheme = "https" if port.startswith("tls") else "http"
        return f"{scheme}://{host}:{self.ports[port]}{path}"

    def source(self, *channels: str, home: str = "https://site.test/") -> Source:
        given = tuple(Channel(url) for url in channels)
        return Source(SourceId("site"), "Site", home, "UA", ("uk",), "Europe/Kyiv", given)

    def network(self, **changes: Any) -> Network:
        ours = (port for label, port in self.ports.items() if label != "internal")
        allowed = tuple(f"{host}:{port}" for port in ours for host in HOSTS)
        network = Network(
            contact="faults@example.org",
            hosts=dict.fromkeys(HOSTS, "127.0.0.1"),
            allow_private=allowed,
            deadline=self.deadline,
        )
        return replace(network, **changes)

    @asynccontextmanager
    async def fetcher(
        self, memory: HostMemoryInMemory | None = None, **given: Any
    ) -> AsyncIterator[HttpFetcher]:
        """Yield a fetcher whose clock never waits; `given` goes to its constructor, or to its Network."""
        own = {name: given.pop(name) for name in ("look_up", "trace", "tls", "transport") if name in given}
        own.setdefault("tls", self.trusting())
        fetcher = HttpFetcher(
            self.network(**given),
            FakeClock(eager=True),
            memory or HostMemoryInMemory(),
            jitter=lambda: 0.0,
            **own,
        )
        async with fetcher:
            yield fetcher

    def trusting(self) -> ssl.SSLContext:
        """Return a TLS context that trusts the hostile server's authority and nobody else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.authority)
        return context

    async def hits(self) -> list[tuple[str, str, dict[str, str]]]:
        """Return every request that the hostile server has had: host, path, headers."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(b"hits\n")
        await self._process.stdin.drain()
        return [tuple(hit) for hit in json.loads(await self._process.stdout.readline())]


async def fetched(
    fetcher: HttpFetcher, url: str, source: Source, validators: Validators | None = None
) -> str:
    """Return in a word how a fetch ended: `ok`, `not_modified`, or the reason of its failure."""
    try:
        answer = await fetcher.fetch(url, source, validators)
    except FetchError as error:
        return error.reason.value
    if isinstance(answer, NotModified):
        return "not_modified"
    assert isinstance(answer, Page)
    return "leaked" if b"SECRET" in answer.body else "ok"


@asynccontextmanager
async def staged(deadline: timedelta, parser: ParserPool) -> AsyncIterator[Stage]:
    """Yield a stage with a hostile server of its own, and one beside it for the neighbour."""
    topic = config.load(ROOT / "config").topic
    async with _server() as (hostile, told), _server() as (_, beside):
        ports = told["ports"] | {"neighbour": beside["ports"]["http"]}
        yield Stage(ports, told["authority"], deadline, parser, topic, hostile)


@asynccontextmanager
async def _server() -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, Any]]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.server",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT, limit=2**26,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        yield process, json.loads(await process.stdout.readline())
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()


class Instruments:
    """Watches the event loop and the process while a case is played."""

    EVERY = 0.01

    def __init__(self) -> None:
        self.measured = Measured()
        self._began = time.monotonic()
        self._size = _resident()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._watch())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        self.measured.seconds = time.monotonic() - self._began
        self._look()

    async def _watch(self) -> None:
        while True:
            due = time.monotonic() + self.EVERY
            await asyncio.sleep(self.EVERY)
            self.measured.lag = max(self.measured.lag, time.monotonic() - due)
            self._look()

    def _look(self) -> None:
        self.measured.grown = max(self.measured.grown, _resident() - self._size)


def _resident() -> int:
    """Return the bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
