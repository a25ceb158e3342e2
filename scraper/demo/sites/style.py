"""What every site's style offers, and the markup they share."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Protocol
from zoneinfo import ZoneInfo

from scraper.demo.exchange import Reply
from scraper.demo.scenario import Planted, Site
from scraper.demo.timeline import Front, Item
from scraper.types import Source

KYIV = ZoneInfo("Europe/Kyiv")
TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a site, as its style sees it."""

    path: str
    root: str
    """`http://host:port`, without a slash at the end."""
    count: int
    """How often this address was asked for; what changes at each fetch is made from it."""


class Style(Protocol):
    """How a site is built."""

    def source(self, site: Site, root: str) -> Source:
        """Return the site as a file of `config/sources` describes it."""
        ...

    def paths(self, article: Planted, published: datetime, /) -> Sequence[str]:
        """Return the paths that show an article published then, its own first, twins after it."""
        ...

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return the index or page at the path; None where there is none."""
        ...


def number(article: Planted, digits: int) -> int:
    """Return the number that the site's own system gave the article: made from its key, always the same."""
    low: int = 10 ** (digits - 1)
    drawn = int.from_bytes(hashlib.sha256(article.key.encode()).digest()[:6])
    return low + drawn % (9 * low)


def find(front: Front, style: Style, path: str) -> Item | None:
    """Return the item that the path shows, None where there is none (yet)."""
    for item in front.items:
        if path.rstrip("/") in {known.rstrip("/") for known in style.paths(item.planted, item.published)}:
            return item
    return None


def anchor(style: Style, item: Item) -> str:
    """Return a link to the item with its headline, its address relative."""
    return f'<a href="{style.paths(item.planted, item.published)[0]}">{escape(item.headline)}</a>'


def paragraphs(texts: Iterable[str], attributes: str = "") -> str:
    """Return the texts as `p` elements, a line each."""
    opening = f"<p {attributes}>" if attributes else "<p>"
    return "\n".join(f"{opening}{escape(text, quote=False)}</p>" for text in texts)


def document(language: str, head: str, body: str) -> str:
    """Return a whole page."""
    opening = f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n{head}\n</head>'
    return f"{opening}\n<body>\n{body}\n</body>\n</html>\n"


def twelve_hours(instant: datetime) -> str:
    """Return the time of day as `7:05 PM`."""
    return f"{instant:%I:%M %p}".removeprefix("0")


def changed_at(item: Item) -> datetime:
    """Return when the item last changed."""
    return item.updated or item.published
