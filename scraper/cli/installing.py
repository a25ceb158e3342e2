"""The command that puts the service on a host."""

from pathlib import Path

import click

from scraper import config
from scraper.adapters.environment import default_python, make_environment
from scraper.cli.output import print_table
from scraper.installing import (
    AFTERWARDS,
    CONFIGURATION,
    configuration_files,
    put,
    resolvers_of,
    service_files,
)

ENVIRONMENT = Path("/opt/scraper")


@click.command("install-service")
@click.option(
    "--prefix", type=click.Path(path_type=Path), default=Path("/"), help="Another root directory."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done and do nothing.")
@click.option(
    "--python", type=click.Path(path_type=Path), default=default_python, help="What runs the service."
)
def install_service(prefix: Path, python: Path, *, dry_run: bool) -> None:
    """Put units, configuration and a virtual environment in place; start nothing.

    Run it again after an upgrade: units are replaced, a configuration that exists is left alone.

    \b
    Examples:
      scraper install-service --dry-run
      scraper install-service --prefix /tmp/tree
    """
    installed, shipped = prefix / CONFIGURATION.relative_to("/"), config.shipped_directory()
    known = (installed / "scraper.toml").is_file()
    settings = config.load(installed if known else shipped)
    files = [
        *service_files(settings, resolvers_of(prefix)),
        *(() if known else configuration_files(shipped)),
    ]
    print_table(("", "file"), [(put(file, prefix, dry_run=dry_run), file.path) for file in files])
    environment = prefix / ENVIRONMENT.relative_to("/")
    click.echo(f"{'would make' if dry_run else 'making'} {ENVIRONMENT} with {python}")
    if not dry_run:
        make_environment(environment, python, ENVIRONMENT)
    click.echo("\n".join(["then, as root:", *(f"  {step}" for step in AFTERWARDS)]))
