"""Count how common story keys are, and write scraper/core/key_shares.py anew.

    python bench/key_shares.py [--check]

Counted are the on-topic and borderline examples under tests/data/relevance and the tuning half of
tests/data/stories; the other half stays unseen. A key of one language is counted over the items of that
language. Amounts and dates are left out: how rare one is follows from its kind. `--check` writes nothing
and ends with status 1 where the module would differ.
"""

import argparse
import json
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scraper.core.storykeys import HEAD, WORD, story_keys
from scraper.core.topic import Topic

# Run as a script: what is read together stands beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.labelled import OWN, ROOT, TOPIC, load_topic

TUNING = ROOT / "tests" / "data" / "stories" / "tuning.jsonl"
MODULE = ROOT / "scraper" / "core" / "key_shares.py"
STEPS = (6, 9, 12, 16, 22, 30, 40, 55, 75, 100, 135, 180, 250, 330, 450, 600, 800)
"""Shares that are told apart, in thousandths; each a third more than the one before."""
LEAST, LEAST_WORD = STEPS[0], 40
"""What is listed: keys of all languages, words of one."""
BY_KIND = ("day:", "dom:", "few:", "money:", "count:")
WIDTH = 108

HEADER = '''\
"""How common story keys are in news on Japan, Ukraine and defense: the share of articles that have them.

Written by bench/key_shares.py from the project's own examples; in thousandths, rounded down. What is rarer
is not listed.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

_SHARES: Final = """
'''
FOOTER = '''"""


def _read(table: str) -> Iterator[tuple[str, float]]:
    share = 0.0
    words = iter(table.split())
    for word in words:
        if word.isdecimal():
            share = int(word) / 1000
        elif word != "=":
            yield word, share


SHARES: Final = MappingProxyType(dict(_read(_SHARES)))
"""Key -> share of articles, above 0 and at most 1."""
'''


def examples() -> Iterator[Mapping[str, str]]:
    """Yield the items to count."""
    for path in (*sorted(OWN.glob("*.jsonl")), TUNING):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if item.get("label") != "not":
                yield item


def shares(topic: Topic) -> dict[str, int]:
    """Return each listed key's share of the items, in thousandths, rounded down to one of STEPS."""
    seen: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for item in examples():
        keys = story_keys(item["title"], item.get("text") or "", item["lang"], None, topic)
        seen.update(key for key in keys if not key.startswith((HEAD, *BY_KIND)))
        languages[item["lang"]] += 1
    found = {}
    for key, count in seen.items():
        of = languages[key.split(":")[1]] if key.startswith(WORD) else languages.total()
        thousandths = 1000 * count / of
        if thousandths >= (LEAST_WORD if key.startswith(WORD) else LEAST):
            found[key] = max(step for step in STEPS if step <= thousandths)
    return found


def written(listed: Mapping[str, int]) -> str:
    """Return the module's text."""
    by_share: defaultdict[int, list[str]] = defaultdict(list)
    for key, share in listed.items():
        by_share[share].append(key)
    lines: list[str] = []
    for share in sorted(by_share, reverse=True):
        lines.append(f"{share} =")
        for key in sorted(by_share[share]):
            if _columns(lines[-1]) + 1 + _columns(key) > WIDTH:
                lines.append("   ")
            lines[-1] += f" {key}"
    return HEADER + "\n".join(lines) + "\n" + FOOTER


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def main(arguments: Sequence[str]) -> int:
    """Write the module, or check it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 where it differs")
    options = parser.parse_args(arguments)
    text = written(shares(load_topic(TOPIC)))
    if options.check:
        return int(text != MODULE.read_text(encoding="utf-8"))
    MODULE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
