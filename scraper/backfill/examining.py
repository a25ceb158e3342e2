"""One page of the past through the core, as in a poll: gate, extraction, verdict, fingerprint, keys."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.adapters.sqlite.archive import pack
from scraper.adapters.wire import encode
from scraper.core.attribution import source_of
from scraper.core.charsets import decode
from scraper.core.gate import may_be_on_topic
from scraper.core.observe import observe
from scraper.core.past import CUT, told_at, within
from scraper.core.topic import Topic
from scraper.core.urls import canonical_of
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.ports import Parser
from scraper.types import Article, Gathered, Link, Page, PendingLink, Source, SourceId
from scraper.types.past import Candidate, Reading


@dataclass(frozen=True, slots=True)
class Span:
    """What of the past is wanted."""

    since: datetime | None = None
    until: datetime | None = None
    """Left out itself."""
    only: frozenset[SourceId] = frozenset()
    """Sources; empty: all, strangers too."""


@dataclass(frozen=True, slots=True)
class Examiner:
    """Examines pages; knows what is the same for all of them."""

    topic: Topic
    sources: Sequence[Source]
    gate: bool
    span: Span
    parser: Parser

    def source_of(self, address: str) -> Source | None:
        """Return the source of an address; None where it is none of those wanted."""
        source = source_of(address, self.sources)
        return source if not self.span.only or source.id in self.span.only else None

    async def examine(
        self, page: Page, channel: str, *, link: Link | None = None, cut: bool = False
    ) -> Candidate | Outcome:
        """Return the page as a candidate, or why it is none."""
        words = "" if link is None else f"{link.title}\n{link.summary}\n"
        if self.gate and not may_be_on_topic(words + decode(page.body, page.charset).text, self.topic):
            return Outcome.OFF_TOPIC_GATE
        source = self.source_of(page.url)
        if source is None:
            return Outcome.OUT_OF_RANGE
        link = link or Link(canonical_of(page.url, source.twins), page.url)
        try:
            article = await self.parser.extract(page, source, link)
        except ExtractionError as error:
            return error.reason
        if cut:
            article = replace(article, incomplete=True, notes=(*article.notes, CUT))
        return self.candidate(article, page.fetched_at, link, channel, page)

    def candidate(
        self, article: Article, at: datetime, link: Link, channel: str, page: Page | None
    ) -> Candidate | Outcome:
        """Return an article of the past as a candidate, where it is of the time that is wanted."""
        told = told_at(article, at)
        if not within(told, self.span.since, self.span.until):
            return Outcome.OUT_OF_RANGE
        pending = PendingLink(article.source, link, channel, at)
        observed = observe(Gathered(pending, Outcome.OK, at, article), self.topic)
        if observed.verdict is None or observed.fingerprint is None:
            raise ValueError("an article is always judged")
        reading = Reading(link, channel, article, observed.verdict, observed.fingerprint, observed.keys)
        packed = None if page is None else pack(page)
        return Candidate(told, packed, at, zlib.compress(encode(reading)), article.url)
