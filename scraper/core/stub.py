"""The article that an index alone tells: headline and summary, where the page can't be had."""

from scraper.core.language import detect
from scraper.outcomes import Outcome
from scraper.types import Article, Found, Link, Signal, Source


def stub_from_index(link: Link, source: Source, reason: Outcome) -> Article | None:
    """Return what the index said of a link as an article, marked incomplete; None where it said nothing."""
    if not link.title:
        return None
    summary = tuple(line for line in link.summary.splitlines() if line)
    return Article(
        url=link.url,
        source=source.id,
        address=link.address,
        headline=Found(link.title, Signal.FEED, link.title[:200]),
        body=Found(summary, Signal.FEED, confidence=0.3),
        language=detect(f"{link.title}\n{link.summary}", source.languages),
        published=None
        if link.published is None
        else Found(link.published, Signal.FEED, link.published_raw),
        incomplete=True,
        notes=(f"from the index only: {reason}",),
    )
