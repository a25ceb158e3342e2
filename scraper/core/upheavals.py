"""Whether an index shows its articles otherwise than before: new addresses, new GUIDs, new dates.

Nothing of it is news; ops hear of it, since whatever the site changed may need its source changed too.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scraper.types import Link
from scraper.types.reports import Upheaval

LEAST: Final = 5
"""Links of one index below which there is no upheaval."""
_SHARE: Final = 0.6
"""Of the links of one index, how many must show it."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of a link before its index named it again."""

    guid: str
    published_at: datetime | None


def upheaval(
    again: Sequence[tuple[Link, Before]], new: Sequence[Link], titles: Collection[str]
) -> Upheaval:
    """Return how many links of an index show an upheaval; none where they are few.

    `again` are those known before, `titles` those under which the source's articles are known.
    """
    named = len(again) + len(new)
    return Upheaval(
        renamed=_mass(len({link.title for link in new} & set(titles) - {""}), named),
        reguided=_mass(
            sum(bool(link.guid and old.guid) and link.guid != old.guid for link, old in again), named
        ),
        redated=_mass(sum(_is_redated(link, old) for link, old in again), named),
    )


def elsewhere(dropped: int) -> Upheaval:
    """Return what an index shows all of whose links are no addresses of articles."""
    return Upheaval(elsewhere=_mass(dropped, dropped))


def may_be_renamed(new: int, named: int) -> bool:
    """Tell whether so many links of an index are new that it is worth asking for their titles."""
    return _mass(new, named) > 0


def _is_redated(link: Link, old: Before) -> bool:
    if link.published is None or old.published_at is None:
        return False
    return link.published.instant - old.published_at > _DAY


def _mass(count: int, named: int) -> int:
    return count if count >= LEAST and count >= _SHARE * named else 0
