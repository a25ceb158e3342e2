"""Gaps: an index that shares no item with the one read before may have let items pass between the two.

Pinned items are not counted as shared: an index names them whatever passes (`core.pins`). A gap is filled
from what keeps its items longer: the source's archive channels, else its fallback ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scraper.core import pins
from scraper.core.address_templates import addresses_between, is_paged
from scraper.core.cadence import Cadence
from scraper.outcomes import SUCCESSES
from scraper.types import Alert, Audience, Channel, ChannelRole, Link, Precision, Severity, Source
from scraper.types.gaps import Filling, Gap
from scraper.types.histories import PollFact

FEWEST: Final = 5
"""Links of an index below which it says nothing that all are new."""
STORM: Final = 5.0
"""Times as many items as were to be expected, from which they are old ones under new addresses."""
SLACK: Final = timedelta(hours=2)
"""How long before a reading an item may be dated that it did not name: editors date by the draft."""
DATED: Final = 200
UNDATED: Final = 40
"""Links that are taken from one archive, at most: with a date in the gap, and without a date."""
DAY: Final = timedelta(days=1)
LONGEST: Final = 14 * DAY
"""How much of a gap, its latest part, is looked for in archives with a page a day."""
TRIES: Final = 4
NOTHING_TO_FILL_FROM: Final = "the source has no archive or fallback channel; a shorter interval helps"
FIRST_REST: Final = timedelta(hours=1)
"""How long an archive that failed is left alone; twice as long each time."""
_FILLING: Final = (ChannelRole.ARCHIVE, ChannelRole.FALLBACK)


def gaps(polls: Sequence[PollFact], cadence: Cadence | None) -> tuple[Gap, ...]:
    """Return the gaps between polls in order of time, channel by channel.

    Items that come back under new addresses look alike: more of them than the pace lets expect are a storm
    (`core.health.storm_of`) and left out, fewer are a gap in which some may be missing.
    """
    read_at: dict[str, datetime] = {}
    found = []
    for poll in polls:
        for url, (links, new) in named(poll).items():
            before = read_at.get(url)
            read_at[url] = poll.at
            shares_none = links == new or url in poll.pinned
            if before is not None and not poll.baseline and shares_none and new >= FEWEST:
                expected = None if cadence is None else cadence.expected(before, poll.at)
                if expected is None or new <= STORM * max(expected, 1.0):
                    found.append(Gap(url, before, poll.at, new, expected))
    return tuple(found)


def named(poll: PollFact) -> Mapping[str, tuple[int, int]]:
    """Return channel -> (links, new ones) of those that answered; an index may have several pages."""
    counts: dict[str, tuple[int, int]] = {}
    for read in poll.reads:
        if read.outcome in SUCCESSES:
            links, new = counts.get(read.url, (0, 0))
            counts[read.url] = (links + read.links, new + read.new)
    return counts


def fillers(source: Source, channel: str) -> tuple[Channel, ...]:
    """Return what a gap of `channel` can be filled from, the best first: archives, then fallbacks.

    Of each those in another language than the channel's come last.
    """
    language = next((one.language for one in source.channels if one.url == channel), None)
    others = [one for one in source.channels if one.url != channel and one.role in _FILLING]
    others.sort(key=lambda one: (_FILLING.index(one.role), one.language not in (None, language)))
    return tuple(others)


def addresses_of(channel: Channel, gap: Gap, zone: str) -> tuple[str, ...]:
    """Return the addresses of a channel that name items of a gap: one, or one a day, the latest first.

    Where the channel goes on under further numbers, `{page}` stands in them.
    """
    since = max(gap.since - SLACK, gap.until - LONGEST)
    return addresses_between(channel.url, since, gap.until, zone)


@dataclass(frozen=True, slots=True)
class Sifted:
    """What an archive names of a gap's time."""

    links: tuple[Link, ...]
    before: int
    """Items that the archive dates at or before the gap's beginning."""
    over_cap: int
    """Links left out: there were too many."""

    @property
    def reaches_back(self) -> bool:
        """Return whether the archive goes back to where the gap begins."""
        return self.before > 0


def sift(links: Sequence[Link], gap: Gap, *, of_its_days: bool = False) -> Sifted:
    """Return the links that may belong to a gap: those dated in it, and some of those without a date.

    In an archive `of_its_days` those without a date are of the gap's days as well.
    """
    dated = [link for link in links if link.published is not None and _overlaps(link, gap)]
    undated = [link for link in links if link.published is None]
    before = sum(link.published is not None and link.published.instant <= gap.since for link in links)
    taken = (*dated[:DATED], *undated[: DATED if of_its_days else UNDATED])
    return Sifted(taken, before, len(dated) + len(undated) - len(taken))


def goes_on(address: str, sifted: Sifted, *, fresh: int, older: int) -> bool:
    """Return whether the next page of an archive may name items of the gap, too.

    `fresh`: links that no page before named; without any the pages are at their end. `older`: links known
    since before the gap. A few of the old ones may be pinned.
    """
    return is_paged(address) and fresh > 0 and max(sifted.before, older) <= pins.MOST


def _overlaps(link: Link, gap: Gap) -> bool:
    assert link.published is not None  # noqa: S101  (the caller's)
    begin = link.published.instant
    end = begin + DAY if link.published.precision is Precision.DAY else begin
    return end >= gap.since - SLACK and begin <= gap.until


def predates(published: datetime | None, gap: Gap) -> bool:
    """Return whether an article is older than the gap it was found for: no late find, but old."""
    return published is not None and published + DAY < gap.since


def rest_after(attempts: int, now: datetime) -> datetime | None:
    """Return when to ask an archive again that failed `attempts` times; None: it is given up."""
    return None if attempts >= TRIES else now + FIRST_REST * 2 ** (attempts - 1)


def late_detail(gap: Gap, published: datetime | None, now: datetime) -> dict[str, str]:
    """Return what an alert says of an article that was found late."""
    told = {
        "late": "yes",
        "gap": f"{gap.since:%Y-%m-%dT%H:%MZ}/{gap.until:%Y-%m-%dT%H:%MZ}",
    }
    if published is not None and published <= now:
        told["late_hours"] = f"{(now - published) / timedelta(hours=1):.1f}"
    return told


def unfilled(source: Source, gap: Gap, why: str, now: datetime) -> Alert | None:
    """Return what ops should hear, once a day, of a gap that stays one; None where nothing is missing."""
    if gap.missed == 0:
        return None
    missed = "some items" if gap.missed is None else f"about {gap.missed} items"
    span = f"{gap.since:%Y-%m-%d %H:%M} and {gap.until:%Y-%m-%d %H:%M} UTC"
    return Alert(
        key=f"gap:{source.id}:{now.date().isoformat()}",
        kind="gap",
        channel=Audience.OPS,
        severity=Severity.WARNING,
        subject=f"{source.name}: {missed} between {span} may never have been seen: {why}",
        raised_at=now,
        source=source.id,
        detail={
            "channel": gap.channel,
            "since": gap.since.isoformat(timespec="seconds"),
            "until": gap.until.isoformat(timespec="seconds"),
            "expected": "" if gap.expected is None else f"{gap.expected:.1f}",
            "named": str(gap.found),
            "why": why,
        },
    )


def state_of(filling: Filling) -> str:
    """Return what a filling makes of its gap: `open`, `filled`, `partly` or `unfilled`."""
    if filling.again_at is not None:
        return "open"
    if not filling.read:
        return "unfilled"
    return "filled" if filling.reaches_back else "partly"
