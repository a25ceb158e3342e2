"""Which sentences an edit rewrote, added and took out, furniture aside.

Paragraphs are aligned first, then the sentences of those that were rewritten: what stands in both texts, or
only moved, is no edit. Typography (quotation marks, dashes, white space) is no difference either.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from scraper.core.notices import is_notice, points_elsewhere
from scraper.core.reversals import announces
from scraper.core.text import clean, fold, sentences

WORD: Final = re.compile(
    r"\d+(?:[.,]\d+)*|[\u3040-\u309f]+|[\u30a0-\u30ff]+|[\u3005\u3400-\u9fff]+"
    r"|[^\W\d_\u3005\u3040-\u30ff\u3400-\u9fff]+(?:['’ʼ-][^\W\d_\u3005\u3040-\u30ff\u3400-\u9fff]+)*"
)
"""A word, or in Japanese a run of one script, which is about as much."""
_MOST_PAIRS: Final = 250_000
"""Lines of one text times lines of the other beyond which they are compared as sets: a page of junk."""
_MOST_REWRITTEN: Final = 40
"""Lines in a row that were rewritten beyond which none is looked for a partner."""
_ALIKE: Final = 0.5
"""The share of common words from which one sentence is another, rewritten."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What differs between two texts."""

    rewritten: tuple[tuple[str, str], ...] = ()
    """Sentences before and after."""
    added: tuple[str, ...] = ()
    """Sentences within paragraphs that were there before."""
    removed: tuple[str, ...] = ()
    new_paragraphs: tuple[str, ...] = ()
    lost_paragraphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.rewritten or self.added or self.removed or self.new_paragraphs or self.lost_paragraphs
        )


def edits(before: str, after: str) -> Edits:
    """Return how the text `after` differs from `before`; both have a line a paragraph."""
    pairs, lost, new = _aligned(_substance(before), _substance(after))
    rewritten: list[tuple[str, str]] = []
    added: list[str] = []
    removed: list[str] = []
    for old, now in pairs:
        inner, gone, come = _aligned(sentences(old), sentences(now))
        rewritten += inner
        removed += gone
        added += come
    return Edits(tuple(rewritten), tuple(added), tuple(removed), tuple(new), tuple(lost))


def alike(one: str, other: str) -> float:
    """Return the share of words that two sentences have in common, 0 to 1."""
    return _shared(_words(one), _words(other))


def _words(text: str) -> Counter[str]:
    return Counter(WORD.findall(fold(text)))


def _shared(mine: Counter[str], theirs: Counter[str]) -> float:
    most = max(mine.total(), theirs.total())
    return (mine & theirs).total() / most if most else 1.0


def is_typography(one: str, other: str) -> bool:
    """Tell whether two texts differ at most in quotation marks, dashes, widths and white space."""
    return fold(one) == fold(other) and _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", clean(text))))


def _substance(text: str) -> tuple[str, ...]:
    """Return the paragraphs that say something: no counters, stamps, credits, links to other articles."""
    return tuple(line for line in text.splitlines() if line.strip() and not _is_furniture(line))


def _is_furniture(line: str) -> bool:
    return (is_notice(line) or points_elsewhere(line)) and not announces(line)


def _aligned(
    before: Sequence[str], after: Sequence[str]
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Return the pairs that were rewritten, what is gone and what is new."""
    old, new = ([fold(line) for line in lines] for lines in (before, after))
    if len(old) * len(new) > _MOST_PAIRS:
        return [], _missing_from(before, new), _missing_from(after, old)
    pairs: list[tuple[str, str]] = []
    gone: list[str] = []
    come: list[str] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += [
                (a, b) for a, b in zip(before[i:j], after[k:m], strict=True) if not is_typography(a, b)
            ]
        else:
            matched, left, fresh = _partners(before[i:j], after[k:m])
            pairs += matched
            gone += left
            come += fresh
    # A line that only moved is gone at one place and new at another.
    moved = Counter(map(fold, gone)) & Counter(map(fold, come))
    return pairs, _without(gone, moved), _without(come, moved)


def _partners(
    before: Sequence[str], after: Sequence[str]
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Pair the lines of a rewritten passage, the most alike first."""
    if max(len(before), len(after)) > _MOST_REWRITTEN:
        return [], list(before), list(after)
    mine, theirs = (list(map(_words, lines)) for lines in (before, after))
    likely = sorted(
        (-_shared(old, new), i, k) for i, old in enumerate(mine) for k, new in enumerate(theirs)
    )
    partner: dict[int, int] = {}
    for likeness, i, k in likely:
        if -likeness >= _ALIKE and i not in partner and k not in partner.values():
            partner[i] = k
    return (
        [(before[i], after[k]) for i, k in sorted(partner.items())],
        [line for i, line in enumerate(before) if i not in partner],
        [line for k, line in enumerate(after) if k not in partner.values()],
    )


def _missing_from(lines: Sequence[str], folded: Sequence[str]) -> list[str]:
    there = frozenset(folded)
    return [line for line in lines if fold(line) not in there]


def _without(lines: Sequence[str], moved: Counter[str]) -> list[str]:
    left = Counter(moved)
    kept = []
    for line in lines:
        folded = fold(line)
        if left[folded]:
            left[folded] -= 1
        else:
            kept.append(line)
    return kept
