"""Who wrote it: the names of JSON-LD, meta elements and the byline, cleaned and compared."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from scraper.core.jsonld import Claims, unescape
from scraper.core.markup import Markup
from scraper.core.text import clean, fold
from scraper.types import Found, Signal

_BY: Final = re.compile(
    r"^\s*(?:by|von|author:?|autor(?:in)?:?|par|автор[иы]?:?|текст:?|text:|story by|文[:：]|記者[:：]?)\s+",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"\s*(?:[,;|/、，・]|\s(?:and|und|et|та|і|и|oraz|y|e)\s|\s&\s)\s*", re.IGNORECASE
)
_NO_NAME: Final = re.compile(
    r"https?://|@|\.(?:com|org|net|de|ua)\b|^\d+$|^(?:admin|redaktion|editor|none|null)$", re.IGNORECASE
)
_LONGEST: Final = 60


def authors(markup: Markup, claims: Claims, ruled: Iterable[str] = ()) -> Found[tuple[str, ...]] | None:
    """Return the authors that the page names, None where it names none."""
    for signal, raws in (
        (Signal.SITE_RULE, tuple(ruled)),
        (Signal.JSON_LD, claims.authors),
        (Signal.META, markup.metas.get("author", ()) + markup.metas.get("parsely-author", ())),
        (Signal.MICRODATA, tuple(_marked_up(markup))),
    ):
        names = tuple(dict.fromkeys(name for raw in raws for name in names_in(raw)))
        if names:
            return Found(names, signal, raw="; ".join(raws)[:200], confidence=0.9)
    return None


def names_in(raw: str) -> Iterator[str]:
    """Yield the names in a byline."""
    byline = _BY.sub("", clean(unescape(raw)))
    for part in _BETWEEN.split(byline):
        name = part.strip(" .,–-")
        if 1 < len(name) <= _LONGEST and not _NO_NAME.search(name):
            yield name


def _marked_up(markup: Markup) -> Iterator[str]:
    for node in markup.root.xpath("//*[@rel='author' or @itemprop='author']"):
        yield node.text_content()


def same(one: str, other: str) -> bool:
    """Tell whether two names are one."""
    return fold(one) == fold(other)
