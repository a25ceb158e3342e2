"""Razvorot-like: machine translation under a language prefix, placeholders, a Russian source line.

Traps: translated names are wrong (in the articles' texts), "Neuigkeiten werden geladen..." stands between
headlines of other stories, the source credit is Russian in a German page and doubled, a blurb about push
messages follows, and no date is to be found or invented.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Final

from scraper.demo.exchange import Reply
from scraper.demo.scenario import Planted, Site
from scraper.demo.sites.style import Visit, anchor, document, find, number, paragraphs
from scraper.demo.timeline import Front, Item
from scraper.types import Channel, ChannelKind, SiteRules, Source, SourceId

LISTINGS: Final = MappingProxyType({"/de/news/": "de", "/news/": "ru"})
ALL_NEWS: Final = MappingProxyType({"de": "Alle Nachrichten", "ru": "Все новости"})
LOADING: Final = MappingProxyType({"de": "Neuigkeiten werden geladen...", "ru": "Загрузка новостей..."})
SOURCE_LINE: Final = "Источник: " + 2 * "Рамблер/медиа - главные новости и события в России и мире"
OTHERS: Final = MappingProxyType(
    {
        "de": (
            "In Kiew waren neue Explosionen zu hören",
            "Der Rubel beschleunigte den Fall",
            "Der Trainer der Nationalmannschaft erklärte die Niederlage",
        ),
        "ru": (
            "В Киеве прогремели новые взрывы",
            "Рубль ускорил падение",
            "Тренер сборной объяснил поражение",
        ),
    }
)
BLURB: Final = (
    "Verfolgen Sie die Nachrichten",
    "Abonnieren Sie unsere Mitteilungen im Browser und erfahren Sie das Wichtigste zuerst.",
    "© АС РАЗВОРОТ.",
)


class Razvorot:
    """A Russian aggregator in Russian and machine-made German."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with a listing for each language; it has no feed."""
        return Source(
            id=SourceId(site.id),
            name="Разворот (press world)",
            home=f"{root}/",
            country="RU",
            languages=("ru", "de"),
            zone="Europe/Moscow",
            channels=tuple(
                Channel(f"{root}{path}", ChannelKind.LISTING, language=language, links="ul.all-news a")
                for path, language in LISTINGS.items()
            ),
            publisher="aggregator",
            article_pattern=re.compile(
                r"^https?://(?:www\.)?rzvr\.test(?::\d+)?/(?:[a-z]{2}/)?news/\d+\.html$"
            ),
            rules=(
                SiteRules(
                    headline="h1",
                    drop=("div.loader", "div.push"),
                    drop_lines=(re.compile(r"^(?:Alle Nachrichten|Все новости|Loading\.\.\.)$"),),
                    stop_lines=(re.compile(r"^Источник:"), re.compile(r"^Neuigkeiten werden geladen")),
                    cited_source=(re.compile(r"^(NHK|ТАСС|Kyodo)[:,]"),),
                    dates_in_text=False,
                ),
            ),
            items_per_day=60,
        )

    def paths(self, article: Planted, _published: datetime) -> Sequence[str]:
        """Return the address: the same number in all languages, were there several editions."""
        prefix = "" if article.language == "ru" else f"/{article.language}"
        return (f"{prefix}/news/{number(article, 6)}.html",)

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return a listing or an article."""
        if visit.path in LISTINGS:
            return Reply(self._listing(front, LISTINGS[visit.path]).encode())
        if (item := find(front, self, visit.path)) is None:
            return None
        return Reply(_page(item).encode())

    def _listing(self, front: Front, language: str) -> str:
        links = "".join(f"<li>{anchor(self, item)}</li>\n" for item in front.latest(language))
        heading = ALL_NEWS[language]
        return document(
            language, f"<title>{heading}</title>", f'<h1>{heading}</h1><ul class="all-news">{links}</ul>'
        )


def _page(item: Item) -> str:
    language = item.language
    loader = f'<div class="loader">{LOADING[language]}</div>'
    others = "\n".join(f"{loader}\n<p>{title}</p>" for title in OTHERS[language])
    head = f'<meta charset="utf-8"><title>{escape(item.headline)}</title>'
    body = (
        f"<p>{ALL_NEWS[language]}</p>\n<h1>{escape(item.headline)}</h1>\n"
        f"<article>\n{paragraphs(item.text)}\n<p>{SOURCE_LINE}</p>\n{others}\n<p>Loading...</p>\n</article>\n"
        f'<div class="push">{paragraphs(BLURB)}</div>'
    )
    return document(language, head, body)
