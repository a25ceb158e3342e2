"""Whether two pages are one article, beyond what their addresses say."""

from datetime import timedelta
from typing import Final

from scraper.core.copies import SHORTEST, resemblance
from scraper.core.edits import alike, is_typography
from scraper.types import Article, Gathered, StoredArticle

MISCALLED: Final = 0.4
"""Likeness of headlines and of texts below which two pages are two articles, whatever they say they are."""
DAY: Final = timedelta(days=1)
"""By how much the dates of one page may differ between its addresses."""


def is_miscalled(article: Article, gathered: Gathered, stored: StoredArticle) -> bool:
    """Tell whether an article is another than `stored`, though its page gives that one's address."""
    return (
        is_under_another_address(gathered, stored)
        and stored.text_is_kept
        and min(len(article.text), len(stored.text)) > SHORTEST
        and alike(article.headline.value, stored.headline) < MISCALLED
        and resemblance(article.text, stored.text) < MISCALLED
    )


def is_under_another_address(gathered: Gathered, stored: StoredArticle) -> bool:
    """Tell whether a known page was met at an address (AMP, mobile, `?p=`) by which it was not known."""
    return not gathered.pending.recheck and gathered.pending.link.url != stored.url


def is_moved(stored: StoredArticle, article: Article) -> bool:
    """Tell whether an article is a stored one whose page has come to another address of its source."""
    date = None if article.published is None else article.published.value.instant
    redated = date is not None and stored.published_at is not None and abs(date - stored.published_at) > DAY
    return (
        article.source == stored.source
        and is_typography(article.headline.value, stored.headline)
        and not redated
    )
