"""Fit the coefficients of the likeness (scraper/core/stories.py) to own examples, and check them.

    python bench/fit_stories.py

Pairs of the tuning halves of tests/data/stories: all tellings of one story, all of different stories within
a week, and once more as if nothing were known of the time between, with a share of those further apart:
what is read without a date must be told apart by what it says. Each pair stands there once more with one or
both of its articles cut to the headline. The model is a logistic one, ridged towards nought; no coefficient
may turn against the sense of its measure, nor pass the bound that is set to it. The held-out halves are
never fitted to; all are scored.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from math import exp, inf, log
from pathlib import Path
from zlib import crc32

from scraper.core.stories import ACROSS, MEASURES, WITHIN, measures
from scraper.core.storykeys import story_keys
from scraper.core.topic import Topic
from scraper.core.weighing import Weighed, weighed
from scraper.types import Policy

# Run as a script: what is read together stands beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.fit_relevance import solve
from bench.labelled import ROOT, TOPIC, load_topic

STORIES = ROOT / "tests" / "data" / "stories"
NEAR = timedelta(days=7)
KEPT = 0.3
"""Share of the pairs further apart that are fitted to."""
RIDGE = 2.0
STEPS = 40
WEIGHT = 1.5
"""What a pair of one story counts: to miss one is worse than to join two."""
AGAINST = frozenset({"other_numbers", "other_days", "other_people"})
FREE = frozenset({"brief"})
"""Measures that may speak for either; the rest speak for one story, AGAINST against it."""
MOST = {"soon": 1.5}
"""Measure -> the most it may count: own tellings follow each other within hours, real ones within a day."""
HALVES = {"tuning": ("tuning", "wire_tuning"), "heldout": ("heldout", "wire_heldout")}


@dataclass(frozen=True, slots=True)
class Item:
    """A telling with what is compared."""

    id: str
    story: str
    published: datetime
    told: Weighed
    headline: Weighed
    """The same without its text, as many an index has it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair with its measures."""

    values: Sequence[float]
    same: bool


def items_of(half: str, topic: Topic) -> list[Item]:
    """Return the items of one half."""
    files = (STORIES / f"{name}.jsonl" for name in HALVES[half])
    rows = (json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines())
    found = []
    for row in rows:
        published = datetime.fromisoformat(row["published"])
        whole, headline = (
            weighed(story_keys(row["title"], text, row["lang"], published, topic))
            for text in (row["text"], "")
        )
        found.append(Item(row["id"], row["story"], published, whole, headline))
    return found


def examples(items: Sequence[Item], names: Sequence[str], *, within: bool) -> list[Example]:
    """Return the pairs to fit to or to score."""
    found = []
    for one, other in combinations(items, 2):
        if (one.told.language == other.told.language) != within:
            continue
        apart, same = abs(one.published - other.published), one.story == other.story
        near = same or apart <= NEAR
        if not near and crc32(f"{one.id} {other.id}".encode()) % 1000 >= KEPT * 1000:
            continue
        for mine, theirs in _variants(one, other):
            for between in (apart, None) if near else (None,):
                values = measures(mine, theirs, between)
                found.append(Example([values[name] for name in names], same))
    return found


def _variants(one: Item, other: Item) -> Iterator[tuple[Weighed, Weighed]]:
    """Yield the pair, and once more with one or both cut to the headline."""
    yield one.told, other.told
    cut = crc32(f"{other.id} {one.id}".encode()) % 3
    yield one.told if cut == 1 else one.headline, other.told if cut == 2 else other.headline  # noqa: PLR2004


def logit(example: Example, weights: Sequence[float]) -> float:
    """Return the weighted sum of an example's measures."""
    return sum(map(float.__mul__, example.values, weights))


def bounds(name: str) -> tuple[float, float]:
    """Return the least and the most that a measure may count."""
    if name in FREE or name == "bias":
        return -inf, inf
    return (-inf, 0.0) if name in AGAINST else (0.0, MOST.get(name, inf))


def fit(
    pairs: Sequence[Example], within: Sequence[tuple[float, float]], start: Sequence[float]
) -> list[float]:
    """Return the weights that fit best: damped Newton steps for those that no bound holds."""
    weights = list(start)
    for _ in range(STEPS):
        slope, curve = _derivatives(pairs, weights)
        free = [
            at
            for at, (least, most) in enumerate(within)
            if (weights[at] > least or slope[at] > 0) and (weights[at] < most or slope[at] < 0)
        ]
        step = solve([[curve[row][column] for column in free] for row in free], [slope[at] for at in free])
        for at, change in zip(free, step, strict=True):
            least, most = within[at]
            weights[at] = min(max(weights[at] + change / 2, least), most)
    return weights


def _derivatives(
    pairs: Sequence[Example], weights: Sequence[float]
) -> tuple[list[float], list[list[float]]]:
    size = range(len(weights))
    slope = [-RIDGE * weight for weight in weights]
    curve = [[RIDGE if row == column else 0.0 for column in size] for row in size]
    for pair in pairs:
        chance = 1 / (1 + exp(-max(-30.0, min(30.0, logit(pair, weights)))))
        counts = WEIGHT if pair.same else 1.0
        bend = counts * chance * (1 - chance)
        present = [(at, value) for at, value in enumerate(pair.values) if value]
        for row, value in present:
            slope[row] += counts * (pair.same - chance) * value
            for column, other in present:
                curve[row][column] += bend * value * other
    return slope, curve


def scored(pairs: Sequence[Example], weights: Sequence[float]) -> str:
    """Return precision, recall and F1 at the policy's threshold, shown."""
    least = log(Policy().same_story / (1 - Policy().same_story))
    answers = [(logit(pair, weights) >= least, pair.same) for pair in pairs]
    right, wrong = answers.count((True, True)), answers.count((True, False))
    missed = answers.count((False, True))
    precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
    both = 2 * right / max(2 * right + wrong + missed, 1)
    return f"P {precision:.3f} R {recall:.3f} F1 {both:.3f}"


def main() -> None:
    """Fit, check and print both models."""
    topic = load_topic(TOPIC)
    halves = {half: items_of(half, topic) for half in ("tuning", "heldout")}
    models: Sequence[tuple[str, bool, Mapping[str, float]]] = (
        ("ACROSS", False, ACROSS),
        ("WITHIN", True, WITHIN),
    )
    for title, within, present in models:
        names = [name for name in MEASURES if within or "words" not in name]
        allowed = [bounds(name) for name in names]
        pairs = {half: examples(items, names, within=within) for half, items in halves.items()}
        fitted = fit(pairs["tuning"], allowed, [-4.0 if name == "bias" else 0.0 for name in names])
        for half, those in pairs.items():
            now = scored(those, [present.get(name, 0.0) for name in names])
            print(f"{title} {half:8} {len(those):6} pairs: now {now}; fitted {scored(those, fitted)}")
        print("\n".join(f'    "{name}": {weight:.1f},' for name, weight in zip(names, fitted, strict=True)))


if __name__ == "__main__":
    main()
