"""What a site of the press world shows at one instant: the scenario's events, applied. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scraper.demo.scenario import Event, EventKind, Planted, Scenario, Site
from scraper.demo.troubles import INSTEAD_OF_INDEX

SHOWN_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Item:
    """An article as it stands at an instant."""

    planted: Planted
    headline: str
    paragraphs: tuple[str, ...]
    published: datetime
    updated: datetime | None = None
    addenda: tuple[tuple[datetime, str], ...] = ()
    """Paragraphs added below the text, with their time."""
    lost: str = ""
    """How its page is lost: 404, 410, front, wall; empty while it is there."""

    @property
    def slug(self) -> str:
        """Return the name in the address."""
        return self.planted.slug

    @property
    def language(self) -> str:
        """Return the language, ISO 639-1."""
        return self.planted.language

    @property
    def text(self) -> tuple[str, ...]:
        """Return all paragraphs, the addenda below."""
        return (*self.paragraphs, *(text for _, text in self.addenda))


@dataclass(frozen=True, slots=True)
class Front:
    """What one site shows at an instant, before its own style is put upon it."""

    site: Site
    now: datetime
    items: tuple[Item, ...]
    """Everything published, newest first."""
    changed_layout: bool = False
    moved_index: bool = False
    moved_site: bool = False
    """Whether everything is at its new host."""
    trouble: EventKind | None = None
    """What stands in the place of its indexes."""
    guid_salt: str = ""
    """Part of every GUID; another one after a mass change of GUIDs."""
    retry_after: timedelta | None = None
    """Every request is answered 429 with it."""

    def latest(self, language: str | None = None, limit: int = 30) -> tuple[Item, ...]:
        """Return what an index lists: the newest items of a language, not older than three days."""
        wanted = (
            item
            for item in self.items
            if item.published > self.now - SHOWN_FOR and language in {None, item.language}
        )
        return tuple(wanted)[:limit]


def front(scenario: Scenario, site: Site, now: datetime) -> Front:
    """Return what `site` shows at `now`."""
    offset = now - scenario.starts_at
    past = [event for event in scenario.events if event.at <= offset]
    about = [event for event in past if event.site == site.id]
    items = [
        _stand(article, scenario, past)
        for article in scenario.articles
        if article.site == site.id and article.at <= offset
    ]
    redated = max((event.at for event in about if event.kind is EventKind.REDATED), default=timedelta.min)
    items = [
        replace(item, published=scenario.starts_at + redated) if item.planted.at < redated else item
        for item in items
    ]
    kinds = {event.kind for event in about}
    lasting = [event for event in about if offset < event.at + event.lasts]
    return Front(
        site=site,
        now=now,
        items=tuple(sorted(items, key=lambda item: (item.published, item.slug), reverse=True)),
        changed_layout=EventKind.LAYOUT_CHANGE in kinds,
        moved_index=EventKind.FEED_MOVES in kinds,
        moved_site=EventKind.SITE_MOVES in kinds,
        trouble=next((event.kind for event in lasting if event.kind in INSTEAD_OF_INDEX), None),
        guid_salt="".join(event.id for event in about if event.kind is EventKind.GUID_CHANGE),
        retry_after=max(
            (event.retry_after for event in lasting if event.kind is EventKind.RATE_LIMIT), default=None
        ),
    )


def _stand(article: Planted, scenario: Scenario, past: list[Event]) -> Item:
    """Return the article with every edit so far."""
    item = Item(article, article.headline, article.paragraphs, scenario.starts_at + article.at)
    for event in past:
        if article.key in event.articles:
            item = _edited(item, event, scenario.starts_at + event.at)
    return item


def _edited(item: Item, event: Event, at: datetime) -> Item:
    match event.kind:
        case EventKind.RETITLE:
            return replace(item, headline=event.text, updated=at)
        case EventKind.APPEND:
            return replace(item, addenda=(*item.addenda, (at, event.text)), updated=at)
        case EventKind.PAGE_LOST:
            return replace(item, lost=event.text)
        case EventKind.EDIT:
            headline, paragraphs = item.headline, item.paragraphs
            for old, new in event.replaced:
                headline = headline.replace(old, new)
                paragraphs = tuple(paragraph.replace(old, new) for paragraph in paragraphs)
            return replace(item, headline=headline, paragraphs=paragraphs, updated=at)
        case _:
            return item
