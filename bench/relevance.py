"""Score the judge on labelled items, by language and class, beside the keyword AND-match.

    python bench/relevance.py FILE.jsonl [--json] [--topic FILE]

An item is a JSON object a line: lang, title, text, label (relevant, borderline, not), why (its class).
Grades 2 and 3 are compared with `relevant` against `not`; how many borderline items were accepted is told
apart. `cross_validated` is what the judge scores with weights fitted to the project's own items and the
file's, each item judged by those that were fitted without its story (bench/fit_relevance.py).
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scraper.core.concepts import Kind
from scraper.core.matching import Hit
from scraper.core.relevance import judge_text
from scraper.core.scoring import Answer, Judged, Score, borderline, by_class, by_language, score
from scraper.core.text import fold
from scraper.core.topic import Topic
from scraper.types import Verdict

# Run as a script: what is read together stands beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.fit_relevance import cross_validated, measured
from bench.labelled import TOPIC, Item, judged, load_topic, own_items, read_items

HEADLINE_AND = 600
"""Characters of the text that the keyword match reads beside the headline."""


def keyword_match(item: Item, topic: Topic) -> bool:
    """Whether a word of the actor, of the object and of a matter occur: what a naive matcher asks for."""
    text = fold(f"{item.title} {item.text[:HEADLINE_AND]}")
    kinds = {kind for hit in topic.vocabulary.find(text) for kind in _kinds(hit, topic)}
    return {Kind.ACTOR, Kind.OBJECT, Kind.MATTER} <= kinds


def _kinds(hit: Hit, topic: Topic) -> list[Kind]:
    return [concept.kind for concept in topic.meanings[hit.term].concepts]


def figures(results: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 over all and by language."""
    scores = {"all": score(results)} | by_language(results)
    return {name: _figures(each) for name, each in scores.items()}


def _figures(each: Score) -> dict[str, float]:
    return {
        "precision": round(each.precision, 4),
        "recall": round(each.recall, 4),
        "f1": round(each.f1, 4),
    }


def report(
    results: Sequence[Judged], naive: Sequence[Judged], fitted: Sequence[Judged]
) -> dict[str, object]:
    """Return everything that is measured, ready for JSON."""
    share = borderline(results)
    return {
        "judge": figures(results),
        "baseline": figures(naive),
        "cross_validated": figures(fitted),
        "borderline": {"accepted": share.accepted, "total": share.total},
        "classes": {
            name: {"accepted": each.accepted, "total": each.total}
            for name, each in by_class(results).items()
        },
    }


def print_report(figured: Mapping[str, object], items: Sequence[Item], verdicts: Sequence[Verdict]) -> None:
    """Print the report for people, and every item on the wrong side."""
    for name in ("judge", "baseline", "cross_validated"):
        print(f"{name:15} precision  recall      f1")
        table = figured[name]
        assert isinstance(table, dict)
        for language, row in table.items():
            print(f"  {language:13} {row['precision']:9.3f} {row['recall']:7.3f} {row['f1']:7.3f}")
    print(f"borderline {figured['borderline']}")
    print(f"classes    {figured['classes']}")
    print("on the wrong side:")
    for item, verdict in zip(items, verdicts, strict=True):
        if verdict.on_topic != (item.answer is Answer.RELEVANT):
            shown = f"{item.language} {item.answer} {item.label_class}"
            print(
                f"  {shown:30} -> {int(verdict.grade)} {verdict.score:.2f} {verdict.reason}: {item.title}"
            )


def main(arguments: Sequence[str]) -> None:
    """Score the judge on a file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--topic", type=Path, default=TOPIC)
    options = parser.parse_args(arguments)
    topic = load_topic(options.topic)
    items = read_items(options.file)
    verdicts = [judge_text(item.title, item.text, item.language, topic) for item in items]
    results = [judged(item, accepted=v.on_topic) for item, v in zip(items, verdicts, strict=True)]
    naive = [judged(item, accepted=keyword_match(item, topic)) for item in items]
    checked = measured(items, topic)
    figured = report(
        results, naive, cross_validated([*measured(own_items(), topic), *checked], checked, topic)
    )
    if options.json:
        print(json.dumps(figured, ensure_ascii=False))
    else:
        print_report(figured, items, verdicts)


if __name__ == "__main__":
    main(sys.argv[1:])
