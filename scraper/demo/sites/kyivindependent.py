"""Kyiv-Independent-like: a live feed before or after the body, 12-hour times, author and related cards.

Traps: the live feed reads like a second article and carries times without a date; the related card ends in
the site's name glued to an author's; the page marks itself as edited; after the change of layout all class
names are others and the body has left the `article` element.
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
from scraper.demo.sites.style import (
    KYIV,
    Visit,
    changed_at,
    document,
    find,
    number,
    paragraphs,
    twelve_hours,
)
from scraper.demo.timeline import Front, Item
from scraper.types import Channel, SiteRules, Source, SourceId

FEED: Final = "/news-archive/rss/"
LIVE: Final = (
    (
        "7:14 PM",
        "Tokyo stock exchange closes higher.",
        "Japanese shares rose on Tuesday as investors in Tokyo shrugged off concerns about Russia's war.",
    ),
    (
        "6:58 PM",
        "Air raid alert issued across Ukraine.",
        "The Air Force warned of missile carriers taking off from an airfield in Russia's Saratov Oblast.",
    ),
    (
        "6:31 PM",
        "Estonian minister: EU should speed up shell deliveries.",
        "Stocks held by member states would cover the army's needs until summer, the minister said.",
    ),
)
CLASSES: Final = MappingProxyType(
    {
        False: ("article", "c-article", "c-article__title", "c-article__content", "c-article__date"),
        True: ("section", "x7Qa-post", "x7Qa-h", "x7Qa-rich", "x7Qa-when"),
    }
)
"""Whether the layout changed -> the element of the story, and class names of story, title, body, date."""


class KyivIndependent:
    """The Kyiv Independent's archive feed and story pages."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with its archive feed."""
        return Source(
            id=SourceId(site.id),
            name="The Kyiv Independent (press world)",
            home=f"{root}/",
            country="UA",
            languages=("en",),
            zone="Europe/Kyiv",
            channels=(Channel(f"{root}{FEED}", language="en"),),
            publisher="newspaper",
            article_pattern=re.compile(
                r"^https?://kyivindependent\.test(?::\d+)?/(?!tag/|author/|news-archive/)[a-z0-9-]+/?$"
            ),
            rules=(
                SiteRules(
                    headline="h1",
                    body="div.c-article__content",
                    published="span.c-article__date",
                    date_formats=("%B %d, %Y %I:%M %p",),
                    drop=("div.news-feed", "div.related-card", "div.author-card", "div.editors-picks"),
                    drop_lines=(re.compile(r"^This audio is created with AI assistance$"),),
                    stop_lines=(re.compile(r"^(?:Author: |Editors' Picks$)"),),
                    dates_in_text=False,
                ),
            ),
            items_per_day=30,
        )

    def paths(self, article: Planted, _published: datetime) -> Sequence[str]:
        """Return the address; with and without the slash at its end are one."""
        return (f"/{article.slug}/",)

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return the feed or a story."""
        if visit.path == FEED:
            return self._feed(visit, front)
        if (item := find(front, self, visit.path)) is None:
            return None
        return Reply(self._page(visit, item, front).encode())

    def _feed(self, visit: Visit, front: Front) -> Reply:
        items = front.latest()
        entries = [
            Entry(
                link=visit.root + self.paths(item.planted, item.published)[0],
                title=item.headline,
                summary=item.paragraphs[0][:160],
                published=item.published.astimezone(KYIV),
                guid=f"{front.guid_salt}{number(item.planted, 8):x}",
            )
            for item in items
        ]
        body = rss("The Kyiv Independent", visit.root, entries)
        return Reply(body, "text/xml; charset=utf-8", modified=max(map(changed_at, items), default=None))

    def _page(self, visit: Visit, item: Item, front: Front) -> str:
        canonical = visit.root + self.paths(item.planted, item.published)[0]
        head = (
            f'<meta charset="utf-8"><title>{escape(item.headline)}</title>\n'
            f'<link rel="canonical" href="{canonical}">\n'
            f'<meta property="og:site_name" content="The Kyiv Independent">'
            f'<meta property="og:title" content="{escape(item.headline)}">'
        )
        feed = _live_feed(visit.count)
        before, after = (feed, "") if number(item.planted, 2) % 2 else ("", feed)
        body = (
            '<a href="#main">Skip to content</a><nav>War Politics Business Culture</nav>\n'
            f"{before}\n{_story(item, front)}\n{_cards(item, visit.root, front)}\n{after}\n"
            f"{_picks(front, item)}\n<footer>Support our war crimes investigations unit</footer>"
        )
        return document("en", head, body)


def _story(item: Item, front: Front) -> str:
    element, story, title, content, date = CLASSES[front.changed_layout]
    stamp = item.published.astimezone(KYIV)
    updated = (
        f" (Updated: {item.updated.astimezone(KYIV):%B} {item.updated.astimezone(KYIV).day})"
        if item.updated
        else ""
    )
    return (
        f'<{element} class="{story}">\n<h1 class="{title}">{escape(item.headline)}</h1>\n'
        f"<p>by The Kyiv Independent news desk</p> "
        f'<span class="{date}">{stamp:%B} {stamp.day}, {stamp:%Y} {twelve_hours(stamp)}</span>{updated} '
        f"<span>2 min read</span>\n<p>This audio is created with AI assistance</p>\n"
        f'<div class="{content}">\n{paragraphs(item.text)}\n</div>\n</{element}>'
    )


def _cards(item: Item, root: str, front: Front) -> str:
    """Return the related card, with an older story's title and lead, and the author's card."""
    others = [
        other for other in front.items if other.slug != item.slug and other.published < item.published
    ]
    related = ""
    if others:
        other = others[0]
        related = (
            f'<div class="related-card"><a href="{root}/{other.slug}/"><h4>{escape(other.headline)}</h4>'
            f"<p>{escape(other.paragraphs[0])}</p></a>"
            "<span>The Kyiv Independent</span><span>Olha Marchenko</span></div>"
        )
    return related + (
        '<div class="author-card"><p>Author: The Kyiv Independent news desk</p>'
        "<p>The news desk reports on Russia's war around the clock.</p></div>"
    )


def _live_feed(count: int) -> str:
    """Return the live feed; another item leads it at each fetch."""
    turned = [LIVE[(place + count) % len(LIVE)] for place in range(len(LIVE))]
    items = "".join(f"<p>{time}</p><h3>{title}</h3><p>{text}</p>" for time, title, text in turned)
    return f'<div class="news-feed"><h2>News Feed</h2>{items}</div>'


def _picks(front: Front, item: Item) -> str:
    titles = [other.headline for other in front.items if other.slug != item.slug][:3]
    return '<div class="editors-picks"><h2>Editors\' Picks</h2>' + paragraphs(titles) + "</div>"
