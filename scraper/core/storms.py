"""Storms: a site that shows at many new addresses what it had before (new GUIDs, a move to a new host).

Each page is known by its text, so none is told again; ops hear of it once a day, since whatever new address
follows should be the source's own.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from scraper.types import Action, Alert, Audience, Intent, Severity, Source

LEAST: Final = 5
"""Copies in one poll below which there is no storm: wire stories come twice now and then."""
SHARE: Final = 0.6
"""Of the new pages of one poll, how many must be copies."""


def storm(source: Source, intents: Sequence[Intent], now: datetime) -> Alert | None:
    """Return what ops should hear where most new pages of one poll repeat texts that are known."""
    actions = Counter(intent.action for intent in intents)
    copies, new = actions[Action.COPY], actions[Action.COPY] + actions[Action.ADD]
    if copies < LEAST or copies < SHARE * new:
        return None
    return Alert(
        key=f"storm:{source.id}:{now.date().isoformat()}",
        kind="storm",
        channel=Audience.OPS,
        severity=Severity.WARNING,
        subject=f"{source.name}: {copies} of {new} new addresses show known texts; none is told again. "
        "Did the site move?",
        raised_at=now,
        source=source.id,
        detail={"copies": str(copies), "new": str(new)},
    )
