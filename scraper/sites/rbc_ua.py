"""RBC-Ukraine: the ten digits that end an address are its Unix time; AMP pages print no date at all."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from scraper.types import Article, Found, Page, ParsedDate, Precision, Signal

_UNIX_TIME: Final = re.compile(r"-(\d{10})(?:\.html?)?/?$")


def amend(article: Article, page: Page) -> Article:
    """Return the article with the date of its address, where the page gives none or only a day."""
    stated = article.published
    if stated is not None and stated.value.precision is not Precision.DAY:
        return article
    match = _UNIX_TIME.search(urlsplit(page.url).path)
    if match is None:
        return article
    instant = datetime.fromtimestamp(int(match[1]), UTC)
    if instant > page.fetched_at:
        return article
    parsed = ParsedDate(instant, Precision.SECOND, match[1], "UTC")
    return replace(
        article,
        published=Found(parsed, Signal.URL, match[1], 0.8, why="the Unix time that ends the address"),
    )
