"""What the pipeline needs from the world. `scraper.app` names what fulfils it.

Every method that can fail raises a `ScraperError` of the kind its docstring names, and nothing else but
programming errors. Each port has a contract suite under `tests/adapters/` that the real adapter and the
fake of the tests both pass.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from scraper.core.episodes import Episode, Quarantine
from scraper.core.furniture import EMPTY, Furniture
from scraper.core.health import Health
from scraper.core.restraint import Hold
from scraper.types import (
    Alert,
    Article,
    Channel,
    Index,
    Intent,
    Known,
    Link,
    NotModified,
    Observed,
    Page,
    PendingLink,
    PollReport,
    Source,
    SourceId,
    SourceState,
    Validators,
)
from scraper.types.accounting import Books, Latency
from scraper.types.canary import Flight
from scraper.types.gaps import Filling, Gap, GapRecord, OpenGap
from scraper.types.histories import FieldFact, History, HourCount
from scraper.types.reports import Upheaval


class Clock(Protocol):
    """The time of the world that is watched.

    Due times, spacing, Retry-After and cadence read it; deadlines of I/O, the watchdog and the limits of
    the parser process never do: they are real time, always.
    """

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...

    async def sleep(self, duration: timedelta) -> None:
        """Return after `duration` of this clock has passed; at once where it is not positive."""
        ...


class Fetcher(Protocol):
    """The only way to a source's server. Robots, politeness and every guard live behind it."""

    async def fetch(
        self, address: str, source: Source, validators: Validators | None = None
    ) -> Page | NotModified:
        """Return what `address` answers; NotModified only where `validators` were sent.

        Raises a FetchError whose reason says why there is no page.
        """
        ...


class Parser(Protocol):
    """Reads untrusted bytes where a hang or a crash harms nobody.

    Both methods raise ExtractionError, with PARSE_TIMED_OUT or PARSER_DIED where the worker was lost.
    """

    async def read_index(self, page: Page, channel: Channel, source: Source) -> Index:
        """Return what the index names."""
        ...

    async def extract(
        self, page: Page, source: Source, link: Link, furniture: Furniture = EMPTY
    ) -> Article:
        """Return the article that the page shows, less what is known as the source's furniture."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an index's links."""

    new: int
    known: int
    older: int = 0
    """Known ones that were seen before the gap began that is being filled: so far back goes the index."""
    upheaval: Upheaval = field(default_factory=Upheaval)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one sink."""

    id: int
    alert: Alert
    sink: str
    attempts: int
    held: str = ""
    """Why it was held back before; empty: it never was."""


@dataclass(frozen=True, slots=True)
class HostState:
    """What politeness remembers of a host; persisted, so that a restart is no excuse."""

    host: str
    next_allowed_at: datetime
    spacing: timedelta
    """Learned from its response times, and never below the configured least."""
    blocked_until: datetime | None = None
    """From a Retry-After that binds the whole host."""
    robots: bytes = b""
    robots_status: int = 0
    """The status robots.txt was answered with; 0: never asked, -1: unreachable."""
    robots_at: datetime | None = None


class HostMemory(Protocol):
    """Where politeness is kept between runs."""

    async def hosts(self) -> Sequence[HostState]:
        """Return every host known."""
        ...

    async def remember(self, state: HostState) -> None:
        """Keep the latest state of a host."""
        ...


Decide = Callable[[Known], Intent]
"""What the writer asks inside its transaction, once it has looked up what is known."""


class Outbox(Protocol):
    """Alerts that were raised and not yet delivered to every sink."""

    async def raise_alert(self, alert: Alert) -> bool:
        """Keep an alert that belongs to no article; False where its key was already raised."""
        ...

    async def deliveries(self, now: datetime, limit: int) -> Sequence[Delivery]:
        """Return what is to be delivered now, oldest first, one row a sink.

        None whose story has an earlier one that waits for the same sink: no update overtakes its article.
        """
        ...

    async def delivered(self, delivery: Delivery, now: datetime) -> None:
        """Note that the sink has it."""
        ...

    async def postponed(self, delivery: Delivery, error: str, retry_at: datetime | None) -> None:
        """Note that the sink refused; None: never try again (dead letter)."""
        ...

    async def told(self, sink: str, since: datetime) -> Sequence[datetime]:
        """Return the instants since then at which the sink was told something, the oldest first."""
        ...

    async def hold(self, delivery: Delivery, hold: Hold) -> None:
        """Note that the sink is spared it until then."""
        ...

    async def held(self, now: datetime, limit: int) -> Sequence[Delivery]:
        """Return what was held back until now, the oldest first."""
        ...

    async def sum_up(self, digest: Alert, held: Sequence[Delivery]) -> None:
        """Raise the digest for the one sink of `held`, which are dealt with by it."""
        ...


class GapLedger(Protocol):
    """Times of which items may have been missed."""

    async def open_gap(self, source: SourceId, gap: Gap, now: datetime, *, fillable: bool) -> bool:
        """Enter a gap; False where it was entered before. One that can't be filled is closed at once."""
        ...

    async def tried_gap(self, gap: OpenGap, filling: Filling, now: datetime) -> None:
        """Note what a reading of archives brought: the gap is closed, or waits for another."""
        ...


class CanaryLedger(Protocol):
    """Where the flights of the canary are kept."""

    async def canary_begins(self, now: datetime) -> None:
        """Commit that a flight passes, and return once a reader sees it."""
        ...

    async def canary_landed(self, flight: Flight) -> None:
        """Keep how a flight went."""
        ...


class Store(HostMemory, Outbox, GapLedger, CanaryLedger, Protocol):
    """The one writer. Every method is done whole or not at all, in its turn, and durable when it returns.

    Calls that wait together may share a transaction (`BEGIN IMMEDIATE`). Raises StoreError; the SQLite
    adapter runs on a thread of its own, so awaiting never blocks the loop.
    """

    async def sync_sources(self, sources: Sequence[Source], now: datetime) -> None:
        """Make the schedule hold exactly the enabled `sources`; a new one is due at once."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[SourceState]:
        """Return enabled sources whose time has come, the most overdue first."""
        ...

    async def states(self, ids: Sequence[SourceId]) -> Sequence[SourceState]:
        """Return the memory of the named sources, in that order; unknown ones raise StoreError."""
        ...

    async def take_in(
        self,
        source: SourceId,
        channel: Channel,
        links: Sequence[Link],
        now: datetime,
        *,
        baseline: bool,
        late: OpenGap | None = None,
    ) -> Taken:
        """Make a pending row of each link whose canonical URL was never seen; note that others were seen.

        Those found to fill a gap are marked as `late` for it.

        A link seen before under another source is a sighting of that source too. A known article whose
        index title differs from the one last seen there becomes due for a recheck.
        """
        ...

    async def pending(self, source: SourceId, now: datetime, limit: int) -> Sequence[PendingLink]:
        """Return links of the source whose time to try has come, oldest first.

        New ones come before retries; articles due for a recheck (`Intent.recheck_at`) come last.
        """
        ...

    async def record(self, observed: Observed, decide: Decide, now: datetime) -> Intent:
        """Look up what is known, let `decide` say what to do, and do it: all in one transaction.

        Writes article, version, verdict, sightings, link state and alert rows. Returns what was decided.
        """
        ...

    async def furniture(self, source: SourceId) -> Furniture:
        """Return the paragraphs that recur on so many of the source's pages that they are furniture."""
        ...

    async def finish(self, report: PollReport, state: SourceState) -> None:
        """Keep how a poll went and the source's new state with its channels'."""
        ...

    async def keep_states(self, found: Sequence[tuple[Health, Sequence[str]]], now: datetime) -> None:
        """Keep what a look at the sources' health found, each with the fields that are broken."""
        ...

    async def tidy(self, now: datetime) -> None:
        """Let go of what its retention has ended for; checkpoint the write-ahead log."""
        ...


class Histories(Protocol):
    """How the sources fared, as the store knows it. Read beside the writer; raises StoreError."""

    async def recent(self, sources: Sequence[SourceId]) -> Mapping[SourceId, History]:
        """Return the recent past of the named sources; an empty one where nothing is known."""
        ...

    async def hours(self, source: SourceId, since: datetime) -> Sequence[HourCount]:
        """Return, in order, what came in each hour in which a poll of the source was answered."""
        ...

    async def last_year(self, now: datetime) -> Mapping[SourceId, Mapping[date, int]]:
        """Return how many items came on the days around this one a year ago."""
        ...

    async def episodes(self, now: datetime) -> Mapping[SourceId, Episode]:
        """Return the trouble that was told of each source and is not over."""
        ...

    async def last_of_outages(self, now: datetime) -> Alert | None:
        """Return the latest alert on our own network, that it is down or back; None where there is none."""
        ...

    async def quarantines(self, now: datetime) -> Sequence[tuple[SourceId, Quarantine]]:
        """Return the fields that were told broken and are not yet told whole again."""
        ...

    async def pages(self, source: SourceId, until: datetime) -> Sequence[FieldFact]:
        """Return the articles that were read last before an instant, oldest first."""
        ...

    async def flights(self, limit: int) -> Sequence[Flight]:
        """Return the latest flights of the canary, the latest first."""
        ...

    async def latencies(self) -> Mapping[SourceId, Latency]:
        """Return how late each source is seen and told, where there is anything to measure."""
        ...

    async def books(self, source: SourceId) -> Books:
        """Return what is on record of a source beside its health."""
        ...

    async def gaps(self, source: SourceId) -> Sequence[GapRecord]:
        """Return the latest gaps of a source, the latest first."""
        ...


class AlertSink(Protocol):
    """Somewhere alerts go."""

    name: str

    async def deliver(self, alert: Alert) -> None:
        """Hand the alert over; raises DeliveryError where it was not taken. May be called twice for one."""
        ...


class Telemetry(Protocol):
    """Where the program says what it does."""

    def polled(self, report: PollReport) -> None:
        """One poll ended: one line of log, some counters."""
        ...

    def crashed(self, source: SourceId, error: Exception) -> None:
        """A poll met a programming error: the whole traceback is logged."""
        ...

    def event(self, name: str, fields: Mapping[str, str | int | float]) -> None:
        """Something else that an operator may want to know."""
        ...
