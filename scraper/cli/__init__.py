"""The command line: each command parses its arguments, calls one function and prints. No logic."""

import sys
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from scraper import __version__
from scraper.cli.options import Where
from scraper.errors import ConfigError, ScraperError, StoreBusy, StoreUnusable

COMMANDS: Final = MappingProxyType(
    {
        "demo": "showing",
        "run": "running",
        "once": "running",
        "check": "checking",
        "probe": "checking",
        "sources": "sourcing",
        "health": "health",
        "canary": "canary",
        "search": "library",
        "stories": "telling",
        "show": "library",
        "explain": "rules",
        "mark": "rules",
        "export": "telling",
        "alerts": "alerting",
        "web": "serving",
        "rules": "rules",
        "db": "upkeep",
        "backfill": "backfilling",
        "replay": "replaying",
        "archive": "archiving",
        "install-service": "installing",
    }
)
"""Each command with the module of this package that it is in."""
EXIT_FAILED = 1
EXIT_BUSY = 75
EXIT_BAD_CONFIG = 78


class _Commands(click.Group):
    """Imports a command when it is asked for: all of them take half a second, which no search should."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's)
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's)
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"scraper.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=_Commands)
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
