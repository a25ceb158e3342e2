"""Real pages through the real daemon: every page of a folder is served by its own site on loopback.

    python bench/real_pages.py ../shared/pages [--json]

The folder holds `*.html.gz` and `expected.jsonl` (file, url, title, published, body). Each host of the URLs
becomes a source whose feed names its pages. The daemon polls them with `baseline = "alert"` and the gate
off, so that every page is extracted and judged; what was stored is printed beside what a careful reader
expects. Exit status 1 where a page was not taken in, or where one raised an alert: none is on topic.
"""

import argparse
import asyncio
import gzip
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from scraper import config
from scraper.app import assemble
from scraper.core.fingerprint import normalise
from scraper.daemon import Daemon
from scraper.demo.exchange import Reply, Request, Server
from scraper.settings import Settings
from scraper.types import Channel, Source, SourceId

INDEX = "/bench-index.xml"
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Expected:
    """A page and what a careful reader takes from it."""

    url: str
    html: bytes
    title: str
    published: str
    body: str

    @property
    def host(self) -> str:
        """Return the host that serves it."""
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        """Return path and query, as a request line has them."""
        parts = urlsplit(self.url)
        return _path_and_query(parts.path, parts.query)


@dataclass(frozen=True)
class Row:
    """One page's outcome."""

    url: str
    outcome: str
    headline: str = ""
    headline_right: bool = False
    published: str = ""
    day_right: bool = False
    body_kept: float = 0.0
    """Share of the expected body's 8-character shingles that were extracted."""
    grade: int | None = None
    alerted: bool = False


def read_folder(folder: Path) -> list[Expected]:
    """Return the pages of a folder."""
    pages = []
    for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        html = gzip.decompress((folder / item["file"]).read_bytes())
        body = "\n".join(item["body"] or ())
        pages.append(Expected(item["url"], html, item["title"], item["published"] or "", body))
    return pages


def serve(pages: Sequence[Expected]) -> Server:
    """Return a server that answers for every host of the pages."""
    by_address = {(page.host, page.path): page for page in pages}

    def answer(request: Request) -> Reply:
        if request.path == INDEX:
            links = [page for page in pages if page.host == request.host]
            return Reply(_feed(links, server.port), "application/rss+xml")
        page = by_address.get((request.host, _path_and_query(request.path, request.query)))
        return Reply(b"", "text/plain", status=404) if page is None else Reply(page.html, "text/html")

    server = Server(answer, 0)
    return server


def _feed(pages: Sequence[Expected], port: int) -> bytes:
    items = "".join(f"<item><link>{escape(_at(page, port))}</link></item>" for page in pages)
    return f'<rss version="2.0"><channel><title>index</title>{items}</channel></rss>'.encode()


def _at(page: Expected, port: int) -> str:
    return f"http://{page.host}:{port}{page.path}"


def settings_for(pages: Sequence[Expected], port: int, database: Path) -> Settings:
    """Return the shipped configuration with one source a host, the gate off and the baseline alerted."""
    shipped = config.load(config.shipped_directory())
    hosts = sorted({page.host for page in pages})
    known = {urlsplit(source.home).hostname: source for source in shipped.sources}
    sources = []
    for host in hosts:
        fallback = Source(SourceId(host), host, f"http://{host}", "", (), "UTC", ())
        base = known.get(host, fallback)
        channel = Channel(f"http://{host}:{port}{INDEX}")
        sources.append(replace(base, channels=(channel,), article_pattern=None, enabled=True))
    network = replace(
        shipped.network,
        contact="bench",
        hosts=dict.fromkeys(hosts, "127.0.0.1"),
        allow_private=tuple(f"{host}:{port}" for host in hosts),
        spacing=timedelta(milliseconds=10),
    )
    policy = replace(shipped.policy, baseline_alerts=True, gate=False, attempts=1)
    return replace(
        shipped, database=database, sources=tuple(sources), network=network, policy=policy, sinks=()
    )


async def play(pages: Sequence[Expected], database: Path) -> None:
    """Let the daemon poll until every page was dealt with."""
    async with serve(pages) as server:
        settings = settings_for(pages, server.port, database)
        async with assemble(settings) as app:
            daemon = Daemon(app, lambda: settings)
            running = asyncio.create_task(daemon.run())
            deadline = datetime.now(UTC) + PATIENCE
            while not running.done() and len(_dealt_with(database)) < len(pages):
                if datetime.now(UTC) > deadline:
                    break
                await asyncio.sleep(0.5)
            daemon.stop()
            await running


def _dealt_with(database: Path) -> Mapping[str, str]:
    with closing(connect(f"file:{database}?mode=ro", uri=True)) as store:
        rows = store.execute("select address, outcome from links where state != 'pending'")
        return {_key(address): outcome for address, outcome in rows}


def _path_and_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _key(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.hostname}{_path_and_query(parts.path, parts.query)}"


def compare(pages: Sequence[Expected], database: Path) -> list[Row]:
    """Return what became of each page."""
    outcomes = _dealt_with(database)
    with closing(connect(f"file:{database}?mode=ro", uri=True)) as store:
        rows = {
            _key(address): found
            for address, *found in store.execute(
                "select l.address, a.headline, a.published_at, v.text, a.grade,"
                " exists (select 1 from alerts where article = a.id)"
                " from links l join articles a on a.id = l.article"
                " join versions v on v.article = a.id and v.version = a.version"
            )
        }
    return [
        _row(page, outcomes.get(_key(page.url), "never dealt with"), rows.get(_key(page.url)))
        for page in pages
    ]


def _row(page: Expected, outcome: str, found: list[object] | None) -> Row:
    if found is None:
        return Row(page.url, outcome)
    headline, published, text, grade, alerted = found
    wanted = _shingles(page.body)
    return Row(
        page.url,
        outcome,
        headline=str(headline),
        headline_right=normalise(str(headline)) == normalise(page.title),
        published=str(published or ""),
        day_right=_same_day(str(published or ""), page.published),
        body_kept=len(wanted & _shingles(str(text))) / max(len(wanted), 1),
        grade=int(str(grade)),
        alerted=bool(alerted),
    )


def _shingles(text: str) -> set[str]:
    plain = normalise(text)
    return {plain[start : start + 8] for start in range(max(len(plain) - 7, 0))}


def _same_day(stored: str, expected: str) -> bool:
    """Compare instants to within a day: an expected date without a zone is local to nobody knows where."""
    if not stored or not expected:
        return not stored and not expected
    one, other = datetime.fromisoformat(stored), datetime.fromisoformat(expected)
    other = other if other.tzinfo else other.replace(tzinfo=UTC)
    return abs(one - other) < timedelta(days=1)


def main() -> int:
    """Play the folder and print what came of it; 0 where every page was taken in and none alerted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    pages = read_folder(arguments.folder)
    with tempfile.TemporaryDirectory() as directory:
        database = Path(directory) / "store.db"
        asyncio.run(play(pages, database))
        rows = compare(pages, database)
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        _print(rows)
    return int(any(row.grade is None or row.alerted for row in rows))


def _print(rows: Sequence[Row]) -> None:
    for row in rows:
        print(row.url[:100])
        print(f"   {row.outcome}, grade {row.grade}{', ALERTED' if row.alerted else ''}")
        print(f"   {'ok ' if row.headline_right else 'NOT'} {row.headline[:90]}")
        print(f"   {'ok ' if row.day_right else 'NOT'} {row.published}   body {row.body_kept:.2f}")
    taken = [row for row in rows if row.grade is not None]
    headlines = sum(row.headline_right for row in rows)
    days = sum(row.day_right for row in rows)
    body = sum(row.body_kept for row in rows) / len(rows)
    alerts = sum(row.alerted for row in rows)
    print(f"{len(rows)} pages: {len(taken)} taken in, {headlines} headlines exact, {days} days right,")
    print(f"mean share of the body kept {body:.3f}, {alerts} alerts")


if __name__ == "__main__":
    sys.exit(main())
