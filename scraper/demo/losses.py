"""What is answered where an article was that its site took away."""

from typing import Final

from scraper.demo.exchange import Reply, moved, not_found
from scraper.demo.sites.style import document, paragraphs
from scraper.demo.timeline import Item

LOST: Final = ("404", "410", "front", "wall")
"""How a page can be lost: not found, gone, redirected to the front page, behind a pay wall."""

_GONE: Final = b"<!doctype html><title>410 Gone</title><h1>This article was withdrawn</h1>"
_PAID: Final = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
)


def instead_of(item: Item, home: str) -> Reply:
    """Return what is answered where a lost article was; `home` is the front page's address."""
    match item.lost:
        case "front":
            return moved(home)
        case "410":
            return Reply(_GONE, status=410)
        case "wall":
            return Reply(document(item.language, _PAID, paragraphs(item.paragraphs[:1])).encode())
        case _:
            return not_found()
