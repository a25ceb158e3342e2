"""What a text names: people, institutions, programmes, equipment, places, by ids that know no language."""

from typing import NamedTuple

from scraper.core.concepts import Office
from scraper.core.matching import SENTENCE_END
from scraper.core.text import fold
from scraper.core.topic import Topic


class Named(NamedTuple):
    """An entity named in a text; the offsets are those of `scraper.core.text.fold(text)`."""

    id: str
    word: str
    start: int
    end: int
    offices: tuple[Office, ...] = ()
    """The entity's times in office."""


def find_entities(text: str, topic: Topic) -> tuple[Named, ...]:
    """Return every entity of the topic's gazetteer that `text` names, in order, the longest name of each.

    Line breaks end nothing here: a name may run over one.
    """
    folded = fold(text).replace(SENTENCE_END, " ")
    found: dict[tuple[str, int], Named] = {}
    for hit in topic.vocabulary.find(folded):
        entity = topic.meanings[hit.term].entity
        if entity is None:
            continue
        key = (entity.id, hit.start)
        if key not in found or found[key].end < hit.end:
            word = folded[hit.start : hit.end]
            found[key] = Named(entity.id, word, hit.start, hit.end, entity.offices)
    return _outermost(sorted(found.values(), key=lambda named: (named.start, -named.end)))


def _outermost(found: list[Named]) -> tuple[Named, ...]:
    """Return the mentions without those that lie within another of the same entity."""
    kept: list[Named] = []
    reach: dict[str, int] = {}
    for named in found:
        if named.end > reach.get(named.id, -1):
            kept.append(named)
            reach[named.id] = named.end
    return tuple(kept)
