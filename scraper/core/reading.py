"""An article as the judge reads it: sentences with their places, and the topic's words found in them.

Roles are settled here: a mention of the actor counts as acting unless it stands in a longer expression
that says otherwise (Sea of Japan, a Japanese newspaper), in a list of states, or names a past office.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from scraper.core.concepts import OFFICE, Concept, Kind, Meaning
from scraper.core.matching import SENTENCE_END
from scraper.core.text import fold, sentences
from scraper.core.topic import ACTORS, Topic
from scraper.types import Place

LIST_ROLE: Final = "list_member"

_LEAD_SENTENCES: Final = 2
_TAIL_FROM: Final = 5
"""The last third is a tail only in texts of so many sentences."""
_LONGEST_BODY: Final = 40_000
"""Characters; what lies beyond is neither lead nor subject of any article."""
_LIST_SIZE: Final = 3
_LIST_GAP: Final = re.compile(
    r"\W{0,3}(?:(?:and|und|et|oraz|та|и|і|й|i|a|the|der|die|das|der|la|le|les|l|von|в|у|з|из|ja)\W{1,2}){0,2}\W{0,2}"
    r"|\s?(?:や|と|及び|および|並びに)\s?"
)
_GRACE: Final = timedelta(days=45)
"""An office-holder is news some weeks before and after the office."""
_KANA: Final = re.compile("[\u3041-\u30fa]")

_STRENGTH: Final = {Kind.OFFICIAL: 1.0, Kind.DOMESTIC: 1.0, Kind.ACTOR: 0.9, Kind.COMPANY: 0.5}
_STATES: Final = frozenset({Kind.ACTOR, Kind.OBJECT, Kind.ADVERSARY, Kind.OTHER})


class Mention(NamedTuple):
    """A word of the topic in a sentence, with what it means there."""

    concept: Concept
    word: str
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Acting:
    """A mention of the actor: its role, and how surely it acts (0: it does not)."""

    mention: Mention
    role: str
    """Empty where it acts; else the reason why it counts less or not at all."""
    strength: float


@dataclass(slots=True)
class Sentence:
    """What stands in one sentence."""

    place: Place
    acting: list[Acting] = field(default_factory=list)
    found: dict[Kind, list[Mention]] = field(default_factory=dict)

    def mentions(self, kind: Kind) -> Sequence[Mention]:
        """Return what of `kind` was found, in order."""
        return self.found.get(kind, ())

    @property
    def strength(self) -> float:
        """How surely the actor acts in it, 0 to 1."""
        return max((acting.strength for acting in self.acting), default=0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole article, read. The first sentence is the headline, also where it is empty."""

    sentences: tuple[Sentence, ...]

    def mentions(self, kind: Kind) -> Iterator[Mention]:
        """Yield what of `kind` was found anywhere."""
        for sentence in self.sentences:
            yield from sentence.mentions(kind)

    def acting(self) -> Iterator[Acting]:
        """Yield every mention of the actor, whatever its role."""
        for sentence in self.sentences:
            yield from sentence.acting


def folded(headline: str, lead: str, body: str) -> str:
    """Return headline and sentences folded, with SENTENCE_END between them, the headline first.

    `body` has a line a paragraph; of a lead that the body repeats its own place counts.
    """
    told = sentences(body[:_LONGEST_BODY])
    if lead:
        told = tuple(dict.fromkeys((*sentences(lead), *told)))
    return fold(SENTENCE_END.join(text.replace(SENTENCE_END, " ") for text in (headline, *told)))


def read(whole: str, language: str, topic: Topic, on: date | None) -> Reading:
    """Return what the judge reads in a text that `folded` made.

    `on` is the day it was published, None where unknown.
    """
    starts = [0, *(match.end() for match in re.finditer(SENTENCE_END, whole))]
    found = tuple(Sentence(place) for place in _places(len(starts)))
    words = _Words()
    for hit in topic.vocabulary.find(whole):
        meaning = topic.meanings[hit.term]
        sentence = bisect_right(starts, hit.start) - 1
        for concept in meaning.concepts:
            mention = Mention(concept, whole[hit.start : hit.end], hit.start, hit.end, sentence)
            if concept.kind is Kind.VOID:
                words.cover(mention)
            elif concept.kind in ACTORS:
                words.actors.append((mention, _strength(concept, meaning, on)))
            else:
                found[sentence].found.setdefault(concept.kind, []).append(mention)
            if concept.kind in _STATES:
                words.states.append(mention)
    domestic = bool(topic.domestic_language) and (
        language == topic.domestic_language or bool(_KANA.search(whole))
    )
    for acting in _settled(words, whole, domestic=domestic):
        found[acting.mention.sentence].acting.append(acting)
    return Reading(found)


@dataclass(slots=True)
class _Words:
    """The words from which the actor's roles are told."""

    actors: list[tuple[Mention, float]] = field(default_factory=list)
    """With the strength that a mention has by itself."""
    states: list[Mention] = field(default_factory=list)
    voids: dict[int, list[Mention]] = field(default_factory=dict)
    """By every place that they cover."""

    def cover(self, void: Mention) -> None:
        """Note an expression in which the actor's name does not act."""
        for place in range(void.start, void.end):
            self.voids.setdefault(place, []).append(void)


def _places(count: int) -> Iterator[Place]:
    """Yield the place of each of `count` sentences, the headline first."""
    yield Place.HEADLINE
    body = count - 1
    tail = body - body // 3 if body >= _TAIL_FROM else body
    for index in range(body):
        if index < _LEAD_SENTENCES:
            yield Place.LEAD
        else:
            yield Place.TAIL if index >= tail else Place.BODY


def _settled(words: _Words, whole: str, *, domestic: bool) -> Iterator[Acting]:
    """Yield the actor's mentions with their roles."""
    if not words.actors:
        return
    listed = _listed(words.states, whole)
    foreign = {
        at
        for state in words.states
        if state.concept.kind is not Kind.ACTOR
        for at in range(state.start + 1, state.end + 1)
    }
    holders = {state.start for state in words.states if state.concept.role == OFFICE}
    for mention, strength in words.actors:
        at_home = mention.concept.kind is Kind.DOMESTIC
        if at_home and (not domestic or _qualified(whole, mention, foreign, holders)):
            continue
        role, left = (LIST_ROLE, 0.0) if mention.start in listed else _role(mention, words.voids)
        yield Acting(mention, role, strength * left)


def _strength(concept: Concept, meaning: Meaning, on: date | None) -> float:
    """How surely a mention of the actor acts: an office-holder out of office hardly does."""
    offices = meaning.entity.offices if meaning.entity is not None else ()
    if on is not None and offices:
        held = any(
            office.held_on(on - _GRACE) or office.held_on(on) or office.held_on(on + _GRACE)
            for office in offices
        )
        if not held:
            return _STRENGTH[Kind.COMPANY]
    return _STRENGTH[concept.kind]


def _role(mention: Mention, voids: Mapping[int, Sequence[Mention]]) -> tuple[str, float]:
    """Return why a mention does not count, by the expression that it is part of, and what is left of it."""
    around = [void.concept for void in voids.get(mention.start, ()) if mention.end <= void.end]
    if not around:
        return "", 1.0
    least = min(around, key=lambda concept: concept.weight)
    return least.role, least.weight


def _qualified(whole: str, mention: Mention, foreign: set[int], holders: set[int]) -> bool:
    """Whether it is another state's: a foreign name stands before it, or one of its office-holders after.

    In kana, which no word or name of ours ends in, every name is foreign.
    """
    start = mention.start
    if start in foreign or (start > 0 and whole[start - 1] in "の・側" and start - 1 in foreign):
        return True
    if whole[mention.end : mention.end + 1] == "の" and mention.end + 1 in holders:
        return True
    return start > 0 and "ァ" <= whole[start - 1] <= "ー" and whole[start - 1] != "・"


def _listed(states: Sequence[Mention], whole: str) -> set[int]:
    """Return where mentions of the actor begin that are members of a list of states."""
    listed: set[int] = set()
    run: list[Mention] = []
    for state in sorted(states, key=lambda state: (state.start, -state.end)):
        if run and state.start < run[-1].end:
            continue
        if run and not _LIST_GAP.fullmatch(whole, run[-1].end, state.start):
            listed |= _own(run)
            run = []
        run.append(state)
    return listed | _own(run)


def _own(run: Sequence[Mention]) -> set[int]:
    if len(run) < _LIST_SIZE:
        return set()
    return {state.start for state in run if state.concept.kind is Kind.ACTOR}
