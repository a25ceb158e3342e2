"""The topic as data: who acts, for whom, in what matter, and which words tell it in seven languages.

A topic file (`config/topics/*.toml`) holds

    concepts    terms by language, each concept of one `Kind`
    entities    the gazetteer: people, institutions, programmes, equipment, places, with a stable id
    weights     what each feature adds to the score's logit, and the thresholds

`read_topic` reads it strictly and compiles it: one automaton for the judge, one for the gate.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from scraper.core.concepts import Concept, Entity, Kind, Meaning
from scraper.core.gate_words import GateWords, compile_gate
from scraper.core.matching import Term, Vocabulary, compile_terms
from scraper.core.topic_document import Draft, read_document

ACTORS: Final = frozenset({Kind.ACTOR, Kind.OFFICIAL, Kind.DOMESTIC, Kind.COMPANY})
OBJECTS: Final = frozenset({Kind.OBJECT})

_DIGEST_LENGTH: Final = 8


@dataclass(frozen=True, eq=False)
class Topic:
    """What is looked for, compiled."""

    id: str
    version: str
    """As the file calls itself, and a digest of its content: `2026.11+3f2a91c0`."""
    names: Mapping[str, str]
    """How explanations call the actor, the object and the adversary."""
    domestic_language: str
    """ISO 639-1: where DOMESTIC words mean the actor; empty: nowhere."""
    concepts: Mapping[str, Concept] = field(repr=False)
    gazetteer: Mapping[str, Entity] = field(repr=False)
    weights: Mapping[str, float] = field(repr=False)
    """By feature; what is not named adds nothing."""
    thresholds: Mapping[str, float] = field(repr=False)
    vocabulary: Vocabulary = field(repr=False)
    meanings: tuple[Meaning, ...] = field(repr=False)
    """By position in the vocabulary."""
    gate: GateWords = field(repr=False)
    """Asks for a word of the actor (side 0) and one of the object (side 1)."""
    queries: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Language -> the words that search engines are asked for; no part of what the topic judges."""


def read_topic(document: Mapping[str, object], file: str) -> Topic:
    """Return the topic that `document` describes.

    `file` names it in messages. Raises ConfigError with every problem found.
    """
    draft = read_document(document, file)
    meanings = tuple(meaning for _, meaning in draft.terms)
    terms = tuple(term for term, _ in draft.terms)
    return Topic(
        id=draft.id,
        version=f"{draft.version}+{_digest(document)}",
        names=draft.names,
        domestic_language=draft.domestic_language,
        concepts=draft.concepts,
        gazetteer=draft.entities,
        weights=draft.weights,
        thresholds=draft.thresholds,
        vocabulary=compile_terms(terms),
        meanings=meanings,
        gate=compile_gate(_of_kind(draft, ACTORS), _of_kind(draft, OBJECTS)),
        queries=draft.queries,
    )


def _of_kind(draft: Draft, kinds: frozenset[Kind]) -> list[Term]:
    """Return the terms that mean anything of `kinds`."""
    return [
        term for term, meaning in draft.terms if any(concept.kind in kinds for concept in meaning.concepts)
    ]


def _digest(document: Mapping[str, object]) -> str:
    judged = {key: value for key, value in document.items() if key != "queries"}
    canonical = json.dumps(judged, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:_DIGEST_LENGTH]
