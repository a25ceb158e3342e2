"""Reading one WARC file: what a worker does, in this process, in another one or on another machine.

    WARC file -> pages -> gate -> parser (killable) -> verdict, fingerprint, keys -> candidates

Only candidates travel back, as compact values; of all other records, how many ended how.
"""

import asyncio
import pickle
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Self

from scraper.adapters.parser import ParserPool
from scraper.backfill.examining import Examiner, Span
from scraper.core.furniture import EMPTY, Furniture
from scraper.core.topic import Topic, read_topic
from scraper.outcomes import Outcome
from scraper.settings import Workers
from scraper.types import Article, Channel, Index, Link, Page, Source
from scraper.types.past import Candidate, Part, PartRead


@dataclass(frozen=True, slots=True)
class Plan:
    """What every worker has to know; it travels."""

    topic: bytes
    """The topic's document, pickled: compiled where it is used."""
    sources: tuple[Source, ...]
    gate: bool
    workers: Workers
    span: Span


def read_part(plan: Plan, part: Part) -> PartRead:
    """Return what a WARC file holds; a file that can't be opened is a reason, not an error."""
    return asyncio.run(_read_part(plan, part))


async def _read_part(plan: Plan, part: Part) -> PartRead:
    from scraper.adapters import warc  # noqa: PLC0415  (needs an extra, and only archives need it)

    outcomes: Counter[Outcome] = Counter()
    candidates: list[Candidate] = []
    async with LazyParser(replace(plan.workers, count=1)) as parser:
        examiner = Examiner(topic_of(plan.topic), plan.sources, plan.gate, plan.span, parser)
        try:
            for found in warc.read(Path(part.path)):
                if isinstance(found, warc.Unusable):
                    outcomes[found.outcome] += 1
                    continue
                examined = await examiner.examine(found.page, part.kind, cut=found.cut)
                if isinstance(examined, Candidate):
                    candidates.append(examined)
                outcomes[Outcome.OK if isinstance(examined, Candidate) else examined] += 1
        except OSError as error:
            return PartRead(part, Outcome.NOT_FOUND, str(error))
    return PartRead(part, Outcome.OK, "", outcomes.total(), dict(outcomes), tuple(candidates))


@lru_cache(maxsize=1)
def topic_of(document: bytes) -> Topic:
    """Return a compiled topic; compiling takes as long as a hundred pages, and all parts have the same."""
    parsed: Mapping[str, object] = pickle.loads(document)  # noqa: S301  (our own plan)
    return read_topic(parsed, "the topic")


class LazyParser:
    """The `Parser` port over one killable process, started when it is first asked."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._stack = AsyncExitStack()
        self._pool: ParserPool | None = None

    async def __aenter__(self) -> Self:
        await self._stack.__aenter__()
        return self

    async def __aexit__(self, *told: object) -> None:
        await self._stack.aclose()

    async def _parser(self) -> ParserPool:
        if self._pool is None:
            self._pool = await self._stack.enter_async_context(ParserPool(self._workers))
        return self._pool

    async def read_index(self, page: Page, channel: Channel, source: Source) -> Index:
        """Return what the index names; see `scraper.ports.Parser`."""
        return await (await self._parser()).read_index(page, channel, source)

    async def extract(
        self, page: Page, source: Source, link: Link, furniture: Furniture = EMPTY
    ) -> Article:
        """Return the article that the page shows; see `scraper.ports.Parser`."""
        return await (await self._parser()).extract(page, source, link, furniture)
