"""Commands that look before anything runs: check the configuration, probe a page, list the sources."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from scraper.adapters.hops import Hop
from scraper.app import outside
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import print_json, print_pairs, print_table
from scraper.core.attribution import source_of
from scraper.core.explain import explain
from scraper.core.sanitize import sanitize
from scraper.errors import ScraperError
from scraper.outcomes import Outcome
from scraper.probing import ChannelProbe, PageProbe, probe_address, probe_channels, probe_page
from scraper.settings import Settings
from scraper.types import Article, Found, Link, Page, ParsedDate

SHOWN_AT_MOST = 8
"""Items of a list that are shown one by one."""


@click.command()
@takes_where
@as_json
def check(where: Where, *, as_json: bool) -> None:
    """Read the whole configuration and say what is wrong with it.

    Exit status 78 where anything is; every problem is printed with its file, key and remedy.

    \b
    Example:
      scraper check --config /etc/scraper
    """
    settings = where.settings()
    polled = [source for source in settings.sources if source.enabled]
    languages = sorted({language for source in polled for language in source.languages})
    found = {
        "sources": len(settings.sources),
        "polled": len(polled),
        "languages": languages,
        "topic": settings.topic.id,
        "topic_version": settings.topic.version,
        "contact": settings.network.contact,
        "sinks": [f"{sink.name} for {' and '.join(sorted(sink.audiences))}" for sink in settings.sinks],
    }
    if as_json:
        print_json({"ok": True, **found})
        return
    click.echo("The configuration is valid.")
    print_pairs([*found.items()])
    if not settings.network.contact:
        click.echo("note: network.contact is empty; `scraper run` will refuse to start without it")


@click.command()
@click.argument("target")
@click.option("--url", help="The address of a page given as a FILE.")
@click.option(
    "--allow-private", is_flag=True, help="Let this one probe reach loopback and private addresses."
)
@click.option("--trace", is_flag=True, help="Show each hop of each fetch.")
@as_json
@takes_where
def probe(
    where: Where, target: str, url: str | None, *, allow_private: bool, trace: bool, as_json: bool
) -> None:
    """Show what would be read from TARGET and how it would be judged. Writes nothing.

    TARGET is the id of a configured source, an address, or a file with a saved page.

    \b
    Examples:
      scraper probe unn
      scraper probe https://kyivindependent.com/some-story/
      scraper probe page.html --url https://www.japantimes.co.jp/news/2026/02/10/japan/aid/
    """
    settings = where.settings()
    result = asyncio.run(_probe(settings, target, url, allow_private=allow_private, trace=trace))
    if as_json:
        print_json(result)
    elif isinstance(result, PageProbe):
        _print_page(result)
    else:
        _print_channels(result)


async def _probe(
    settings: Settings, target: str, url: str | None, *, allow_private: bool, trace: bool
) -> PageProbe | list[ChannelProbe]:
    private = _private(settings, url or target) if allow_private else ()
    async with outside(settings, allow_private=private, trace=_say if trace else None) as (
        fetcher,
        parser,
    ):
        for source in settings.sources:
            if source.id == target:
                return list(await probe_channels(source, fetcher, parser, datetime.now(UTC)))
        if "://" in target:
            source = source_of(target, settings.sources)
            return await probe_address(target, source, fetcher, parser, settings.topic)
        page = _saved_page(Path(target), url)
        return await probe_page(page, source_of(page.url, settings.sources), parser, settings.topic)


def _private(settings: Settings, target: str) -> Sequence[str]:
    """Return the addresses that a probe may find on a private network: those of a source, or one."""
    if "://" in target:
        return (target,)
    return [address for source in settings.sources if source.id == target for address in source.addresses]


def _say(hop: Hop) -> None:
    click.echo(str(hop), err=True)


def _saved_page(path: Path, url: str | None) -> Page:
    """Return a file as the page that `url` answered just now."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ScraperError(f"{path}: no source, address or file of this name ({error.strerror})") from error
    address = url or path.absolute().as_uri()
    return Page(address, address, (), 200, "text/html", None, body, datetime.now(UTC))


def _print_page(probe: PageProbe) -> None:
    page, article, verdict = probe.page, probe.article, probe.verdict
    print_pairs(
        [
            ("address", probe.address),
            ("final", page.url if page is not None and page.url != probe.address else None),
            ("source", probe.source.id),
            ("outcome", probe.outcome),
            ("detail", probe.detail),
            (
                "page",
                page and f"{page.status} {page.media_type} {page.charset or ''} {len(page.body)} bytes",
            ),
            ("gate", {True: "passes", False: "would end here: off topic", None: None}[probe.gate]),
        ]
    )
    if probe.outcome is Outcome.ADDRESS_FORBIDDEN:
        click.echo("note: --allow-private lets one probe reach a private address")
    if article is not None:
        click.echo()
        print_table(("field", "value", "signal", "confidence", "instead of"), _field_rows(article))
        for paragraph in article.body.value:
            click.echo(f"  | {sanitize(paragraph)}")
    if verdict is not None and article is not None:
        click.echo()
        click.echo(sanitize(explain(verdict, f"{article.headline.value}\n{article.text}")))
        rows = [(e.feature, ", ".join(e.words), e.place, f"{e.weight:+.2f}") for e in verdict.evidence]
        print_table(("feature", "words", "place", "weight"), rows)


def _field_rows(article: Article) -> list[tuple[str, ...]]:
    fields: list[tuple[str, Found[object] | None]] = [
        ("headline", article.headline),
        ("published", article.published),
        ("modified", article.modified),
        ("authors", article.authors),
        ("language", article.language),
        ("section", article.section),
        ("lead", article.lead),
        ("image", article.image),
        ("cited source", article.cited_source),
        ("body", article.body),
    ]
    return [
        (name, _value(found.value), found.signal, f"{found.confidence:.2f}", found.runner_up)
        for name, found in fields
        if found is not None
    ]


def _value(value: object) -> str:
    match value:
        case ParsedDate():
            sure = f", inferred: {', '.join(sorted(value.inferred))}" if value.inferred else ""
            return f"{value.instant.isoformat()} (to the {value.precision}, {value.zone}{sure})"
        case tuple():
            return (
                f"{len(value)} paragraphs"
                if len(value) > SHOWN_AT_MOST
                else ", ".join(str(item)[:60] for item in value)
            )
        case _:
            return str(value)


def _print_channels(probes: list[ChannelProbe]) -> None:
    for probe in probes:
        index = probe.index
        print_pairs(
            [
                ("channel", probe.channel.url),
                ("kind", f"{probe.channel.kind}, {probe.channel.role}, {probe.channel.confirmation}"),
                ("outcome", probe.outcome),
                ("detail", probe.detail),
                ("links", None if index is None else len(index.links)),
                ("left out", index and ", ".join(f"{count} {why}" for why, count in index.dropped.items())),
            ]
        )
        if index is not None:
            print_table(("published", "title", "address"), [_link_row(link) for link in index.links[:20]])
        click.echo()


def _link_row(link: Link) -> tuple[str, str, str]:
    return (link.published.instant.isoformat() if link.published else "-", link.title, link.address)
