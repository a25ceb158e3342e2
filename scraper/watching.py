"""Watching the sources' health: their past is read, judged, and what opened or is over is told once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from scraper.core.cadence import Cadence
from scraper.core.cadence_learning import LEARNED_FROM, LEAST_HISTORY, learn
from scraper.core.coverage import silent_languages
from scraper.core.episodes import Episode, alert_due
from scraper.core.fieldhealth import breaks
from scraper.core.gaps import NOTHING_TO_FILL_FROM, fillers, gaps, unfilled
from scraper.core.health import Health, State, assess
from scraper.core.probation import is_on_probation
from scraper.field_watching import look_at_fields
from scraper.ports import Histories, Store
from scraper.types import Alert, Source, SourceId
from scraper.types.histories import History
from scraper.world import World

LOOKS: Final = timedelta(minutes=15)
"""How long after one look the next begins, by the clock of the world."""
RELEARNED: Final = timedelta(hours=6)
"""How long a cadence is believed."""
RELEARNED_SOON: Final = timedelta(hours=1)
"""How long one that was learned from less than a week is."""
LEARNERS: Final = 8
"""Cadences learned anew at one look: the others keep theirs until the next."""
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class Watch:
    """What is known of the sources' health between two looks. One look at a time."""

    def __init__(self, histories: Histories) -> None:
        self._histories = histories
        self._cadences: dict[SourceId, tuple[Cadence | None, datetime]] = {}
        self._episodes: dict[SourceId, Episode] | None = None
        self._last_year: tuple[Mapping[SourceId, Mapping[date, int]], datetime] | None = None
        self._gaps: dict[SourceId, frozenset[tuple[str, datetime]]] = {}
        """Channel and end of each gap that is in the ledger."""
        self._looked_at = LONG_AGO

    def is_due(self, now: datetime) -> bool:
        """Whether it is time for another look; a clock that was set back makes it so."""
        return not timedelta() <= now - self._looked_at < LOOKS

    async def look(self, sources: Sequence[Source], world: World) -> Sequence[Health]:
        """Judge every source, raise the alerts that are due, and return what was found.

        Raises StoreError. What was told before a restart is known from the store.
        """
        now = self._looked_at = world.clock.now()
        if self._episodes is None:
            self._episodes = dict(await self._histories.episodes(now))
        histories = await self._histories.recent([source.id for source in sources])
        await self._learn(sources, histories, now)
        quarantines = await self._histories.quarantines(now)
        found = []
        for source in sources:
            cadence, _ = self._cadences.get(source.id, (None, now))
            past = histories[source.id]
            health = assess(past, cadence, now, our_outage=world.way.network.is_down)
            found.append(health)
            alert = alert_due(source, health, self._episodes.get(source.id), now)
            if alert is not None and not is_on_probation(source, past):
                await world.store.raise_alert(alert)
                self._told(source.id, alert, health)
            await self._enter_gaps(source, past, cadence, world.store, now)
            held = [quarantine for holder, quarantine in quarantines if holder == source.id]
            await look_at_fields(source, past, held, self._histories, world.store, now)
        await world.store.keep_states(
            [(one, [broken.field for broken in breaks(histories[one.source].pages)]) for one in found], now
        )
        for alert in silent_languages(sources, found, now):
            await world.store.raise_alert(alert)
        return found

    async def _enter_gaps(
        self, source: Source, past: History, cadence: Cadence | None, store: Store, now: datetime
    ) -> None:
        """Enter new gaps in the ledger; ops hear at once of one that nothing can fill."""
        found = gaps(past.polls, cadence)
        known = self._gaps.get(source.id, frozenset())
        for gap in found:
            if (gap.channel, gap.until) in known:
                continue
            fillable = bool(fillers(source, gap.channel))
            entered = await store.open_gap(source.id, gap, now, fillable=fillable)
            alert = unfilled(source, gap, NOTHING_TO_FILL_FROM, now)
            if entered and not fillable and alert is not None:
                await store.raise_alert(alert)
        self._gaps[source.id] = frozenset((gap.channel, gap.until) for gap in found)

    def _told(self, source: SourceId, alert: Alert, health: Health) -> None:
        assert self._episodes is not None  # noqa: S101  (loaded before the first look)
        if health.state is State.CRITICAL:
            self._episodes[source] = Episode(alert.key, alert.raised_at)
        else:
            del self._episodes[source]

    async def _learn(
        self, sources: Sequence[Source], histories: Mapping[SourceId, History], now: datetime
    ) -> None:
        """Learn cadences anew, the oldest first: a few at a time, for each reads weeks of polls."""
        due = [source for source in sources if self._believed_until(source.id) <= now]
        due.sort(key=lambda source: self._believed_until(source.id))
        for source in due[:LEARNERS]:
            cadence = await cadence_of(
                source, histories[source.id], self._histories, await self._of_last_year(source, now), now
            )
            known = cadence is not None and cadence.days >= LEAST_HISTORY
            self._cadences[source.id] = (cadence, now + (RELEARNED if known else RELEARNED_SOON))

    def _believed_until(self, source: SourceId) -> datetime:
        return self._cadences[source][1] if source in self._cadences else LONG_AGO

    async def _of_last_year(self, source: Source, now: datetime) -> Mapping[date, int]:
        if self._last_year is None or now - self._last_year[1] > timedelta(days=1):
            self._last_year = (await self._histories.last_year(now), now)
        return self._last_year[0].get(source.id, {})


async def cadence_of(
    source: Source,
    past: History,
    histories: Histories,
    last_year: Mapping[date, int],
    now: datetime,
) -> Cadence | None:
    """Return a source's cadence, learned from the weeks before its last item."""
    until = past.last_new_at or now
    return learn(
        await histories.hours(source.id, until - LEARNED_FROM),
        zone=source.zone,
        country=source.country,
        per_day=source.items_per_day,
        last_year=last_year,
    )
