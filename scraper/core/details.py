"""What else a page says of its article: address, editions, section, image, pay wall."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from scraper.core import siterules
from scraper.core.jsonld import Claims, unescape
from scraper.core.markup import Markup
from scraper.core.text import clean
from scraper.core.urls import canonicalize, resolve
from scraper.types import CanonicalUrl, Found, Page, Signal, SiteRules, Source

_LONGEST_RAW: Final = 200
_EDITIONS: Final = 20
_LOCKED: Final = frozenset({"locked", "premium", "paid", "subscriber", "metered-locked"})


def address(markup: Markup, page: Page, source: Source) -> CanonicalUrl:
    """Return the page's own canonical address where it is an article of the same site, else the page's."""
    fetched = canonicalize(page.url, twins=source.twins)
    links = [link.get("href") or "" for link in markup.links("canonical")]
    for stated in (*links, markup.meta("og:url")):
        absolute = _absolute(page.url, stated)
        if absolute and _host(absolute) == _host(page.url) and _may_be_article(absolute, page, source):
            return canonicalize(absolute, twins=source.twins)
    return fetched


def translations(markup: Markup, page: Page) -> Mapping[str, str]:
    """Return the addresses of the item's other language editions, by ISO 639-1 code."""
    found: dict[str, str] = {}
    for link in markup.links("alternate"):
        language = (link.get("hreflang") or "").lower().partition("-")[0]
        target = _absolute(page.url, link.get("href") or "")
        if language and language != "x" and target and target != page.url and len(found) < _EDITIONS:
            found.setdefault(language, target)
    return found


def section(markup: Markup, claims: Claims, rules: SiteRules) -> Found[str] | None:
    """Return the site's section that the article stands in."""
    for signal, raw in (
        (Signal.SITE_RULE, next(siterules.texts(markup.root, rules.section), "")),
        (Signal.JSON_LD, claims.section),
        (Signal.META, markup.meta("article:section", "section", "parsely-section")),
    ):
        if text := clean(unescape(raw)):
            return Found(text, signal, raw[:_LONGEST_RAW], 0.9)
    return None


def image(markup: Markup, claims: Claims, page: Page) -> Found[str] | None:
    """Return the address of the picture that stands for the article."""
    for signal, raw in (
        (Signal.OPEN_GRAPH, markup.meta("og:image", "og:image:url", "og:image:secure_url")),
        (Signal.JSON_LD, claims.image),
        (Signal.META, markup.meta("twitter:image", "twitter:image:src")),
    ):
        if target := _absolute(page.url, raw):
            return Found(target, signal, raw[:_LONGEST_RAW], 0.9)
    return None


def paywalled(markup: Markup, claims: Claims) -> bool:
    """Tell whether the page says that its text is not free to read."""
    return claims.free is False or markup.meta("article:content_tier").lower() in _LOCKED


def _absolute(base: str, address: str) -> str:
    try:
        return resolve(address.strip(), base) if address.strip() else ""
    except ValueError:
        return ""


def _host(address: str) -> str:
    host = urlsplit(address).hostname or ""
    for prefix in ("www.", "m.", "amp.", "mobile."):
        host = host.removeprefix(prefix)
    return host


def _may_be_article(address: str, page: Page, source: Source) -> bool:
    path = urlsplit(address).path.strip("/")
    if source.article_pattern is not None:
        return source.article_pattern.search(address) is not None
    fetched = urlsplit(page.url).path.strip("/")
    return bool(path) and (not fetched or not fetched.startswith(f"{path}/"))
