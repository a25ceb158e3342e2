"""How the sources are doing, as far as it costs next to nothing to say: for a page that everybody opens."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.adapters.sqlite.encoding import instant_of, instant_or_none
from scraper.adapters.sqlite.histories import episodes
from scraper.types import SourceId


@dataclass(frozen=True, slots=True)
class Glance:
    """A source that is polled."""

    id: str
    name: str
    languages: str
    """JSON list of ISO 639-1 codes."""
    last_outcome: str | None
    failures: float
    last_good_at: datetime | None
    last_new_at: datetime | None
    trouble: str
    """What was told of the trouble that it has; empty where it has none."""


def glances(db: sqlite3.Connection) -> Sequence[Glance]:
    """Return the sources that are polled, by id."""
    rows = db.execute("SELECT * FROM sources WHERE enabled ORDER BY id").fetchall()
    troubles = _troubles(db)
    return [
        Glance(
            row["id"],
            row["name"],
            row["languages"],
            row["last_outcome"],
            row["failures"],
            instant_or_none(row["last_good_at"]),
            instant_or_none(row["last_new_at"]),
            troubles.get(SourceId(row["id"]), ""),
        )
        for row in rows
    ]


def _troubles(db: sqlite3.Connection) -> Mapping[SourceId, str]:
    """Return what was told of the sources whose trouble was not over at the last poll of all."""
    at = db.execute("SELECT max(coalesce(last_poll_at, added_at)) FROM sources WHERE enabled").fetchone()[0]
    if at is None:
        return {}
    said = "SELECT subject FROM alerts WHERE key = ?"
    return {
        source: db.execute(said, (episode.key,)).fetchone()["subject"]
        for source, episode in episodes(db, instant_of(at)).items()
    }
