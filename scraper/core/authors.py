"""Who wrote it: JSON-LD, meta elements and the byline between headline and text, compared.

Publishers put their own name where they do not name the writer: a person in the byline is better.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from scraper.core.blocks import Block
from scraper.core.jsonld import Claims, unescape
from scraper.core.markup import Markup
from scraper.core.selection import Selection
from scraper.core.text import clean, fold
from scraper.types import Found, Signal

_BY: Final = re.compile(
    r"^\W*(?:(?:written |story |text |reporting |article )?by|von|author|autor(?:in|en)?|par|autorzy?|"
    r"автор[иы]?|текст|文|取材|執筆)\b\s*[:：]?\s*|^(?:記者|文責)[:：]\s*",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\s*[,;|/、，・•·]\s*|\s(?:and|und|et|та|і|и|oraz|&)\s", re.IGNORECASE)
_JOINED: Final = re.compile(r"\s(?:and|und|et|та|і|и|oraz|&)\s", re.IGNORECASE)
_AUTHOR_NAME: Final = re.compile(
    r"(?<![a-z])(?:authors?|byline|autor(?:en|in)?|writer|journalist|reporter|contributor|creator)(?![a-z])"
)
_NO_NAME: Final = re.compile(
    r"https?:|www\.|@|[\d()!?:]|\.(?:com|org|net|de|ua)\b|^(?:admin\w*|editor\w*|none|null|author|unknown)$|"
    r"\b(?:read|follow|updated?|published|minutes?|more|subscribe|profile|email|bild|foto|photo|credit|posted|"
    r"artikel|autoren|share)\b",
    re.IGNORECASE,
)
_METAS: Final = ("author", "parsely-author", "article:author", "byl", "dc.creator")
_LONGEST: Final = 60
_WORDS: Final = 5
_PARTICLES: Final = frozenset({"de", "van", "von", "der"})
_LATER_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class _Named:
    """The names of one signal."""

    signal: Signal
    raw: str
    names: tuple[str, ...]
    persons: bool
    """Whether they are, for all that is known, people and not the publisher."""


def authors(
    markup: Markup, claims: Claims, selection: Selection, ruled: Iterable[str] = ()
) -> Found[tuple[str, ...]] | None:
    """Return the authors that the page names, None where it names none."""
    named = [one for one in _candidates(markup, claims, selection, ruled) if one.names]
    if not named:
        return None
    best = next((one for one in named if one.persons), named[0])
    others = [one for one in named if _keys(one.names) != _keys(best.names)]
    agreeing = [one.signal for one in named if _keys(one.names) & _keys(best.names)]
    return Found(
        best.names,
        best.signal,
        best.raw[:200],
        0.95 if len(agreeing) > 1 else 0.8 if best.persons else 0.6,
        f"{others[0].signal}: {', '.join(others[0].names)}"[:200] if others else "",
        "named by " + ", ".join(agreeing) if best.persons else "no person is named",
    )


def _candidates(
    markup: Markup, claims: Claims, selection: Selection, ruled: Iterable[str]
) -> Iterator[_Named]:
    houses = {fold(name) for name in (claims.publisher, markup.meta("og:site_name")) if name}
    houses |= {fold(name) for name in claims.organisations}

    def named(signal: Signal, raws: Iterable[str], *, whole: bool = False) -> _Named:
        texts = tuple(raws)
        names = tuple(dict.fromkeys(name for raw in texts for name in names_in(raw, whole=whole)))
        persons = bool(names) and not all(fold(name) in houses or _is_house(name) for name in names)
        return _Named(signal, "; ".join(texts), names, persons)

    yield named(Signal.SITE_RULE, ruled)
    from_objects = named(Signal.JSON_LD, claims.authors, whole=True)
    yield from_objects if from_objects.names else named(Signal.JSON_LD, claims.bylines)
    metas = [raw for name in _METAS for raw in markup.metas.get(name, ()) if "://" not in raw]
    yield named(Signal.META, metas)
    yield named(Signal.HEURISTIC, _bylines(selection))


def names_in(raw: str, *, whole: bool = False) -> Iterator[str]:
    """Yield the names in a byline; `whole`: it is one name, unless it plainly joins two full ones."""
    byline = _BY.sub("", clean(unescape(raw)), count=1)
    parts = _JOINED.split(byline) if whole else _BETWEEN.split(byline)
    if whole and not all(" " in part.strip() for part in parts):
        parts = [byline]
    for part in parts:
        name = part.strip(" .,–-|")
        if 1 < len(name) <= _LONGEST and len(name.split()) <= _WORDS and not _NO_NAME.search(name):
            yield name


def _bylines(selection: Selection) -> Iterator[str]:
    """Yield the bylines by the headline, else below the text: their box or first word says so."""
    for place in (selection.head, selection.foot[:_LATER_LINES]):
        found = [block.text for block in place if _is_byline(block)]
        yield from found
        if found:
            return


def _is_byline(block: Block) -> bool:
    return (
        len(block.text) <= 2 * _LONGEST
        and (_says_author(block) or _BY.match(block.text) is not None)
        and any(map(_is_full_name, names_in(block.text)))
    )


def _says_author(block: Block) -> bool:
    around = block.box.parent
    names = f"{block.box.names} {around.names if around is not None else ''}"
    return _AUTHOR_NAME.search(names) is not None


def _is_full_name(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and all(word[:1].isupper() or word in _PARTICLES for word in words)


def _is_house(name: str) -> bool:
    return name.isupper() and " " not in name


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, names))
