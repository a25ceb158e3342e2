"""Archived pages read again, by the code and the configuration of now; and what that changes.

    archive -> Capture -> parser (killable) -> verdict, fingerprint, keys -> differences -> (apply)

Nothing of the past is alerted. A second application finds nothing left to change.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

from scraper import __version__
from scraper.adapters.sqlite import archive, rederiving
from scraper.adapters.sqlite.archive import Capture
from scraper.adapters.sqlite.connection import immediate
from scraper.core.attribution import stranger
from scraper.core.observe import observe
from scraper.core.past import CUT
from scraper.core.replay import Derived, Difference, derived, differences, unreadable
from scraper.core.topic import Topic
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.ports import Parser
from scraper.types import Gathered, Observed, PendingLink, Policy, Source, SourceId


@dataclass(frozen=True, slots=True)
class Replayed:
    """A page that another reading makes something else of."""

    article: str
    version: int
    source: str
    headline: str
    address: str
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Tally:
    """What came of reading a source's pages again."""

    pages: int = 0
    changed: int = 0
    fields: Counter[str] | None = None

    def count(self, found: tuple[Difference, ...]) -> None:
        """Count one page."""
        self.pages += 1
        self.changed += bool(found)
        self.fields = (self.fields or Counter()) + Counter(one.field for one in found)


@dataclass(frozen=True, slots=True)
class Replay:
    """Reads archived pages again; knows what is the same for all of them."""

    sources: dict[SourceId, Source]
    topic: Topic
    policy: Policy
    parser: Parser
    clock: Callable[[], datetime]

    async def run(
        self,
        db: sqlite3.Connection,
        source: str | None,
        since: datetime | None,
        tallies: dict[str, Tally],
        *,
        apply: bool,
    ) -> AsyncIterator[Replayed]:
        """Yield every page that now says something else, and count all; `apply`: the store says it too."""
        for capture in archive.captures(db, source, since):
            observed, found = await self._read(db, capture)
            tallies.setdefault(capture.source, Tally()).count(found)
            if not found:
                continue
            before = rederiving.derived_of(db, capture)
            if apply and observed is not None:
                recipe = self.recipe(capture)
                with immediate(db):
                    rederiving.replace_version(
                        db, capture, observed, found, recipe, self.policy, self.clock()
                    )
            yield Replayed(
                f"a{capture.article}",
                capture.number,
                capture.source,
                before.headline,
                capture.page.requested,
                found,
            )

    async def _read(
        self, db: sqlite3.Connection, capture: Capture
    ) -> tuple[Observed | None, tuple[Difference, ...]]:
        """Return the page as it is observed now, and how that differs from what is stored."""
        source = self.sources.get(SourceId(capture.source)) or stranger(capture.page.url)
        before = rederiving.derived_of(db, capture)
        link = rederiving.link_of(db, capture)
        furniture = rederiving.furniture_then(db, capture, before.text)
        try:
            article = await self.parser.extract(capture.page, source, link, furniture)
        except ExtractionError as error:
            return None, (unreadable(error.reason, error.detail),)
        if rederiving.was_cut(db, capture):
            article = replace(article, incomplete=True, notes=(*article.notes, CUT))
        pending = PendingLink(source.id, link, "", capture.page.fetched_at)
        observed = observe(Gathered(pending, Outcome.OK, capture.page.fetched_at, article), self.topic)
        if observed.verdict is None:
            raise ValueError("an article is always judged")
        after = rederiving.stored_form(derived(article, observed.verdict))
        return observed, differences(_comparable(before, after, capture), after)

    def recipe(self, capture: Capture) -> str:
        """Return what a page is read and judged by now: program, parser, rules of its source, topic."""
        rules = self.sources.get(SourceId(capture.source))
        told = _digest(repr(rules).encode())
        return f"{__version__} parser {parser_version()} rules {told} topic {self.topic.version}"


def _comparable(before: Derived, after: Derived, capture: Capture) -> Derived:
    """Return what is stored, less what is not kept of an older version: its own language and date."""
    if capture.is_latest:
        return before
    return replace(before, language=after.language, published=after.published)


def parser_version() -> str:
    """Return what tells the code that reads and judges pages: a digest of its modules."""
    package = files("scraper")
    modules = [*_modules(package / "core"), *_modules(package / "sites")]
    return _digest(b"".join(module.read_bytes() for module in modules))


def _modules(folder: Traversable) -> list[Traversable]:
    return sorted((one for one in folder.iterdir() if one.name.endswith(".py")), key=lambda one: one.name)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]
