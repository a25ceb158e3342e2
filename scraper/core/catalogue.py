"""The sources as a table, for people and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scraper.core.probation import confirmation_of, is_on_probation
from scraper.types import (
    ChannelKind,
    ChannelRole,
    Confirmation,
    Source,
    SourceId,
    SourceState,
    StoreMode,
)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel, with what is known of it today."""

    url: str
    kind: ChannelKind
    role: ChannelRole
    language: str | None
    confirmation: Confirmation
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source, with what is known of it today."""

    id: SourceId
    name: str
    languages: tuple[str, ...]
    publisher: str
    channels: tuple[ChannelRow, ...]
    interval: timedelta
    store: StoreMode
    enabled: bool
    probation: bool


def sources_table(
    sources: Sequence[Source], states: Mapping[SourceId, SourceState]
) -> tuple[SourceRow, ...]:
    """Return a row a source, in their order; `states` may lack sources that were never polled."""
    return tuple(_row(source, states.get(source.id)) for source in sources)


def _row(source: Source, state: SourceState | None) -> SourceRow:
    channels = tuple(
        ChannelRow(
            channel.url, channel.kind, channel.role, channel.language, *confirmation_of(channel, state)
        )
        for channel in source.channels
    )
    return SourceRow(
        id=source.id,
        name=source.name,
        languages=source.languages,
        publisher=source.publisher,
        channels=channels,
        interval=source.interval,
        store=source.store,
        enabled=source.enabled,
        probation=source.enabled and is_on_probation(source, state),
    )
