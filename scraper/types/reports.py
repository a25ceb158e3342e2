"""How a poll went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scraper.outcomes import Outcome
from scraper.types.sources import SourceId, Validators


@dataclass(frozen=True, slots=True)
class Upheaval:
    """How many links an index shows otherwise than before; 0 where they are no mass of them."""

    renamed: int = 0
    """New addresses whose titles are known."""
    reguided: int = 0
    """Known addresses with other GUIDs."""
    redated: int = 0
    """Known addresses with later dates."""
    elsewhere: int = 0
    """Links none of which is an address of the source's articles any more."""
    rehoused: int = 0
    """Links at the host to which the index moved for good, known by their former addresses."""


@dataclass(frozen=True, slots=True)
class ChannelRead:
    """How the reading of one channel ended."""

    url: str
    outcome: Outcome
    at: datetime
    links: int = 0
    new: int = 0
    detail: str = ""
    validators: Validators = Validators()
    body_sha256: str = ""
    conditional: bool = False
    retry_after: timedelta | None = None
    poll_hint: timedelta | None = None
    """What the feed itself and its Cache-Control ask for, the longer of the two."""
    moved_to: str | None = None
    lied: bool = False
    """An unconditional read found what the validators would have hidden behind a 304."""
    address: str = ""
    """Where the page was read, if not at the channel's own address."""
    modified: datetime | None = None
    """When the index above the page says that it last changed."""
    children: Mapping[str, datetime | None] = field(default_factory=dict)
    """The pages below it that are followed, with when it says that each last changed."""
    upheaval: Upheaval = field(default_factory=Upheaval)
    media_type: str = ""
    """Of the body that came; empty where none did, or the server named none."""
    size: int = 0
    """Bytes of that body, decoded."""


@dataclass(frozen=True, slots=True)
class PollReport:
    """One poll of one source, as it is logged and stored."""

    source: SourceId
    began_at: datetime
    ended_at: datetime
    outcome: Outcome
    channels: tuple[ChannelRead, ...]
    outcomes: Mapping[Outcome, int]
    """Links dealt with, by outcome."""
    added: int = 0
    copies: int = 0
    revised: int = 0
    on_topic: int = 0
    alerts: int = 0
    left: int = 0
    """Links still pending."""
    next_poll_at: datetime | None = None
    baseline: bool = False
