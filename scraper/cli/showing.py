"""`scraper demo`: the front door."""

import asyncio
import sys
import tempfile
from contextlib import redirect_stderr
from datetime import timedelta
from pathlib import Path

import click

from scraper import config
from scraper.cli.output import print_json
from scraper.demo.loading import load_scenario
from scraper.demo.report import report
from scraper.demo.running import play
from scraper.demo.summary import summary
from scraper.demo.view import watch
from scraper.telemetry import configure

HISTORY = timedelta(weeks=4)
SCENARIOS = Path(__file__).parents[1] / "demo" / "scenarios"


@click.command()
@click.option(
    "--seconds", default=55.0, show_default=True, type=click.FloatRange(10, 3600), help="How long it plays."
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep database and configuration in DIR.",
)
@click.option("--topic", type=click.Path(path_type=Path, exists=True), help="Judge by this topic file.")
@click.option("--scenario", type=click.Path(path_type=Path, exists=True), help="Play this scenario.")
@click.option(
    "--record", type=click.Path(path_type=Path, dir_okay=False), help="Keep a picture (SVG) of it."
)
@click.option("--history", is_flag=True, help="Load four simulated weeks before it begins.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")
def demo(
    seconds: float,
    keep: Path | None,
    topic: Path | None,
    scenario: Path | None,
    record: Path | None,
    *,
    history: bool,
    as_json: bool,
) -> None:
    """Run the real service on a press world inside this program, and say what it found.

    A loopback server plays news sites through a day; the daemon polls them by a clock that runs fast.
    Exit status 0 where nothing was missed and nothing falsely told.

    \b
    Examples:
      scraper demo
      scraper demo --seconds 45 --json --keep demo
    """
    planned = load_scenario(scenario or SCENARIOS / "default.toml")
    directory = (keep or Path(tempfile.mkdtemp(prefix="scraper-demo-"))).absolute()
    directory.mkdir(parents=True, exist_ok=True)
    for leftover in directory.glob("scraper.db*"):
        leftover.unlink()
    topic = topic or config.shipped_directory() / "topics" / "japan-ukraine-defense.toml"
    # Alerts and log lines go where the service would send them, but not into the middle of the picture.
    with (
        watch(planned, quiet=as_json, record=record) as telemetry,
        (directory / "scraper.log").open("w", encoding="utf-8") as log,
        redirect_stderr(log),
    ):
        configure("info")
        past = HISTORY if history else timedelta()
        played = asyncio.run(play(planned, directory, topic, seconds, telemetry, history=past))
    told = report(played)
    if as_json:
        print_json(told)
    else:
        click.echo(summary(told))
    sys.exit(0 if told.good else 1)
