"""Commands about alerts: what became of them, and whether a sink takes one."""

import asyncio
from datetime import UTC, datetime

import click

from scraper.adapters.sinks import make_sink
from scraper.adapters.sqlite.editor import LibraryEditor
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import local, print_json, print_table
from scraper.cli.wanted import limit
from scraper.core.self_reports import sink_test
from scraper.errors import ScraperError
from scraper.settings import SinkSettings
from scraper.types.library import AlertRecord, DeliveryRecord


@click.group(invoke_without_command=True)
@click.option("--pending", "state", flag_value="waiting", help="Only what is on its way or held back.")
@click.option("--failed", "state", flag_value="dead", help="Only what was given up.")
@takes_where
@limit
@as_json
@click.pass_context
def alerts(context: click.Context, where: Where, state: str | None, limit: int, *, as_json: bool) -> None:
    """List alerts, the newest first, with what became of each.

    \b
    Examples:
      scraper alerts
      scraper alerts --pending
      scraper alerts test journal
      scraper alerts retry desk
    """
    if context.invoked_subcommand is not None:
        return
    with LibraryReader(where.store()) as reader:
        found = reader.alerts(state, limit)
    if as_json:
        print_json(found)
        return
    columns = ("when", "for", "kind", "grade", "source", "subject", "sinks")
    print_table(columns, [_alert(record) for record in found])


@alerts.command("test")
@click.argument("name", metavar="SINK")
@takes_where
def test_sink(where: Where, name: str) -> None:
    """Send one alert of kind `test` to a configured SINK, past the store; fails where it is not taken.

    \b
    Example:
      scraper alerts test journal
    """
    sinks = {sink.name: sink for sink in where.settings().sinks}
    if name not in sinks:
        raise ScraperError(f"no such sink: {name}; configured are {', '.join(sinks)}")
    asyncio.run(_send(sinks[name]))
    click.echo(f"{name} took it")


@alerts.command()
@click.argument("name", metavar="SINK")
@takes_where
def retry(where: Where, name: str) -> None:
    """Try again what was given up for SINK, once it works again; the daemon does it within a second.

    \b
    Example:
      scraper alerts retry desk
    """
    sinks = [sink.name for sink in where.settings().sinks]
    if name not in sinks:
        raise ScraperError(f"no such sink: {name}; configured are {', '.join(sinks)}")
    with LibraryEditor(where.store()) as editor:
        count = editor.retry_alerts(name, datetime.now(UTC))
    click.echo(f"{count} alerts are on their way to {name} again")


async def _send(settings: SinkSettings) -> None:
    async with make_sink(settings) as sink:
        await sink.deliver(sink_test(settings.name, datetime.now(UTC)))


def _alert(record: AlertRecord) -> tuple[object, ...]:
    alert = record.alert
    ways = ", ".join(_way(delivery) for delivery in record.deliveries)
    grade = "" if alert.grade is None else alert.grade
    return (local(alert.raised_at), alert.channel, alert.kind, grade, alert.source, alert.subject, ways)


def _way(delivery: DeliveryRecord) -> str:
    until = f" until {local(delivery.next_try_at)}" if delivery.state == "held" else ""
    return f"{delivery.sink}: {delivery.state}{until}"
