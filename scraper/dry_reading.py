"""Reading an index without a store: nothing is remembered, nothing written."""

from collections import Counter
from dataclasses import dataclass, replace

from scraper.core.indexes import with_page
from scraper.core.sitemap_children import MOST_PAGES, followed
from scraper.errors import ExtractionError, FetchError
from scraper.outcomes import Outcome
from scraper.ports import Fetcher, Parser
from scraper.types import Channel, Index, NotModified, Source, Validators


@dataclass(frozen=True, slots=True)
class DryRead:
    """How the reading of one index ended."""

    outcome: Outcome
    detail: str = ""
    index: Index | None = None
    """With the links of the sitemaps below it; None where it could not be read, or has not changed."""
    moved_to: str | None = None
    """Where a permanent redirect led."""


async def read_dry(
    channel: Channel,
    address: str,
    source: Source,
    fetcher: Fetcher,
    parser: Parser,
    validators: Validators | None = None,
) -> DryRead:
    """Read a channel at `address`, its own or what its template stands for; it raises nothing expected."""
    moved = None
    try:
        page = await fetcher.fetch(address, with_page(source, channel, address), validators or None)
        if isinstance(page, NotModified):
            return DryRead(Outcome.NOT_MODIFIED)
        moved = page.moved_permanently_to
        index = await parser.read_index(page, channel, source)
    except (FetchError, ExtractionError) as error:
        return DryRead(error.reason, error.detail, moved_to=moved)
    index = await with_children(index, page.url, channel, source, fetcher, parser)
    return DryRead(Outcome.OK, "", index, moved)


async def with_children(
    index: Index, address: str, channel: Channel, source: Source, fetcher: Fetcher, parser: Parser
) -> Index:
    """Return an index of sitemaps with the links of those that a poll would follow; any other as it is.

    A sitemap that can't be read is counted under `dropped`, by its reason.
    """
    links = {link.url: link for link in index.links}
    dropped = Counter(index.dropped)
    waiting = list(followed(index, address, source.home))
    seen = {address, *waiting}
    for _ in range(MOST_PAGES):
        if not waiting:
            break
        child = waiting.pop(0)
        try:
            page = await fetcher.fetch(child, with_page(source, channel, child))
            if isinstance(page, NotModified):
                continue
            below = await parser.read_index(page, channel, source)
        except (FetchError, ExtractionError) as error:
            dropped[error.reason] += 1
            continue
        links = {**{link.url: link for link in below.links}, **links}
        dropped.update(below.dropped)
        fresh = [one for one in followed(below, child, source.home) if one not in seen]
        waiting += fresh
        seen.update(fresh)
    return replace(index, links=tuple(links.values()), dropped=dict(dropped))
