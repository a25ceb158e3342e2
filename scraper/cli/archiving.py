"""`scraper archive`: the archived pages as standard web archives, and back."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from scraper import __version__
from scraper.adapters.sqlite import archive as pages
from scraper.adapters.sqlite.connection import connect_for_reading
from scraper.backfill import engines
from scraper.backfill.examining import Span
from scraper.cli.backfilling import take_in_archives, tell
from scraper.cli.extras import extra
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import print_json
from scraper.errors import ScraperError, StoreError
from scraper.types import Page


@click.group()
def archive() -> None:
    """The archived pages as WARC files, which every tool for web archives reads.

    What the archive keeps, and how long: `[retention]` in scraper.toml.

    \b
    Example:
      scraper archive export pages.warc.gz --source unn
    """


@archive.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--source", help="Only pages of this source.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only pages fetched from this day on (UTC)."
)
@as_json
@takes_where
def export(
    where: Where, target: Path, source: str | None, since: datetime | None, *, as_json: bool
) -> None:
    """Write the archived pages to TARGET (.warc.gz), a response record each. The service may run.

    \b
    Example:
      scraper archive export pages.warc.gz --since 2026-01-01
    """
    with extra("warc", "WARC files need"):
        from scraper.adapters.warc import write  # noqa: PLC0415  (needs an extra)
    if not target.name.endswith(".warc.gz"):
        raise ScraperError(f"{target}: a name that ends in .warc.gz says what it is")
    if target.exists():
        raise StoreError(f"{target} exists already: an export never overwrites")
    begin = None if since is None else since.replace(tzinfo=UTC)
    try:
        count = write(target, _pages(where.store(), source, begin), f"japan-ukraine-monitor/{__version__}")
    except OSError as error:
        raise StoreError(f"cannot write {target}: {error.strerror}") from error
    if as_json:
        print_json({"file": target, "pages": count})
    else:
        click.echo(f"{target}: {count} pages")


def _pages(database: Path, source: str | None, since: datetime | None) -> Iterator[Page]:
    with closing(connect_for_reading(database)) as db:
        for capture in pages.captures(db, source, since):
            yield capture.page
        yield from pages.spare_pages(db, source, since)


@archive.command(name="import")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@as_json
@takes_where
def import_(where: Where, directory: Path, *, as_json: bool) -> None:
    """Take in the WARC files under DIRECTORY, as `scraper backfill warc` does, which has more options.

    \b
    Example:
      scraper archive import exported
    """
    tell(take_in_archives(where, directory, Span(), engines.inline()), as_json=as_json)
