"""Filling a gap: archives are read for what no index named in time, beside the source's ordinary poll.

    state.gap -> archive channels, then fallbacks -> links dated in the gap -> pending rows, marked late
                                                                               '- settled like any other

Nothing here concerns the source's health: an archive that fails is asked again later, then given up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from scraper.core.address_templates import is_daily, page_address
from scraper.core.gaps import addresses_of, fillers, goes_on, rest_after, sift, unfilled
from scraper.core.sitemap_children import covering
from scraper.errors import ExtractionError, FetchError
from scraper.outcomes import Outcome
from scraper.types import CanonicalUrl, Channel, NotModified, Source
from scraper.types.gaps import Filling, OpenGap
from scraper.world import World

FETCHES: Final = 8
"""Archive pages that are fetched for one gap at one poll, at most."""
_PAST_THE_LAST: Final = frozenset({Outcome.NOT_FOUND, Outcome.SOFT_404, Outcome.NO_LINKS})
"""How the number after the last one of an archive's pages answers."""


async def fill(open_gap: OpenGap, source: Source, world: World) -> int:
    """Read what the source keeps of a gap's time; return how many links were found that nobody had named.

    Raises StoreError. The gap is closed, or put off where no archive answered.
    """
    reading = _Reading(open_gap, source, world)
    for channel in fillers(source, open_gap.gap.channel):
        await reading.read(channel)
        if reading.reaches_back:
            break
    now = world.clock.now()
    filling = reading.filling(now)
    await world.store.tried_gap(open_gap, filling, now)
    if filling.again_at is None and not (filling.read and filling.reaches_back):
        why = filling.trouble or "its archives do not go back so far"
        alert = unfilled(source, open_gap.gap, why, now)
        if alert is not None:
            await world.store.raise_alert(alert)
    return filling.found


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One page of an archive."""

    template: str
    """Its address, `{page}` in it where there are further ones."""
    number: int = 1

    @property
    def address(self) -> str:
        return page_address(self.template, self.number)


@dataclass(slots=True)
class _Reading:
    """One attempt to fill a gap."""

    open: OpenGap
    source: Source
    world: World
    answered: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    named: set[CanonicalUrl] = field(default_factory=set)
    found: int = 0
    reaches_back: bool = False
    fetches: int = 0

    async def read(self, channel: Channel) -> None:
        """Read a channel at every address that names items of the gap, as far as the budget goes."""
        waiting = [_Leaf(address) for address in addresses_of(channel, self.open.gap, self.source.zone)]
        while waiting and self.fetches < FETCHES:
            self.fetches += 1
            waiting[:1] = await self._read_page(channel, waiting[0])
        if waiting:
            self.troubles.append(f"{len(waiting)} more pages of {channel.url} were left unread")

    async def _read_page(self, channel: Channel, leaf: _Leaf) -> Sequence[_Leaf]:
        """Take in what one page names of the gap; return the pages to read after it.

        They are those below an index of sitemaps, and the next number of one that goes on.
        """
        try:
            page = await self.world.fetcher.fetch(leaf.address, self.source)
            if isinstance(page, NotModified):
                return ()
            index = await self.world.parser.read_index(page, channel, self.source)
        except (FetchError, ExtractionError) as error:
            if leaf.number == 1 or error.reason not in _PAST_THE_LAST:
                self.troubles.append(f"{leaf.address}: {error.reason} {error.detail}".strip())
            return ()
        sifted = sift(index.links, self.open.gap, of_its_days=is_daily(channel.url))
        taken = await self.world.store.take_in(
            self.source.id, channel, sifted.links, page.fetched_at, baseline=False, late=self.open
        )
        fresh = {link.url for link in index.links} - self.named
        self.named |= fresh
        self.answered.append(leaf.address)
        self.found += taken.new
        self.reaches_back = self.reaches_back or sifted.reaches_back or taken.older > 0
        if sifted.over_cap:
            self.troubles.append(f"{leaf.address}: {sifted.over_cap} links over the cap")
        gap = self.open.gap
        below = covering(index, page.url, self.source.home, gap.since, gap.until)
        further = [_Leaf(child) for child in below]
        if goes_on(leaf.template, sifted, fresh=len(fresh), older=taken.older):
            further.append(replace(leaf, number=leaf.number + 1))
        return further

    def filling(self, now: datetime) -> Filling:
        """Return what came of it."""
        again_at = None if self.answered else rest_after(self.open.attempts + 1, now)
        return Filling(
            tuple(self.answered), self.found, self.reaches_back, "; ".join(self.troubles), again_at
        )
