"""Which readings of an index shared but pinned items with what it named before."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from scraper.adapters.sqlite.encoding import instant_of, text_of
from scraper.adapters.sqlite.links import SIGHTING_STEP
from scraper.core.gaps import FEWEST, named
from scraper.core.pins import LATEST, Named, are_pinned, may_be_pinned
from scraper.types import SourceId
from scraper.types.histories import PollFact


def marked(db: sqlite3.Connection, source: SourceId, poll: PollFact, began_at: datetime) -> PollFact:
    """Return a poll with the channels of which all that they named of what was known is pinned."""
    doubtful = [
        url for url, (links, new) in named(poll).items() if new >= FEWEST and may_be_pinned(links - new)
    ]
    # Last sightings are kept to the hour: one of the hour before may be of this reading.
    reading = began_at - SIGHTING_STEP
    pinned = frozenset(url for url in doubtful if are_pinned(_before(db, source, url, began_at), reading))
    return replace(poll, pinned=pinned) if pinned else poll


def _before(db: sqlite3.Connection, source: SourceId, channel: str, at: datetime) -> Sequence[Named]:
    """Return the latest items that a channel names and that its source knew before, the latest first."""
    rows = db.execute(_BEFORE, {"source": source, "channel": channel, "at": text_of(at)})
    return [Named(instant_of(row["first_seen_at"]), instant_of(row["last_seen_at"])) for row in rows]


_KNOWN: Final = """
    FROM links CROSS JOIN sightings ON sightings.link = links.id AND sightings.source = links.source
        AND sightings.channel = :channel
    WHERE links.source = :source AND links.first_seen_at < :at
"""
# Of items that came together with the last of them, all.
_BEFORE: Final = f"""
    SELECT links.first_seen_at, sightings.last_seen_at {_KNOWN} AND links.first_seen_at >= coalesce((
        SELECT links.first_seen_at {_KNOWN} ORDER BY links.first_seen_at DESC LIMIT 1 OFFSET {LATEST - 1}
    ), '') ORDER BY links.first_seen_at DESC
"""
