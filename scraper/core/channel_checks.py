"""What one look at a channel says, in words, and what to change in its file."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from scraper.outcomes import Outcome
from scraper.types import Channel, Confirmation, SourceId

ADVICE = {
    Outcome.NOT_A_FEED: "no feed answers but something else, mostly a page: look for its new address",
    Outcome.BAD_XML: "it is broken: look again later",
    Outcome.BAD_JSON: "it is broken: look again later",
    Outcome.SUSPECT_EMPTY: "it answers with next to nothing: look for another channel",
    Outcome.NO_LINKS: "no link in it leads to an article: check kind, links and article_pattern",
    Outcome.BLOCKED_CHALLENGE: "a challenge page stands before it: ask the site, or use another channel",
    Outcome.CONSENT_WALL: "a consent wall stands before it: use another channel",
    Outcome.FORBIDDEN: "the site refuses us: ask it, or set enabled = false",
    Outcome.NOT_FOUND: "it is not there: look for its new address",
    Outcome.SOFT_404: "it is not there: look for its new address",
    Outcome.GONE: "it is gone for good: remove the channel",
    Outcome.DNS_FAILED: "its host has no address: check the name, and our own network",
    Outcome.TLS_INVALID: "its certificate is not valid: tell the site",
    Outcome.ROBOTS_DISALLOWED: "robots.txt forbids it: remove the channel",
    Outcome.ROBOTS_UNREACHABLE: "robots.txt cannot be had, which forbids everything: look again later",
    Outcome.ADDRESS_FORBIDDEN: "it leads to a private address: --allow-private lets one look reach it",
    Outcome.PORT_FORBIDDEN: "it is at a port that is never asked: --allow-private lets one look reach it",
    Outcome.RATE_LIMITED: "it asks us to wait: look again later",
}
"""Outcome of reading a channel -> what to do about it."""


_WELL: Final = frozenset({Outcome.OK, Outcome.NOT_MODIFIED})
_GONE: Final = frozenset({Outcome.NOT_FOUND, Outcome.SOFT_404, Outcome.GONE, Outcome.NOT_A_FEED})


@dataclass(frozen=True, slots=True)
class Substitute:
    """An index that a site has in place of one that is gone."""

    url: str
    links: int
    why: str
    """Where its address was found."""


@dataclass(frozen=True, slots=True)
class ChannelCheck:
    """How one channel answered, once."""

    source: SourceId
    position: int
    channel: Channel
    outcome: Outcome
    detail: str = ""
    links: int = 0
    dated: int = 0
    """Links of which the index gives the date."""
    moved_to: str | None = None
    """Where a permanent redirect led."""
    took: timedelta | None = None
    """From request to whole answer, without the wait for the host's turn; None where not measured."""
    substitute: Substitute | None = None
    """What to read in its place; None where nothing is known, or nothing needed."""

    @property
    def is_gone(self) -> bool:
        """Return whether its address leads to nothing any more, or to a page in place of a feed."""
        return self.outcome in _GONE

    @property
    def is_well(self) -> bool:
        """Return whether it answered as an index does."""
        return self.outcome in _WELL

    @property
    def answer(self) -> str:
        """Return how it answered: `moved`, `empty` (sound, and names nothing), else the reason code."""
        if self.is_well and self.moved_to:
            return "moved"
        return "empty" if self.outcome is Outcome.OK and not self.links else self.outcome.value

    @property
    def advice(self) -> str:
        """Return what to do, in words; empty where all is well."""
        if self.substitute is not None:
            found = self.substitute
            return f"it is gone: {found.url} names {found.links} articles ({found.why})"
        match self.answer:
            case "moved":
                return f"it moved to {self.moved_to}"
            case "empty":
                return "it is sound and names nothing: look whether it still lives"
            case _:
                return "" if self.is_well else ADVICE.get(self.outcome, "look again later")


@dataclass(frozen=True, slots=True)
class Edit:
    """One key of a channel in a source's file, as it is and as it should be."""

    source: SourceId
    position: int
    """Of the channel, from 0."""
    field: str
    before: str
    after: str | date

    def __str__(self) -> str:
        key = f"channels[{self.position}].{self.field}"
        return f"sources/{self.source}.toml: {key}: {self.before or 'nothing'} -> {self.after}"


def edits(check: ChannelCheck, today: date) -> tuple[Edit, ...]:
    """Return what a check suggests to change: a new address, a confirmation.

    A failure for which there is no substitute suggests nothing, nor does an index that names nothing.
    """
    if check.substitute is not None:
        return _edits(check, check.substitute.url, today)
    if not check.is_well or check.answer == "empty":
        return ()
    return _edits(check, check.moved_to or check.channel.url, check.channel.confirmed_on or today)


def _edits(check: ChannelCheck, url: str, confirmed_on: date) -> tuple[Edit, ...]:
    before = check.channel
    wanted: tuple[tuple[str, str, str | date], ...] = (
        ("url", before.url, url),
        ("confirmation", before.confirmation, Confirmation.CONFIRMED),
        ("confirmed_on", str(before.confirmed_on or ""), confirmed_on),
    )
    return tuple(
        Edit(check.source, check.position, field, was, shall)
        for field, was, shall in wanted
        if was != str(shall)
    )
