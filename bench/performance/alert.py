"""From the start of the process to its first alert, and from publication to alert. Prints JSON.

    python -m bench.performance.alert

One source, loopback, everything real. The first reading was made by an earlier run. An article lies waiting
when the daemon is started anew: its alert ends the first time. Then another is published and the source
made due in that moment: its alert ends the second, which leaves out the wait for the next poll and holds up
to two ticks of a second (the due query's, the delivery's).
"""

import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.performance.contenders import ROOT
from bench.performance.polls import source
from scraper import config
from scraper.app import assemble
from scraper.daemon import Daemon
from scraper.demo.exchange import Reply, Request, Server, not_found
from scraper.settings import Network, Settings

WITHIN = 60.0


class Town:
    """A site that publishes when it is told to."""

    def __init__(self) -> None:
        self.articles = 0

    def answer(self, request: Request) -> Reply:
        """Return the feed or an article; each is a story of its own."""
        if request.path == "/feed":
            items = "".join(
                f"<item><title>{self._headline(number)}</title><link>http://{request.headers['host']}/{number}</link></item>"
                for number in range(self.articles)
            )
            return Reply(
                f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "application/rss+xml"
            )
        number = request.path.strip("/")
        if not number.isdigit():
            return not_found()
        headline = self._headline(int(number))
        text = (
            f"<p>{headline}, the Japanese Ministry of Defense said. Ukraine's army receives them.</p>" * 3
        )
        return Reply(f"<title>{headline}</title><article><h1>{headline}</h1>{text}</article>".encode())

    def _headline(self, number: int) -> str:
        goods = ("army trucks", "bulletproof vests", "air defense missiles")[number % 3]
        return f"Japan sends {number * 37 + 21} {goods} to Ukraine"


def settings(directory: Path, port: int) -> Settings:
    """Return a configuration of the one source."""
    town = source(f"http://127.0.0.1:{port}/feed", 0)
    network = Network("bench@press-world.test", allow_private=(f"127.0.0.1:{port}",))
    return Settings(directory / "alert.db", config.load(ROOT / "config").topic, (town,), network)


async def daemon(directory: Path, port: int) -> None:
    """Run the service; it is the process that is measured."""
    given = settings(directory, port)
    async with assemble(given) as app:
        await Daemon(app, lambda: given).run()


class Service:
    """The daemon in a process of its own."""

    def __init__(self, directory: Path, port: int) -> None:
        self._arguments = (sys.executable, "-m", "bench.performance.alert", str(directory), str(port))

    async def start(self) -> None:
        """Begin."""
        environment = {name: value for name, value in os.environ.items() if name != "JOURNAL_STREAM"}
        self._process = await asyncio.create_subprocess_exec(
            *self._arguments, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE
        )

    async def heard(self, *words: str) -> None:
        """Return when a line with all of the words was written to its standard error."""
        assert self._process.stderr is not None
        async with asyncio.timeout(WITHIN):
            while line := await self._process.stderr.readline():
                if all(word in line.decode() for word in words):
                    return
        raise RuntimeError(f"the daemon ended without {words}")

    async def stop(self) -> None:
        """End it."""
        self._process.terminate()
        await self._process.wait()


def make_due(directory: Path) -> None:
    """Let the source's time come."""
    with closing(sqlite3.connect(directory / "alert.db", timeout=30)) as db, db:
        db.execute("UPDATE sources SET next_poll_at = added_at")


async def measure(directory: Path) -> dict[str, float]:
    """Return both times, in seconds."""
    town = Town()
    async with Server(town.answer) as server:
        service = Service(directory, server.port)
        town.articles = 1
        await service.start()
        await service.heard("ALERT", "first reading")
        await service.stop()
        make_due(directory)
        town.articles = 2
        began = time.perf_counter()
        await service.start()
        await service.heard("ALERT", "Japan sends 58")
        started = time.perf_counter() - began
        town.articles = 3
        began = time.perf_counter()
        make_due(directory)
        await service.heard("ALERT", "Japan sends 95")
        published = time.perf_counter() - began
        await service.stop()
    return {"start_to_alert_seconds": round(started, 2), "publish_to_alert_seconds": round(published, 2)}


def main(arguments: list[str]) -> None:
    """Measure and print; with arguments, be the daemon."""
    if arguments:
        asyncio.run(daemon(Path(arguments[0]), int(arguments[1])))
        return
    with tempfile.TemporaryDirectory() as directory:
        print(json.dumps(asyncio.run(measure(Path(directory)))))


if __name__ == "__main__":
    main(sys.argv[1:])
