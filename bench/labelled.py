"""Labelled items, as the scripts beside this one read them: a JSON object a line.

lang, title, text, label (relevant, borderline, not), why (its class); id, and story where several items
tell one event.
"""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from scraper.core.scoring import Answer, Judged
from scraper.core.topic import Topic, read_topic

ROOT = Path(__file__).parents[1]
TOPIC = ROOT / "config" / "topics" / "japan-ukraine-defense.toml"
OWN = ROOT / "tests" / "data" / "relevance"
"""The project's own labelled items."""


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled item."""

    language: str
    title: str
    text: str
    answer: Answer
    label_class: str
    group: str
    """Its story, or its title: what belongs together is never divided between fitting and checking."""


def read_items(path: Path) -> list[Item]:
    """Return the items of a JSONL file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Item(
            language=row["lang"],
            title=row["title"],
            text=row["text"],
            answer=Answer(row["label"]),
            label_class=row.get("why", ""),
            group=row.get("story") or row["title"],
        )
        for row in rows
    ]


def own_items() -> list[Item]:
    """Return the project's own items."""
    return [item for path in sorted(OWN.glob("*.jsonl")) for item in read_items(path)]


def load_topic(path: Path) -> Topic:
    """Return the topic of a file."""
    return read_topic(tomllib.loads(path.read_text(encoding="utf-8")), str(path))


def judged(item: Item, *, accepted: bool) -> Judged:
    """Return the item with what was made of it."""
    return Judged(item.answer, accepted, item.language, item.label_class)
