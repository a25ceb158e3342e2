"""What the judge measures of a reading: named features, each from 0 to 1, with the words that show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scraper.core.concepts import OFFICE, Kind
from scraper.core.reading import Mention, Reading, Sentence
from scraper.types import Place

_DEED_PLACE: Final = {Place.HEADLINE: 1.0, Place.LEAD: 0.95, Place.BODY: 0.7, Place.TAIL: 0.3}
_ASIDE_PLACE: Final = {Place.HEADLINE: 1.0, Place.LEAD: 0.4, Place.BODY: 0.1, Place.TAIL: 0.0}
_TOP: Final = frozenset({Place.HEADLINE, Place.LEAD})
_NEXT: Final = 0.6
"""How much of the actor's strength reaches the sentence before or after."""
_WITH_ACT: Final = 1.15
_BESIDE_AID: Final = 0.5
_GENERAL: Final = 0.6
"""Up to this weight a matter's words are general: "missile", "security"."""
_APART: Final = 0.8
"""General words in a sentence without the object are less surely for it."""
_SHOWN: Final = 3
"""Words of one kind that are shown."""

PART_OF_AID: Final = "part_of_aid"


@dataclass(frozen=True, slots=True)
class Feature:
    """One measurement: its value, 0 to 1, and the words that show it."""

    value: float
    words: tuple[str, ...] = ()
    place: Place = Place.BODY


@dataclass(frozen=True, slots=True)
class Deed:
    """The actor with a matter for the object: how surely the sentence tells of it."""

    value: float
    matter: Mention
    sentence: int
    place: Place


def measure(reading: Reading, deeds: Sequence[Deed]) -> Mapping[str, Feature]:
    """Return the features of a reading that are not 0, by name; `deeds` are its deeds, the surest first."""
    headline = reading.sentences[0]
    lead = [sentence for sentence in reading.sentences if sentence.place is Place.LEAD]
    top = [headline, *lead]
    features = {
        "bias": Feature(1.0),
        "deed": _deed(reading, deeds[:1]),
        "deed_again": _deed(reading, [deed for deed in deeds if deed.sentence != deeds[0].sentence][:1]),
        "actor_headline": _actor([headline]),
        "actor_lead": _actor(lead),
        "official": _official(reading),
        "object_headline": _first(headline.mentions(Kind.OBJECT), Place.HEADLINE),
        "object_lead": _first((m for s in lead for m in s.mentions(Kind.OBJECT)), Place.LEAD),
        "matter_headline": _heaviest(headline.mentions(Kind.MATTER), aided=_aided(reading)),
        "act": _act(top),
        "counterparts": _counterparts(top),
        "other_headline": _other(headline),
        "late": Feature(0.0 if any(sentence.strength for sentence in top) else 1.0),
        "void": _void(reading),
        "aside": _aside(reading),
        "joint": _first((m for s in top for m in s.mentions(Kind.JOINT)), Place.LEAD),
        "digest": _first(headline.mentions(Kind.DIGEST), Place.HEADLINE),
        "soft": _first((m for s in top for m in s.mentions(Kind.SOFT)), Place.LEAD),
    }
    return {name: feature for name, feature in features.items() if feature.value > 0}


def deeds_of(reading: Reading) -> list[Deed]:
    """Return what the actor does in a matter for the object, sentence by sentence, the surest first."""
    found = reading.sentences
    where = [index for index, sentence in enumerate(found) if sentence.mentions(Kind.OBJECT)]
    if not where:
        return []
    far = max(_far(found[index].place) for index in where)
    aided = _aided(reading)
    deeds: list[Deed] = []
    for index, sentence in enumerate(found):
        matters = sentence.mentions(Kind.MATTER)
        actor = _reach(found, index) if matters else 0.0
        if not actor:
            continue
        tie = 1.0 if sentence.mentions(Kind.OBJECT) else max(far, 0.9 * _near(where, index))
        act = _WITH_ACT if sentence.mentions(Kind.ACT) else 1.0
        for matter in matters:
            weight = _weight(matter, aided=aided)
            apart = _APART if tie < 1 and weight <= _GENERAL else 1.0
            value = actor * tie * apart * act * weight * _DEED_PLACE[sentence.place]
            deeds.append(Deed(min(1.0, value), matter, index, sentence.place))
    return sorted(deeds, key=lambda deed: (-deed.value, -deed.matter.concept.grade, deed.sentence))


def _far(place: Place) -> float:
    """How well an object that stands at `place` serves a sentence elsewhere."""
    if place in _TOP:
        return 0.9
    return 0.3 if place is Place.TAIL else 0.6


def _near(where: Sequence[int], index: int) -> float:
    return 1.0 if index - 1 in where or index + 1 in where else 0.0


def _reach(found: Sequence[Sentence], index: int) -> float:
    """How surely the actor acts in a sentence, or is understood from those around it.

    Headline and lead tell one thing: the headline may leave out who acts, the lead call the minister "he".
    """
    own = found[index].strength
    if own:
        return own
    near = [*found[max(0, index - 1) : index], *found[index + 1 : index + 2]]
    if found[index].place in _TOP:
        near += [sentence for sentence in found if sentence.place in _TOP]
    return _NEXT * max((sentence.strength for sentence in near), default=0.0)


def _words(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.word for mention in mentions))


def _deed(reading: Reading, deeds: Sequence[Deed]) -> Feature:
    """Return the first of the deeds; its words are the actor's, then the matter's."""
    if not deeds:
        return Feature(0.0)
    deed = deeds[0]
    acting = (a.mention for a in reading.sentences[deed.sentence].acting if a.strength)
    return Feature(deed.value, (*_words(acting)[:_SHOWN], deed.matter.word), deed.place)


def _actor(sentences: Sequence[Sentence]) -> Feature:
    acting = [acting for sentence in sentences for acting in sentence.acting if acting.strength]
    if not acting:
        return Feature(0.0)
    strength = max(each.strength for each in acting)
    return Feature(strength, _words(each.mention for each in acting)[:_SHOWN], sentences[0].place)


def _official(reading: Reading) -> Feature:
    best = Feature(0.0)
    for sentence in reading.sentences:
        for acting in sentence.acting:
            if acting.role or acting.mention.concept.kind not in (Kind.OFFICIAL, Kind.DOMESTIC):
                continue
            value = 1.0 if sentence.place in _TOP else 0.5 if sentence.place is Place.BODY else 0.0
            if value > best.value:
                best = Feature(value, (acting.mention.word,), sentence.place)
    return best


def _first(mentions: Iterable[Mention], place: Place) -> Feature:
    for mention in mentions:
        return Feature(1.0, (mention.word,), place)
    return Feature(0.0)


def _heaviest(matters: Sequence[Mention], *, aided: bool) -> Feature:
    if not matters:
        return Feature(0.0)
    heaviest = max(matters, key=lambda mention: _weight(mention, aided=aided))
    return Feature(_weight(heaviest, aided=aided), (heaviest.word,), Place.HEADLINE)


def _aided(reading: Reading) -> bool:
    """Whether the headline or the lead tell of economic or humanitarian aid."""
    return any(sentence.mentions(Kind.SOFT) for sentence in reading.sentences if sentence.place in _TOP)


def _weight(matter: Mention, *, aided: bool) -> float:
    """How surely the words tell the matter: beside other aid, some are half as sure to be military."""
    return matter.concept.weight * (_BESIDE_AID if aided and matter.concept.role == PART_OF_AID else 1)


def _act(top: Sequence[Sentence]) -> Feature:
    for sentence in top:
        if sentence.strength and sentence.mentions(Kind.ACT):
            return Feature(1.0, (sentence.mentions(Kind.ACT)[0].word,), sentence.place)
    return Feature(0.0)


def _counterparts(top: Sequence[Sentence]) -> Feature:
    for sentence in top:
        ours = [
            a.mention
            for a in sentence.acting
            if a.mention.concept.kind is Kind.OFFICIAL and a.strength == 1
        ]
        theirs = [mention for mention in sentence.mentions(Kind.OBJECT) if mention.concept.role == OFFICE]
        if ours and theirs:
            return Feature(1.0, (ours[0].word, theirs[0].word), sentence.place)
    return Feature(0.0)


def _other(headline: Sentence) -> Feature:
    if headline.strength:
        return Feature(0.0)
    return _first(headline.mentions(Kind.OTHER), Place.HEADLINE)


def _void(reading: Reading) -> Feature:
    mentions = list(reading.acting())
    void = [acting for acting in mentions if acting.role]
    if not void:
        return Feature(0.0)
    lost = sum(1 - acting.strength for acting in void) / len(mentions)
    return Feature(lost, _words(acting.mention for acting in void)[:_SHOWN])


def _aside(reading: Reading) -> Feature:
    best = Feature(0.0)
    for sentence in reading.sentences:
        for mention in sentence.mentions(Kind.ASIDE):
            value = mention.concept.weight * _ASIDE_PLACE[sentence.place]
            if value > best.value:
                best = Feature(value, (mention.word,), sentence.place)
    return best
