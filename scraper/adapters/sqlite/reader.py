"""`LibraryReader`: everything people ask of the store, read-only and beside the writing daemon."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from scraper.adapters.sqlite import archive, article_records, finding, listings, scheduling
from scraper.adapters.sqlite.connection import connect_for_reading
from scraper.core.story_note import StoryNote, story_note
from scraper.types import Page, SourceState, StoredArticle
from scraper.types.library import (
    AlertRecord,
    ArticleLine,
    ArticleRecord,
    ChangeRecord,
    Hits,
    LinkRecord,
    PollRecord,
    SourceRecord,
    StoryRecord,
    Totals,
    Wanted,
)

T = TypeVar("T")


class LibraryReader(AbstractContextManager["LibraryReader"]):
    """One read-only connection; raises StoreError where there is no store of ours to read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = connect_for_reading(path)

    def __exit__(self, *ending: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def article(self, asked: str) -> ArticleRecord | None:
        """Return everything kept of an article, asked for by its id (`a12`) or any of its addresses."""
        return article_records.article(self._db, asked)

    def link(self, url: str) -> LinkRecord | None:
        """Return what became of an address that an index named, however it is spelled."""
        return article_records.link(self._db, url)

    def story(self, asked: str) -> StoryRecord | None:
        """Return a story by its id (`s7`), the one it was merged into where it was."""
        return listings.story(self._db, asked)

    def stories(self, wanted: Wanted = Wanted(), limit: int = 50) -> Sequence[StoryRecord]:  # noqa: B008
        """Return stories with a telling that is wanted, the last told first."""
        return listings.stories(self._db, wanted, limit)

    def stories_told(self, since: datetime, wanted: Wanted = Wanted()) -> Sequence[StoryRecord]:  # noqa: B008
        """Return every story with a telling that is wanted that was told again at or after `since`."""
        return listings.stories_told(self._db, since, wanted)

    def note(self, story: StoryRecord) -> StoryNote:
        """Return the analyst's note on a story."""
        return story_note(story, self.articles(Wanted(story=story.id)), self.keys_told(story.id))

    def keys_told(self, story: str) -> Mapping[str, frozenset[str]]:
        """Return the story keys of every article that tells a story, by the article's id."""
        return article_records.keys_told(self._db, story)

    def search(
        self,
        typed: str,
        wanted: Wanted = Wanted(),  # noqa: B008
        limit: int = 20,
        *,
        best_first: bool = False,
    ) -> Hits:
        """Return articles that say what was typed, whatever it is: newest first, or the best first.

        The best are those that say it in the headline, then those of the higher grade.
        """
        return finding.search(self._db, typed, wanted, limit, best_first=best_first)

    def latest(self, wanted: Wanted = Wanted(), limit: int = 50) -> Sequence[ArticleLine]:  # noqa: B008
        """Return wanted articles, the last seen first."""
        return listings.latest(self._db, wanted, limit)

    def articles(self, wanted: Wanted = Wanted()) -> Iterator[ArticleRecord]:  # noqa: B008
        """Yield wanted articles whole, in the order in which they were taken in."""
        return article_records.articles(self._db, wanted)

    def for_backtest(self) -> Iterator[StoredArticle]:
        """Yield every article in its latest version, as the pipeline knows it."""
        return article_records.stored_articles(self._db)

    def page(self, id: str, version: int | None = None) -> Page | None:  # noqa: A002
        """Return the raw page of an article's version (the latest by default), None where none is kept."""
        return archive.page_of(self._db, id, version)

    def changes(self, wanted: Wanted = Wanted(), limit: int = 50) -> Sequence[ChangeRecord]:  # noqa: B008
        """Return versions after the first, newest first."""
        return listings.changes(self._db, wanted, limit)

    def changes_seen(self, since: datetime, wanted: Wanted = Wanted()) -> Sequence[ChangeRecord]:  # noqa: B008
        """Return every version after the first that was met at or after `since`, newest first."""
        return listings.changes_seen(self._db, since, wanted)

    def alerts(self, state: str | None = None, limit: int = 100) -> Sequence[AlertRecord]:
        """Return alerts, newest first; those with a delivery `waiting` or `dead` where a state is given."""
        return listings.alerts(self._db, state, limit)

    def sources(self) -> Sequence[SourceRecord]:
        """Return how every source is doing, by id."""
        return listings.sources(self._db)

    def source_states(self) -> Sequence[SourceState]:
        """Return what the pipeline remembers of every source, by id."""
        return scheduling.every_state(self._db)

    def polls(self, source: str | None = None, since: datetime | None = None) -> Sequence[PollRecord]:
        """Return the log of polls, the first one first."""
        return listings.polls(self._db, source, since)

    def totals(self) -> Totals:
        """Return how much there is of everything."""
        return listings.totals(self._db)

    def examined_by(self, *looks: Callable[[sqlite3.Connection], T]) -> Iterator[T]:
        """Yield what each of `looks` makes of the open database."""
        for look in looks:
            yield look(self._db)
