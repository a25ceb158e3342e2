"""NHK-World-like: a JSON list, very clean pages without a date, the family name first.

Traps: the list's times are milliseconds since 1970 as text, its addresses are paths, and the only date of a
page stands in its address.
"""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final

from scraper.demo.exchange import Reply
from scraper.demo.scenario import Planted, Site
from scraper.demo.sites.style import TOKYO, Visit, changed_at, document, find, number, paragraphs
from scraper.demo.timeline import Front, Item
from scraper.types import Channel, ChannelKind, SiteRules, Source, SourceId

LIST: Final = "/nhkworld/data/en/news/all.json"


class NhkWorld:
    """A Japanese broadcaster's English news."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with its JSON list."""
        return Source(
            id=SourceId(site.id),
            name="NHK World-Japan (press world)",
            home=f"{root}/nhkworld/",
            country="JP",
            languages=("en",),
            zone="Asia/Tokyo",
            channels=(
                Channel(
                    f"{root}{LIST}",
                    ChannelKind.JSON,
                    language="en",
                    items="data",
                    fields={
                        "url": "page_url",
                        "title": "title",
                        "summary": "description",
                        "published": "updated_at",
                        "id": "id",
                    },
                ),
            ),
            publisher="public broadcaster",
            article_pattern=re.compile(
                r"^https?://(?:www\.)?nhkworld\.test(?::\d+)?/nhkworld/[a-z]{2}/news/\d{8}_\w+/?$"
            ),
            rules=(SiteRules(headline="h1.p-article__title", body="div.p-article__body"),),
            items_per_day=30,
        )

    def paths(self, article: Planted, published: datetime) -> Sequence[str]:
        """Return the address, which begins with the day in Japan."""
        return (f"/nhkworld/en/news/{published.astimezone(TOKYO):%Y%m%d}_{number(article, 4)}/",)

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return the list or a story."""
        if visit.path == LIST:
            return self._list(front)
        if (item := find(front, self, visit.path)) is None:
            return None
        return Reply(self._page(visit, item).encode())

    def _list(self, front: Front) -> Reply:
        items = front.latest()
        data = [
            {
                "id": self.paths(item.planted, item.published)[0].split("/")[-2] + front.guid_salt,
                "page_url": self.paths(item.planted, item.published)[0],
                "title": item.headline,
                "description": item.paragraphs[0],
                "updated_at": str(int(changed_at(item).timestamp() * 1000)),
                "thumbnails": {"small": "/nhkworld/upld/thumbnails/en/news/none.jpg"},
            }
            for item in items
        ]
        body = json.dumps({"channel": "news", "data": data}, ensure_ascii=False).encode()
        return Reply(body, "application/json", modified=max(map(changed_at, items), default=None))

    def _page(self, visit: Visit, item: Item) -> str:
        linked = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": item.headline,
            "articleBody": "\n\n".join(item.text),
            "mainEntityOfPage": visit.root + self.paths(item.planted, item.published)[0],
        }
        script = json.dumps(linked, ensure_ascii=False)
        head = (
            f'<meta charset="utf-8"><title>{escape(item.headline)} | NHK WORLD-JAPAN News</title>\n'
            f'<script type="application/ld+json">{script}</script>'
        )
        body = (
            f'<main><h1 class="p-article__title">{escape(item.headline)}</h1>\n'
            f'<div class="p-article__body">\n{paragraphs(item.text)}\n</div></main>'
        )
        return document("en", head, body)
