"""What config knows about a site's pages, applied: CSS finds the subtree, BeautifulSoup reads inside it.

Rules go stale: a selector that finds nothing leaves its field to the other signals, and says so.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import lxml.etree
import lxml.html
from bs4 import BeautifulSoup
from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from scraper.core.text import clean, lines
from scraper.types import SiteRules

NONE: Final = SiteRules()
_PARAGRAPHS: Final = ("p", "li", "h2", "h3", "h4", "blockquote", "pre", "td")


def valid(rules: Sequence[SiteRules], on: date) -> SiteRules:
    """Return the rules that hold `on` a day: of those not yet run out, the set that does first."""
    holding = [one for one in rules if one.valid_until is None or on <= one.valid_until]
    return min(holding, key=lambda one: one.valid_until or date.max, default=NONE)


def elements(root: lxml.html.HtmlElement, selector: str) -> list[lxml.html.HtmlElement]:
    """Return what `selector` finds in the tree, in its order; nothing where it is empty or no selector."""
    if not selector:
        return []
    try:
        found = CSSSelector(selector, translator="html")(root)
    except (SelectorError, lxml.etree.XPathError):
        return []
    return (
        [one for one in found if isinstance(one, lxml.html.HtmlElement)] if isinstance(found, list) else []
    )


def furniture(root: lxml.html.HtmlElement, rules: SiteRules) -> frozenset[lxml.html.HtmlElement]:
    """Return the elements that the drop rules select."""
    return frozenset(element for selector in rules.drop for element in elements(root, selector))


def texts(root: lxml.html.HtmlElement, selector: str) -> Iterator[str]:
    """Yield the text of each element found: of `meta` and `time` what they are meant to say."""
    for element in elements(root, selector):
        stated = element.get("content") or element.get("datetime")
        text = stated or clean("".join(element.itertext()))
        if text:
            yield text


def paragraphs(root: lxml.html.HtmlElement, rules: SiteRules) -> tuple[str, ...]:
    """Return the paragraphs of what the body rule selects, without what `drop` selects in or around it."""
    found: list[str] = []
    dropped = furniture(root, rules)
    for element in elements(root, rules.body):
        if not dropped.isdisjoint((element, *element.iterancestors())):
            continue
        soup = BeautifulSoup(lxml.html.tostring(element, encoding="unicode", with_tail=False), "lxml")
        for selector in rules.drop:
            for within in soup.select(selector):
                within.decompose()
        parts = [tag for tag in soup.find_all(_PARAGRAPHS) if tag.find(_PARAGRAPHS) is None]
        if parts:
            found.extend(text for tag in parts if (text := clean(tag.get_text())))
        else:
            found.extend(lines(soup.get_text("\n")))
    return tuple(found)


def cut(paragraphs: Sequence[str], rules: SiteRules) -> tuple[str, ...]:
    """Return the paragraphs up to the first stop line, without those that a drop line is found in.

    A stop line that stands before any text ends nothing: on some pages the same box stands above it.
    """
    kept: list[str] = []
    for paragraph in paragraphs:
        if any(pattern.search(paragraph) for pattern in rules.stop_lines):
            if kept:
                break
        elif not any(pattern.search(paragraph) for pattern in rules.drop_lines):
            kept.append(paragraph)
    return tuple(kept)
