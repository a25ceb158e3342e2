"""Does the gate lose anything? Verdicts with it and without, on real pages and on labelled texts as pages.

    python bench/gate.py [--pages ../shared/pages] [--labelled ../shared/relevance]

Prints how many pages pass and how many the judge keeps; exit status 1 where the gate stops one of those.
"""

import argparse
import html
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.labelled import TOPIC, load_topic, own_items, read_items
from bench.performance.contenders import ROOT
from bench.performance.pages import real_pages
from scraper.core.extract import extract_article
from scraper.core.gate import page_may_be_on_topic
from scraper.core.relevance import judge
from scraper.core.topic import Topic
from scraper.errors import ExtractionError
from scraper.types import Grade, Page, Source, SourceId

SHARED = ROOT.parent / "shared"
TOWN = Source(SourceId("town"), "Town", "https://town.test", "UA", ("en",), "UTC", ())
ADDRESS = "https://town.test/article"


def as_pages(labelled: Path) -> Iterator[bytes]:
    """Yield each labelled text, the project's own and those of a folder, as a small page."""
    items = own_items()
    for path in sorted(labelled.glob("*.jsonl")):
        items += read_items(path)
    for item in items:
        title = html.escape(item.title)
        text = "".join(f"<p>{html.escape(line)}</p>" for line in item.text.splitlines())
        yield (
            f"<html><head><meta charset=utf-8><title>{title}</title></head>"
            f"<body><ul><li><a href=/>Home</a></li></ul>"
            f"<article><h1>{title}</h1>{text}</article></body></html>"
        ).encode()


def grade(body: bytes, topic: Topic) -> Grade:
    """Return what the judge says of a page, whatever the gate says."""
    page = Page(ADDRESS, ADDRESS, (), 200, "text/html", "utf-8", body, datetime(2026, 11, 20, tzinfo=UTC))
    try:
        return judge(extract_article(page, TOWN), topic).grade
    except ExtractionError:
        return Grade.OFF


def main() -> int:
    """Compare and print; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, default=SHARED / "pages")
    parser.add_argument("--labelled", type=Path, default=SHARED / "relevance")
    options = parser.parse_args()
    topic = load_topic(TOPIC)
    lost = 0
    for name, bodies in (
        ("real pages", real_pages(options.pages)),
        ("texts", list(as_pages(options.labelled))),
    ):
        passed = [page_may_be_on_topic(body, topic, ruled=False) for body in bodies]
        kept = [grade(body, topic) is not Grade.OFF for body in bodies]
        missed = sum(keep and not let for keep, let in zip(kept, passed, strict=True))
        print(f"{len(bodies)} {name}: {sum(passed)} pass, {sum(kept)} kept by the judge, {missed} lost")
        lost += missed
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
