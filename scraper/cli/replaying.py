"""`scraper replay`: archived pages read again by the code and the configuration of now."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from scraper.adapters.parser import ParserPool
from scraper.adapters.sqlite.connection import connect_for_reading
from scraper.adapters.sqlite.opening import alone
from scraper.backfill.replaying import Replay, Replayed, Tally
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import print_json, print_table
from scraper.settings import Settings


@click.command()
@click.option("--source", help="Only pages of this source.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only pages fetched from this day on (UTC)."
)
@click.option(
    "--topic",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Judge by this topic file.",
)
@click.option("--apply", is_flag=True, help="Let the store say what the pages say now.")
@as_json
@takes_where
def replay(
    where: Where,
    source: str | None,
    since: datetime | None,
    topic: Path | None,
    *,
    apply: bool,
    as_json: bool,
) -> None:
    """Read the archived pages again, and show each field that is read otherwise than it is stored.

    Without --apply nothing is written, and the service may run. With it the new reading takes the place of
    the old one, which is kept; nothing is alerted; the service must not run (exit status 75).

    \b
    Examples:
      scraper replay --source unn
      scraper replay --config new-config --since 2026-01-01
      scraper replay --apply
    """
    settings = where.settings(topic)
    begin = None if since is None else since.replace(tzinfo=UTC)
    with _opened(settings.database, apply=apply) as db:
        found, tallies = asyncio.run(_replayed(settings, db, source, begin, apply=apply))
    if as_json:
        print_json({"applied": apply, "sources": tallies, "changed": found})
        return
    for one in found:
        click.echo()
        print_table(
            (f"{one.article} version {one.version}", one.source, one.headline, one.address),
            [(each.field, _alike(each.similarity), each.before, each.after) for each in one.differences],
        )
    print_table(("source", "pages", "changed", "fields"), [_row(*item) for item in sorted(tallies.items())])


@contextmanager
def _opened(path: Path, *, apply: bool) -> Iterator[sqlite3.Connection]:
    if apply:
        with alone(path) as db:
            yield db
    else:
        with closing(connect_for_reading(path)) as db:
            yield db


async def _replayed(
    settings: Settings, db: sqlite3.Connection, source: str | None, since: datetime | None, *, apply: bool
) -> tuple[list[Replayed], dict[str, Tally]]:
    tallies: dict[str, Tally] = {}
    async with ParserPool(settings.workers) as parser:
        sources = {one.id: one for one in settings.sources}
        run = Replay(sources, settings.topic, settings.policy, parser, lambda: datetime.now(UTC))
        found = [one async for one in run.run(db, source, since, tallies, apply=apply)]
    return found, tallies


def _alike(similarity: float | None) -> str:
    return "" if similarity is None else f"alike {similarity:.2f}"


def _row(source: str, tally: Tally) -> tuple[object, ...]:
    fields = ", ".join(f"{name} {count}" for name, count in sorted((tally.fields or {}).items()))
    return (source, tally.pages, tally.changed, fields)
