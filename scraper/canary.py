"""The flight of the canary: a made-up article through the real parts, stage by stage, each with a deadline.

    fetch   HttpFetcher over a unix socket        index, page, copy
    parse   the daemon's parser processes         the link, the article
    judge   gate and judge of the topic in force
    store   a row of the store in use, seen by a reader; the article in a scratch store
    once    the same text at another address is known
    outbox  one delivery for each sink that is for analysts, in the scratch store
    sinks   each takes the alert, marked as a test

What analysts read never holds it: the article exists in a store that is thrown away. The store in use
keeps how each flight went, and that row is the proof that it takes any.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from scraper.core.canary import (
    COPY,
    DEADLINES,
    INDEX,
    PAGE,
    Story,
    alert_due,
    flies_at,
    in_test_mode,
    source,
)
from scraper.core.charsets import decode
from scraper.core.decide import decide
from scraper.core.gate import may_be_on_topic
from scraper.core.observe import observe
from scraper.core.outbox import Audiences, addressed
from scraper.errors import DeliveryError, ScraperError
from scraper.outcomes import Outcome
from scraper.ports import AlertSink, CanaryLedger, Clock, Delivery, Fetcher, Parser, Store
from scraper.types import (
    Action,
    Article,
    CanonicalUrl,
    Channel,
    Gathered,
    Index,
    Link,
    Observed,
    Page,
    PendingLink,
)
from scraper.types.canary import Flight, Stage, StageReport
from scraper.world import Rules


@dataclass(frozen=True, slots=True)
class Cage:
    """The parts that a flight goes through."""

    clock: Clock
    fetcher: Fetcher
    parser: Parser
    scratch: Store
    """An empty store that knows of all sinks; nobody reads it."""
    ledger: CanaryLedger
    audiences: Audiences
    sinks: Mapping[str, AlertSink]
    """Those that it flies to, whomever they are for."""
    rules: Rules
    story: Story
    deadlines: Mapping[Stage, timedelta] = field(default_factory=lambda: DEADLINES)


KNOWN_AGAIN: Final = frozenset({Action.COPY, Action.SIGHT})
"""What becomes of a text that is known: a copy of it, or the very page at another address."""

OpenCage = Callable[[], AbstractAsyncContextManager[Cage]]


class _Failed(Exception):
    """A stage that did not do what it must."""


async def fly(cage: Cage) -> Flight:
    """Send the canary through and return how far it came; what fails is named and ends the flight."""
    began_at = cage.clock.now()
    bird = _Bird(cage, began_at)
    stages: list[StageReport] = []
    for stage, work in bird.way().items():
        began = time.monotonic()
        trouble = await _trouble_of(work, cage.deadlines[stage])
        stages.append(StageReport(stage, timedelta(seconds=time.monotonic() - began), trouble))
        if trouble:
            break
    return Flight(began_at, tuple(stages))


async def _trouble_of(work: Callable[[], Awaitable[None]], deadline: timedelta) -> str:
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            await work()
    except TimeoutError:
        return f"not done within {deadline.total_seconds():g} s"
    except (_Failed, ScraperError) as error:
        return str(error)
    except Exception as error:  # noqa: BLE001  (whatever a part does to it, the stage is to be named)
        return repr(error)
    return ""


class _Bird:
    """The article on its way: each stage leaves what the next one needs."""

    def __init__(self, cage: Cage, began_at: datetime) -> None:
        self._cage = cage
        self._began_at = began_at
        self._source = source()
        self._channel = Channel(INDEX)
        self._fetched: list[Page] = []
        self._index = Index(())
        self._articles: list[Article] = []
        self._observed: list[Observed] = []
        self._deliveries: Sequence[Delivery] = ()

    def way(self) -> Mapping[Stage, Callable[[], Awaitable[None]]]:
        """Return the stages in order."""
        return {
            Stage.FETCH: self._fetch,
            Stage.PARSE: self._parse,
            Stage.JUDGE: self._judge,
            Stage.STORE: self._store,
            Stage.ONCE: self._once,
            Stage.OUTBOX: self._outbox,
            Stage.SINKS: self._sinks,
        }

    async def _fetch(self) -> None:
        for address in (INDEX, PAGE, COPY):
            page = await self._cage.fetcher.fetch(address, self._source)
            if not isinstance(page, Page):
                raise _Failed(f"{address}: 304 to a plain request")
            self._fetched.append(page)

    async def _parse(self) -> None:
        index, *fetched = self._fetched
        self._index = await self._cage.parser.read_index(index, self._channel, self._source)
        if [link.address for link in self._index.links] != [PAGE]:
            raise _Failed(f"the index names {len(self._index.links)} links, not the one it holds")
        for page in fetched:
            article = await self._cage.parser.extract(page, self._source, self._link_to(page))
            if article.headline.value != self._cage.story.headline:
                raise _Failed(f"the headline was read as {article.headline.value[:80]!r}")
            if article.body.value != self._cage.story.paragraphs:
                raise _Failed("the text was not read as it was written")
            self._articles.append(article)

    async def _judge(self) -> None:
        topic = self._cage.rules.topic
        for page, article in zip(self._fetched[1:], self._articles, strict=True):
            text = decode(page.body, page.charset).text
            if self._cage.rules.policy.gate and not await asyncio.to_thread(may_be_on_topic, text, topic):
                raise _Failed("the gate holds it back")
            gathered = Gathered(
                self._pending(page), Outcome.OK, page.fetched_at, article=article, page=page
            )
            observed = await asyncio.to_thread(observe, gathered, topic)
            assert observed.verdict is not None, "an article was judged"  # noqa: S101
            if observed.verdict.grade < self._cage.rules.policy.alert_grade:
                raise _Failed(f"judged as grade {int(observed.verdict.grade)}: {observed.verdict.reason}")
            self._observed.append(observed)

    async def _store(self) -> None:
        now, scratch = self._cage.clock.now(), self._cage.scratch
        await self._cage.ledger.canary_begins(self._began_at)
        await scratch.sync_sources([self._source], now)
        await scratch.take_in(self._source.id, self._channel, self._index.links, now, baseline=False)
        [waiting] = await scratch.pending(self._source.id, now, 2)
        if waiting.link.address != PAGE:
            raise _Failed("the link that waits is another than the one taken in")
        action = await self._record(self._observed[0])
        if action is not Action.ADD:
            raise _Failed(f"what to do with a new article is said to be '{action}'")

    async def _once(self) -> None:
        before = len(await self._waiting())
        action = await self._record(self._observed[1])
        if action not in KNOWN_AGAIN:
            raise _Failed(f"what to do with a copy is said to be '{action}'")
        if len(await self._waiting()) != before:
            raise _Failed("the copy is told again")

    async def _record(self, observed: Observed) -> Action:
        now = self._cage.clock.now()
        deciding = partial(decide, observed, policy=self._cage.rules.policy, now=now)
        intent = await self._cage.scratch.record(observed, deciding, now)
        return intent.action

    async def _waiting(self) -> Sequence[Delivery]:
        return await self._cage.scratch.deliveries(self._cage.clock.now(), 100)

    async def _outbox(self) -> None:
        self._deliveries = [one for one in await self._waiting() if one.alert.url == PAGE]
        if not self._deliveries:
            raise _Failed("no alert waits for anybody")
        due = addressed(self._deliveries[0].alert, self._cage.audiences)
        missing = set(due) - {one.sink for one in self._deliveries}
        if missing:
            raise _Failed(f"no alert waits for {', '.join(sorted(missing))}")

    async def _sinks(self) -> None:
        refused = []
        alert = in_test_mode(self._deliveries[0].alert)
        for sink in self._cage.sinks.values():
            try:
                await sink.deliver(alert)
            except DeliveryError as error:
                refused.append(str(error))
        if refused:
            raise _Failed("; ".join(refused))

    def _link_to(self, page: Page) -> Link:
        return Link(CanonicalUrl(page.requested), page.requested, self._cage.story.headline)

    def _pending(self, page: Page) -> PendingLink:
        return PendingLink(self._source.id, self._link_to(page), INDEX, page.fetched_at)


class Keeper:
    """Lets the canary fly when it is time, and tells what came of it."""

    def __init__(
        self,
        began_at: datetime,
        every: timedelta,
        open_cage: OpenCage,
        past: Callable[[int], Awaitable[Sequence[Flight]]],
    ) -> None:
        self._began_at = began_at
        self.every = every
        """As the configuration has it; zero: never."""
        self._open_cage = open_cage
        self._past = past
        self._last: Flight | None = None
        self._asked = False

    async def tend(self, now: datetime, store: Store) -> Flight | None:
        """Return the flight that was due, once it is on record and told; None where none was.

        Raises StoreError.
        """
        if not self._asked:
            self._last, self._asked = next(iter(await self._past(1)), None), True
        due = flies_at(self._last, self._began_at, self.every)
        if due is None or now < due:
            return None
        flight = await self._fly(now)
        before, self._last = self._last, flight
        await store.canary_landed(flight)
        alert = alert_due(before, flight)
        if alert is not None:
            await store.raise_alert(alert)
        return flight

    async def _fly(self, now: datetime) -> Flight:
        try:
            async with self._open_cage() as cage:
                return await fly(cage)
        except (OSError, ScraperError) as error:
            trouble = f"nothing to fly through can be made: {error}"
            return Flight(now, (StageReport(Stage.FETCH, timedelta(), trouble),))
