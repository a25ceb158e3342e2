"""The loopback server that all contenders ask, in a process of its own: its CPU is nobody's.

python -m bench.performance.server [FOLDER]      prints its port and serves until its input ends

/unmodified/N/feed   has validators: 304        /same/N/feed      200, always the same bytes
/turned/N/feed       200, items in another order each time        /news/N/feed   200, five new items
/article/K           page K of the stream
/tls                 the port at which the same is served over TLS, and who signed its certificate
"""

import asyncio
import json
import ssl
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.performance.pages import pages
from scraper.demo.exchange import Reply, Request, Server, not_found
from tests.faults.certificates import Authority, certificate_pem, key_pem, make_key

FEEDS = 64
TOWNS = tuple(f"town{number}.test" for number in range(FEEDS))
"""The hosts of the feeds, for who can be told that they are here."""

ITEMS = 50
NEW_ITEMS = 5
BEGAN = datetime(2026, 11, 20, tzinfo=UTC)
_FEED = "application/rss+xml; charset=utf-8"


def item(feed: str, number: int) -> str:
    """Return one item, of the length that news feeds have."""
    at = BEGAN + timedelta(minutes=number)
    return (
        f"<item><title>The council of town {feed} opens bridge number {number}</title>"
        f"<link>http://town{feed}.test/bridge-{number}</link><guid>{feed}-{number}</guid>"
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description>{'People came from both banks to see it, and the band played. ' * 5}"
        "</description></item>"
    )


def feed(name: str, numbers: list[int]) -> bytes:
    """Return an RSS document."""
    items = "".join(item(name, number) for number in numbers)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Town {name}</title>'
        f"<link>http://town{name}.test/</link><description>Town news</description>{items}</channel></rss>"
    ).encode()


class Site:
    """Answers; counts the visits to what changes with each."""

    def __init__(self, folder: Path | None) -> None:
        self._pages = pages(folder)
        self._visits: Counter[str] = Counter()
        self.tls = b""

    def answer(self, request: Request) -> Reply:
        """Return what there is at the request's path."""
        match request.path.strip("/").split("/"):
            case ["tls"]:
                return Reply(self.tls)
            case ["article", number]:
                return Reply(self._pages[int(number)])
            case [kind, name, "feed"]:
                self._visits[request.path] += 1
                return self._feed(kind, name, self._visits[request.path])
        return not_found()

    def _feed(self, kind: str, name: str, visit: int) -> Reply:
        numbers = list(range(ITEMS))
        if kind == "turned":
            turn = visit % ITEMS
            numbers = numbers[turn:] + numbers[:turn]
        if kind == "news":
            numbers = [number + visit * NEW_ITEMS for number in numbers]
        return Reply(feed(name, numbers), _FEED, modified=BEGAN if kind == "unmodified" else None)


def certified(names: Sequence[str]) -> tuple[ssl.SSLContext, str]:
    """Return the context of a server of these names, and the certificate of who signed its own."""
    key, authority = make_key(), Authority("Bench", make_key())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(certificate_pem(tuple(names), key, authority) + key_pem(key))
        file.flush()
        context.load_cert_chain(file.name)
    return context, certificate_pem((authority.name,), authority.key, authority, authority=True)


async def serve(folder: Path | None) -> None:
    """Serve until standard input ends."""
    site = Site(folder)
    context, signer = certified(TOWNS)
    async with Server(site.answer) as server, Server(site.answer, tls=context) as secure:
        site.tls = json.dumps({"port": secure.port, "signer": signer}).encode()
        print(server.port, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
