"""Defense-Express-like: no feed at all, an index of monthly sitemaps, underscores in the addresses.

Traps: robots.txt names the index alone, and an index of sitemaps names no article; an old month has a
fresher `lastmod` than the current one; lists of tags and of pages, which are not there, stand among the
months; a month that begins is a sitemap that nobody has seen before.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final

from scraper.demo.exchange import Reply
from scraper.demo.scenario import Planted, Site
from scraper.demo.sites.style import KYIV, Visit, changed_at, document, find, number, paragraphs
from scraper.demo.timeline import Front, Item
from scraper.types import Channel, ChannelKind, SiteRules, Source, SourceId

INDEX: Final = "/sitemap/index.xml"
MONTH: Final = re.compile(r"/sitemap/post-(\d{4}-\d{2})\.xml")
SPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
REWRITTEN: Final = "2019-05"
"""The month that the site writes anew all the time, for reasons of its own."""


class Defence:
    """A Ukrainian magazine on arms."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with its index of sitemaps."""
        return Source(
            id=SourceId(site.id),
            name="Defence Express (press world)",
            home=f"{root}/",
            country="UA",
            languages=("uk", "en"),
            zone="Europe/Kyiv",
            channels=(Channel(f"{root}{INDEX}", ChannelKind.SITEMAP),),
            publisher="magazine",
            article_pattern=re.compile(
                r"^https?://(?:www\.)?defence\.test(?::\d+)?/(?:en/)?news/[a-z0-9_]+-\d+\.html$"
            ),
            rules=(SiteRules(headline="h1.page_title", body="div.page_text"),),
            items_per_day=10,
        )

    def paths(self, article: Planted, published: datetime) -> Sequence[str]:
        """Return the address: a slug with underscores, and a number of its own in each language."""
        del published
        edition = "/en" if article.language == "en" else ""
        return (f"{edition}/news/{article.slug.replace('-', '_')}-{number(article, 5)}.html",)

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return the index, a month's sitemap or an article."""
        if visit.path == INDEX:
            return _xml(_index(visit.root, front))
        if month := MONTH.fullmatch(visit.path):
            return self._month(month[1], visit, front)
        if (item := find(front, self, visit.path)) is None:
            return None
        return Reply(_page(item).encode())

    def _month(self, month: str, visit: Visit, front: Front) -> Reply | None:
        items = [item for item in front.items if _month_of(item.published) == month]
        if month == REWRITTEN:
            return _xml(f"<urlset {SPACE}></urlset>")
        if not items:
            return None
        urls = "".join(
            f"<url><loc>{visit.root}{self.paths(item.planted, item.published)[0]}</loc>"
            f"<lastmod>{changed_at(item).astimezone(KYIV).isoformat()}</lastmod></url>\n"
            for item in items
        )
        return _xml(f"<urlset {SPACE}>\n{urls}</urlset>", max(map(changed_at, items)))


def _index(root: str, front: Front) -> str:
    newest: dict[str, datetime] = {REWRITTEN: front.now}
    for item in front.items:
        month = _month_of(item.published)
        newest[month] = max(newest.get(month, changed_at(item)), changed_at(item))
    months = "".join(
        f"<sitemap><loc>{root}/sitemap/post-{month}.xml</loc>"
        f"<lastmod>{modified.astimezone(KYIV).isoformat(timespec='seconds')}</lastmod></sitemap>\n"
        for month, modified in sorted(newest.items())
    )
    others = "".join(
        f"<sitemap><loc>{root}/sitemap/{name}-sitemap.xml</loc></sitemap>\n" for name in ("page", "tag")
    )
    return f"<sitemapindex {SPACE}>\n{others}{months}</sitemapindex>"


def _month_of(instant: datetime) -> str:
    return f"{instant.astimezone(KYIV):%Y-%m}"


def _xml(text: str, modified: datetime | None = None) -> Reply:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
    return Reply(body, "application/xml", modified=modified)


def _page(item: Item) -> str:
    head = f'<meta charset="utf-8"><title>{escape(item.headline)} | Defence Express</title>'
    stamp = item.published.astimezone(KYIV)
    body = (
        f'<h1 class="page_title">{escape(item.headline)}</h1>\n'
        f'<time datetime="{stamp.isoformat()}">{stamp:%d.%m.%Y %H:%M}</time>\n'
        f'<div class="page_text">\n{paragraphs(item.text)}\n</div>'
    )
    return document(item.language, head, body)
