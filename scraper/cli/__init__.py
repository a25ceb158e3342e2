"""The command line: each command parses its arguments, calls one function and prints. No logic."""

import sys
from pathlib import Path

import click

from scraper import __version__
from scraper.cli.alerting import alerts
from scraper.cli.archiving import archive
from scraper.cli.backfilling import backfill
from scraper.cli.canary import canary
from scraper.cli.checking import check, probe
from scraper.cli.health import health
from scraper.cli.installing import install_service
from scraper.cli.library import search, show
from scraper.cli.options import Where
from scraper.cli.replaying import replay
from scraper.cli.rules import explain, mark, rules
from scraper.cli.running import once, run
from scraper.cli.serving import web
from scraper.cli.showing import demo
from scraper.cli.sourcing import sources
from scraper.cli.telling import export, stories
from scraper.cli.upkeep import db
from scraper.errors import ConfigError, ScraperError, StoreBusy, StoreUnusable

EXIT_FAILED = 1
EXIT_BUSY = 75
EXIT_BAD_CONFIG = 78


@click.group()
@click.option(
    "--config", "config_dir", type=click.Path(path_type=Path), help="Directory of the configuration."
)
@click.option("--db", "database", type=click.Path(path_type=Path), help="The store, a SQLite file.")
@click.version_option(__version__, prog_name="scraper")
@click.pass_context
def scraper(context: click.Context, config_dir: Path | None, database: Path | None) -> None:
    """Watch news sites for Japan-Ukraine defense: poll, judge, deduplicate, store, alert.

    \b
    Start here:
      scraper demo                     the whole service on a small press world
      scraper check                    is the configuration right?
      scraper run                      the service
      scraper search "patriot"         what is in the store
    """
    context.obj = Where(config_dir, database)


COMMANDS = (
    *(demo, run, once, check, probe, sources, health, canary),
    *(search, stories, show, explain, mark, export, alerts, web),
    *(rules, db, backfill, replay, archive, install_service),
)
for command in COMMANDS:
    scraper.add_command(command)


def main() -> None:
    """Run a command; expected failures are a message and a status (75 busy, 78 somebody must act)."""
    try:
        scraper(prog_name="scraper")
    except ConfigError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(EXIT_BAD_CONFIG)
    except StoreBusy as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(EXIT_BUSY)
    except StoreUnusable as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(EXIT_BAD_CONFIG)
    except ScraperError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(EXIT_FAILED)
