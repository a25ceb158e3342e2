"""Score near-duplicates and stories on labelled items, beside the Jaccard similarity of character 4-grams.

    python bench/stories.py ITEMS.jsonl... [--pairs PAIRS.jsonl] [--json]

An item is a JSON object a line: id, lang, title, text, story (may be absent) and, where known, published
and source. A pair: a, b (ids), label (same_text, near_duplicate, same_story_same_lang,
same_story_cross_lang, different_story_same_topic). Without pairs they are derived: those within a story,
and for each of them the two closest in time of other stories, the same language or not as it is.

Both methods answer at thresholds of their own that are fixed beforehand. Pairs of a label are scored
against all pairs of different stories; near-duplicates also against other tellings of their story.
Clusters are made one by one, in order of publication, as the daemon does: an item is compared with the
LOOKED_AT others of its days that share the most and rarest keys (by the baseline with all), and joins the
story that it is most like in the mean. Two items tell one story where they were joined, or where they would
be with nothing else stored. B-cubed (Bagga and Baldwin 1998) is over items that have a story.
"""

import argparse
import json
import math
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

from scraper.core.copies import resemblance
from scraper.core.fingerprint import fingerprint_text, similarity
from scraper.core.stories import likeness
from scraper.core.storykeys import HEAD, story_keys
from scraper.core.text import fold, shingles
from scraper.core.topic import Topic, read_topic
from scraper.core.weighing import Weighed, weighed
from scraper.types import Fingerprint, Policy

HERE = Path(__file__).parent
TOPIC = HERE.parent / "config" / "topics" / "japan-ukraine-defense.toml"
POLICY = Policy()
GRAM = 4
BASELINE_COPY, BASELINE_STORY = 0.5, 0.1
"""Jaccard similarities of the baseline, set once and never tuned."""
DIFFERENT = "different_story_same_topic"
COPIES = frozenset({"same_text", "near_duplicate"})
WITHIN, ACROSS = "same_story_same_lang", "same_story_cross_lang"
LOOKED_AT, OF_A_KEY = 16, 64
"""Items that are compared, and the latest read of one key, as in the store's look-up."""
NEGATIVES = 2
"""Derived pairs of different stories to one of the same."""


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled item with what each method compares."""

    id: str
    language: str
    text: str
    story: str
    published: datetime | None
    keys: frozenset[str]
    """By which others are looked up."""
    told: Weighed
    print: Fingerprint
    grams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items and what they are to each other."""

    one: Item
    other: Item
    label: str


@dataclass(frozen=True, slots=True)
class Method:
    """Answers about two items."""

    is_copy: Callable[[Item, Item], bool]
    story: Callable[[Item, Item], float]
    """How surely they tell one story."""
    threshold: float
    looks_up: bool
    """Whether an item is compared only with what shares keys."""


def read_items(paths: Sequence[Path], topic: Topic) -> list[Item]:
    """Return the items of JSONL files in the order of their publication, else of the files."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    items = [_item(json.loads(line), topic) for line in lines if line.strip()]
    return sorted(items, key=lambda item: "" if item.published is None else item.published.isoformat())


def _item(row: Mapping[str, str], topic: Topic) -> Item:
    published = datetime.fromisoformat(row["published"]) if row.get("published") else None
    title, text, language = row["title"], row.get("text") or "", row["lang"]
    keys = story_keys(title, text, language, published, topic)
    return Item(
        id=row["id"],
        language=language,
        text=text,
        story=row.get("story") or "",
        published=published,
        keys=frozenset(key for key in keys if not key.startswith(HEAD)),
        told=weighed(keys),
        print=fingerprint_text(text),
        grams=shingles(fold(f"{title} {text}"), GRAM),
    )


def _apart(one: Item, other: Item) -> timedelta | None:
    """Return the time between two items; None where one of them has no date."""
    if one.published is None or other.published is None:
        return None
    return abs(one.published - other.published)


def _in_window(one: Item, other: Item) -> bool:
    apart = _apart(one, other)
    return apart is None or apart <= POLICY.story_window


def _likeness(one: Item, other: Item) -> float:
    """Return how surely two items tell one story; a copy tells what its original does."""
    if not _in_window(one, other):
        return 0.0
    alike = likeness(one.told, other.told, _apart(one, other))
    return 1.0 if alike < POLICY.same_story and _is_copy(one, other) else alike


def _is_copy(one: Item, other: Item) -> bool:
    """Return whether the later one is a copy of the other; the first given where that is not known."""
    known, new = (other, one) if _is_before(other, one) else (one, other)
    sketched = similarity(one.print, other.print)
    return max(sketched, resemblance(new.text, known.text)) >= POLICY.near_duplicate


def _is_before(one: Item, other: Item) -> bool:
    dated = one.published is not None and other.published is not None
    return dated and one.published < other.published  # type: ignore[operator]


def _grams_shared(one: Item, other: Item) -> float:
    return len(one.grams & other.grams) / max(len(one.grams | other.grams), 1)


OURS = Method(_is_copy, _likeness, POLICY.same_story, looks_up=True)
BASELINE = Method(
    lambda one, other: _grams_shared(one, other) >= BASELINE_COPY,
    _grams_shared,
    BASELINE_STORY,
    looks_up=False,
)


def read_pairs(path: Path, items: Sequence[Item]) -> list[Pair]:
    """Return the labelled pairs of a JSONL file."""
    by_id = {item.id: item for item in items}
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Pair(by_id[row["a"]], by_id[row["b"]], row["label"]) for row in rows]


def derived_pairs(items: Sequence[Item]) -> list[Pair]:
    """Return the pairs that the items' stories tell, with NEGATIVES different ones to each."""
    told = [item for item in items if item.story]
    same: dict[bool, list[Pair]] = {True: [], False: []}
    different: dict[bool, list[Pair]] = {True: [], False: []}
    for one, other in combinations(told, 2):
        within = one.language == other.language
        if one.story == other.story:
            same[within].append(Pair(one, other, WITHIN if within else ACROSS))
        else:
            different[within].append(Pair(one, other, DIFFERENT))
    pairs: list[Pair] = []
    for within in (True, False):
        nearest = sorted(different[within], key=lambda pair: _apart(pair.one, pair.other) or timedelta())
        pairs += same[within] + nearest[: NEGATIVES * len(same[within])]
    return pairs


def f1(answers: Iterable[tuple[bool, bool]]) -> float | None:
    """Return F1 of (answered, true) pairs; None where nothing is true."""
    counts: defaultdict[tuple[bool, bool], int] = defaultdict(int)
    for answer in answers:
        counts[answer] += 1
    right, wrong, missed = counts[True, True], counts[True, False], counts[False, True]
    return round(2 * right / (2 * right + wrong + missed), 4) if right + missed else None


def scored(method: Method, items: Sequence[Item], pairs: Sequence[Pair]) -> dict[str, float | None]:
    """Return a method's figures."""
    given = clusters(method, items)

    def of(label: str, *, within: bool) -> float | None:
        return f1(
            (
                given[pair.one.id] == given[pair.other.id]
                or method.story(pair.one, pair.other) >= method.threshold,
                pair.label == label,
            )
            for pair in pairs
            if pair.label == label
            or (pair.label == DIFFERENT and (pair.one.language == pair.other.language) == within)
        )

    copies = [
        (method.is_copy(pair.one, pair.other), pair.label in COPIES)
        for pair in pairs
        if pair.one.language == pair.other.language
    ]
    precision, recall = b_cubed(given, items)
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "near_duplicate_f1": f1(copies),
        "same_story_same_lang_f1": of(WITHIN, within=True),
        "same_story_cross_lang_f1": of(ACROSS, within=False),
        "bcubed_precision": round(precision, 4),
        "bcubed_recall": round(recall, 4),
        "bcubed_f1": round(both, 4),
    }


def clusters(method: Method, items: Sequence[Item]) -> Mapping[str, int]:
    """Return the story given to each item, one after the other: the most alike in the mean, or its own."""
    given: dict[str, int] = {}
    earlier: defaultdict[str, list[Item]] = defaultdict(list)
    for number, item in enumerate(items):
        alike: defaultdict[int, list[float]] = defaultdict(list)
        for one in _related(item, earlier) if method.looks_up else items[:number]:
            alike[given[one.id]].append(method.story(item, one))
        means = [(math.fsum(those) / len(those), story) for story, those in alike.items()]
        best, story = max(means, default=(0.0, number))
        given[item.id] = story if best >= method.threshold else number
        for key in item.keys:
            earlier[key].append(item)
    return given


def _related(item: Item, earlier: Mapping[str, Sequence[Item]]) -> list[Item]:
    """Return the earlier items that share the most and rarest keys, as the store looks them up."""
    weights: defaultdict[str, float] = defaultdict(float)
    found: dict[str, Item] = {}
    for key in sorted(item.keys & earlier.keys()):
        sharing = [one for one in earlier[key] if _in_window(item, one)][-OF_A_KEY:]
        for one in sharing:
            weights[one.id] += 1 / len(sharing)
            found[one.id] = one
    return [found[one] for one in sorted(weights, key=lambda one: (-weights[one], one))[:LOOKED_AT]]


def b_cubed(given: Mapping[str, int], items: Sequence[Item]) -> tuple[float, float]:
    """Return B-cubed precision and recall over items that have a story."""
    told = [item for item in items if item.story]
    precision = recall = 0.0
    for item in told:
        cluster = [other for other in told if given[other.id] == given[item.id]]
        story = [other for other in told if other.story == item.story]
        right = sum(other.story == item.story for other in cluster)
        precision += right / len(cluster)
        recall += right / len(story)
    return precision / max(len(told), 1), recall / max(len(told), 1)


def main(arguments: Sequence[str]) -> None:
    """Score both methods on files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("items", type=Path, nargs="+")
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--topic", type=Path, default=TOPIC)
    options = parser.parse_args(arguments)
    topic = read_topic(tomllib.loads(options.topic.read_text(encoding="utf-8")), str(options.topic))
    items = read_items(options.items, topic)
    pairs = read_pairs(options.pairs, items) if options.pairs else derived_pairs(items)
    measured = {"ours": scored(OURS, items, pairs), "baseline": scored(BASELINE, items, pairs)}
    if options.json:
        print(json.dumps(measured))
        return
    print(f"{len(items)} items, {len(pairs)} pairs{'ours':>22} {'baseline':>9}")
    for name, value in measured["ours"].items():
        print(f"  {name:40} {_shown(value)} {_shown(measured['baseline'][name])}")


def _shown(value: float | None) -> str:
    return "     none" if value is None else f"{value:9.3f}"


if __name__ == "__main__":
    main(sys.argv[1:])
