"""The documents that the project began with, given to the judge as plain text: each must be graded 2 or 3.

python bench/seeds.py DIRECTORY        (*.txt; they are not part of this repository)
"""

import sys
import tomllib
from pathlib import Path

from scraper.core.relevance import judge_text
from scraper.core.topic import read_topic

TOPIC = Path(__file__).parents[1] / "config" / "topics" / "japan-ukraine-defense.toml"


def main(directory: Path) -> int:
    """Print the verdict on each document; return how many were not kept."""
    topic = read_topic(tomllib.loads(TOPIC.read_text(encoding="utf-8")), TOPIC.name)
    documents = sorted(directory.glob("*.txt"))
    assert documents, f"no *.txt in {directory}"
    missed = 0
    for path in documents:
        headline, _, body = path.read_text(encoding="utf-8").strip().partition("\n")
        verdict = judge_text(headline, body, "", topic)
        missed += not verdict.on_topic
        print(f"{path.stem}  grade {int(verdict.grade)}  {verdict.score:.3f}  {verdict.reason}")
    print(f"{len(documents) - missed} of {len(documents)} kept")
    return missed


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
