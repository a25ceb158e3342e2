"""CPU of the gate against extraction and judge, on real pages; judgements a second on texts of 5 kB.

    python bench/judge_speed.py FOLDER        (*.html.gz)

Everything is measured in one run, each the fastest of three: ratios count, absolute figures drift.
"""

import gzip
import sys
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from scraper.core.extract import extract_article
from scraper.core.gate import may_be_on_topic
from scraper.core.relevance import judge, judge_text
from scraper.core.topic import read_topic
from scraper.errors import ExtractionError
from scraper.types import Article, Page, Source, SourceId

TOPIC = Path(__file__).parents[1] / "config" / "topics" / "japan-ukraine-defense.toml"
LENGTH = 5_000
RUNS = 3


def seconds(task: Callable[[], object]) -> float:
    """Return the CPU seconds of the fastest of some runs."""
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        task()
        taken.append(time.process_time() - start)
    return min(taken)


def page_of(path: Path) -> Page:
    """Return a stored page as the fetcher would have brought it."""
    body = gzip.decompress(path.read_bytes())
    address = f"https://{path.name.split('.')[0].lower()}.example/article"
    return Page(address, address, (), 200, "text/html", "utf-8", body, datetime(2026, 2, 10, tzinfo=UTC))


def read(page: Page) -> Article | None:
    """Return the article of a page, None where it has none."""
    source = Source(SourceId("bench"), "bench", page.url, "ua", ("en",), "UTC", ())
    try:
        return extract_article(page, source)
    except ExtractionError:
        return None


def main(folder: Path) -> None:
    """Print the figures."""
    topic = read_topic(tomllib.loads(TOPIC.read_text(encoding="utf-8")), TOPIC.name)
    pages = [page_of(path) for path in sorted(folder.glob("*.html.gz"))]
    assert pages, f"no *.html.gz in {folder}"
    texts = [page.body.decode("utf-8", "replace") for page in pages]
    articles = [article for page in pages if (article := read(page)) is not None]
    gate = seconds(lambda: [may_be_on_topic(text, topic, ruled=False) for text in texts])
    extraction = seconds(lambda: [read(page) for page in pages])
    judging = seconds(lambda: [judge(article, topic) for article in articles])
    passed = sum(may_be_on_topic(text, topic, ruled=False) for text in texts)
    print(f"{len(pages)} pages, {passed} pass the gate, {sum(map(len, texts)) // len(pages):,} characters")
    print(f"gate                 {gate / len(pages) * 1000:8.2f} ms a page")
    print(f"extraction and judge {(extraction + judging) / len(pages) * 1000:8.2f} ms a page")
    print(f"ratio                {(extraction + judging) / gate:8.1f}")
    bodies = [(article.text * (LENGTH // max(1, len(article.text)) + 1))[:LENGTH] for article in articles]
    taken = seconds(lambda: [judge_text("Headline", body, "", topic) for body in bodies])
    print(f"judgements of {LENGTH} characters: {len(bodies) / taken:,.0f} a second")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
