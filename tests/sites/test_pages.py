"""One hand-made page a site, with the structure and the traps of the real ones, and what is read from it.

`pages/<source id>.html` holds sentences made up for it; `pages/<source id>.json` says what the shipped
configuration has to make of it.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.config import load, shipped_directory
from scraper.sites import read_article
from scraper.types import Page

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
SOURCES = {str(source.id): source for source in load(shipped_directory()).sources}
FETCHED = datetime(2026, 2, 11, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_page_is_read_without_what_surrounds_its_article(file: Path) -> None:
    expected = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    source, url = SOURCES[file.stem], expected["url"]
    assert source.article_pattern is not None
    assert source.article_pattern.search(url)
    page = Page(url, url, (), 200, "text/html", "utf-8", file.read_bytes(), FETCHED)
    article = read_article(page, source)
    published = article.published.value.instant.isoformat() if article.published else None
    assert {
        "url": url,
        "headline": article.headline.value,
        "language": article.language.value,
        "published": published,
        "body": list(article.body.value),
    } == expected
