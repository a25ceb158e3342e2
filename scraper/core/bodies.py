"""The body: what the site's rule, the layout of the page and JSON-LD say, compared.

The layout is right most often. A rule wins where it proves itself on the page. JSON-LD's articleBody is a
stub or another story on a quarter of the pages that have one: it is used where the page shows less, and to
drop what it leaves out where it plainly is the same text.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import lxml.html
import trafilatura

from scraper.core import siterules
from scraper.core.blocks import HEADINGS
from scraper.core.furniture import Furniture
from scraper.core.jsonld import Claims
from scraper.core.layout import weight
from scraper.core.markup import Markup
from scraper.core.notices import is_notice
from scraper.core.selection import Selection
from scraper.core.text import fold, lines, shingles
from scraper.types import Found, Signal, SiteRules

_THIN: Final = 300
"""Weight below which another opinion is asked for."""
_NOTHING: Final = 80
"""Weight below which the layout found no text and trafilatura is asked."""
_READABLE: Final = 20_000
"""Elements up to which trafilatura is asked: it takes seconds for more."""
_FULLER: Final = 1.5
"""How much more text another reading must have to be preferred to the layout's."""
_PROVEN: Final = 0.4
"""Share of the layout's text from which a rule's text is taken for the article."""
_SAME: Final = 0.7
_COMPLETE: Final = 0.85
_OTHER: Final = 0.3
"""Share of a paragraph's runs in articleBody below which it is no part of it."""
_RUN: Final = 12
"""Letters of the runs that are compared."""


Paragraphs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs with the lead, if the page sets one apart (it is the first of the paragraphs too)."""

    paragraphs: Found[Paragraphs]
    lead: Found[str] | None = None
    notes: tuple[str, ...] = ()


def body(
    markup: Markup,
    claims: Claims,
    selection: Selection,
    headline: str,
    rules: SiteRules,
    furniture: Furniture,
) -> Body:
    """Return the article's body; without paragraphs where the page has no running text."""
    found, notes = _chosen(markup, claims, selection, headline, rules)
    kept = tuple(text for text in siterules.cut(found.value, rules) if text not in furniture)
    lead = _lead(markup, selection, kept, rules)
    if lead is not None and lead.value not in kept:
        kept = (lead.value, *kept)
    return Body(replace(found, value=kept), lead, notes)


def _lead(markup: Markup, selection: Selection, kept: Paragraphs, rules: SiteRules) -> Found[str] | None:
    ruled = next(siterules.texts(markup.root, rules.lead), "")
    if ruled:
        return Found(ruled, Signal.SITE_RULE, ruled[:200], 0.95, why="the site's rule")
    shown = next((block.text for block in selection.lead if block.text in kept), "")
    if shown:
        return Found(shown, Signal.HEURISTIC, shown[:200], 0.8, why="between the headline and the text")
    return None


def _chosen(
    markup: Markup, claims: Claims, selection: Selection, headline: str, rules: SiteRules
) -> tuple[Found[Paragraphs], tuple[str, ...]]:
    shown = tuple(block.text for block in (*selection.lead, *selection.body))
    notes: tuple[str, ...] = ()
    if rules.body:
        ruled = siterules.paragraphs(markup.root, rules)
        if ruled and _weight(ruled) >= _PROVEN * _weight(shown):
            return Found(ruled, Signal.SITE_RULE, rules.body[:200], 0.95, why="the site's rule"), ()
        notes = ("the body rule found " + ("too little" if ruled else "nothing"),)
    claimed = _claimed(claims)
    if _weight(claimed) > _FULLER * max(_weight(shown), _THIN):
        return Found(claimed, Signal.JSON_LD, confidence=0.8, why="the page shows less"), notes
    agreed = _agreed(selection, shown, claimed) if claimed else shown
    if agreed != shown:
        notes += (f"{len(shown) - len(agreed)} paragraphs are not in articleBody",)
        return Found(agreed, Signal.GENERIC, confidence=0.95, why="layout and articleBody agree"), notes
    if _weight(shown) < _NOTHING:
        other = _other_reading(markup, headline)
        if _weight(other) > _FULLER * _weight(shown):
            return Found(other, Signal.HEURISTIC, confidence=0.5, why="trafilatura finds more"), notes
    return Found(shown, Signal.GENERIC, confidence=0.9 if shown else 0.0, why="the alike paragraphs"), notes


def _claimed(claims: Claims) -> Paragraphs:
    text = claims.body
    if "<" in text:
        text = text.replace("<p", "\n<p").replace("<br", "\n<br")
        text = "".join(map(str, lxml.html.fromstring(f"<div>{text}</div>").itertext()))
    return tuple(line for line in lines(text) if not is_notice(line))


def _agreed(selection: Selection, shown: Paragraphs, claimed: Paragraphs) -> Paragraphs:
    """Return what is shown without what articleBody leaves out, where the two are plainly one text."""
    known = _runs(" ".join(claimed))
    share = {paragraph: _share(paragraph, known) for paragraph in shown}
    found = [paragraph for paragraph in shown if share[paragraph] >= _SAME]
    if _weight(found) < _SAME * _weight(shown) or _weight(claimed) < _COMPLETE * _weight(found):
        return shown
    sure = {block.text for block in selection.lead}
    sure |= {block.text for block in selection.body if block.box.tag in HEADINGS}
    return tuple(text for text in shown if text in sure or share[text] >= _OTHER)


def _share(paragraph: str, known: frozenset[str]) -> float:
    runs = _runs(paragraph)
    return len(runs & known) / len(runs) if runs else 1.0


def _runs(text: str) -> frozenset[str]:
    return shingles("".join(filter(str.isalnum, fold(text))), _RUN)


def _other_reading(markup: Markup, headline: str) -> Paragraphs:
    if next(islice(markup.root.iter(), _READABLE, None), None) is not None:
        return ()
    tree = copy.deepcopy(markup.root)  # trafilatura prunes what it is given
    document = trafilatura.bare_extraction(tree, fast=True, include_comments=False)
    text = document.text if document is not None and not isinstance(document, dict) else ""
    title = fold(headline)
    return tuple(line for line in lines(text or "") if not is_notice(line) and fold(line) not in title)


def _weight(paragraphs: Sequence[str]) -> int:
    return sum(map(weight, paragraphs))
