"""Gathering one link: fetched and read into an article, or the reason why there is none."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Final

from scraper.core.charsets import page_in_utf8
from scraper.core.furniture import Furniture
from scraper.core.gate import page_may_be_on_topic
from scraper.core.observe import observe
from scraper.core.retries import is_last_try
from scraper.core.stub import stub_from_index
from scraper.core.topic import Topic
from scraper.errors import ExtractionError, FetchError, TransientFetchError
from scraper.outcomes import Outcome
from scraper.types import Gathered, NotModified, Observed, Page, PendingLink, Source
from scraper.world import Rules, World

AT_ONCE: Final = 1 << 20
"""Bytes of a page that the gate asks for a few milliseconds: not worth another thread."""
NO_STORY: Final = frozenset(
    {
        Outcome.OFF_TOPIC_GATE,
        Outcome.SCHEME_FORBIDDEN,
        Outcome.PORT_FORBIDDEN,
        Outcome.ADDRESS_FORBIDDEN,
        Outcome.URL_INVALID,
    }
)
"""Outcomes after which the index's word is not taken either."""


async def gather(
    pending: PendingLink, source: Source, world: World, rules: Rules, furniture: Furniture
) -> Gathered:
    """Return the link's article or why there is none.

    Where the page can't be had or read, and trying again is pointless, the article is what the index said
    of it (headline, summary): a story behind a wall is still a story.
    """
    gathered = await _gather(pending, source, world, rules, furniture)
    if gathered.article is not None or gathered.outcome in NO_STORY or pending.recheck:
        return gathered
    if is_last_try(gathered, rules.policy):
        return replace(gathered, article=stub_from_index(pending.link, source, gathered.outcome))
    return gathered


async def _gather(
    pending: PendingLink, source: Source, world: World, rules: Rules, furniture: Furniture
) -> Gathered:
    try:
        page = await world.fetcher.fetch(pending.link.address, source)
    except FetchError as error:
        return _failed(pending, error, world)
    if isinstance(page, NotModified):
        return Gathered(pending, Outcome.PROTOCOL_ERROR, page.fetched_at, detail="304 to a plain request")
    gated = rules.policy.gate and not pending.recheck
    if gated and not await _may_matter(page, pending, source, rules.topic):
        return Gathered(pending, Outcome.OFF_TOPIC_GATE, page.fetched_at, page=page)
    try:
        article = await world.parser.extract(page, source, pending.link, furniture)
    except ExtractionError as error:
        return Gathered(pending, error.reason, page.fetched_at, detail=error.detail, page=page)
    return Gathered(pending, Outcome.OK, page.fetched_at, article=article, page=page)


def _failed(pending: PendingLink, error: FetchError, world: World) -> Gathered:
    return Gathered(
        pending,
        error.reason,
        world.clock.now(),
        detail=error.detail,
        retry_after=error.retry_after,
        final=not isinstance(error, TransientFetchError),
    )


async def _may_matter(page: Page, pending: PendingLink, source: Source, topic: Topic) -> bool:
    """Ask the gate, on another thread where that may take long: a large page, a charset to guess."""
    ask = partial(_ask_gate, page, pending, source, topic)
    if len(page.body) <= AT_ONCE and page.charset is not None:
        return ask()
    return await asyncio.to_thread(ask)


def _ask_gate(page: Page, pending: PendingLink, source: Source, topic: Topic) -> bool:
    """Return what the gate says; what the index said counts too, the page may be a stub."""
    told = f"{pending.link.title}\n{pending.link.summary}\n".encode("utf-8", "surrogatepass")
    body = page_in_utf8(page.body, page.charset)
    return page_may_be_on_topic(body, topic, told=told, ruled=bool(source.rules))


async def look_at(gathered: Gathered, topic: Topic) -> Observed:
    """Return what can be said of what was gathered; only an article needs the time of another thread."""
    if gathered.article is None:
        return observe(gathered, topic)
    return await asyncio.to_thread(observe, gathered, topic)
