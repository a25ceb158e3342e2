"""Finding and checking sources: what `scraper sources add` and `scraper sources verify` do.

Every request goes through the Fetcher, which asks robots.txt first and keeps its distance; nothing is
written here. What the answers mean is decided in the core.
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from scraper.core.address_shapes import article_like, common_pattern
from scraper.core.channel_checks import ChannelCheck
from scraper.core.channel_finding import Candidate, candidates
from scraper.core.charsets import decode
from scraper.core.source_proposal import Proposal, Trial, propose
from scraper.core.urls import resolve
from scraper.errors import ExtractionError, FetchError
from scraper.outcomes import Outcome
from scraper.ports import Clock, Fetcher, Parser
from scraper.types import Channel, ChannelKind, Index, NotModified, Page, Source, SourceId


async def find_source(home: str, id_: str, fetcher: Fetcher, parser: Parser, clock: Clock) -> Proposal:
    """Look at a site and propose a source; raises ValueError where `home` is no web address."""
    address = resolve(home)
    site = Source(SourceId(id_), id_, address, "", (), "UTC", ())
    html = await _text(address, site, fetcher)
    robots = await _text(resolve("/robots.txt", address), site, fetcher)
    trials: list[Trial] = []
    for candidate in candidates(address, html, robots):
        if candidate.kind is ChannelKind.LISTING:
            seen = [link.address for trial in trials if trial.outcome is Outcome.OK for link in trial.links]
            pattern = common_pattern(seen) or article_like(address)
            site = replace(site, article_pattern=re.compile(pattern))
        trials.append(await _tried(candidate, site, fetcher, parser))
    return propose(site, tuple(trials), clock.now().date())


async def _text(address: str, site: Source, fetcher: Fetcher) -> str:
    """Return what an address answers, as text; empty where it does not."""
    try:
        page = await fetcher.fetch(address, site)
    except FetchError:
        return ""
    return decode(page.body, page.charset).text if isinstance(page, Page) else ""


async def _tried(candidate: Candidate, site: Source, fetcher: Fetcher, parser: Parser) -> Trial:
    outcome, detail, index, _ = await _read(Channel(candidate.url, candidate.kind), site, fetcher, parser)
    links = index.links if index else ()
    return Trial(candidate, outcome, detail, links)


async def _read(
    channel: Channel, source: Source, fetcher: Fetcher, parser: Parser
) -> tuple[Outcome, str, Index | None, str | None]:
    """Read one index: how it went, in words, what it named, and where it has moved for good."""
    moved = None
    try:
        page = await fetcher.fetch(channel.url, source)
        if isinstance(page, NotModified):
            return Outcome.PROTOCOL_ERROR, "304 to a plain request", None, None
        moved = page.moved_permanently_to
        return Outcome.OK, "", await parser.read_index(page, channel, source), moved
    except FetchError as error:
        return error.reason, error.detail, None, moved
    except ExtractionError as error:
        return error.reason, error.detail, None, moved


async def verify(
    sources: Sequence[Source], fetcher: Fetcher, parser: Parser
) -> AsyncIterator[ChannelCheck]:
    """Look once at every channel of the sources and yield how each answered; ends with the sources."""
    for source in sources:
        for position, channel in enumerate(source.channels):
            outcome, detail, index, moved = await _read(channel, source, fetcher, parser)
            links = index.links if index else ()
            dated = sum(link.published is not None for link in links)
            yield ChannelCheck(source.id, position, channel, outcome, detail, len(links), dated, moved)
