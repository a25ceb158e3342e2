"""`scraper sources`: list, find, check, take over and hand on what is polled."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from scraper import config
from scraper.adapters.clocks import SystemClock
from scraper.adapters.http import PRODUCT
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.timings import Timings
from scraper.app import outside
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import harmless, print_json, print_table
from scraper.core.catalogue import SourceRow, sources_table
from scraper.core.channel_checks import ChannelCheck, edits
from scraper.core.opml import free_id, read_opml, sources_of, write_opml
from scraper.core.source_patch import source_patch
from scraper.core.source_proposal import Proposal
from scraper.core.source_toml import source_toml
from scraper.core.urls import resolve
from scraper.errors import ConfigError, Problem, ScraperError
from scraper.settings import Settings
from scraper.sourcing import find_source
from scraper.types import Source, SourceId, SourceState
from scraper.verifying import verify


@click.group(invoke_without_command=True)
@takes_where
@as_json
def sources(where: Where, *, as_json: bool) -> None:
    """List the configured sources with their channels and what is known of each address.

    \b
    Examples:
      scraper sources
      scraper sources add https://www.example.org/
      scraper sources verify
    """
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        context.obj = where
        return
    rows = sources_table(where.settings().sources, _states(where))
    if as_json:
        print_json(rows)
        return
    columns = ("id", "name", "languages", "every", "keeps", "state", "channels")
    print_table(columns, [_source(row) for row in rows])


@sources.command()
@click.argument("url")
@click.option("--id", "id_", help="The source's id; made of the host's name unless given.")
@click.option("--dry-run", is_flag=True, help="Print the file instead of writing it.")
@click.option("--allow-private", is_flag=True, help="Let this one look reach a private address.")
@takes_where
def add(where: Where, url: str, id_: str | None, *, dry_run: bool, allow_private: bool) -> None:
    """Find out where the site at URL names its articles, and write a source's file.

    Tries what the page, robots.txt and common paths name, one polite request after another, and tells how
    each answered. URL may also be a feed or a sitemap.

    \b
    Examples:
      scraper sources add https://www.example.org/
      scraper sources add https://www.example.org/feed/ --id example --dry-run
    """
    settings = where.settings(may_lack_sources=True)
    try:
        address = resolve(url)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="URL") from error
    taken = {source.id for source in settings.sources}
    name = id_ or free_id(urlsplit(address).hostname or "", taken)
    if name in taken:
        raise ScraperError(f"{name}: there is a source of this id already; choose another with --id")
    proposal = asyncio.run(_find(settings, address, name, allow_private=allow_private))
    _tell(proposal)
    if proposal.source is None:
        raise ScraperError(f"{url}: nothing found that names articles; try the address of a section")
    _refuse_twice(proposal.source, settings)
    if dry_run:
        click.echo(source_toml(proposal.source, proposal.reasons), nl=False)
        return
    path = config.write_source(config.find_directory(where.config), proposal.source, proposal.reasons)
    click.echo(f"{path} is written; read it, then try `scraper probe {name}`")


async def _find(settings: Settings, address: str, name: str, *, allow_private: bool) -> Proposal:
    async with outside(settings, allow_private=(address,) if allow_private else ()) as (fetcher, parser):
        return await find_source(address, name, fetcher, parser, SystemClock(), PRODUCT)


def _tell(proposal: Proposal) -> None:
    """Print how each trial ended, beside the output proper."""
    for trial in proposal.trials:
        candidate = trial.candidate
        said = str(proposal.merits.get(candidate.url, trial.detail or f"{len(trial.links)} links"))
        line = (trial.outcome, candidate.kind, candidate.url, candidate.reason, said)
        click.echo("\t".join(map(harmless, line)), err=True)


def _refuse_twice(found: Source, settings: Settings) -> None:
    readers = _readers(settings)
    for channel in found.channels:
        if channel.url in readers:
            raise ScraperError(f"{channel.url}: is read already, by the source {readers[channel.url]}")


def _readers(settings: Settings) -> Mapping[str, SourceId]:
    return {channel.url: source.id for source in settings.sources for channel in source.channels}


@sources.command("verify")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--patch", is_flag=True, help="Print what to change in the files, for `patch -p1`.")
@click.option("--allow-private", is_flag=True, help="Let this one look reach private addresses.")
@as_json
@takes_where
def verify_command(
    where: Where, names: tuple[str, ...], *, patch: bool, allow_private: bool, as_json: bool
) -> None:
    """Look once at every channel and tell how it answered. Changes nothing.

    Without SOURCE, all enabled sources are looked at: several hosts side by side, each asked one thing
    after another, robots.txt first, and only for what is new where the store knows the last answer. Where a
    channel is gone, its site is asked for another, as `add` does it. Exit status 1 where one is not well.

    \b
    Examples:
      scraper sources verify
      scraper sources verify unn asahi
      scraper sources verify --patch | patch -p1 -d config
    """
    settings = where.settings()
    chosen = _named(names, settings)
    checks = asyncio.run(_verify(settings, chosen, _states(where), allow_private=allow_private))
    today = datetime.now(UTC).date()
    if as_json:
        print_json([_told(check, today) for check in checks])
    elif patch:
        _print_patch(checks, config.find_directory(where.config))
    else:
        columns = ("source", "kind", "answer", "ms", "links", "dated", "known as", "advice", "address")
        print_table(columns, [_check(check) for check in checks])
    bad = sum(not check.is_well for check in checks)
    click.echo(f"{len(checks) - bad} of {len(checks)} channels are well", err=True)
    if bad:
        click.get_current_context().exit(1)


def _named(names: Sequence[str], settings: Settings) -> Sequence[Source]:
    if not names:
        return [source for source in settings.sources if source.enabled]
    known = {str(source.id): source for source in settings.sources}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ScraperError(f"{', '.join(unknown)}: no source of this id; `scraper sources` lists them")
    return [known[name] for name in names]


async def _verify(
    settings: Settings,
    chosen: Sequence[Source],
    states: Mapping[SourceId, SourceState],
    *,
    allow_private: bool,
) -> Sequence[ChannelCheck]:
    private = [address for source in chosen for address in source.addresses] if allow_private else ()
    timings = Timings()
    async with outside(settings, allow_private=private, trace=timings) as (fetcher, parser):
        return await verify(
            chosen, fetcher, parser, SystemClock(), states=states, took=timings.of, tell=_say
        )


def _say(check: ChannelCheck) -> None:
    click.echo(f"{check.source}\t{check.answer}\t{check.channel.url}", err=True)


def _told(check: ChannelCheck, today: date) -> Mapping[str, object]:
    return {
        "check": check,
        "answer": check.answer,
        "advice": check.advice,
        "edits": edits(check, today),
    }


def _print_patch(checks: Sequence[ChannelCheck], directory: Path) -> None:
    """Print the diff of each file; what no diff can say is told beside it."""
    today = datetime.now(UTC).date()
    for id_ in dict.fromkeys(check.source for check in checks):
        wanted = [edit for check in checks if check.source == id_ for edit in edits(check, today)]
        text = (directory / "sources" / f"{id_}.toml").read_text(encoding="utf-8-sig")
        try:
            click.echo(source_patch(text, wanted), nl=False)
        except ValueError as error:
            click.echo(f"{error}; by hand:", err=True)
            for edit in wanted:
                click.echo(f"  {edit}", err=True)


def _check(check: ChannelCheck) -> tuple[object, ...]:
    channel = check.channel
    known = f"{channel.confirmation} {channel.confirmed_on or ''}".strip()
    told = "; ".join(part for part in (check.advice, check.detail) if part)
    took = "-" if check.took is None else round(check.took / timedelta(milliseconds=1))
    counts = (took, check.links, check.dated)
    return (check.source, channel.kind, check.answer, *counts, known, told, channel.url)


@sources.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--language", default="en", show_default=True, help="Where the list does not say it.")
@click.option("--zone", default="UTC", show_default=True, help="Of dates that name none.")
@takes_where
def import_(where: Where, file: Path, language: str, zone: str) -> None:
    """Make a source of each feed that an OPML FILE names and that no source reads yet.

    They are on probation until they first answer. `scraper sources verify` looks at them at once.

    \b
    Example:
      scraper sources import feeds.opml --language de --zone Europe/Berlin
    """
    settings = where.settings(may_lack_sources=True)
    known = _readers(settings)
    found = read_opml(file.read_bytes(), file.name)
    fresh = [outline for outline in found.outlines if outline.feed not in known]
    taken = {source.id for source in settings.sources}
    directory = config.find_directory(where.config)
    problems: list[Problem] = []
    for source in sources_of(fresh, taken=taken, language=language, zone=zone):
        try:
            click.echo(str(config.write_source(directory, source, {})))
        except ConfigError as error:
            problems += error.problems
    told = f"{len(found.outlines) - len(fresh)} read already, {found.dropped} without an address"
    click.echo(told, err=True)
    if problems:
        raise ConfigError(problems)


@sources.command("export")
@takes_where
def export_(where: Where) -> None:
    """Print the feeds of the enabled sources as an OPML list.

    \b
    Example:
      scraper sources export > feeds.opml
    """
    enabled = [source for source in where.settings().sources if source.enabled]
    click.echo(write_opml(enabled, "Sources of the scraper"), nl=False)


def _states(where: Where) -> Mapping[SourceId, SourceState]:
    """Return what the store remembers of the sources; nothing where there is no store yet."""
    path = where.store()
    if not path.is_file():
        return {}
    with LibraryReader(path) as reader:
        return {state.id: state for state in reader.source_states()}


def _source(row: SourceRow) -> tuple[object, ...]:
    since = f", answered {row.confirmed_on}" if row.confirmed_on else ""
    state = "disabled" if not row.enabled else "probation" if row.probation else f"polled{since}"
    channels = ", ".join(f"{channel.kind} ({channel.confirmation})" for channel in row.channels)
    return (row.id, row.name, ",".join(row.languages), row.interval, row.store, state, channels)
