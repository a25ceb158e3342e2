"""Everything that can be said of a gathered article without looking at the store."""

from scraper.core.fingerprint import fingerprint
from scraper.core.relevance import judge
from scraper.core.topic import Topic
from scraper.types import Gathered, Observed


def observe(gathered: Gathered, topic: Topic) -> Observed:
    """Return the gathered link with verdict and fingerprint, where it brought an article."""
    article = gathered.article
    if article is None:
        return Observed(gathered)
    return Observed(gathered, verdict=judge(article, topic), fingerprint=fingerprint(article))
