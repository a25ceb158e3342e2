"""UNN-like: three language editions without a shared id, AMP twins, counters that change at each fetch.

Traps: the view counter under every headline (with a Latin i in a Cyrillic word), "News by theme" before the
article, teasers of other stories with their dates between its paragraphs, a "Popular" tail that names
Ukraine in every line, and no date of its own on the AMP page.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
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
from scraper.types import Channel, ChannelKind, SiteRules, Source, SourceId, Twin

FEEDS: Final = MappingProxyType({"/rss/news_uk.xml": "uk", "/rss/news_ru.xml": "ru"})
LISTING: Final = "/en/news"
PREFIX: Final = MappingProxyType({"uk": "", "en": "/en", "ru": "/ru"})
DATELINE: Final = MappingProxyType({"uk": "Київ • УНН", "en": "Kyiv • UNN", "ru": "Киев • УНН"})

POPULAR: Final = MappingProxyType(
    {
        "uk": (
            "На Вінниччині горіли склади підприємства: загинув сторож",
            "Графіки відключень на завтра: в Україні змінюють тривалість",
            "ЗСУ знищили за добу 31 артилерійську систему рф - Генштаб",
            "Японія, Корея і США провели консультації щодо КНДР",
        ),
        "en": (
            "Power cuts in Ukraine: the schedule for tomorrow has changed",
            "General Staff: Ukraine's forces destroyed 31 artillery systems in a day",
            "US, South Korea and Japan hold consultations on North Korea",
            "What is known about the fire at a warehouse in Vinnytsia region",
        ),
        "ru": (
            "Отключения света в Украине: график на завтра изменили",
            "Генштаб: ВСУ за сутки уничтожили 31 артсистему рф",
            "США, Южная Корея и Япония провели консультации по КНДР",
            "На складе под Винницей произошел пожар",
        ),
    }
)
TEASERS: Final = (
    "Зеленський провів Ставку: про що говорили",
    "США, Південна Корея та Японія відреагували на навчання КНДР",
    "Ракетна небезпека: над Київщиною лунали вибухи",
)


class Unn:
    """UNN's present design."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with a feed each for uk and ru, and a listing for en, which has none."""
        return Source(
            id=SourceId(site.id),
            name="UNN (press world)",
            home=f"{root}/",
            country="UA",
            languages=("uk", "en", "ru"),
            zone="Europe/Kyiv",
            channels=(
                *(Channel(f"{root}{path}", language=language) for path, language in FEEDS.items()),
                Channel(f"{root}{LISTING}", ChannelKind.LISTING, language="en", links="div.news-list a"),
            ),
            publisher="agency",
            article_pattern=re.compile(
                r"^https?://unn\.test(?::\d+)?/(?:(?:en|ru)/)?(?:news|amp)/[a-z0-9-]+/?$"
            ),
            twins=(Twin(re.compile(r"/amp/([a-z0-9-]+)/?$"), r"/news/\1"),),
            rules=(
                SiteRules(
                    headline="h1",
                    published="div.post-meta",
                    date_formats=("%B %d %Y, %I:%M %p",),
                    drop=("div.popular", "div.by-theme", "div.teaser", "span.views"),
                    drop_lines=(
                        re.compile(r"^\s*•\s*\d+\s*переглядi"),
                        re.compile(r"\d\d\.\d\d\.\d\d, \d\d:\d\d$"),
                        re.compile(r"^(?:Kyiv|Київ|Киев) • (?:UNN|УНН)$"),
                    ),
                    stop_lines=(re.compile(r"^(?:Popular|Популярні|Популярное|News by theme)$"),),
                    dates_in_text=False,
                ),
            ),
            items_per_day=40,
        )

    def paths(self, article: Planted, _published: datetime) -> Sequence[str]:
        """Return the page and its AMP twin."""
        prefix = PREFIX[article.language]
        return f"{prefix}/news/{article.slug}", f"{prefix}/amp/{article.slug}"

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return a feed, the English listing, a page or its AMP twin."""
        if visit.path in FEEDS:
            return self._feed(visit, front, FEEDS[visit.path])
        if visit.path.rstrip("/") == LISTING:
            return Reply(self._listing(visit, front).encode())
        if (item := find(front, self, visit.path)) is None:
            return None
        page = self._amp if "/amp/" in visit.path else self._page
        return Reply(page(visit, item).encode())

    def _feed(self, visit: Visit, front: Front, language: str) -> Reply:
        items = front.latest(language)
        entries = [
            Entry(
                link=visit.root + self.paths(item.planted, item.published)[0],
                title=item.headline,
                summary=item.paragraphs[0],
                published=item.published.astimezone(KYIV),
                guid=f"{front.guid_salt}{number(item.planted, 7)}",
            )
            for item in items
        ]
        body = rss("УНН", visit.root, entries, language)
        return Reply(
            body, "application/rss+xml; charset=utf-8", modified=max(map(changed_at, items), default=None)
        )

    def _listing(self, visit: Visit, front: Front) -> str:
        """Return the English news list: a story links to its page and, from the icon, to its AMP twin."""
        rows = []
        for item in front.latest("en"):
            page, amp = (visit.root + path for path in self.paths(item.planted, item.published))
            rows.append(
                f'<div class="row"><a href="{page}">{escape(item.headline)}</a>'
                f'<span class="views"> • {_views(item, visit.count)} переглядiв</span>'
                f'<a class="amp-icon" href="{amp}"></a></div>'
            )
        body = '<h1>News</h1><div class="news-list">' + "\n".join(rows) + "</div>"
        return document("en", "<title>News - UNN</title>", body + _popular("en", visit.count))

    def _page(self, visit: Visit, item: Item) -> str:
        canonical, amp = (visit.root + path for path in self.paths(item.planted, item.published))
        stamp = item.published.astimezone(KYIV)
        head = (
            f'<meta charset="utf-8"><title>{escape(item.headline)} | UNN</title>\n'
            f'<link rel="canonical" href="{canonical}"><link rel="amphtml" href="{amp}">\n'
            '<meta property="og:type" content="article"><meta property="og:locale" content="uk_UA">\n'
            f'<meta property="og:title" content="{escape(item.headline)}">'
        )
        body = (
            '<header><a href="/">UNN</a> <nav>Politics War in Ukraine Economy World</nav></header>\n'
            f'<div class="by-theme"><p>News by theme</p>{_list(item.language, visit.count, 2)}</div>\n'
            f"<main><h1>{escape(item.headline)}</h1>\n<p>{DATELINE[item.language]}</p>\n"
            f'<div class="post-meta">{escape(item.planted.section or "War in Ukraine")} • '
            f"{stamp:%B} {stamp.day} {stamp:%Y}, {twelve_hours(stamp).rjust(8, '0')}"
            f" • {_views(item, visit.count)} views</div>\n{_text(item, visit.count)}\n</main>\n"
            f"{_popular(item.language, visit.count)}\n<footer>© UNN</footer>"
        )
        return document(item.language, head, body)

    def _amp(self, visit: Visit, item: Item) -> str:
        """Return the AMP twin: the slug as its first line, no date of its own."""
        canonical = visit.root + self.paths(item.planted, item.published)[0]
        head = (
            f'<meta charset="utf-8"><title>{escape(item.headline)}</title>\n'
            f'<link rel="canonical" href="{canonical}">'
        )
        body = (
            f"<p>{item.slug[:80]}</p>\n<h1>{escape(item.headline)}</h1>\n"
            f"<p> • {_views(item, visit.count)} переглядiв</p>\n{_text(item, visit.count)}\n"
            f"{_popular(item.language, visit.count)}\n"
            f"<p>News by theme</p>{_list(item.language, visit.count, 3)}"
        )
        return document(item.language, head, body)


def _views(item: Item, count: int) -> int:
    return number(item.planted, 4) + 137 * count


def _text(item: Item, count: int) -> str:
    """Return the paragraphs with a dated teaser of another story glued in after the first."""
    teaser = TEASERS[number(item.planted, 2) % len(TEASERS)]
    when = _teaser_date(item.published)
    first, *rest = item.text
    inset = (
        f'<div class="teaser"><p>{teaser}{when}</p><p> • {_views(item, count) // 2} переглядiв</p></div>'
    )
    return f"{paragraphs([first])}\n{inset}\n{paragraphs(rest)}"


def _teaser_date(published: datetime) -> str:
    return f"{(published - timedelta(days=1)).astimezone(KYIV):%d.%m.%y, %H:%M}"


def _list(language: str, count: int, length: int) -> str:
    titles = POPULAR[language]
    chosen = (titles[(count + place) % len(titles)] for place in range(length))
    return "".join(
        f"<p>{title}</p><p> • {9_000 + 211 * count + len(title)} переглядiв</p>" for title in chosen
    )


def _popular(language: str, count: int) -> str:
    heading = {"uk": "Популярні", "ru": "Популярное"}.get(language, "Popular")
    return f'<div class="popular"><p>{heading}</p>{_list(language, count, 4)}</div>'
