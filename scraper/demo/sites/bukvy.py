"""Bukvy-like: no date anywhere, the cited outlet as a label, a tail of leads that looks like body.

Traps: the second line "Джерело: ..." is a label, not the publisher; four to six leads of unrelated news
follow the last paragraph without heading or separator; the feed has neither dates nor GUIDs, its links are
relative, and one of them is `javascript:`.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final

from scraper.demo.exchange import Reply
from scraper.demo.scenario import Planted, Site
from scraper.demo.sites.indexes import Entry, rss
from scraper.demo.sites.style import Visit, changed_at, document, find, number, paragraphs
from scraper.demo.timeline import Front, Item
from scraper.types import Channel, Confirmation, SiteRules, Source, SourceId

FEED: Final = "/feed/"
TAIL: Final = (
    "Глава МЗС Польщі заявив, що Варшава готова прийняти ще один батальйон союзників уже навесні.",
    "Парламент Південної Кореї підтримав новий оборонний бюджет, більший за торішній на сім відсотків.",
    "Берегова охорона Норвегії супроводжує танкер тіньового флоту, який іде під прапором Габону.",
    "Президент Білорусі доручив уряду підготувати перелік товарів для обміну з Китаєм.",
    "Путін підписав закон про новий порядок призову, повідомили російські агентства.",
    "У Токіо відкрилася виставка роботів: японський виробник показав собаку-рятувальника.",
    "Уряд Чехії виділив кошти на ремонт залізниці, якою возять зерно з України.",
)


class Bukvy:
    """A Ukrainian online paper."""

    def source(self, site: Site, root: str) -> Source:
        """Return the source with the feed that nobody has confirmed."""
        return Source(
            id=SourceId(site.id),
            name="Букви (press world)",
            home=f"{root}/",
            country="UA",
            languages=("uk", "en"),
            zone="Europe/Kyiv",
            channels=(Channel(f"{root}{FEED}", confirmation=Confirmation.GUESSED),),
            publisher="online newspaper",
            article_pattern=re.compile(r"^https?://(?:www\.)?bukvy\.test(?::\d+)?/(?:en/)?[a-z0-9-]+/?$"),
            rules=(
                SiteRules(
                    headline="h1.title",
                    body="div.text",
                    drop_lines=(re.compile(r"^(?:Джерело|Source):"),),
                    cited_source=(re.compile(r"^(?:Джерело|Source): (.+)$"),),
                    dates_in_text=False,
                ),
            ),
            items_per_day=20,
        )

    def paths(self, article: Planted, _published: datetime) -> Sequence[str]:
        """Return the address, under /en/ for the English edition."""
        return (f"{'/en' if article.language == 'en' else ''}/{article.slug}/",)

    def answer(self, visit: Visit, front: Front) -> Reply | None:
        """Return the feed or an article."""
        if visit.path == FEED:
            return self._feed(visit, front)
        if (item := find(front, self, visit.path)) is None:
            return None
        return Reply(self._page(item).encode())

    def _feed(self, visit: Visit, front: Front) -> Reply:
        items = front.latest()
        entries = [Entry(self.paths(item.planted, item.published)[0], item.headline) for item in items]
        entries.insert(1, Entry("javascript:void(0)", "Підпишіться на наш канал"))
        body = rss("Букви", visit.root, entries, "uk")
        return Reply(body, "application/rss+xml", modified=max(map(changed_at, items), default=None))

    def _page(self, item: Item) -> str:
        label = "Source" if item.language == "en" else "Джерело"
        cited = [f"{label}: {item.planted.cited}"] if item.planted.cited else []
        first = number(item.planted, 2)
        tail = [TAIL[(first + place) % len(TAIL)] for place in range(4 + first % 2)]
        text = item.text if item.language == "en" else (*item.text, *tail)
        head = f'<meta charset="utf-8"><title>{escape(item.headline)} — Букви</title>'
        body = (
            '<div class="menu">Новини Політика Світ Війна</div>\n'
            f'<h1 class="title">{escape(item.headline)}</h1>\n'
            f'<div class="text">\n{paragraphs([*cited, *text])}\n</div>\n<div class="foot">Букви</div>'
        )
        return document(item.language, head, body)
