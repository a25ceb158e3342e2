"""Asahi-like: RSS 1.0 and pages in cp932, which both call Shift_JIS and the server does not name at all.

Traps: letters that cp932 has and Shift_JIS has not, headlines that say 日ウクライナ or 政府 and never 日本,
a ticker with ウクライナ inside a paragraph of every page, hashed class names, a caption as the first line.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final

from scraper.demo.exchange import Reply
from scraper.demo.scenario import Planted, Site
from scraper.demo.sites.indexes import Entry, rdf
from scraper.demo.sites.style import TOKYO, Visit, changed_at, document, find, number, paragraphs
from scraper.demo.timeline import Front, Item
from scraper.types import Channel, SiteRules, Source, SourceId

FEED: Final = "/rss/newsheadlines.rdf"
TICKER: Final = (
    "ウクライナ侵攻の最新情勢",
    "①円相場の動き",
    "②春闘",
    "③ミラノ五輪",
)


class Asahi:
    """A Japanese daily."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with its RDF feed."""
        return Source(
            id=SourceId(site.id),
            name="朝日新聞 (press world)",
            home=f"{root}/",
            country="JP",
            languages=("ja",),
            zone="Asia/Tokyo",
            channels=(Channel(f"{root}{FEED}", language="ja"),),
            publisher="newspaper",
            article_pattern=re.compile(r"^https?://asahi\.test(?::\d+)?/articles/[A-Z0-9]+\.html(?:\?|$)"),
            rules=(
                SiteRules(
                    headline="h1",
                    body="div.nfyQp",
                    drop=("p.ticker", "p.caption", "div.writer-profile"),
                    drop_lines=(re.compile(r"^Photo/Illutration"),),
                ),
            ),
            items_per_day=36,
        )

    def paths(self, article: Planted, _published: datetime) -> Sequence[str]:
        """Return the one address, whose name is an identifier of the paper's system."""
        return (f"/articles/ASV{number(article, 8):X}M.html",)

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return the feed or an article; none names its charset in the header."""
        if visit.path == FEED:
            return self._feed(visit, front)
        if (item := find(front, self, visit.path)) is None:
            return None
        return Reply(self._page(visit, item).encode("cp932", errors="xmlcharrefreplace"), "text/html")

    def _feed(self, visit: Visit, front: Front) -> Reply:
        items = front.latest()
        entries = [
            Entry(
                link=f"{visit.root}{self.paths(item.planted, item.published)[0]}?ref=rss{front.guid_salt}",
                title=item.headline,
                published=item.published.astimezone(TOKYO),
            )
            for item in items
        ]
        body = rdf("朝日新聞デジタル", visit.root, entries, "cp932", "Shift_JIS")
        return Reply(body, "text/xml", modified=max(map(changed_at, items), default=None))

    def _page(self, visit: Visit, item: Item) -> str:
        stamp = item.published.astimezone(TOKYO)
        head = (
            f'<meta charset="Shift_JIS"><title>{escape(item.headline)}：朝日新聞</title>\n'
            f'<link rel="canonical" href="{visit.root}{self.paths(item.planted, item.published)[0]}">\n'
            f'<meta property="article:published_time" content="{stamp.isoformat()}">'
        )
        updated = f"<time>{_date(item.updated.astimezone(TOKYO))}更新</time>" if item.updated else ""
        body = (
            f'<p class="ticker">{"　".join(TICKER)}</p>\n'
            f'<main role="main"><h1>{escape(item.headline)}</h1>\n<time>{_date(stamp)}</time>{updated}\n'
            f'<p class="caption">Photo/Illutration 国会議事堂＝東京・永田町</p>\n'
            f'<div class="nfyQp">\n{paragraphs(item.text)}\n</div>\n'
            '<div class="writer-profile"><p>この記事を書いた人　国際報道部　髙橋</p></div></main>\n'
            "<footer><p>アクセスランキング</p><p>1位　ウクライナ東部、厳冬の前線を歩く</p></footer>"
        )
        return document("ja", head, body)


def _date(stamp: datetime) -> str:
    return f"{stamp.year}年{stamp.month}月{stamp.day}日 {stamp.hour}時{stamp.minute:02}分"
