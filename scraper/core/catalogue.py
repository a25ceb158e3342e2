"""The sources as a table, for people and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scraper.core.probation import confirmation_of, is_on_probation
from scraper.types import (
    Channel,
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
    """The day it is known to have answered; None where only the fact is known, or not even that."""
    doubted_at: datetime | None
    """When its validators were found to hide news; None where they are relied on."""


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
    """Whether nobody has seen it answer yet: it is polled slowly and without alarm."""
    confirmed_on: date | None
    """The first day on which a channel is known to have answered."""


def sources_table(
    sources: Sequence[Source], states: Mapping[SourceId, SourceState]
) -> tuple[SourceRow, ...]:
    """Return a row a source, in their order; `states` may lack sources that were never polled."""
    return tuple(_row(source, states.get(source.id)) for source in sources)


def _row(source: Source, state: SourceState | None) -> SourceRow:
    channels = tuple(
        ChannelRow(
            channel.url,
            channel.kind,
            channel.role,
            channel.language,
            *confirmation_of(channel, state),
            _doubted_at(channel, state),
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
        confirmed_on=min((row.confirmed_on for row in channels if row.confirmed_on), default=None),
    )


def _doubted_at(channel: Channel, state: SourceState | None) -> datetime | None:
    memory = state.channels.get(channel.url) if state is not None else None
    return memory.doubted_at if memory is not None and not memory.trusted else None
