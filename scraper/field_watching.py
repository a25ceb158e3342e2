"""Watching how the sources' pages are read: broken fields go into quarantine, repaired ones come out."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from scraper.core.episodes import Quarantine, field_alert, field_recovery
from scraper.core.fieldhealth import LATEST, between, breaks
from scraper.ports import Histories, Store
from scraper.types import Source
from scraper.types.histories import FieldFact, History


async def look_at_fields(
    source: Source,
    past: History,
    quarantines: Iterable[Quarantine],
    histories: Histories,
    store: Store,
    now: datetime,
) -> None:
    """Raise the alerts that are due for a source's fields; `quarantines` are those it has already."""
    held = {quarantine.field: quarantine for quarantine in quarantines}
    for found in breaks(past.pages):
        if found.field not in held:
            await store.raise_alert(field_alert(source, found, now))
    for quarantine in held.values():
        if await _is_whole(source, past.pages, quarantine, histories):
            await store.raise_alert(field_recovery(source, quarantine, now))


async def _is_whole(
    source: Source, latest: Sequence[FieldFact], quarantine: Quarantine, histories: Histories
) -> bool:
    """Whether the latest articles since the break are read as those before it were."""
    since = [fact for fact in latest if fact.seen_at >= quarantine.since]
    if len(since) < LATEST:
        return False
    before = await histories.pages(source.id, quarantine.since)
    return all(found.field != quarantine.field for found in between(before, since))
