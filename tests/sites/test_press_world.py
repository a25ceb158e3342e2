"""Every page that the press world shows, read with its site's rules, is the article that was planted."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from scraper.core.furniture import EMPTY, Furniture, hashes_of, learn
from scraper.demo.loading import SCENARIOS, load_scenario
from scraper.demo.sites import STYLES
from scraper.demo.sites.style import Visit
from scraper.demo.timeline import Item, front
from scraper.sites import read_article
from scraper.types import Article, Page, Precision

PLAYED = {
    site.id: scenario
    for scenario in map(load_scenario, (SCENARIOS / "monthly-sitemaps.toml", SCENARIOS / "default.toml"))
    for site in scenario.sites
}


def read(site_id: str, furniture: Furniture = EMPTY) -> Iterator[tuple[Item, Article]]:
    """Yield every item of a site with what is read from each of its addresses."""
    scenario = PLAYED[site_id]
    site, end = scenario.site(site_id), scenario.starts_at + scenario.lasts
    style, root = STYLES[site.style], f"https://{site.host}"
    source = style.source(site, root)
    shown = front(scenario, site, end)
    for item in shown.items:
        for path in style.paths(item.planted, item.published):
            reply = style.answer(Visit(path, root, 1), shown)
            if reply is not None:
                page = Page(root + path, root + path, (), 200, "text/html", None, reply.body, end)
                yield item, read_article(page, source, furniture=furniture)


def learnt(site_id: str) -> Furniture:
    """Return what recurs on the site's pages, each item counted once."""
    pages = {item.slug: article.body.value for item, article in read(site_id)}
    return learn(Counter(found for body in pages.values() for found in hashes_of(body)))


@pytest.mark.parametrize("site_id", PLAYED)
def test_headline_text_language_and_date_are_the_planted_ones(site_id: str) -> None:
    seen = 0
    for item, article in read(site_id, learnt(site_id)):
        seen += 1
        assert article.headline.value == " ".join(item.headline.split())
        assert article.language.value == item.language
        assert len(article.body.value) == len(item.text), article.body.value
        for paragraph, planted in zip(article.body.value, item.text, strict=True):
            assert paragraph.endswith(" ".join(planted.split())), "an addendum carries its time before it"
        if article.published is not None:
            found = article.published.value
            exact = timedelta(days=1) if found.precision is Precision.DAY else timedelta(minutes=1)
            assert timedelta() <= item.published - found.instant < exact
    assert seen
