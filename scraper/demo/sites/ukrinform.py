"""Ukrinform-like: each language is a host of its own with its own numbers; pages are updated in place.

Traps: an AMP twin; the feed links to the www host, pages name the bare one; the title stands twice and ends
in the site's name; an update keeps the title, prints 更新 and adds ※追記 with a time but no month; the last
lines are a photo credit and a notice about quoting.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Final

from scraper.demo.exchange import Reply
from scraper.demo.scenario import Planted, Site
from scraper.demo.sites.indexes import Entry, rss
from scraper.demo.sites.style import KYIV, Visit, changed_at, document, find, number, paragraphs
from scraper.demo.timeline import Front, Item
from scraper.types import Channel, SiteRules, Source, SourceId, Twin

FEED: Final = "/rss/block-lastnews"
UPDATED: Final = MappingProxyType({"ja": "更新", "de": "Aktualisiert", "en": "Updated"})
QUOTING: Final = MappingProxyType(
    {
        "ja": "当サイトの記事を引用する際は、ハイパーリンクを付けてください。",
        "de": "Beim Zitieren von Materialien ist ein Link auf die Agentur erforderlich.",
        "en": "When quoting materials of the agency, a link is obligatory.",
    }
)


class Ukrinform:
    """Ukraine's state agency, one host a language: the language ends the site's id."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with the feed of its language."""
        language = _language(site)
        return Source(
            id=SourceId(site.id),
            name=f"Ukrinform {language} (press world)",
            home=f"{root}/",
            country="UA",
            languages=(language,),
            zone="Europe/Kyiv",
            channels=(Channel(f"{root}{FEED}", language=language),),
            publisher="state agency",
            article_pattern=re.compile(
                rf"^https?://(?:www\.)?{re.escape(site.host)}(?::\d+)?/(?:amp/)?rubric-[a-z_]+/\d{{5,8}}-[a-z0-9-]+\.html$"
            ),
            twins=(Twin(re.compile(r"/amp/(rubric-)"), r"/\1"),),
            rules=(
                SiteRules(
                    headline="h1.newsTitle",
                    body="div.newsText",
                    published="time.published",
                    modified="time.updated",
                    drop=("aside", "section.read"),
                    drop_lines=(re.compile(r"^(?:Photo|Foto|写真)[:：]"),),
                    stop_lines=(re.compile("^(?:" + "|".join(map(re.escape, QUOTING.values())) + ")$"),),
                ),
            ),
            items_per_day=50,
        )

    def paths(self, article: Planted, _published: datetime) -> Sequence[str]:
        """Return the page and its AMP twin."""
        page = f"/{article.section or 'rubric-polytics'}/{number(article, 7)}-{article.slug}.html"
        return page, f"/amp{page}"

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return the feed, a page or its AMP twin."""
        if visit.path == FEED:
            return self._feed(visit, front)
        if (item := find(front, self, visit.path)) is None:
            return None
        return Reply(self._page(visit, item, front).encode())

    def _feed(self, visit: Visit, front: Front) -> Reply:
        items = front.latest()
        www = visit.root.replace("://", "://www.")
        entries = [
            Entry(
                link=www + self.paths(item.planted, item.published)[0],
                title=item.headline,
                summary=item.paragraphs[0],
                published=item.published.astimezone(KYIV),
                guid=f"{front.guid_salt}{number(item.planted, 7)}",
            )
            for item in items
        ]
        body = rss("Ukrinform", www, entries, _language(front.site))
        return Reply(body, "text/xml; charset=utf-8", modified=max(map(changed_at, items), default=None))

    def _page(self, visit: Visit, item: Item, front: Front) -> str:
        page, amp = (visit.root + path for path in self.paths(item.planted, item.published))
        title = escape(item.headline)
        head = (
            f'<meta charset="utf-8"><title>{title} {title} - Ukrinform</title>\n'
            f'<link rel="canonical" href="{page}"><link rel="amphtml" href="{amp}">\n'
            f'<meta property="og:title" content="{title}">'
        )
        others = [other.headline for other in front.items if other.slug != item.slug][:3]
        body = (
            f'<article>\n<h1 class="newsTitle">{title}</h1>\n{_times(item)}\n<div class="newsText">\n'
            f"{_text(item)}\n<p>{QUOTING[item.language]}</p>\n</div>\n</article>\n"
            f'<aside><section class="read">{paragraphs(others)}</section></aside>'
        )
        return document(item.language, head, body)


def _language(site: Site) -> str:
    return site.id.rpartition("-")[2]


def _times(item: Item) -> str:
    stamp = item.published.astimezone(KYIV)
    published = f'<time class="published" datetime="{stamp.isoformat()}">{stamp:%d.%m.%Y %H:%M}</time>'
    if item.updated is None:
        return published
    again = item.updated.astimezone(KYIV)
    word = UPDATED[item.language]
    return f'{published} <time class="updated" datetime="{again.isoformat()}">{word} {again:%H:%M}</time>'


def _text(item: Item) -> str:
    """Return the paragraphs with an inset between them, the photo's credit, and what was added since."""
    first, *rest = item.paragraphs
    inset = '<section class="read"><p>…</p></section>'
    added = [_addendum(at.astimezone(KYIV), text, item.language) for at, text in item.addenda]
    credit = {"ja": "写真：大統領府", "de": "Foto: OP", "en": "Photo: President's Office"}[item.language]
    return f"{paragraphs([first])}\n{inset}\n{paragraphs([*rest, credit, *added])}"


def _addendum(at: datetime, text: str, language: str) -> str:
    if language == "ja":
        return f"※追記({at.day}日{at.hour}:{at.minute:02}) {text}"
    return f"{UPDATED[language]} ({at:%H:%M}): {text}"
