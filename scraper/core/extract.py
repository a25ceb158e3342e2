"""A page -> an Article, each field with the signal it came from."""

from scraper.core import authors, bodies, headlines, jsonld, language, published
from scraper.core.charsets import decode
from scraper.core.furniture import EMPTY, Furniture
from scraper.core.markup import parse
from scraper.core.urls import canonicalize
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Article, Link, Page, Source


def extract_article(
    page: Page, source: Source, link: Link | None = None, furniture: Furniture = EMPTY
) -> Article:
    """Return the article that `page` shows.

    Raises ExtractionError: NO_ARTICLE where neither headline nor body can be read.
    """
    markup = parse(decode(page.body, page.charset).text)
    if markup is None:
        raise ExtractionError(page.url, Outcome.NO_ARTICLE, "nothing to parse")
    claimed = next(iter(jsonld.claims(markup.json_ld)), jsonld.Claims())
    headline = headlines.headline(markup, claimed, link)
    body = bodies.body(markup, furniture)
    if headline is None:
        raise ExtractionError(page.url, Outcome.NO_ARTICLE, "no headline")
    spoken = language.detect(" ".join((headline.value, *body.value)), source.languages)
    reading = published.Reading(spoken.value, source.zone, page.fetched_at)
    return Article(
        url=canonicalize(page.url, twins=source.twins),
        source=source.id,
        address=page.url,
        headline=headline,
        body=body,
        language=spoken,
        published=published.published(markup, claimed, link, reading),
        modified=published.modified(markup, claimed, reading),
        authors=authors.authors(markup, claimed),
        incomplete=markup.incomplete,
    )
