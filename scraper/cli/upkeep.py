"""`scraper db`: what operators do to the store."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click

from scraper.adapters import surroundings
from scraper.adapters.sqlite import maintenance
from scraper.adapters.sqlite.doctor import Finding, Level, examine
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import print_json, print_pairs, print_table
from scraper.errors import ConfigError


@click.group()
def db() -> None:
    """Back up, cut down and examine the store.

    \b
    Examples:
      scraper db backup /backup/scraper.db
      scraper db doctor
    """


@db.command()
@click.argument("target", type=click.Path(path_type=Path))
@takes_where
def backup(where: Where, target: Path) -> None:
    """Copy the store to TARGET, verified, beside the running service. Never overwrites.

    \b
    Example:
      scraper db backup /backup/scraper-2026-02-10.db
    """
    size = maintenance.backup(where.store(), target)
    click.echo(f"{target}: {size} bytes, verified")


@db.command()
@takes_where
@as_json
def prune(where: Where, *, as_json: bool) -> None:
    """Let go of all that retention has ended for; labels, alerts and articles on topic stay.

    The service must not run (exit status 75); it does the same by itself every hour.

    \b
    Example:
      scraper db prune
    """
    settings = where.settings()
    gone = maintenance.prune(settings.database, settings.retention, datetime.now(UTC))
    if as_json:
        print_json(gone)
    else:
        print_pairs([*gone.items()])


@db.command()
@takes_where
@as_json
def doctor(where: Where, *, as_json: bool) -> None:
    """Examine the store and what the service needs beside it; exit status 1 where something is wrong.

    \b
    Example:
      scraper db doctor
    """
    findings = (*examine(where.store()), *_surroundings(where))
    if as_json:
        print_json(findings)
    else:
        print_table(("what", "level", "found"), [(f.what, f.level, f.words) for f in findings])
    sys.exit(int(any(finding.level is Level.ERROR for finding in findings)))


def _surroundings(where: Where) -> Iterator[Finding]:
    with LibraryReader(where.store()) as reader:
        yield from reader.examined_by(partial(surroundings.clock, now=datetime.now(UTC)))
    try:
        settings = where.settings()
    except ConfigError as error:
        yield Finding("configuration", Level.WARNING, f"{error}; see `scraper check`")
        return
    polled = [source for source in settings.sources if source.enabled]
    yield Finding("configuration", Level.OK, f"{len(polled)} sources are polled")
    hosts = {urlsplit(source.home).hostname or "" for source in polled} - settings.network.hosts.keys()
    if hosts:
        yield surroundings.resolver(sorted(hosts))
