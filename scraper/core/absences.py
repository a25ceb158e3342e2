"""Whether a page that answers still shows the article that was read from it.

What replaces an article (a teaser before a pay wall, a list where it stood) is no new version of it.
"""

from typing import Final

from scraper.core.copies import resemblance
from scraper.core.edits import alike
from scraper.core.fingerprint import normalise
from scraper.outcomes import Outcome
from scraper.types import Article, Gathered, StoredArticle

_LEFT: Final = 0.5
"""The share of a text below which what is left of it is a teaser."""
_OTHER: Final = 0.1
"""The resemblance below which a text is another."""
_RETITLED: Final = 0.5
"""The share of common words below which a headline is another."""


def absence(stored: StoredArticle, gathered: Gathered, article: Article) -> Outcome | None:
    """Return why a page no longer shows `stored`; None where it does, edited or not.

    PAYWALL_STUB: only its beginning is left; NO_ARTICLE: nothing is; REDIRECTED_AWAY: another page came.
    """
    if not stored.text_is_kept or not stored.text or article.incomplete:
        return None
    old, new = normalise(stored.text), normalise(article.text)
    if not new:
        return Outcome.PAYWALL_STUB if article.paywalled else Outcome.NO_ARTICLE
    if len(new) < _LEFT * len(old) and (article.paywalled or _is_beginning(article, stored)):
        return Outcome.PAYWALL_STUB
    elsewhere = article.url not in {stored.url, gathered.pending.link.url}
    if elsewhere and alike(stored.headline, article.headline.value) < _RETITLED:
        return Outcome.REDIRECTED_AWAY if resemblance(stored.text, article.text) < _OTHER else None
    return None


def _is_beginning(article: Article, stored: StoredArticle) -> bool:
    """Whether the article has nothing but the first paragraphs of what is stored, the last perhaps cut."""
    whole = stored.text.splitlines()
    kept = article.body.value
    *first, last = (normalise(line) for line in kept)
    before = [normalise(line) for line in whole[: len(kept)]]
    return len(before) == len(kept) and first == before[:-1] and before[-1].startswith(last)
