"""A page -> an Article, each field with the signal it came from.

Every signal is read from one tree; the candidates of a field are compared, the winner says why it won.
"""

from scraper.core import authors, bodies, headlines, jsonld, language, published, siterules
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

    `link` is what the source's index said of it, one more signal. Raises ExtractionError: NO_ARTICLE where
    neither headline nor body can be read.
    """
    markup = parse(decode(page.body, page.charset or _proven(page.body)).text)
    if markup is None:
        raise ExtractionError(page.url, Outcome.NO_ARTICLE, "nothing to parse")
    rules = siterules.valid(source.rules, page.fetched_at.date())
    claims = jsonld.about(jsonld.claims(markup.json_ld), page.url)
    ruled = next(siterules.texts(markup.root, rules.headline), "")
    headline = headlines.headline(markup, claims, link, ruled)
    if headline is None:
        raise ExtractionError(page.url, Outcome.NO_ARTICLE, "no headline")
    body = bodies.body(markup, claims, headline.value, rules, furniture)
    spoken = language.detect(" ".join((headline.value, *body.paragraphs.value)), source.languages)
    reading = published.Reading(spoken.value, source.zone, page.fetched_at)
    return Article(
        url=canonicalize(page.url, twins=source.twins),
        source=source.id,
        address=page.url,
        headline=headline,
        body=body.paragraphs,
        language=spoken,
        published=published.published(markup, claims, link, reading),
        modified=published.modified(markup, claims, reading),
        authors=authors.authors(markup, claims, siterules.texts(markup.root, rules.authors)),
        lead=body.lead,
        incomplete=markup.incomplete,
        notes=body.notes,
    )


def _proven(body: bytes) -> str | None:
    """Return UTF-8 where the bytes can be nothing else: archives convert pages, not declarations."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return None
    return None if body.isascii() else "utf-8"
