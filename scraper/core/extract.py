"""A page -> an Article, each field with the signal it came from.

    decode -> one tree -+- JSON-LD, meta elements
                        +- headline: all candidates vote
                        +- blocks -> layout -> selection: lead, body, what stands around them
                        '- dates, authors, details: candidates compared

Everything is read from one tree; the candidates of a field are compared and the winner says why it won.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from scraper.core import (
    authors,
    bodies,
    citations,
    details,
    headlines,
    jsonld,
    language,
    published,
    siterules,
)
from scraper.core.blocks import blocks
from scraper.core.bounds import bounded
from scraper.core.charsets import page_text
from scraper.core.furniture import EMPTY, Furniture
from scraper.core.jsonld import Claims
from scraper.core.markup import Markup, parse
from scraper.core.selection import select
from scraper.core.text import clean
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Article, Found, Link, Page, Signal, Source

Paragraphs = Found[tuple[str, ...]]


def extract_article(
    page: Page, source: Source, link: Link | None = None, furniture: Furniture = EMPTY
) -> Article:
    """Return the article that `page` shows.

    `link` is what the source's index said of it, one more signal; `furniture` the paragraphs known to recur
    on the source's pages. Raises ExtractionError: NO_ARTICLE where there is no headline or no text at all,
    PAYWALL_STUB where the page says that its text has to be paid for.
    """
    markup = parse(page_text(page.body, page.charset))
    if markup is None:
        raise ExtractionError(page.url, Outcome.NO_ARTICLE, "nothing to parse")
    rules = siterules.valid(source.rules, page.fetched_at.date())
    claims = jsonld.about(jsonld.claims(markup.json_ld), page.url)
    ruled = next(siterules.texts(markup.root, rules.headline), "")
    headline = headlines.headline(markup, claims, link, (source.name, _label(page.url)), ruled)
    if headline is None:
        raise ExtractionError(page.url, Outcome.NO_ARTICLE, "no headline")
    page_blocks = blocks(markup.root, siterules.furniture(markup.root, rules))
    summaries = _summaries(markup, claims, link)
    selection = select(page_blocks, headline.value, [text for _, text in summaries], rules.stop_lines)
    body = bodies.body(markup, claims, selection, headline.value, rules, furniture)
    paywalled = details.paywalled(markup, claims)
    paragraphs = body.paragraphs
    if not paragraphs.value:
        paragraphs = _summary_alone(page, summaries, paywalled=paywalled)
    spoken = language.detect(" ".join((headline.value, *paragraphs.value)), _prior(markup, claims, source))
    reading = published.Reading(spoken.value, source.zone, page.fetched_at)
    article = Article(
        url=details.address(markup, page, source),
        source=source.id,
        address=page.url,
        headline=headline,
        body=paragraphs,
        language=spoken,
        published=published.published(markup, claims, selection, link, rules, reading),
        modified=published.modified(markup, claims, rules, reading),
        authors=authors.authors(
            markup, claims, selection, tuple(siterules.texts(markup.root, rules.authors))
        ),
        section=details.section(markup, claims, rules),
        lead=body.lead,
        image=details.image(markup, claims, page),
        cited_source=citations.cited_source(page_blocks, paragraphs.value, rules, source),
        translations=details.translations(markup, page),
        paywalled=paywalled,
        incomplete=markup.incomplete,
        notes=body.notes,
    )
    return bounded(article)


def _summaries(markup: Markup, claims: Claims, link: Link | None) -> tuple[tuple[Signal, str], ...]:
    """Return what the page's head and its index say in place of a text."""
    stated = (
        (Signal.JSON_LD, claims.description),
        (Signal.OPEN_GRAPH, markup.meta("og:description")),
        (Signal.META, markup.meta("description")),
        (Signal.FEED, link.summary if link is not None else ""),
    )
    return tuple((signal, text) for signal, raw in stated if (text := clean(jsonld.unescape(raw))))


def _summary_alone(page: Page, summaries: Sequence[tuple[Signal, str]], *, paywalled: bool) -> Paragraphs:
    if not summaries:
        reason = Outcome.PAYWALL_STUB if paywalled else Outcome.NO_ARTICLE
        raise ExtractionError(page.url, reason, "no text")
    signal, text = summaries[0]
    return Found((text,), signal, text[:200], 0.3, why="no text on the page, its summary instead")


def _prior(markup: Markup, claims: Claims, source: Source) -> tuple[str, ...]:
    """Return the languages that the page claims to be in, then those of its source."""
    claimed = (claims.language, markup.root.get("lang") or "", markup.meta("og:locale"))
    return (*(code[:2].lower() for code in claimed if code), *source.languages)


def _label(address: str) -> str:
    """Return the part of a host that names the site: `example` of www.example.co.uk."""
    labels = (urlsplit(address).hostname or "").removeprefix("www.").split(".")
    return max(labels[:-1], key=len, default="")
