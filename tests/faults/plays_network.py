"""What is played for the network's faults: plain fetches, and whatever takes more than one."""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Never
from unittest.mock import patch
from urllib.parse import quote

from scraper.adapters.hops import Hop
from scraper.adapters.resolver import Resolver
from scraper.adapters.transport import PinnedTransport, tls_context
from scraper.errors import FetchError
from scraper.types import Validators
from tests.fakes_network import HostMemoryInMemory
from tests.faults.cases import Play
from tests.faults.stage import Stage, fetched


def fetches(path: str, host: str = "site.test", port: str = "http") -> Play:
    """Fetch one address."""

    async def play(stage: Stage) -> str:
        async with stage.fetcher() as fetcher:
            return await fetched(fetcher, stage.url(path, host, port), stage.source())

    return play


def follows(location: str, raw: bool = False) -> Play:
    """Fetch a page that redirects to `location`, in which {internal} is the port of an internal server."""

    async def play(stage: Stage) -> str:
        where = location.format(internal=stage.ports["internal"], http=stage.ports["http"])
        path = f"/redirect_{'raw' if raw else 'to'}?u={quote(where, safe='')}"
        return await fetches(path)(stage)

    return play


def directly(url: str) -> Play:
    """Fetch an address that some page gave us: a link, a canonical, a <loc>, an enclosure."""

    async def play(stage: Stage) -> str:
        async with stage.fetcher(look_up=_internal) as fetcher:
            return await fetched(fetcher, url.format(internal=stage.ports["internal"]), stage.source())

    return play


def _internal(_host: str, _port: int) -> Sequence[str]:
    return ["10.1.2.3"]


def asks_to_wait(code: int, retry_after: str) -> Play:
    async def play(stage: Stage) -> str:
        async with stage.fetcher() as fetcher:
            try:
                await fetcher.fetch(
                    stage.url(f"/status?code={code}&ra={quote(retry_after)}"), stage.source()
                )
            except FetchError as error:
                wait = error.retry_after
                return f"{error.reason} {'none' if wait is None else int(wait.total_seconds())}"
        return "ok"

    return play


async def stays_away_after_restart(stage: Stage) -> str:
    memory = HostMemoryInMemory()
    async with stage.fetcher(memory) as fetcher:
        await fetched(fetcher, stage.url("/status?code=429&ra=3600"), stage.source())
    before = len(await stage.hits())
    async with stage.fetcher(memory) as fetcher:
        word = await fetched(fetcher, stage.url("/good"), stage.source())
    return f"{word}, {len(await stage.hits()) - before} requests"


async def one_url_waits_alone(stage: Stage) -> str:
    async with stage.fetcher() as fetcher:
        first = await fetched(fetcher, stage.url("/status?code=503&ra=3600"), stage.source())
        return f"{first}, {await fetched(fetcher, stage.url('/good'), stage.source())}"


async def trusts_304_only_when_asked(stage: Stage) -> str:
    known = Validators(etag='"good"')
    async with stage.fetcher() as fetcher:
        asked = await fetched(fetcher, stage.url("/not_modified"), stage.source(), known)
        plain = await fetched(fetcher, stage.url("/not_modified"), stage.source())
        return f"{asked}, {plain}"


async def retries_once(stage: Stage) -> str:
    async with stage.fetcher() as fetcher:
        before = len(await stage.hits())
        word = await fetched(fetcher, stage.url("/close_before"), stage.source())
        asked = [path for _, path, _ in (await stage.hits())[before:] if path != "/robots.txt"]
        return f"{word} after {len(asked)} requests"


async def rebinding_gains_nothing(stage: Stage) -> str:
    answers = iter((["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]))
    resolver = Resolver({}, timedelta(seconds=1), lambda *_: next(answers))
    dialled: list[str] = []

    async def dial(_: object, address: str, __: int) -> Never:
        dialled.append(address)
        raise ConnectionRefusedError

    transport = PinnedTransport(stage.network(), resolver, stage.trusting(), dial)
    async with stage.fetcher(transport=transport) as fetcher:
        first = await fetched(fetcher, "http://rebind.test/", stage.source())
        second = await fetched(fetcher, "http://rebind.test/", stage.source())
    return f"{first} at {dialled}, {second}"


async def refuses_downgrade(stage: Stage) -> str:
    path = f"/redirect_to?u={quote(stage.url('/good'), safe='')}"
    return await fetches(path, "tls.test", "tls")(stage)


async def downgrades_where_configured(stage: Stage) -> str:
    address = stage.url(f"/redirect_to?u={quote(stage.url('/good'), safe='')}", "tls.test", "tls")
    async with stage.fetcher() as fetcher:
        return await fetched(fetcher, address, stage.source(home="http://site.test/"))


async def ignores_environment(stage: Stage) -> str:
    proxy = f"http://127.0.0.1:{stage.ports['internal']}"
    named = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"), proxy)
    with patch.dict(os.environ, {**named, "SSL_CERT_FILE": stage.authority}):
        async with stage.fetcher(tls=tls_context()) as fetcher:
            plain = await fetched(fetcher, stage.url("/good"), stage.source())
            secure = await fetched(fetcher, stage.url("/good", "tls.test", "tls"), stage.source())
    return f"{plain}, {secure}"


async def sends_no_cookie(stage: Stage) -> str:
    before = len(await stage.hits())
    async with stage.fetcher() as fetcher:
        for host in ("a.co.uk", "a.co.uk", "b.co.uk"):
            await fetched(fetcher, stage.url("/cookies_flood", host), stage.source())
    sent = [headers["cookie"] for _, _, headers in (await stage.hits())[before:] if "cookie" in headers]
    return f"{len(sent)} requests with cookies"


async def keeps_validators_at_home(stage: Stage) -> str:
    elsewhere = stage.url("/good", "a.co.uk")
    before = len(await stage.hits())
    async with stage.fetcher() as fetcher:
        address = stage.url(f"/redirect_to?u={quote(elsewhere, safe='')}")
        await fetched(fetcher, address, stage.source(), Validators(etag='"personal"'))
    told = {host for host, _, headers in (await stage.hits())[before:] if "if-none-match" in headers}
    return f"told {len(told)} host" if told == {f"site.test:{stage.ports['http']}"} else f"told {told}"


async def tells_no_secret(stage: Stage) -> str:
    secret = "hunter2hunter2"  # noqa: S105 - what must not be seen
    seen: list[str] = []

    class _Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    ear = _Ear(logging.DEBUG)
    root = logging.getLogger()
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)

    def note(hop: Hop) -> None:
        seen.append(repr(hop))

    try:
        async with stage.fetcher(trace=note) as fetcher:
            for path in ("/close_before", "/redirect_to?u=/status?code=500", "/status?code=200"):
                joint = "&" if "?" in path else "?"
                url = stage.url(f"{path}{joint}api_key={secret}")
                try:
                    await fetcher.fetch(url, stage.source())
                except FetchError as error:
                    seen.extend((str(error), error.url, error.detail))
    finally:
        root.removeHandler(ear)
        root.setLevel(level)
    return "told" if any(secret in text for text in seen) else f"silent, {bool(seen)}"


async def others_are_served_while_dns_hangs(stage: Stage) -> str:
    release = threading.Event()

    def hang(_host: str, _port: int) -> Sequence[str]:
        release.wait(stage.deadline.total_seconds() * 2)
        return []

    try:
        async with stage.fetcher(look_up=hang) as fetcher:
            hanging = [
                asyncio.create_task(fetched(fetcher, f"http://hangs-{n}.example/", stage.source()))
                for n in range(12)
            ]
            await asyncio.sleep(0.05)
            async with asyncio.timeout(1):
                word = await fetched(fetcher, stage.url("/good"), stage.source())
            rest = set(await asyncio.gather(*hanging))
    finally:
        release.set()
    return f"{word}, {', '.join(rest)}"


def resolves_to(answer: Sequence[str] | OSError, host: str = "odd.example") -> Play:
    def look_up(_host: str, _port: int) -> Sequence[str]:
        if isinstance(answer, OSError):
            raise answer
        return answer

    async def play(stage: Stage) -> str:
        async with stage.fetcher(look_up=look_up) as fetcher:
            return await fetched(fetcher, f"http://{host}/", stage.source())

    return play


async def network_comes_back(stage: Stage) -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        closed = f"site.test:{port}"
        async with stage.fetcher(allow_private=(closed,)) as fetcher:
            down = [await fetched(fetcher, f"http://{closed}/", stage.source()) for _ in range(3)]
    async with stage.fetcher() as fetcher:
        up = await fetched(fetcher, stage.url("/good"), stage.source())
    return f"{', '.join(dict.fromkeys(down))}, {up}"


def falls_back(*addresses: str) -> Play:
    """The name has several addresses, and only the last one takes the call."""

    async def play(stage: Stage) -> str:
        hosts = {name: ip for name, ip in stage.network().hosts.items() if name != "fallback.test"}
        with _black_hole(stage.ports["http"]):
            async with stage.fetcher(hosts=hosts, look_up=lambda *_: addresses) as fetcher:
                return await fetched(fetcher, stage.url("/good", "fallback.test"), stage.source())

    return play


class _black_hole:  # noqa: N801 - used as a context manager, like a function
    """An address, 127.0.0.2, whose queue is full: a call to it is neither taken nor refused."""

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.2", port)
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> None:
        listening = socket.socket()
        self._sockets.append(listening)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(self._address)
        listening.listen(0)
        for _ in range(3):
            caller = socket.socket()
            self._sockets.append(caller)
            caller.setblocking(False)
            caller.connect_ex(self._address)

    def __exit__(self, *_: object) -> None:
        for one in self._sockets:
            one.close()
