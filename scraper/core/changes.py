"""What an edit changed, by kind, and how much it matters."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from scraper.core.fingerprint import fingerprint_text, normalise
from scraper.types import Article, Change, Significance, StoredArticle

_NUMBER: Final = re.compile(r"\d+(?:[.,\u00a0 ]\d+)*")
_NEGATION: Final = re.compile(
    r"\b(?:not|no|never|denied|denies|не|ні|нет|ни|nicht|kein\w*|nie|pas)\b|ない|なかった|ません|ず、",
    re.IGNORECASE,
)

_MAJOR: Final = frozenset({"negation", "retraction", "correction"})
_RETRACTION: Final = re.compile(
    r"\b(?:retract(?:s|ed|ion)|withdrawn|відкликан\w*|спростован\w*|отозван\w*|опровергнут\w*|zurückgezogen"
    r"|wycofan\w*|rétract\w*)\b|撤回|取り消し",
    re.IGNORECASE,
)
_CORRECTION: Final = re.compile(
    r"\b(?:correction|corrected|clarification|виправлен\w*|уточнен\w*|исправлен\w*|korrektur|berichtigung"
    r"|sprostowanie|rectificatif)\b|訂正",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?<=[^\W\d_] )[^\W\d_a-zа-яіїєґß-ÿ][^\W\d_]{3,}|[ァ-ヺー]{4,}")
"""A capitalised word that begins no sentence, or katakana."""


def compare(stored: StoredArticle, article: Article) -> Change:
    """Return how `article` differs from the stored version of the same page.

    Numbers, negations, retractions and notices of correction make a change MAJOR; new wording alone is
    MINOR; a difference of punctuation or case is a TYPO; no difference at all is NONE. Where the store kept
    no text, headline and hash are compared.
    """
    if not stored.text_is_kept:
        return _compare_metadata(stored, article)
    before = f"{stored.headline}\n{stored.text}"
    after = f"{article.headline.value}\n{article.text}"
    if before == after:
        return Change()
    if normalise(before) == normalise(after):
        return Change(("typo",), Significance.TYPO, "punctuation or case")
    kinds: list[str] = []
    words: list[str] = []
    if stored.headline != article.headline.value:
        kinds.append("headline")
        words.append(f"headline: {stored.headline} -> {article.headline.value}")
    gone, come = _difference(_NUMBER, before, after)
    if gone or come:
        kinds.append("number")
        words.append(f"numbers: {', '.join(gone) or '-'} -> {', '.join(come) or '-'}")
    kinds += _of_the_text(stored.text, article.text, before, after)
    kinds += [
        kind
        for kind, notice in (("retraction", _RETRACTION), ("correction", _CORRECTION))
        if _difference(notice, before, after)[1]
    ]
    major = _MAJOR.intersection(kinds) or ("number" in kinds and gone)
    return Change(tuple(kinds), Significance.MAJOR if major else Significance.MINOR, "; ".join(words))


def _compare_metadata(stored: StoredArticle, article: Article) -> Change:
    digest = fingerprint_text(article.text).sha256
    kinds = []
    if normalise(stored.headline) != normalise(article.headline.value):
        kinds.append("headline")
    if digest and stored.fingerprint.sha256 and digest != stored.fingerprint.sha256:
        kinds.append("text")
    return Change(tuple(kinds), Significance.MINOR if kinds else Significance.NONE)


def _of_the_text(old: str, new: str, before: str, after: str) -> list[str]:
    """Return what kinds of change the body shows; `before` and `after` have the headline too."""
    if _only_added(old, new.splitlines()):
        return ["paragraph_added"]
    if _only_added(new, old.splitlines()):
        return ["paragraph_removed"]
    if normalise(old) == normalise(new):
        return []
    kinds = ["text"]
    if all(_difference(_NAME, before, after)):
        kinds.append("name")
    if any(_difference(_NEGATION, before, after)):
        kinds.append("negation")
    return kinds


def _only_added(before: str, after: Sequence[str]) -> bool:
    """Return whether every paragraph of old is still there, in order, beside new ones."""
    old, new = before.splitlines(), iter(after)
    return len(after) > len(old) and all(paragraph in new for paragraph in old)


def _difference(pattern: re.Pattern[str], before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = (Counter(match.casefold() for match in pattern.findall(text)) for text in (before, after))
    return sorted((old - new).elements()), sorted((new - old).elements())
