"""Fit the weights of a topic to labelled items, and check them by cross-validation.

    python bench/fit_relevance.py [FILE.jsonl ...]

A logistic model over the judge's named features, on the project's own items and those of the files. Its
ridge (L2) penalty draws every weight to the one set by hand, and no weight may change its sign, so that
each stays what it is called. Only weights are cross-validated: the word lists were written with most of the
items in view, so for new articles the figures are too good (docs/relevance.md has those of unseen items).
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from zlib import crc32

from scraper.core.features import deeds_of, measure
from scraper.core.reading import folded, read
from scraper.core.relevance import judge_text
from scraper.core.scoring import Answer, Judged, borderline, by_language, score
from scraper.core.topic import Topic

# Run as a script: what is read together stands beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.labelled import TOPIC, Item, judged, load_topic, own_items, read_items

FOLDS = 5
RIDGE = 3.0
"""The penalty of a weight that is off by one, in items."""
STEPS = 12
CERTAIN = 50.0
"""A bias with which everything is kept that the judge may keep at all."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """An item with its features; `open` where they decide, where no rule has the last word."""

    item: Item
    features: Mapping[str, float]
    open: bool

    @property
    def wanted(self) -> float:
        """What the score should be."""
        return 1.0 if self.item.answer is Answer.RELEVANT else 0.0


def measured(items: Sequence[Item], topic: Topic) -> list[Measured]:
    """Return the features of items."""
    certain = replace(topic, weights={"bias": CERTAIN})
    found = []
    for item in items:
        is_open = judge_text(item.title, item.text, item.language, certain).on_topic
        features: Mapping[str, float] = {}
        if is_open:
            reading = read(folded(item.title, "", item.text), item.language, topic, None)
            features = {name: each.value for name, each in measure(reading, deeds_of(reading)).items()}
        found.append(Measured(item, features, is_open))
    return found


def logit(features: Weights, weights: Weights) -> float:
    """Return the weighted sum of features."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


def fit(examples: Sequence[Measured], start: Weights) -> dict[str, float]:
    """Return the weights that fit best (Newton's method), drawn to `start` and of its signs."""
    names = sorted(start)
    weights = dict(start)
    for _ in range(STEPS):
        slope = [RIDGE * (start[name] - weights[name]) for name in names]
        curve = [[RIDGE if row == column else 0.0 for column in names] for row in names]
        for example in examples:
            if not example.open:
                continue
            chance = 1 / (1 + exp(-max(-30.0, min(30.0, logit(example.features, weights)))))
            present = [
                (at, example.features[name]) for at, name in enumerate(names) if name in example.features
            ]
            for row, value in present:
                slope[row] += (example.wanted - chance) * value
                for column, other in present:
                    curve[row][column] += chance * (1 - chance) * value * other
        for name, step in zip(names, solve(curve, slope), strict=True):
            moved = weights[name] + step
            weights[name] = moved if moved * start[name] > 0 else 0.0
    return weights


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Return x of matrix · x = right, by Gauss-Jordan elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        pivot = [value / rows[at][at] for value in rows[at]]
        rows[at] = pivot
        for other, row in enumerate(rows):
            if other != at and row[at]:
                rows[other] = [value - row[at] * down for value, down in zip(row, pivot, strict=True)]
    return [row[-1] for row in rows]


def accepted(example: Measured, weights: Weights, related: float) -> bool:
    """Whether the judge keeps the item with `weights`."""
    return example.open and 1 / (1 + exp(-logit(example.features, weights))) >= related


def cross_validated(
    examples: Sequence[Measured], checked: Sequence[Measured], topic: Topic
) -> list[Judged]:
    """Return `checked`, each judged with weights fitted to the examples of other stories."""
    results: list[Judged] = []
    related = topic.thresholds["related"]
    for fold in range(FOLDS):
        weights = fit([each for each in examples if _fold(each) != fold], topic.weights)
        results += [
            judged(each.item, accepted=accepted(each, weights, related))
            for each in checked
            if _fold(each) == fold
        ]
    return results


def _fold(example: Measured) -> int:
    return crc32(example.item.group.encode()) % FOLDS


def print_figures(name: str, results: Sequence[Judged]) -> None:
    """Print precision, recall and F1 over all and by language."""
    for language, each in ({"all": score(results)} | by_language(results)).items():
        print(f"{name:14} {language:4} P {each.precision:.3f}  R {each.recall:.3f}  F1 {each.f1:.3f}")
    share = borderline(results)
    print(f"{name:14} borderline accepted {share.accepted} of {share.total}")


def main(arguments: Sequence[str]) -> None:
    """Fit, check and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--topic", type=Path, default=TOPIC)
    options = parser.parse_args(arguments)
    topic = load_topic(options.topic)
    items = own_items() + [item for path in options.files for item in read_items(path)]
    examples = measured(items, topic)
    print(f"{len(items)} items, {sum(each.open for each in examples)} of them decided by features")
    related = topic.thresholds["related"]
    by_hand = [judged(each.item, accepted=accepted(each, topic.weights, related)) for each in examples]
    print_figures("as in the file", by_hand)
    print_figures(f"{FOLDS}-fold", cross_validated(examples, examples, topic))
    for name, weight in fit(examples, topic.weights).items():
        print(f"{name} = {weight:.2f}  # {topic.weights[name]}")


if __name__ == "__main__":
    main(sys.argv[1:])
