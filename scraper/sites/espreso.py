"""Espreso: the lead stands under the headline and again as the first paragraph."""

from dataclasses import replace

from scraper.types import Article, Page


def amend(article: Article, page: Page) -> Article:
    """Return the article with its lead once."""
    del page
    first, *rest = article.body.value or ("",)
    if not rest or rest[0] != first:
        return article
    return replace(article, body=replace(article.body, value=tuple(rest)))
