"""A ministry's site: a listing page is all there is, in English and in Japanese.

Traps: no feed, dates stand in headings above the links, links are relative, "Japanese" and "(PDF)" lines
surround the text, the encoding is declared by the page alone.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from itertools import groupby
from types import MappingProxyType
from typing import Final

from scraper.demo.exchange import Reply
from scraper.demo.scenario import Planted, Site
from scraper.demo.sites.style import TOKYO, Visit, anchor, document, find, number, paragraphs
from scraper.demo.timeline import Front, Item
from scraper.types import Channel, ChannelKind, SiteRules, Source, SourceId

LISTINGS: Final = MappingProxyType(
    {"/press/release/index.html": "en", "/mofaj/press/release/index.html": "ja"}
)


class Mofa:
    """Japan's foreign ministry."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with a listing for each language."""
        return Source(
            id=SourceId(site.id),
            name="MOFA Japan (press world)",
            home=f"{root}/",
            country="JP",
            languages=("en", "ja"),
            zone="Asia/Tokyo",
            channels=tuple(
                Channel(f"{root}{path}", ChannelKind.LISTING, language=language, links="ul.link-list a")
                for path, language in LISTINGS.items()
            ),
            publisher="government",
            article_pattern=re.compile(
                r"^https?://(?:www\.)?mofa\.test(?::\d+)?/(?:mofaj/)?press/release/press\w+\.html$"
            ),
            rules=(
                SiteRules(
                    headline="h1.title2",
                    body="div.any-area",
                    published="p.rightalign",
                    drop_lines=(re.compile(r"^(?:Japanese|English|In Japanese|\(PDF\))$"),),
                ),
            ),
            items_per_day=6,
        )

    def paths(self, article: Planted, _published: datetime) -> Sequence[str]:
        """Return the one address; the Japanese release has a number of its own."""
        prefix, name = ("/mofaj", "press1") if article.language == "ja" else ("", "pressite")
        return (f"{prefix}/press/release/{name}_000001_{number(article, 5)}.html",)

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return a listing or a release; the header names no charset."""
        if visit.path in LISTINGS:
            return Reply(self._listing(front, LISTINGS[visit.path]).encode(), "text/html")
        if (item := find(front, self, visit.path)) is None:
            return None
        return Reply(_page(item).encode(), "text/html")

    def _listing(self, front: Front, language: str) -> str:
        blocks = []
        for date, items in groupby(front.latest(language), key=_date):
            links = "".join(f"<li>{anchor(self, item)}</li>" for item in items)
            blocks.append(f'<h2>{date}</h2><ul class="link-list">{links}</ul>')
        return document(language, '<meta charset="utf-8"><title>Press Releases</title>', "\n".join(blocks))


def _page(item: Item) -> str:
    other = "Japanese" if item.language == "en" else "English"
    body = (
        f'<p><a href="/">{other}</a></p>\n<h1 class="title2">{escape(item.headline)}</h1>\n'
        f'<p class="rightalign">{_date(item)}</p>\n<div class="any-area">\n{paragraphs(item.text)}\n'
        f"<p>(PDF)</p>\n</div>\n<footer>Ministry of Foreign Affairs of Japan</footer>"
    )
    return document(item.language, f'<meta charset="utf-8"><title>{escape(item.headline)}</title>', body)


def _date(item: Item) -> str:
    stamp = item.published.astimezone(TOKYO)
    if item.language == "ja":
        return f"令和{stamp.year - 2018}年{stamp.month}月{stamp.day}日"
    return f"{stamp:%B} {stamp.day}, {stamp.year}"
