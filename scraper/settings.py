"""Everything configured, as frozen values: made by `scraper.config` from TOML, handed on as arguments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from scraper.core.canary import MADE_UP, Story
from scraper.core.outbox import EVERYBODY, Audiences
from scraper.core.restraint import Restraint
from scraper.core.topic import Topic
from scraper.types import Audience, Policy, Source


@dataclass(frozen=True, slots=True)
class Network:
    """How the fetcher behaves towards the world."""

    contact: str = ""
    """A mail address or page where a site's owner reaches us; the User-Agent carries it."""
    proxy: str = ""
    """Address of an HTTP proxy; empty: none. The environment is never asked."""
    allow_private: tuple[str, ...] = ()
    """`host:port` pairs on private or loopback addresses that may be fetched (the press world)."""
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Name -> IP address, asked before DNS, like a hosts file (the press world)."""
    in_flight: int = 32
    """Fetches under way at once, over all hosts."""
    deadline: timedelta = timedelta(seconds=20)
    """Real time for one fetch with all its redirects."""
    spacing: timedelta = timedelta(seconds=1)
    """The least time between two requests to one host."""
    raw_limit: int = 8 * 1024 * 1024
    """Bytes on the wire."""
    decoded_limit: int = 16 * 1024 * 1024
    """Bytes after decompression."""


@dataclass(frozen=True, slots=True)
class Workers:
    """The killable parser processes."""

    count: int = 2
    deadline: timedelta = timedelta(seconds=10)
    """Real time for one document, from when the worker accepts it."""
    memory: int = 512 * 1024 * 1024
    """Bytes of address space."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When sources are polled."""

    tick: timedelta = timedelta(seconds=1)
    """How often the due query runs, in real time."""
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=12)
    polls_at_once: int = 16
    stop_within: timedelta = timedelta(seconds=8)
    """Real time that running polls get to end after SIGTERM."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept how long."""

    pages: timedelta = timedelta(days=90)
    """Raw pages."""
    keep_pages: str = "candidates"
    """`candidates`: those that passed the gate and were read. `all`: every page that was fetched."""
    pages_limit: int = 2 * 1024 * 1024 * 1024
    """Bytes of raw pages, compressed."""
    off_topic: timedelta = timedelta(days=365)
    """Articles judged off topic."""
    polls: timedelta = timedelta(days=60)
    """The log of polls."""


@dataclass(frozen=True, slots=True)
class SinkSettings:
    """One place where alerts go."""

    name: str
    kind: str
    """`journal` (stderr outside systemd), `webhook` or `apprise`."""
    url: str = ""
    secret_file: Path | None = None
    """Holds the key that signs a webhook's body, or apprise's addresses."""
    restraint: Restraint = field(default_factory=Restraint)
    audiences: frozenset[Audience] = EVERYBODY
    """Whose alerts go there."""


@dataclass(frozen=True, slots=True)
class Canary:
    """The made-up article that travels through the service to test it."""

    every: timedelta = timedelta(days=1)
    """Zero: never."""
    story: Story = MADE_UP
    """A text that is on the topic."""
    sinks: tuple[str, ...] = ()
    """Names of those that it flies to; none named: all."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration."""

    database: Path
    topic: Topic
    sources: tuple[Source, ...]
    network: Network = field(default_factory=Network)
    workers: Workers = field(default_factory=Workers)
    schedule: Schedule = field(default_factory=Schedule)
    policy: Policy = field(default_factory=Policy)
    retention: Retention = field(default_factory=Retention)
    sinks: tuple[SinkSettings, ...] = (SinkSettings("journal", "journal"),)
    log_level: str = "info"
    canary: Canary = field(default_factory=Canary)
    metrics: str = ""
    """Where Prometheus may ask: `unix:PATH` or `HOST:PORT`; empty: nowhere."""

    @property
    def restraints(self) -> Mapping[str, Restraint]:
        """What each sink is spared, by its name."""
        return {sink.name: sink.restraint for sink in self.sinks}

    @property
    def audiences(self) -> Audiences:
        """Whose alerts go to each sink, by its name."""
        return {sink.name: sink.audiences for sink in self.sinks}
