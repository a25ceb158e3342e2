"""Looking at sites for what names their articles: what `scraper sources add` does.

Every request goes through the Fetcher, which asks robots.txt first and keeps its distance; nothing is
written here. What the answers mean is decided in the core.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from scraper.core.address_shapes import article_like, common_pattern, typical
from scraper.core.assumptions import page_language
from scraper.core.channel_finding import Candidate, candidates
from scraper.core.charsets import decode
from scraper.core.json_shapes import Shape, shape_of_page
from scraper.core.robots import parse_robots
from scraper.core.source_proposal import Proposal, Trial, Visited, propose
from scraper.core.urls import resolve
from scraper.dry_reading import with_children
from scraper.errors import ExtractionError, FetchError
from scraper.outcomes import Outcome
from scraper.ports import Clock, Fetcher, Parser
from scraper.types import Channel, ChannelKind, Index, Link, NotModified, Page, Source, SourceId


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a site, and what is used for it."""

    site: Source
    indexes: Collection[str]
    """Addresses that are tried as indexes: a link to one leads to no article."""
    fetcher: Fetcher
    parser: Parser


async def find_source(
    home: str, id_: str, fetcher: Fetcher, parser: Parser, clock: Clock, agent: str = ""
) -> Proposal:
    """Look at a site and propose a source; raises ValueError where `home` is no web address.

    `agent` is the name by which its robots.txt knows us.
    """
    address = resolve(home)
    site = Source(SourceId(id_), id_, address, "", (), "UTC", ())
    html = await _text(address, site, fetcher)
    robots = await _text(resolve("/robots.txt", address), site, fetcher)
    found = candidates(address, html, robots)
    if found[0].url == address:  # an index was given, not a page
        site = replace(site, home=resolve("/", address))
    trials = await _trials(found, site, fetcher, parser)
    delay = parse_robots(robots.encode(), agent).crawl_delay
    visited = Visited(
        clock.now(),
        page_language(html),
        has_robots=bool(robots.strip()),
        crawl_delay=None if delay is None else timedelta(seconds=delay),
    )
    return propose(site, trials, visited)


async def find_channels(
    source: Source, kinds: Collection[ChannelKind], fetcher: Fetcher, parser: Parser
) -> Sequence[Trial]:
    """Try what a known source's site has besides its channels; articles of the source alone count."""
    html = await _text(source.home, source, fetcher)
    robots = await _text(resolve("/robots.txt", source.home), source, fetcher)
    known = {channel.url for channel in source.channels}
    named = candidates(source.home, html, robots)
    found = [one for one in named if one.kind in kinds and one.url not in known]
    return await _trials(found, source, fetcher, parser)


async def _trials(
    found: Sequence[Candidate], site: Source, fetcher: Fetcher, parser: Parser
) -> tuple[Trial, ...]:
    look = _Look(site, frozenset(candidate.url for candidate in found), fetcher, parser)
    trials: list[Trial] = []
    for candidate in found:
        seen = [link.address for trial in trials if trial.usable for link in trial.links]
        trials.append(await _tried(candidate, seen, look))
    return tuple(trials)


async def _text(address: str, site: Source, fetcher: Fetcher) -> str:
    """Return what an address answers, as text; empty where it does not."""
    try:
        page = await fetcher.fetch(address, site)
    except FetchError:
        return ""
    return decode(page.body, page.charset).text if isinstance(page, Page) else ""


async def _tried(candidate: Candidate, seen: Sequence[str], look: _Look) -> Trial:
    """Fetch a candidate once and read it in each way that it may be meant, until one is usable.

    `seen` are the addresses of articles that are known by now.
    """
    try:
        page = await look.fetcher.fetch(candidate.url, look.site)
    except FetchError as error:
        return Trial(candidate, error.reason, error.detail)
    if isinstance(page, NotModified):
        return Trial(candidate, Outcome.PROTOCOL_ERROR, "304 to a plain request")
    trial = Trial(candidate, Outcome.NO_LINKS)
    for shape, pattern in _ways(candidate, page, seen, look.site.article_pattern):
        channel = Channel(candidate.url, candidate.kind, items=shape.items, fields=shape.fields)
        try:
            site = replace(look.site, article_pattern=pattern)
            index = await look.parser.read_index(page, channel, site)
            index = await with_children(index, page.url, channel, site, look.fetcher, look.parser)
        except ExtractionError as error:
            trial = Trial(candidate, error.reason, error.detail)
        else:
            trial = Trial(candidate, Outcome.OK, "", _articles(index, candidate, look), shape)
        if trial.usable:
            break
    return trial


def _articles(index: Index, candidate: Candidate, look: _Look) -> tuple[Link, ...]:
    """Return the links that lead to articles as far as can be told: a page also links to other pages."""
    if candidate.kind is not ChannelKind.LISTING:
        return index.links
    usual = typical(link.address for link in index.links if link.address not in look.indexes)
    return tuple(link for link in index.links if link.address in usual)


def _ways(
    candidate: Candidate, page: Page, seen: Sequence[str], known: re.Pattern[str] | None
) -> Iterator[tuple[Shape, re.Pattern[str] | None]]:
    """Yield how an index may be read.

    Articles are told by the pattern that is `known`; on a page of links without one by the addresses seen,
    else by their look.
    """
    if candidate.kind is ChannelKind.JSON:
        yield shape_of_page(page), known
    elif known or candidate.kind is not ChannelKind.LISTING:
        yield Shape(), known
    else:
        for pattern in (common_pattern(seen), article_like(candidate.url)):
            if pattern:
                yield Shape(), re.compile(pattern)
