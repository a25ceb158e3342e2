"""What is suspicious in a topic's rules, measured on texts: terms that match nothing or everything."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scraper.core.matching import SENTENCE_END
from scraper.core.text import fold
from scraper.core.topic import Topic

EVERYWHERE: Final = 0.5
"""The share of the texts from which on a term says nothing."""
FEWEST: Final = 20
"""Texts below which a share says nothing."""


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term with its meaning and the share of the texts in which it occurs."""

    term: str
    where: str
    """The concept or entity that it belongs to."""
    share: float


@dataclass(frozen=True, slots=True)
class RulesReport:
    """What a check of the rules found."""

    texts: int
    terms: int
    never: tuple[TermUse, ...]
    everywhere: tuple[TermUse, ...]
    """The most frequent first."""


def check_rules(topic: Topic, texts: Iterable[str]) -> RulesReport:
    """Return which terms of `topic` match none of the texts, and which match half of them or more.

    Invalid terms never come this far: `read_topic` refuses them, each with its key.
    """
    counted: Counter[int] = Counter()
    total = 0
    for text in texts:
        folded = fold(text).replace(SENTENCE_END, " ")
        counted.update({hit.term for hit in topic.vocabulary.find(folded)})
        total += 1
    uses = [
        TermUse(term.written, _where(topic, index), counted[index] / total if total else 0.0)
        for index, term in enumerate(topic.vocabulary.terms)
    ]
    never = tuple(use for use in uses if not use.share)
    often = tuple(use for use in uses if use.share >= EVERYWHERE) if total >= FEWEST else ()
    return RulesReport(total, len(uses), never, tuple(sorted(often, key=lambda use: -use.share)))


def _where(topic: Topic, index: int) -> str:
    meaning = topic.meanings[index]
    if meaning.entity is not None:
        return meaning.entity.id
    return ", ".join(concept.id for concept in meaning.concepts)
