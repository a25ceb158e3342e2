"""Sources that nobody has seen answer yet: polled slowly and without alarm until their first success."""

from datetime import date, timedelta
from typing import Final

from scraper.types import Channel, ChannelRole, Confirmation, Source, SourceState
from scraper.types.histories import History

SLOW: Final = timedelta(hours=6)
"""The least interval of a source on probation once it was tried."""


def is_on_probation(source: Source, past: SourceState | History | None) -> bool:
    """Return whether no scheduled channel is confirmed and no poll has succeeded yet."""
    if past is not None and past.last_good_at is not None:
        return False
    return not any(
        channel.confirmation is Confirmation.CONFIRMED and channel.role is not ChannelRole.ARCHIVE
        for channel in source.channels
    )


def wished_interval(source: Source, state: SourceState | None) -> timedelta:
    """Return the interval to aim at: the configured one, on probation not below `SLOW`."""
    return max(source.interval, SLOW) if is_on_probation(source, state) else source.interval


def confirmation_of(channel: Channel, state: SourceState | None) -> tuple[Confirmation, date | None]:
    """Return what is known of a channel: what the config says, or that it answered us, and when first."""
    memory = state.channels.get(channel.url) if state is not None else None
    if memory is not None and memory.first_read_at is not None:
        return Confirmation.CONFIRMED, channel.confirmed_on or memory.first_read_at.date()
    return channel.confirmation, channel.confirmed_on
