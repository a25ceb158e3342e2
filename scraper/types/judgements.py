"""What we make of an article: verdict, fingerprint, story keys."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from scraper.types.articles import Gathered


class Grade(IntEnum):
    """How much an article is on topic."""

    OFF = 0
    BORDERLINE = 1
    RELATED = 2
    CORE = 3


class Place(StrEnum):
    """Where in an article something stands."""

    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"
    TAIL = "tail"
    """The last third of a text of five sentences or more."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature that fired, with the words that made it fire."""

    feature: str
    words: tuple[str, ...]
    place: Place
    weight: float
    """What it added to the score's logit."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one article under one version of one topic."""

    grade: Grade
    score: float
    """0 to 1."""
    reason: str
    """The reason class: `no_japan_term`, `venue_only`, `list_member`, ..., or the matter if on topic."""
    evidence: tuple[Evidence, ...]
    topic: str
    topic_version: str

    @property
    def on_topic(self) -> bool:
        """Whether the article is of the kind to alert."""
        return self.grade >= Grade.RELATED


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells copies: an exact hash of the normalised body and a sketch of its shingles."""

    version: int
    sha256: str
    """Hexadecimal; empty where the body is too short to tell copies."""
    sketch: tuple[int, ...] = ()
    """MinHash values, 32 bit each; empty where the body is too short."""
    length: int = 0
    """Characters of the normalised body."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A gathered link with everything that can be said of it without looking at the store."""

    gathered: Gathered
    verdict: Verdict | None = None
    fingerprint: Fingerprint | None = None
    keys: frozenset[str] = frozenset()
    """Story keys: entities, numbers, equipment, places in one key space for all languages."""
