"""How well verdicts agree with labels: precision, recall and F1, by language and class."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What a reader says of an article."""

    RELEVANT = "relevant"
    BORDERLINE = "borderline"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled article with what the judge made of it."""

    answer: Answer
    accepted: bool
    """Whether the judge keeps it (grade 2 or 3)."""
    language: str = ""
    label_class: str = ""
    """`R_equip`, `N_venue`, ...; empty where nobody said."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall over articles labelled relevant or not; borderline ones count for neither."""

    accepted_relevant: int = 0
    relevant: int = 0
    accepted_not: int = 0

    @property
    def precision(self) -> float:
        """The share of the accepted that is relevant; 0 where nothing was accepted."""
        accepted = self.accepted_relevant + self.accepted_not
        return self.accepted_relevant / accepted if accepted else 0.0

    @property
    def recall(self) -> float:
        """The share of the relevant that was accepted; 0 where nothing is relevant."""
        return self.accepted_relevant / self.relevant if self.relevant else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group were accepted."""

    accepted: int
    total: int


def score(judged: Iterable[Judged]) -> Score:
    """Return the score over all of `judged`."""
    kept = list(judged)
    return Score(
        accepted_relevant=sum(each.accepted for each in kept if each.answer is Answer.RELEVANT),
        relevant=sum(each.answer is Answer.RELEVANT for each in kept),
        accepted_not=sum(each.accepted for each in kept if each.answer is Answer.NOT),
    )


def by_language(judged: Iterable[Judged]) -> dict[str, Score]:
    """Return the score of each language, by its code."""
    kept = list(judged)
    languages = sorted({each.language for each in kept})
    return {language: score(each for each in kept if each.language == language) for language in languages}


def by_class(judged: Iterable[Judged]) -> dict[str, Share]:
    """Return how many of each class were accepted; articles without a class are left out."""
    kept = [each for each in judged if each.label_class]
    classes = sorted({each.label_class for each in kept})
    return {name: _share([each for each in kept if each.label_class == name]) for name in classes}


def borderline(judged: Iterable[Judged]) -> Share:
    """Return how many borderline articles were accepted."""
    return _share([each for each in judged if each.answer is Answer.BORDERLINE])


def _share(judged: list[Judged]) -> Share:
    return Share(sum(each.accepted for each in judged), len(judged))
