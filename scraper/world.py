"""What a poll is given: the world's ports, and the rules it decides by."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from scraper.core.outage import Network
from scraper.core.topic import Topic
from scraper.ports import Clock, Fetcher, Parser, Store
from scraper.types import Policy


@dataclass(slots=True)
class Way:
    """What the polls of one run share: how our own way to the network is."""

    network: Network = field(default_factory=Network)


@dataclass(frozen=True, slots=True)
class World:
    """The ports that a poll uses."""

    clock: Clock
    fetcher: Fetcher
    parser: Parser
    store: Store
    jitter: Callable[[], float]
    """A number in 0..1."""
    way: Way = field(default_factory=Way)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a poll is decided by."""

    topic: Topic
    policy: Policy
    shortest: timedelta
    """The least interval between two polls of a source."""
    longest: timedelta
    deadline: timedelta
    """Real time for one whole poll."""
