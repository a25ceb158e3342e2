"""The outlet on whose word an article tells: by the site's rule, a label, or how the text begins."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from scraper.core.blocks import Block
from scraper.core.text import clean, fold
from scraper.types import Found, Signal, SiteRules, Source

_SPELLINGS: Final = (
    ("Kyodo", r"Kyodo|К[иі]одо|共同通信|共同(?=によると)"),
    ("NHK", r"NHK|ＮＨＫ"),
    ("Yomiuri", r"Yomiuri|[ЙИ]ом[иі]ур[иі]|Ёмиури|読売"),
    ("Nikkei", r"Nikkei(?![ -](?:225|[Ii]ndex))|Nihon Keizai|Н[иі]кк?ей|日本経済新聞|日経(?!平均)"),
    ("Asahi", r"Asahi(?! (?:Kasei|Group|Breweries))|Асах[иі]|朝日新聞"),
    ("Mainichi", r"Mainichi|Майн[иі]т[иі]|毎日新聞"),
    ("Sankei", r"Sankei|Санкей|産経"),
    ("Jiji", r"Jiji|Дз[иі]дз[иі]|Дж[иі]дж[иі]|時事通信"),
    ("Reuters", r"Reuters|Рейтер[сз]?|ロイター"),
    ("AFP", r"AFP|Agence France-Presse|АФП|ＡＦＰ"),
    ("Associated Press", r"Associated Press|AP|ＡＰ"),
    ("Bloomberg", r"Bloomberg|Блумберг|ブルームバーグ"),
    ("DPA", r"DPA|dpa|Deutsche Presse-Agentur"),
    ("Deutsche Welle", r"Deutsche Welle|DW|Немецкая волна|Німецька хвиля"),
    ("Spiegel", r"Spiegel|SPIEGEL|Шпигель|Шп[іи]гель"),
    ("BBC", r"BBC|Би-би-си|Бі-бі-сі"),
    ("CNN", r"CNN"),
    ("WSJ", r"WSJ|Wall Street Journal"),
    ("Financial Times", r"Financial Times"),
    ("New York Times", r"New York Times|NYT"),
    ("Washington Post", r"Washington Post"),
    ("Politico", r"Politico|POLITICO"),
    ("Axios", r"Axios"),
    ("Interfax-Ukraine", r"Interfax-Ukraine|Інтерфакс-Україна|Интерфакс-Украина"),
    ("Interfax", r"Interfax|[ИІ]нтерфакс|インタファクス"),
    ("TASS", r"TASS|ТАСС|タス通信"),
    ("RIA Novosti", r"RIA Novosti|РИА «?Новости|РІА «?Новости|RIA Nowosti"),
    ("Kommersant", r"Kommersant|Коммерсантъ?"),
    ("Ukrinform", r"Ukrinform|Укр[іи]нформ|ウクルインフォルム"),
    ("UNIAN", r"UNIAN|УНИАН|УНІАН"),
    ("RBC-Ukraine", r"RBC-Ukraine|РБК-Укра[їи]на"),
    (
        "Ukrainska Pravda",
        r"Ukrainska Pravda|Українськ(?:а|у|ої|ій) [Пп]равд\w|Украинск(?:ая|ую|ой) правд\w",
    ),
    (
        "European Pravda",
        r"European Pravda|Європейськ(?:а|у|ої|ій) [Пп]равд\w|Европейск(?:ая|ую|ой) правд\w",
    ),
    ("Suspilne", r"Suspilne|Суспільн(?:е|ого|ому)"),
)
_KNOWN: Final = re.compile(
    "(?=[A-ZА-ЯЁІЇЄＮＡd共読日朝毎産時ロブタイウ])(?<![A-Za-zА-Яа-яЁёІіЇїЄє-])(?:"
    + "|".join(f"(?P<k{place}>{spelled})" for place, (_, spelled) in enumerate(_SPELLINGS))
    + ")(?![A-Za-zА-Яа-яЁёІіЇїЄє])"
)
_TELLS: Final = re.compile(
    r"according to|citing|cite[sd]|report|\btold\b|\blaut\b|Berufung auf|bericht|melde|zitier|Verweis auf"
    r"|посилан|повідомля|повідоми|\bпише|передає|за даними|ссылк|сообщ|\bпишет|переда[её]т|по данным"
    r"|によると|によれば|報じ|伝え|報道",
    re.IGNORECASE,
)
_NEAR: Final = 45
"""Characters between a known outlet's name and the word that says that it tells."""
_LABELLED: Final = re.compile(
    r"^(?:джерело|источник|source|quelle|出典|情報源|źródło)\s*[:：]\s*(?P<outlet>\S.{0,80}?)(?:\s+[-–—]\s.*)?$",
    re.IGNORECASE,
)
_OUTLET: Final = r"(?P<outlet>[^\W\d_a-zа-яёіїєґ][\w'’.-]*(?:\s[^\W\d_a-zа-яёіїєґ][\w'’.-]*){0,3})"
_QUOTED: Final = r"[«\"“„](?P<quoted>[^«»\"“”„]{2,60})[»\"”“]"
_CITED: Final = tuple(
    re.compile(rf"\b{words}\s+(?:the\s|das\s|der\s|die\s|den\s)?(?:{_QUOTED}|{_OUTLET})")
    for words in (
        "(?:citing|as reported by|reports? by)(?P<trade>)?",
        "unter Berufung auf(?P<trade>)?",
        "(?P<trade>vom Fernsehsender|von der Agentur)",
        "(?:з|із) посиланням на(?P<trade> (?:агентство|телеканал|газету|видання))?",
        "со ссылкой на(?P<trade> (?:агентство|телеканал|газету|издание))?",
    )
)
_TRADE: Final = re.compile(
    r"\b(?:news|times|post|press|shimbun|tv|daily|journal|agency|media|herald|tribune|radio|zeitung|online"
    r"|magazin|rundfunk|агентство|газета|новини|новости|медіа|медиа)\b|\w\.(?:com|net|org|ua|jp|de|ru)\b",
    re.IGNORECASE,
)
"""What makes a name that of an outlet, where nothing else does."""
_CITED_IN: Final = 3
"""Paragraphs from the top in which an outlet is looked for."""
_LONGEST_RAW: Final = 200


def known_outlet(text: str) -> str | None:
    """Return the one name of the first outlet of the trade that `text` names, however it is spelled."""
    match = _KNOWN.search(text)
    return None if match is None else _name(match)


def cited_source(
    blocks: Iterable[Block], paragraphs: Sequence[str], rules: SiteRules, source: Source
) -> Found[str] | None:
    """Return the outlet that the article relies on, other than its own.

    A known outlet, under its one name, goes before one that only a label or a phrase makes one.
    """
    lines = [block.text for block in blocks]
    own, own_outlet = fold(source.name), known_outlet(source.name)
    named = [
        found
        for found in _named(lines, paragraphs[:_CITED_IN], rules)
        if fold(found.value) not in own and found.value != own_outlet
    ]
    known = (found for found in named if known_outlet(found.value))
    return next(known, named[0] if named else None)


def _named(lines: Sequence[str], top: Sequence[str], rules: SiteRules) -> Iterator[Found[str]]:
    for signal, patterns in ((Signal.SITE_RULE, rules.cited_source), (Signal.TEXT, (_LABELLED,))):
        for line in lines:
            for match in filter(None, (pattern.search(line) for pattern in patterns)):
                if name := clean(match[1] or "").rstrip(".,;:"):
                    sure = 0.9 if signal is Signal.SITE_RULE else 0.7
                    yield Found(known_outlet(name) or name, signal, line[:_LONGEST_RAW], sure)
    for line in top:
        for name in (*_told_by_known(line), *_cited(line)):
            yield Found(name, Signal.TEXT, line[:_LONGEST_RAW], 0.7)


def _told_by_known(line: str) -> Iterator[str]:
    for match in _KNOWN.finditer(line):
        if _TELLS.search(line, max(0, match.start() - _NEAR), match.end() + _NEAR):
            yield _name(match)


def _cited(line: str) -> Iterator[str]:
    """Yield what a phrase cites, if quotes, a word before or a word within make it an outlet's name."""
    for pattern in _CITED:
        match = pattern.search(line)
        name = (match["quoted"] or match["outlet"]) if match else ""
        if match and (match["quoted"] or match["trade"] or _TRADE.search(name)):
            yield clean(name).rstrip(".,;:")


def _name(match: re.Match[str]) -> str:
    return _SPELLINGS[int((match.lastgroup or "k0")[1:])][0]
