"""Commands that poll: the daemon, one round by hand."""

import asyncio

import click

from scraper.app import assemble
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import print_json, print_table
from scraper.daemon import Daemon
from scraper.deliver import deliver
from scraper.errors import ScraperError
from scraper.poll import poll
from scraper.settings import Settings
from scraper.telemetry import configure
from scraper.types import PollReport, SourceForPoll


@click.command()
@takes_where
def run(where: Where) -> None:
    """Poll for good: the service that systemd starts.

    SIGTERM stops it, SIGHUP reloads the configuration. Exit status 0 after a stop, 75 where another
    instance holds the store, 78 where the configuration is bad.

    \b
    Example:
      scraper run --config /etc/scraper --db /var/lib/scraper/scraper.db
    """
    settings = where.settings()
    configure(settings.log_level)
    asyncio.run(_run(settings, where))


async def _run(settings: Settings, where: Where) -> None:
    async with assemble(settings) as app:
        await Daemon(app, where.settings).run()


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@as_json
@takes_where
def once(where: Where, sources: tuple[str, ...], *, as_json: bool) -> None:
    """Poll each SOURCE once, now, whether it is due or not; all of them where none is named.

    \b
    Example:
      scraper once unn kyivindependent
    """
    settings = where.settings()
    configure(settings.log_level)
    unknown = sorted(set(sources) - {source.id for source in settings.sources})
    if unknown:
        raise ScraperError(f"no such source: {', '.join(unknown)}; `scraper sources` lists them")
    reports = asyncio.run(_once(settings, frozenset(sources)))
    if as_json:
        print_json(reports)
    else:
        columns = ("source", "outcome", "new", "added", "copies", "alerts", "left")
        print_table(columns, [_row(report) for report in reports])


async def _once(settings: Settings, wanted: frozenset[str]) -> list[PollReport]:
    async with assemble(settings) as app:
        await app.begin()
        ids = [id_ for id_ in app.sources if not wanted or id_ in wanted]
        states = await app.world.store.states(ids)
        at_once = asyncio.Semaphore(settings.schedule.polls_at_once)

        async def one(polled: SourceForPoll) -> PollReport:
            async with at_once:
                report = await poll(polled, app.world, app.rules)
                app.telemetry.polled(report)
                return report

        polls = [one(SourceForPoll(app.sources[state.id], state)) for state in states]
        reports = await asyncio.gather(*polls)
        await deliver(app.world.store, app.sinks, app.world.clock, restraints=settings.restraints)
        return list(reports)


def _row(report: PollReport) -> tuple[object, ...]:
    new = sum(read.new for read in report.channels)
    return (report.source, report.outcome, new, report.added, report.copies, report.alerts, report.left)
