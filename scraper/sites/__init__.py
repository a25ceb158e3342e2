"""Sites whose pages say something that config cannot: a module each, pure, chosen by the source's id."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from scraper.core.extract import extract_article
from scraper.core.furniture import EMPTY, Furniture
from scraper.sites import espreso, rbc_ua
from scraper.types import Article, Link, Page, Source, SourceId

Amend = Callable[[Article, Page], Article]

AMENDMENTS: Final[Mapping[SourceId, Amend]] = MappingProxyType(
    {
        SourceId("espreso"): espreso.amend,
        SourceId("rbc-ua"): rbc_ua.amend,
        SourceId("rbc-ua-en"): rbc_ua.amend,
    }
)
"""Source id -> what corrects an article of that site."""


def read_article(
    page: Page, source: Source, link: Link | None = None, furniture: Furniture = EMPTY
) -> Article:
    """Return the article that `page` shows, read as `extract_article` does, then as its site needs.

    Raises ExtractionError as `extract_article` does.
    """
    article = extract_article(page, source, link, furniture)
    amend = AMENDMENTS.get(source.id)
    return amend(article, page) if amend is not None else article
