"""What is remembered of a channel from one poll to the next: baseline, validators, what lies below it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import compress
from operator import not_
from typing import Final

from scraper.core.sitemap_children import reachable
from scraper.outcomes import SUCCESSES, Outcome
from scraper.types import ChannelRead, ChannelState, Link, PageState, SourceState

CLEAN_FOR: Final = timedelta(days=30)
"""How long validators that hid news must have been honest to be sent again."""

LATE: Final = timedelta(days=2)
"""How long after its date an article may be named for the first time and still be news."""


def page_at(memory: ChannelState, url: str, address: str) -> PageState | None:
    """Return what is known of the page at `address` of the channel `url`; None where it was never read."""
    if address != url:
        return memory.pages.get(address)
    if memory.full_at is None:
        return None
    return PageState(memory.validators, memory.body_sha256, memory.full_at, children=memory.children)


def channels_after(
    before: SourceState, reads: Sequence[ChannelRead], *, left: int
) -> dict[str, ChannelState]:
    """Return what to remember of each channel read.

    Validators, the body's hash and `lastmod` are kept only while no link waits: with them stored, an index
    whose articles were not taken over would answer 304 for ever.
    """
    after: dict[str, ChannelState] = {}
    for read in reads:
        if read.outcome in SUCCESSES:
            memory = after.get(read.url) or before.channels.get(read.url, ChannelState())
            after[read.url] = _with(memory, read, keeps=not left)
    for url, memory in after.items():
        if memory.pages:
            roots = [read.address for read in reads if read.url == url]
            after[url] = replace(memory, pages=reachable(roots, memory.children, memory.pages))
    return after


def judged_by_its_sitemaps(reads: Sequence[ChannelRead]) -> list[ChannelRead]:
    """Return the readings of one channel; an index of which every sitemap failed has failed with them.

    By itself it names no article: as a success it would look like a quiet source.
    """
    if not reads or reads[0].outcome not in SUCCESSES or not reads[0].children:
        return list(reads)
    index, *below = reads
    failed = [read for read in below if read.address in index.children and read.outcome not in SUCCESSES]
    if len(failed) < len(index.children):
        return list(reads)
    told = f"{failed[0].address}: {failed[0].detail}".removesuffix(": ")
    broken = replace(
        index, outcome=failed[0].outcome, detail=told, retry_after=failed[0].retry_after, children={}
    )
    return [broken, *below]


def past_and_new(
    links: Sequence[Link], memory: ChannelState, *, first: bool
) -> tuple[Sequence[Link], Sequence[Link]]:
    """Return the links that belong to the baseline by their date, and the others.

    Where a sitemap below an index is read for the `first` time and the channel has its baseline, what is
    dated before that is the past: an old month that was written anew tells no news.
    """
    if not first or memory.first_read_at is None:
        return (), links
    ends = memory.first_read_at - LATE
    is_past = [link.published is not None and link.published.instant < ends for link in links]
    return tuple(compress(links, is_past)), tuple(compress(links, map(not_, is_past)))


def hidden_by_validators(page: PageState | None, read: ChannelRead) -> bool:
    """Return whether an unconditional `read` found what a conditional one would not have.

    The validators are those of the last reading, and yet the body is another: a strong ETag promises that
    it is not, byte for byte (RFC 9110, section 8.8.1); after the weaker ones it takes a new link to tell.
    """
    if page is None or not page.validators or read.validators != page.validators:
        return False
    if not page.body_sha256 or read.body_sha256 == page.body_sha256:
        return False
    etag = read.validators.etag
    return bool(read.new) or (etag is not None and not etag.startswith("W/"))


def _with(memory: ChannelState, read: ChannelRead, *, keeps: bool) -> ChannelState:
    if memory.first_read_at is None:
        memory = replace(memory, first_read_at=read.at)
    memory = _judged(memory, read)
    own = read.address in ("", read.url)
    if read.outcome is Outcome.NOT_MODIFIED:
        known = None if own else memory.pages.get(read.address)
        return memory if known is None else _below(memory, read, replace(known, modified=read.modified))
    if not keeps:
        return memory
    if own:
        return replace(
            memory,
            validators=read.validators,
            body_sha256=read.body_sha256,
            full_at=read.at,
            children=read.children,
        )
    page = PageState(read.validators, read.body_sha256, read.at, read.modified, read.children)
    return _below(memory, read, page)


def _below(memory: ChannelState, read: ChannelRead, page: PageState) -> ChannelState:
    return replace(memory, pages={**memory.pages, read.address: page})


def _judged(memory: ChannelState, read: ChannelRead) -> ChannelState:
    """Return the memory with its trust in validators: lost by a lie, regained when none came for long."""
    if read.lied:
        return replace(memory, trusted=False, doubted_at=read.at)
    if memory.trusted:
        return memory
    doubted_at = memory.doubted_at or read.at
    return replace(memory, trusted=read.at - doubted_at >= CLEAN_FOR, doubted_at=doubted_at)
