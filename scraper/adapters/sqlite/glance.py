"""How the sources are doing, as far as it costs next to nothing to say: for a page that everybody opens."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.adapters.sqlite.encoding import instant_or_none


@dataclass(frozen=True, slots=True)
class Glance:
    """A source that is polled."""

    id: str
    name: str
    languages: tuple[str, ...]
    last_outcome: str | None
    failures: float
    last_good_at: datetime | None
    last_new_at: datetime | None
    state: str
    """ok, warning or critical, as the latest look found it."""
    cause: str
    """Why it yields nothing; empty where nothing is wrong."""
    since: datetime | None
    evidence: tuple[str, ...]


def glances(db: sqlite3.Connection) -> Sequence[Glance]:
    """Return the sources that are polled, by id."""
    rows = db.execute(
        """
        SELECT sources.*, coalesce(state, 'ok') AS state, coalesce(cause, '') AS cause, since,
            coalesce(evidence, '[]') AS evidence
        FROM sources LEFT JOIN source_states ON source_states.source = sources.id
        WHERE sources.enabled ORDER BY sources.id
        """
    )
    return [
        Glance(
            id=row["id"],
            name=row["name"],
            languages=tuple(json.loads(row["languages"])),
            last_outcome=row["last_outcome"],
            failures=row["failures"],
            last_good_at=instant_or_none(row["last_good_at"]),
            last_new_at=instant_or_none(row["last_new_at"]),
            state=row["state"],
            cause=row["cause"],
            since=instant_or_none(row["since"]),
            evidence=tuple(json.loads(row["evidence"])),
        )
        for row in rows
    ]
