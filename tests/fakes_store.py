"""A Store in memory, for tests of what uses one; passes the same contract as the SQLite store."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scraper.core.bands import bands_of
from scraper.core.fingerprint import similarity
from scraper.core.furniture import EMPTY, Furniture
from scraper.core.health import Health
from scraper.core.outbox import EVERYBODY, Audiences, addressed
from scraper.core.restraint import LONGEST_HOLD, Hold
from scraper.errors import StoreError
from scraper.outcomes import SUCCESSES
from scraper.ports import Decide, Delivery, HostState, Taken
from scraper.types import (
    Action,
    Alert,
    CanonicalUrl,
    Channel,
    ChannelState,
    Fingerprint,
    Intent,
    Known,
    Link,
    Observed,
    PendingLink,
    PollReport,
    Source,
    SourceId,
    SourceState,
    StoredArticle,
)
from scraper.types.canary import Flight
from scraper.types.gaps import Filling, Gap, OpenGap


@dataclass
class FakeLink:
    """A link with what became of it."""

    pending: PendingLink
    try_at: datetime | None
    article: CanonicalUrl | None = None


@dataclass
class FakeStore:
    """Everything in dicts and lists, open to the test's eyes."""

    sinks: tuple[str, ...] = ()
    audiences: Audiences = field(default_factory=dict)
    story_window: timedelta = timedelta(days=4)
    sources: dict[SourceId, Source] = field(default_factory=dict)
    memory: dict[SourceId, SourceState] = field(default_factory=dict)
    added: dict[SourceId, datetime] = field(default_factory=dict)
    links: dict[CanonicalUrl, FakeLink] = field(default_factory=dict)
    articles: dict[CanonicalUrl, StoredArticle] = field(default_factory=dict)
    texts: list[tuple[CanonicalUrl, Fingerprint]] = field(default_factory=list)
    addresses: dict[CanonicalUrl, CanonicalUrl] = field(default_factory=dict)
    intents: list[Intent] = field(default_factory=list)
    alerts: dict[str, Alert] = field(default_factory=dict)
    reports: list[PollReport] = field(default_factory=list)
    waiting: dict[int, tuple[Delivery, datetime]] = field(default_factory=dict)
    dead: list[Delivery] = field(default_factory=list)
    servers: dict[str, HostState] = field(default_factory=dict)
    gaps: dict[tuple[SourceId, str, datetime], OpenGap] = field(default_factory=dict)
    fillings: list[tuple[OpenGap, Filling]] = field(default_factory=list)
    states_found: list[tuple[Health, Sequence[str]]] = field(default_factory=list)
    flights: list[datetime | Flight] = field(default_factory=list)
    stories: int = 0
    deliveries_made: int = 0
    spared: dict[int, tuple[Delivery, datetime]] = field(default_factory=dict)
    told_at: list[tuple[str, datetime]] = field(default_factory=list)

    async def sync_sources(self, sources: Sequence[Source], now: datetime) -> None:
        self.sources = {source.id: source for source in sources}
        for source in sources:
            self.added.setdefault(source.id, now)
            known = self.memory.setdefault(source.id, SourceState(source.id, now, source.interval))
            fresh = {channel.url: ChannelState() for channel in source.channels}
            self.memory[source.id] = replace(known, channels={**fresh, **known.channels})

    async def due(self, now: datetime, limit: int) -> Sequence[SourceState]:
        enabled = [self.memory[source.id] for source in self.sources.values() if source.enabled]
        late = [state for state in enabled if state.next_poll_at <= now]
        misled = [
            state
            for state in enabled
            if state not in late
            and (state.last_poll_at or self.added[state.id]) > now + timedelta(minutes=5)
        ]
        return [*sorted(late, key=lambda state: (state.next_poll_at, state.id)), *misled][:limit]

    async def states(self, ids: Sequence[SourceId]) -> Sequence[SourceState]:
        if not set(ids) <= self.memory.keys():
            raise StoreError("unknown source")
        return [self.memory[one] for one in ids]

    async def keep_states(self, found: Sequence[tuple[Health, Sequence[str]]], now: datetime) -> None:  # noqa: ARG002  (the port's)
        self.states_found = list(found)

    async def canary_begins(self, now: datetime) -> None:
        self.flights.append(now)

    async def canary_landed(self, flight: Flight) -> None:
        self.flights.append(flight)

    async def open_gap(self, source: SourceId, gap: Gap, now: datetime, *, fillable: bool) -> bool:  # noqa: ARG002  (the port's)
        if (source, gap.channel, gap.until) in self.gaps:
            return False
        one = OpenGap(len(self.gaps) + 1, gap)
        self.gaps[source, gap.channel, gap.until] = one
        if fillable:
            self.memory[source] = replace(self.memory[source], gap=one)
        return True

    async def tried_gap(self, gap: OpenGap, filling: Filling, now: datetime) -> None:  # noqa: ARG002  (the port's)
        self.fillings.append((gap, filling))
        for id_, state in self.memory.items():
            if state.gap == gap and filling.again_at is None:
                self.memory[id_] = replace(state, gap=None)

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
        named: dict[CanonicalUrl, Link] = {}
        for link in links:
            named.setdefault(link.url, link)
        new = [link for url, link in named.items() if url not in self.links | self.addresses]
        for link in new:
            gap = None if late is None else late.gap
            waiting = PendingLink(source, link, channel.url, now, baseline=baseline, late_for=gap)
            self.links[link.url] = FakeLink(waiting, now)
        seen = [self.links[url].pending.first_seen_at for url in named.keys() & self.links.keys()]
        older = 0 if late is None else sum(at <= late.gap.since for at in seen)
        return Taken(len(new), len(named) - len(new), older)

    async def pending(self, source: SourceId, now: datetime, limit: int) -> Sequence[PendingLink]:
        ready = [
            link.pending
            for link in self.links.values()
            if link.pending.source == source and link.try_at is not None and link.try_at <= now
        ]
        return sorted(ready, key=lambda one: (one.recheck, one.first_seen_at))[:limit]

    async def record(self, observed: Observed, decide: Decide, now: datetime) -> Intent:
        intent = decide(self._known(observed))
        article = None if intent.action is Action.NOTHING else self._carry_out(observed, intent, now)
        self._settle(observed, intent, article)
        for alert in intent.alerts:
            story = None if article is None else article.story
            await self.raise_alert(alert if alert.story is not None else replace(alert, story=story))
            if article is not None:
                self.articles[article.url] = replace(self.articles[article.url], alerted=True)
        self.intents.append(intent)
        return intent

    async def furniture(self, source: SourceId) -> Furniture:  # noqa: ARG002  (the store's)
        return EMPTY

    async def raise_alert(self, alert: Alert) -> bool:
        if alert.key in self.alerts:
            return False
        self.alerts[alert.key] = alert
        for sink in addressed(alert, {name: self.audiences.get(name, EVERYBODY) for name in self.sinks}):
            self.deliveries_made += 1
            delivery = Delivery(self.deliveries_made, alert, sink, 0)
            self.waiting[delivery.id] = (delivery, alert.raised_at)
        return True

    async def finish(self, report: PollReport, state: SourceState) -> None:
        self.reports.append(report)
        self.memory[state.id] = state

    async def tidy(self, now: datetime) -> None:
        """Nothing is let go of."""

    async def deliveries(self, now: datetime, limit: int) -> Sequence[Delivery]:
        held: set[tuple[str, int]] = set()
        ready: list[Delivery] = []
        for delivery, try_at in self.waiting.values():
            lane = None if delivery.alert.story is None else (delivery.sink, delivery.alert.story)
            if try_at <= now and lane not in held:
                ready.append(delivery)
            elif lane is not None:
                held.add(lane)
        return ready[:limit]

    async def delivered(self, delivery: Delivery, now: datetime) -> None:
        self._take(delivery)
        self.told_at.append((delivery.sink, now))

    def _take(self, delivery: Delivery) -> None:
        self.waiting.pop(delivery.id, None)
        self.spared.pop(delivery.id, None)

    async def told(self, sink: str, since: datetime) -> Sequence[datetime]:
        return sorted(at for told, at in self.told_at if told == sink and at > since)

    async def hold(self, delivery: Delivery, hold: Hold) -> None:
        self._take(delivery)
        self.spared[delivery.id] = (replace(delivery, held=hold.why), hold.until)

    async def held(self, now: datetime, limit: int) -> Sequence[Delivery]:
        due = [
            delivery for delivery, until in self.spared.values() if not now < until <= now + LONGEST_HOLD
        ]
        return due[:limit]

    async def sum_up(self, digest: Alert, held: Sequence[Delivery]) -> None:
        for delivery in held:
            self._take(delivery)
        self.alerts[digest.key] = digest
        self.deliveries_made += 1
        told = Delivery(self.deliveries_made, digest, held[0].sink, 0)
        self.waiting[told.id] = (told, digest.raised_at)

    async def postponed(self, delivery: Delivery, error: str, retry_at: datetime | None) -> None:  # noqa: ARG002
        self._take(delivery)
        tried = replace(delivery, attempts=delivery.attempts + 1)
        if retry_at is None:
            self.dead.append(tried)
        else:
            self.waiting[delivery.id] = (tried, retry_at)
            self.waiting = dict(sorted(self.waiting.items()))

    async def hosts(self) -> Sequence[HostState]:
        return [self.servers[host] for host in sorted(self.servers)]

    async def remember(self, state: HostState) -> None:
        self.servers[state.host] = state

    def _known(self, observed: Observed) -> Known:
        article, mine = observed.gathered.article, observed.fingerprint
        urls = [] if article is None else [article.url]
        urls.append(observed.gathered.pending.link.url)
        page = next((self.articles[self.addresses[url]] for url in urls if url in self.addresses), None)
        if mine is None:
            return Known(page)
        others = [one for one in self.articles.values() if page is None or one.url != page.url]
        text = self._same_text(mine, page)
        return Known(page, text, self._near(mine, others, text), self._related(observed, others))

    def _same_text(self, mine: Fingerprint, page: StoredArticle | None) -> StoredArticle | None:
        for url, known in self.texts:
            if mine.sha256 and known.sha256 == mine.sha256 and (page is None or url != page.url):
                return self.articles[url]
        return None

    def _near(
        self, mine: Fingerprint, others: Sequence[StoredArticle], text: StoredArticle | None
    ) -> tuple[StoredArticle, ...]:
        bands = set(bands_of(mine.sketch, mine.version))
        near = [
            one
            for one in others
            if one != text and bands & set(bands_of(one.fingerprint.sketch, one.fingerprint.version))
        ]
        return tuple(sorted(near, key=lambda one: -similarity(mine, one.fingerprint)))

    def _related(self, observed: Observed, others: Sequence[StoredArticle]) -> tuple[StoredArticle, ...]:
        article = observed.gathered.article
        dated = article is not None and article.published is not None
        if observed.verdict is None or not observed.verdict.on_topic:
            return ()
        at = article.published.value.instant if dated else observed.gathered.at  # type: ignore[union-attr]
        related = [
            one
            for one in others
            if one.keys & observed.keys
            and abs((one.published_at or one.first_seen_at) - at) <= self.story_window
        ]
        return tuple(sorted(related, key=lambda one: -len(one.keys & observed.keys)))

    def _carry_out(self, observed: Observed, intent: Intent, now: datetime) -> StoredArticle:
        article, verdict, mine = observed.gathered.article, observed.verdict, observed.fingerprint
        assert article is not None
        assert verdict is not None
        assert mine is not None
        for url in (article.url, observed.gathered.pending.link.url):
            self.addresses.setdefault(url, intent.page_url)
        before = self.articles.get(self.addresses[intent.page_url])
        if intent.action is Action.SIGHT:
            assert before is not None
            return before
        after = StoredArticle(
            url=intent.page_url if before is None else before.url,
            source=article.source,
            version=1 if before is None else before.version + 1,
            headline=article.headline.value,
            text=article.text,
            language=article.language.value,
            grade=verdict.grade,
            fingerprint=mine,
            first_seen_at=now if before is None else before.first_seen_at,
            published_at=None if article.published is None else article.published.value.instant,
            copy_of=intent.copy_of if before is None else before.copy_of,
            alerted=before is not None and before.alerted,
            story=self._story(before, intent, on_topic=verdict.on_topic),
            keys=observed.keys if verdict.on_topic else frozenset(),
        )
        self.articles[after.url] = after
        self.texts.append((after.url, mine))
        return after

    def _story(self, before: StoredArticle | None, intent: Intent, *, on_topic: bool) -> int | None:
        if before is not None and before.story is not None:
            return before.story
        companion = intent.story_of or (intent.copy_of if on_topic else None)
        other = None if companion is None else self.articles[self.addresses[companion]]
        if other is not None and other.story is not None:
            return other.story
        if other is None and not on_topic:
            return None
        self.stories += 1
        if other is not None:
            self.articles[other.url] = replace(other, story=self.stories)
        return self.stories

    def _settle(self, observed: Observed, intent: Intent, article: StoredArticle | None) -> None:
        pending = observed.gathered.pending
        link = self.links.setdefault(pending.link.url, FakeLink(pending, None))
        failed = intent.action is Action.NOTHING and intent.outcome not in SUCCESSES
        attempts = link.pending.attempts + intent.counted if failed else 0
        watched = article is not None and any(
            other is not link and other.article == article.url and other.pending.recheck
            for other in self.links.values()
        )
        recheck_at = None if watched else intent.recheck_at
        link.pending = replace(link.pending, attempts=attempts, recheck=recheck_at is not None)
        link.try_at = intent.retry_at or recheck_at
        link.article = link.article if article is None else article.url
