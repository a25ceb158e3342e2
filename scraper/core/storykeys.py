"""By what an article's story is told: what it names, counts and dates, in one key space for all languages.

    person:kamikawa  equip:patriot   the gazetteer's entities
    role:prime_minister              an office, by its name or its holder's
    matter.wounded                   what concept of the topic it speaks of
    money:usd:3.7e+07  count:100     amounts (`scraper.core.quantities`)
    name:krsns                       names beyond the gazetteer, by their sound (`scraper.core.name_sounds`)
    w:uk:радар                       a word's beginning: compares within one language only
    h:equip:patriot                  the same, where the headline has it

Only the headline and the beginning count: further down, news tells what was before.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from scraper.core.gazetteer import Named, find_entities
from scraper.core.name_sounds import name_sounds
from scraper.core.quantities import quantity_keys
from scraper.core.text import fold
from scraper.core.topic import Topic

READ: Final = 900
"""Characters of the body that are read; of a Japanese one half as many."""
WORD: Final = "w:"
"""Begins the keys that are of one language."""
HEAD: Final = "h:"
"""Begins the keys that the headline gives; each is there without it too."""

_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WORD: Final = re.compile(r"[^\W\d_\u3005\u3040-\u30ff\u3400-\u9fff]{4,}")
_KANJI: Final = re.compile(r"[\u3005\u3400-\u9fff]{2,}")
_KATAKANA: Final = re.compile(r"[ァ-ヺー]{2,}")
_SPELLED: Final = re.compile(r"[^\W\d_]+")
_STEM: Final = 5


def story_keys(
    headline: str, text: str, language: str, published: datetime | date | None, topic: Topic
) -> frozenset[str]:
    """Return the keys of an article; `published` adds its month to days that were written without one."""
    told = f"{headline}\n{_beginning(text)}"
    keys = {*_named(told, language, published, topic), *_words(told, language)}
    heads = {*_named(headline, language, published, topic), *_words(headline, language)}
    return frozenset({*keys, *(f"{HEAD}{key}" for key in heads)})


def _named(text: str, language: str, published: datetime | date | None, topic: Topic) -> Iterator[str]:
    """Yield the keys that know no language."""
    folded = fold(text)
    entities = find_entities(text, topic)
    for named in entities:
        yield named.id
        yield from _roles(named, published)
    yield from _concepts(folded, topic)
    yield from _dated(quantity_keys(folded), published)
    known = frozenset(_known_words(folded, topic))
    yield from (f"name:{sound}" for sound in name_sounds(text, language, known))


def _roles(named: Named, published: datetime | date | None) -> Iterator[str]:
    """Yield the offices that a person holds: one telling says the name, another the office."""
    day = published.date() if isinstance(published, datetime) else published
    for office in named.offices:
        if day is None or office.held_on(day):
            yield f"role:{office.title.replace(' ', '_')}"


def _known_words(folded: str, topic: Topic) -> Iterator[str]:
    """Yield the words that have keys of their own, and so need none by their sound."""
    for hit in topic.vocabulary.find(folded):
        yield from _SPELLED.findall(folded[hit.start : hit.end])


def _beginning(text: str) -> str:
    limit = READ // 2 if len(_CJK.findall(text[:READ])) * 2 > len(text[:READ]) else READ
    return text[:limit]


def _concepts(folded: str, topic: Topic) -> Iterator[str]:
    for hit in topic.vocabulary.find(folded):
        for concept in topic.meanings[hit.term].concepts:
            yield f"{concept.kind.value}.{concept.id}"


def _dated(keys: frozenset[str], published: datetime | date | None) -> Iterator[str]:
    """Yield the keys; a day without month is of the publication's month or, if yet to come, the last."""
    for key in keys:
        yield key
        if published is not None and key.startswith("dom:"):
            day = int(key.removeprefix("dom:"))
            month = published.month if day <= published.day + 1 else (published.month + 10) % 12 + 1
            yield f"day:{month:02}-{day:02}"


def _words(text: str, language: str) -> Iterator[str]:
    return (f"{WORD}{language}:{stem}" for stem in _stems(fold(text)))


def _stems(folded: str) -> Iterator[str]:
    for match in _WORD.finditer(folded):
        yield match.group()[:_STEM]
    for match in _KANJI.finditer(folded):
        run = match.group()
        yield from (run[start : start + 2] for start in range(len(run) - 1))
    for match in _KATAKANA.finditer(folded):
        yield match.group()[:_STEM]
