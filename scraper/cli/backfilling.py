"""`scraper backfill`: take in the past, silently and in the order of time."""

import asyncio
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from scraper import config
from scraper.adapters.sqlite.past import PastStore
from scraper.adapters.sqlite.past_recording import PastRun
from scraper.backfill import engines
from scraper.backfill.engines import Engine
from scraper.backfill.examining import Span
from scraper.backfill.fetching import fetch, index_at, pages_at, read_feeds
from scraper.backfill.reading import Plan
from scraper.backfill.taking_in import Backfill, part_of
from scraper.cli.extras import extra
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import print_json, print_pairs
from scraper.cli.progress import Watched
from scraper.core.past import days_of
from scraper.core.sanitize import sanitize
from scraper.errors import ScraperError
from scraper.settings import Settings
from scraper.types import ChannelKind, SourceId
from scraper.types.past import PartKind

FIRST_DAY = datetime(2022, 2, 24, tzinfo=UTC)
"""Where a backfill of sitemaps begins that names no day: nobody wants the whole web."""

only_source = click.option("--source", "only", multiple=True, help="Only pages of this source; repeatable.")
since = click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was published from this day on (UTC)."
)
until = click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="... and before this day.")
topic_file = click.option(
    "--topic",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Judge by this topic file.",
)


@click.group()
def backfill() -> None:
    """Take in the past: archives of pages, sitemaps, lists of addresses, saved feeds.

    Nothing of it is alerted but one summary. A run that was broken off goes on where it was; a second run
    over the same changes nothing. The service must not run (exit status 75).

    \b
    Examples:
      scraper backfill warc cc-news/2025-01
      scraper backfill sitemap unn --since 2023-01-01 --until 2026-01-01
    """


@backfill.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@only_source
@since
@until
@topic_file
@click.option(
    "--workers", type=click.IntRange(1, 1024), default=1, show_default=True, help="Readers at once."
)
@click.option(
    "--engine",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help="What several workers run on.",
)
@click.option("--scheduler", default="", help="A Dask cluster, as tcp://HOST:PORT; it must see DIRECTORY.")
@as_json
@takes_where
def warc(  # noqa: PLR0917  (click passes by name)
    where: Where,
    directory: Path,
    only: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    topic: Path | None,
    workers: int,
    engine: str,
    scheduler: str,
    *,
    as_json: bool,
) -> None:
    """Take in every WARC file under DIRECTORY (.warc, .warc.gz, .warc.zst), as CC-NEWS lays them out.

    \b
    Examples:
      scraper backfill warc cc-news/2025-01
      scraper backfill warc cc-news/2025-01 --workers 8
      scraper backfill warc /shared/cc-news --scheduler tcp://10.0.0.5:8786
    """
    span = _span(where.settings(topic), only, since, until)
    run = take_in_archives(where, directory, span, _engine(workers, engine, scheduler), topic)
    tell(run, as_json=as_json)


@backfill.command()
@click.argument("source")
@click.option("--sitemap", "addresses", multiple=True, help="Begin here, not at the source's own sitemaps.")
@since
@until
@topic_file
@as_json
@takes_where
def sitemap(
    where: Where,
    source: str,
    addresses: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    topic: Path | None,
    *,
    as_json: bool,
) -> None:
    """Take in what the sitemaps of SOURCE name, with those below them, from one day to another.

    Everything is fetched as politely as the service fetches: robots.txt, the host's pace, Retry-After.

    \b
    Examples:
      scraper backfill sitemap unn --since 2023-01-01 --until 2026-01-01
      scraper backfill sitemap unn --sitemap https://unn.ua/sitemap.xml --since 2025-01-01
    """
    settings = where.settings(topic)
    span = _span(settings, (source,), since, until)
    owner = next(one for one in settings.sources if one.id == source)
    begin, end = span.since or FIRST_DAY, span.until or _now()
    templates = addresses or [one.url for one in owner.channels if one.kind is ChannelKind.SITEMAP]
    found = [day for one in templates for day in days_of(one, begin, end, owner.zone)]
    if not found:
        raise ScraperError(f"{source} has no sitemap that is configured: name one with --sitemap")
    with _backfill(where, settings, topic, span) as run:
        indexes = [index_at(address, owner, "by hand", span) for address in found]
        tell(asyncio.run(fetch(run, indexes, f"sitemaps of {source}", settings.network)), as_json=as_json)


@backfill.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@since
@until
@topic_file
@as_json
@takes_where
def urls(
    where: Where,
    file: Path,
    since: datetime | None,
    until: datetime | None,
    topic: Path | None,
    *,
    as_json: bool,
) -> None:
    """Take in the pages whose addresses stand in FILE, one a line (`-`: standard input).

    \b
    Example:
      scraper backfill urls addresses.txt
    """
    settings = where.settings(topic)
    text = sys.stdin.read() if str(file) == "-" else _text(file)
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    with _backfill(where, settings, topic, _span(settings, (), since, until)) as run:
        pages, wrong = pages_at(lines, run.plan, file.name)
        for line in wrong:
            click.echo(f"no address: {sanitize(line)}", err=True)
        tell(asyncio.run(fetch(run, pages, f"addresses of {file.name}", settings.network)), as_json=as_json)


@backfill.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--source", help="The source of all of them; by their links' addresses where none is named.")
@since
@until
@topic_file
@as_json
@takes_where
def rss(
    where: Where,
    directory: Path,
    source: str | None,
    since: datetime | None,
    until: datetime | None,
    topic: Path | None,
    *,
    as_json: bool,
) -> None:
    """Take in the articles that the saved feeds in DIRECTORY name.

    A page that is gone is known by what its feed says of it.

    \b
    Example:
      scraper backfill rss saved-feeds --source unn
    """
    settings = where.settings(topic)
    span = _span(settings, () if source is None else (source,), since, until)
    owner = next((one for one in settings.sources if one.id == source), None)
    files = sorted(path for path in directory.rglob("*") if path.is_file() and path.name[0] != ".")
    with _backfill(where, settings, topic, span) as run:
        parts = [part_of(path, PartKind.FEED) for path in files]
        asyncio.run(read_feeds(run, parts, owner, f"feeds of {directory.name}"))
        ended = asyncio.run(fetch(run, (), f"feeds of {directory.name}", settings.network))
        tell(ended, as_json=as_json)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScraperError(f"{file}: cannot be read as UTF-8: {error}") from error


def take_in_archives(
    where: Where, directory: Path, span: Span, engine: Engine, topic: Path | None = None
) -> PastRun | None:
    """Take in the WARC files of a directory; None where all of them were taken in before."""
    with extra("warc", "WARC files need"):
        from scraper.adapters.warc import files_under  # noqa: PLC0415  (needs an extra)
    parts = [part_of(path, PartKind.WARC) for path in files_under(directory)]
    if not parts:
        raise ScraperError(f"{directory}: no .warc, .warc.gz or .warc.zst file in it")
    with _backfill(where, where.settings(topic), topic, span) as run:
        return run.archives(parts, directory.name, engine)


def _engine(workers: int, engine: str, scheduler: str) -> Engine:
    if scheduler or engine == "dask":
        return engines.dask(workers, scheduler, lambda line: click.echo(line, err=True))
    return engines.processes(workers) if workers > 1 else engines.inline()


def _span(
    settings: Settings, only: tuple[str, ...], since: datetime | None, until: datetime | None
) -> Span:
    unknown = sorted(set(only) - {source.id for source in settings.sources})
    if unknown:
        raise ScraperError(f"no such source: {', '.join(unknown)}; `scraper sources` lists them")
    begin, end = (None if day is None else day.replace(tzinfo=UTC) for day in (since, until))
    return Span(begin, end, frozenset(map(SourceId, only)))


@contextmanager
def _backfill(where: Where, settings: Settings, topic: Path | None, span: Span) -> Iterator[Backfill]:
    document = config.load_topic_document(config.find_directory(where.config), topic)
    plan = Plan(pickle.dumps(document), settings.sources, settings.policy.gate, settings.workers, span)
    polled = [source for source in settings.sources if source.enabled]
    with PastStore(settings.database, polled, _now()) as store, Watched() as progress:
        yield Backfill(store, plan, settings.policy, settings.audiences, progress, _now)


def _now() -> datetime:
    return datetime.now(UTC)


def tell(run: PastRun | None, *, as_json: bool) -> None:
    """Print what came of a backfill."""
    if as_json:
        print_json(run)
        return
    if run is None:
        click.echo("All of it was taken in before; nothing changes.")
        return
    print_pairs(
        [
            ("parts", run.parts),
            ("pages", sum(run.outcomes.values())),
            *((f"  {name}", count) for name, count in run.outcomes.items()),
            ("recorded", sum(run.recorded.values())),
            *((f"  {name}", count) for name, count in run.recorded.items()),
            ("on topic", run.on_topic),
            *((f"failed: {part}", reason) for part, reason in run.failed.items()),
        ]
    )
