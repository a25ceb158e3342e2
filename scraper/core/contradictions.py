"""What an article says otherwise than the text that it repeats: another figure, or the opposite.

Other wording, what one of the two leaves out or adds, other dates and names contradict nothing.
"""

import re
from collections.abc import Iterator
from typing import Final

from scraper.core.amounts import in_words
from scraper.core.edits import alike, edits
from scraper.core.figures import contradict, may_be_one
from scraper.core.quantities import Quantity, quantities
from scraper.core.reversals import reversals
from scraper.core.rewordings import LIKE_ENOUGH, has_opposites
from scraper.core.text import fold, sentences
from scraper.types import Article, StoredArticle

_CLAUSE: Final = re.compile(r"[,;:()、，；：（）](?!\d)|\s[-–—]\s")
_MOST: Final = 12
"""Amounts or clauses of a sentence beyond which it is a list, and states nothing."""
_LONGEST: Final = 600
"""Characters of a sentence beyond which it is none."""
_COMPARED: Final = 40
"""Rewritten sentences that are compared; where there are more, the texts are no longer one."""
_QUOTED: Final = 160
"""Characters of a sentence that are quoted."""


def contradiction(article: Article, known: StoredArticle, *, same_text: bool = False) -> str:
    """Return in words what `article` says otherwise than `known`; empty where it says the same.

    Headlines alone are compared where the texts are the same or that of `known` is not kept.
    """
    pairs = [(known.headline, article.headline.value)]
    if not same_text and known.text:
        pairs += edits(*("\n".join(sentences(text)) for text in (known.text, article.text))).rewritten
    said = frozenset(map(_figure, quantities(fold(f"{known.headline}\n{known.text}"))))
    return "; ".join(
        dict.fromkeys(
            words
            for before, after in pairs[: _COMPARED + 1]
            if max(len(before), len(after)) <= _LONGEST and alike(before, after) >= LIKE_ENOUGH
            for words in (*_figures(before, after, said), *_reversals(before, after))
        )
    )


def _figures(before: str, after: str, said: frozenset[str]) -> Iterator[str]:
    """Yield the amounts in whose place another stands, which the known text has nowhere."""
    mine, theirs = quantities(fold(after)), quantities(fold(before))
    if max(len(mine), len(theirs)) > _MOST:
        return
    fresh = [one for one in mine if _figure(one) not in said]
    gone = [other for other in theirs if not any(may_be_one(one, other) for one in mine)]
    for other in gone:
        against = [one for one in fresh if contradict(one, other)]
        if against:
            nearest = max(against, key=lambda one: one.after == other.after)
            yield f"{_figure(other)} -> {_figure(nearest)}"


def _reversals(before: str, after: str) -> Iterator[str]:
    if any(_is_turned(old, now) for old, now in _clauses(before, after)):
        yield f"{_short(before)} -> {_short(after)}"


def _is_turned(before: str, after: str) -> bool:
    """Whether one clause says the opposite of the other; to deny twice is to affirm."""
    return sum(reversals(fold(before))) % 2 != sum(reversals(fold(after))) % 2 or has_opposites(
        before, after
    )


def _clauses(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the clauses of two sentences that are one, rewritten: a clause more denies nothing."""
    theirs = _CLAUSE.split(after)[:_MOST]
    for mine in _CLAUSE.split(before)[:_MOST]:
        best = max(theirs, key=lambda clause: alike(mine, clause))
        if alike(mine, best) >= LIKE_ENOUGH:
            yield mine, best


def _figure(quantity: Quantity) -> str:
    return in_words(quantity.value, quantity.currency)


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _QUOTED else f"{sentence[:_QUOTED]}…"
