"""Everything that can be said of a gathered article without looking at the store."""

from typing import Final

from scraper.core.fingerprint import fingerprint
from scraper.core.relevance import judge
from scraper.core.storykeys import HEAD, story_keys
from scraper.core.topic import Topic
from scraper.core.weighing import rarity
from scraper.types import Article, Gathered, Grade, Observed

TELLING: Final = 0.25
"""Nats below which a key says nothing: nearly every article on topic has it."""


def observe(gathered: Gathered, topic: Topic) -> Observed:
    """Return the gathered link with verdict, fingerprint and story keys, where it brought an article."""
    article = gathered.article
    if article is None:
        return Observed(gathered)
    verdict = judge(article, topic)
    if verdict.grade is Grade.OFF:
        return Observed(gathered, verdict, fingerprint(article))
    return Observed(gathered, verdict, fingerprint(article), _keys(article, topic))


def _keys(article: Article, topic: Topic) -> frozenset[str]:
    published = None if article.published is None else article.published.value.instant
    headline, language = article.headline.value, article.language.value
    keys = story_keys(headline, article.text, language, published, topic)
    return frozenset(key for key in keys if rarity(key.removeprefix(HEAD)) >= TELLING)
