"""Ukrainska-Pravda-like: a gzipped news sitemap, three language editions with one number, AMP, no year.

Traps: the printed date has no year, in Ukrainian and Russian words; the JSON-LD is an `Article`; "Читайте
також" and lists of all publications stand inside and below the text.
"""

import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Final

from scraper.demo.exchange import Reply
from scraper.demo.scenario import Planted, Site
from scraper.demo.sites.indexes import Entry, news_sitemap
from scraper.demo.sites.style import KYIV, Visit, changed_at, document, find, number, paragraphs
from scraper.demo.timeline import Front, Item
from scraper.types import Channel, ChannelKind, SiteRules, Source, SourceId, Twin

SITEMAP: Final = "/sitemap/sitemap-news.xml.gz"
PREFIX: Final = MappingProxyType({"uk": "", "en": "/eng", "ru": "/rus"})
EDITION: Final = re.compile(r"-(?:eng|rus)$")
MONTHS: Final = MappingProxyType(
    {
        "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    }
)
MORE: Final = MappingProxyType(
    {
        "uk": "Читайте також: Що відомо про удар по Харкову",
        "ru": "Читайте также: Что известно об ударе по Харькову",
        "en": "Read also: What is known about the strike on Kharkiv",
    }
)


class Pravda:
    """A Ukrainian online paper in three languages."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with its news sitemap."""
        return Source(
            id=SourceId(site.id),
            name="Українська правда (press world)",
            home=f"{root}/",
            country="UA",
            languages=("uk", "en", "ru"),
            zone="Europe/Kyiv",
            channels=(Channel(f"{root}{SITEMAP}", ChannelKind.SITEMAP),),
            publisher="online newspaper",
            article_pattern=re.compile(
                r"^https?://(?:www\.)?pravda\.test(?::\d+)?/(?:(?:eng|rus)/)?news/\d{4}/\d{1,2}/\d{1,2}/\d+/?"
                r"(?:index\.amp)?$"
            ),
            twins=(Twin(re.compile(r"/index\.amp$"), "/"),),
            rules=(
                SiteRules(
                    headline="h1.post_title",
                    body="div.post_text",
                    drop=("div.block_news",),
                    drop_lines=(re.compile(r"^(?:Читайте також|Читайте также|Read also):"),),
                ),
            ),
            items_per_day=40,
        )

    def paths(self, article: Planted, published: datetime) -> Sequence[str]:
        """Return the page and its AMP twin; the editions share their number."""
        day = published.astimezone(KYIV)
        own = number(replace(article, slug=EDITION.sub("", article.slug)), 7)
        page = f"{PREFIX[article.language]}/news/{day.year}/{day.month}/{day.day}/{own}/"
        return page, f"{page}index.amp"

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return the sitemap, a page or its AMP twin."""
        if visit.path == SITEMAP:
            return self._sitemap(visit, front)
        if (item := find(front, self, visit.path)) is None:
            return None
        return Reply(self._page(visit, item, front).encode())

    def _sitemap(self, visit: Visit, front: Front) -> Reply:
        items = front.latest(limit=60)
        languages = {self._link(visit, item): item.language for item in items}
        entries = [
            Entry(self._link(visit, item), item.headline, published=item.published.astimezone(KYIV))
            for item in items
        ]
        body = news_sitemap("Українська правда", entries, lambda entry: languages[entry.link])
        newest = max(map(changed_at, items), default=None)
        return Reply(gzip.compress(body, mtime=0), "application/gzip", modified=newest)

    def _link(self, visit: Visit, item: Item) -> str:
        return visit.root + self.paths(item.planted, item.published)[0]

    def _page(self, visit: Visit, item: Item, front: Front) -> str:
        canonical = self._link(visit, item)
        editions = "".join(
            f'<link rel="alternate" hreflang="{other.language}" href="{self._link(visit, other)}">'
            for other in front.items
            if EDITION.sub("", other.slug) == EDITION.sub("", item.slug)
        )
        linked = {
            "@context": "https://schema.org",
            "@type": "Article",
            "headline": item.headline,
            "datePublished": item.published.astimezone(KYIV).isoformat(),
            "dateModified": changed_at(item).astimezone(KYIV).isoformat(),
        }
        head = (
            f'<meta charset="utf-8"><title>{escape(item.headline)} | Українська правда</title>\n'
            f'<link rel="canonical" href="{canonical}">\n'
            f'<link rel="amphtml" href="{canonical}index.amp">{editions}\n'
            f'<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>'
        )
        first, *rest = item.text
        titles = [other.headline for other in front.latest(item.language, 6) if other.slug != item.slug]
        body = (
            f'<article class="post"><h1 class="post_title">{escape(item.headline)}</h1>\n'
            f'<div class="post_date">{_printed(item)}</div>\n<div class="post_text">\n'
            f"{paragraphs([first])}\n<p>{MORE[item.language]}</p>\n{paragraphs(rest)}\n</div></article>\n"
            f'<div class="block_news"><h3>Головне на Українській правді</h3>{paragraphs(titles)}</div>'
        )
        return document(item.language, head, body)


def _printed(item: Item) -> str:
    """Return the date as the site prints it: without a year but in English."""
    stamp = item.published.astimezone(KYIV)
    if item.language == "en":
        return f"{stamp:%A}, {stamp.day} {stamp:%B %Y}, {stamp:%H:%M}"
    return f"{stamp.day} {MONTHS[item.language].split()[stamp.month - 1]}, {stamp:%H:%M}"
