"""What the terms of a topic mean: concepts of a kind, and the gazetteer's entities."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

FEATURES: Final = MappingProxyType(
    {
        "bias": "what every article begins with",
        "deed": "the actor, the matter and the object together in one sentence, or nearly",
        "deed_again": "the same in a second sentence",
        "actor_headline": "the actor acts in the headline",
        "actor_lead": "the actor acts in the lead",
        "official": "its government, ministers or forces are named",
        "object_headline": "the object is in the headline",
        "object_lead": "the object is in the lead",
        "matter_headline": "the matter is in the headline",
        "act": "a verb of giving, signing, agreeing, sanctioning or warning stands with the actor",
        "counterparts": "an official of the actor and one of the object in one sentence of the top",
        "other_headline": "other states are in the headline, the actor is not",
        "late": "the actor comes neither in the headline nor in the lead",
        "void": "the share of the actor's mentions that do not count",
        "aside": "another domain: sport, culture, refugees, business",
        "joint": "a group of states acts as one",
        "digest": "a live blog or a round-up",
        "soft": "economic or humanitarian aid, reconstruction, a visit",
    }
)
"""What the judge measures, each from 0 to 1; a topic's weights are named by them."""


OFFICE: Final = "office"
"""The role of an object's office-holders."""


class Kind(StrEnum):
    """What a concept's terms mean to the judge."""

    ACTOR = "actor"
    """The acting state by name."""
    OFFICIAL = "official"
    """Its government, ministries, parliament, forces."""
    DOMESTIC = "domestic"
    """Words that mean OFFICIAL in the actor's own press, unless a foreign name qualifies them."""
    COMPANY = "company"
    """Its arms makers and other firms that may act in the matter."""
    VOID = "void"
    """The actor's name in a role that does not count; `role` says which."""
    OBJECT = "object"
    """The state that is helped, its people, places and offices."""
    ADVERSARY = "adversary"
    """The state that is resisted."""
    WAR = "war"
    """The war itself."""
    OTHER = "other"
    """Any other state or alliance that may act instead."""
    MATTER = "matter"
    """A military, security or sanctions matter, graded."""
    SOFT = "soft"
    """Economic or humanitarian aid, reconstruction, visits: borderline by itself."""
    ACT = "act"
    """Verbs of giving, signing, agreeing, sanctioning, warning."""
    ASIDE = "aside"
    """Another domain: sport, culture, refugees, business; `role` says which."""
    JOINT = "joint"
    """A group of states that acts as one."""
    DIGEST = "digest"
    """Marks a live blog or a round-up."""

    # Kinds are looked up for every word found; an Enum's own hash is many times slower.
    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Concept:
    """Terms that mean one thing."""

    id: str
    kind: Kind
    role: str = ""
    """VOID, ASIDE: the reason class. OBJECT: `office` for people who hold one. MATTER: `part_of_aid` where
    economic aid beside it halves it."""
    matter: str = ""
    """MATTER: the reason class of what is kept for it."""
    grade: int = 0
    """MATTER: 2 or 3."""
    weight: float = 1.0
    """From 0 to 1. MATTER: how surely the terms alone tell it. ASIDE: how surely they tell another domain.
    VOID: how much of the actor's strength is left."""


@dataclass(frozen=True, slots=True)
class Office:
    """A time in office."""

    title: str
    since: date | None = None
    until: date | None = None

    def held_on(self, day: date) -> bool:
        """Whether it was held on `day`, the first and the last day included."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Entity:
    """A name that is the same in every language once its id stands for it."""

    id: str
    """`person:kamikawa`, `org:nato`, `equip:patriot`, `place:kyiv`: stable, stories are compared by it."""
    means: tuple[Concept, ...] = ()
    """What its names tell the judge; empty: it only tells stories apart."""
    offices: tuple[Office, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a term of the vocabulary stands for."""

    concepts: tuple[Concept, ...]
    entity: Entity | None = None
