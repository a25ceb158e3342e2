"""What an edit changed, by kind, and how much it matters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from scraper.core.amounts import Numbers, numbers
from scraper.core.edits import Edits, alike, edits, is_typography
from scraper.core.fingerprint import fingerprint_text, normalise
from scraper.core.reversals import is_correction, is_retraction
from scraper.core.rewordings import LIKE_ENOUGH, is_renaming, is_reversal, is_spelling
from scraper.types import Article, Change, Significance, StoredArticle

_MAJOR: Final = frozenset({"negation", "retraction", "correction"})
_LONGEST_WORDS: Final = 160
"""Characters of a sentence that a summary quotes."""


def compare(stored: StoredArticle, article: Article) -> Change:
    """Return how `article` differs from the stored version of the same page.

    An amount that is replaced or gone, a negation, a retraction and a notice of correction are MAJOR; other
    wording, names, dates and whole paragraphs are MINOR; spelling and punctuation are TYPO. Typography,
    counters, stamps, and links to other articles are no change, and an amount is the same however it is
    written. Where the store kept no text, headline and hash are compared.
    """
    if not stored.text_is_kept:
        return _compare_metadata(stored, article)
    headlines = (stored.headline, article.headline.value)
    body = edits(stored.text, article.text)
    renamed = not is_typography(*headlines)
    if not renamed and not body:
        return Change()
    found = _Findings(
        body,
        (*((headlines,) if renamed and alike(*headlines) >= LIKE_ENOUGH else ()), *body.rewritten),
        headlines if renamed else None,
        numbers(f"{stored.headline}\n{stored.text}"),
        numbers(f"{article.headline.value}\n{article.text}"),
    )
    return found.change()


@dataclass(frozen=True, slots=True)
class _Findings:
    """Everything by which an edit is graded."""

    body: Edits
    pairs: Sequence[tuple[str, str]]
    """Sentences that were rewritten, the headline with them."""
    headlines: tuple[str, str] | None
    before: Numbers
    after: Numbers

    def change(self) -> Change:
        kinds = tuple(dict.fromkeys(self._kinds()))
        if not kinds:
            return Change()
        if kinds == ("typo",):
            return Change(kinds, Significance.TYPO, self._summary())
        major = _MAJOR.intersection(kinds) or self.before.replaced(self.after) or any(self._recounts())
        return Change(kinds, Significance.MAJOR if major else Significance.MINOR, self._summary())

    def _counts_otherwise(self) -> bool:
        return self.before.differ(self.after) or any(self._recounts())

    def _recounts(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Yield the numbers of sentences in which one stands where another did."""
        for pair in self.pairs:
            old, now = map(numbers, pair)
            if old.swapped(now):
                yield old, now

    def _kinds(self) -> Iterator[str]:
        spelled = all(is_spelling(*pair) for pair in self.body.rewritten)
        if self.headlines is not None:
            yield "typo" if is_spelling(*self.headlines) else "headline"
        if self._counts_otherwise():
            yield "number"
        if self.before.dates_moved(self.after):
            yield "date"
        yield from self._of_the_text(spelled=spelled)
        fresh = (*self.body.added, *self.body.new_paragraphs, *(now for _, now in self.pairs))
        past = "\n".join((*self.body.removed, *self.body.lost_paragraphs, *(old for old, _ in self.pairs)))
        if any(map(is_retraction, fresh)) and not is_retraction(past):
            yield "retraction"
        if any(map(is_correction, fresh)) and not is_correction(past):
            yield "correction"

    def _of_the_text(self, *, spelled: bool) -> Iterator[str]:
        body = self.body
        if body.rewritten and spelled:
            yield "typo"
        if body.added or body.removed or (body.rewritten and not spelled):
            yield "text"
        if any(is_renaming(*pair) for pair in body.rewritten):
            yield "name"
        if any(is_reversal(*pair) for pair in self.pairs):
            yield "negation"
        if body.new_paragraphs:
            yield "paragraph_added"
        if body.lost_paragraphs:
            yield "paragraph_removed"

    def _summary(self) -> str:
        parts = []
        if self.headlines is not None:
            parts.append(f"headline: {self.headlines[0]} -> {self.headlines[1]}")
        if self._counts_otherwise():
            before, after = next(self._recounts(), (self.before, self.after))
            parts.append(f"numbers: {before.told(after)} -> {after.told(before)}")
        parts += [
            f"negation: {_short(old)} -> {_short(now)}" for old, now in self.pairs if is_reversal(old, now)
        ]
        notices = (*self.body.added, *self.body.new_paragraphs)
        parts += [
            f"notice: {_short(line)}" for line in notices if is_retraction(line) or is_correction(line)
        ]
        return "; ".join(parts)


def _compare_metadata(stored: StoredArticle, article: Article) -> Change:
    digest = fingerprint_text(article.text).sha256
    kinds = []
    if normalise(stored.headline) != normalise(article.headline.value):
        kinds.append("headline")
    if digest and stored.fingerprint.sha256 and digest != stored.fingerprint.sha256:
        kinds.append("text")
    return Change(tuple(kinds), Significance.MINOR if kinds else Significance.NONE)


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST_WORDS else f"{sentence[:_LONGEST_WORDS]}…"
