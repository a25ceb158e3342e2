"""A topic file's content, read strictly: every problem is collected before any is raised."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from scraper.core.concepts import FEATURES, Concept, Entity, Kind, Meaning, Office
from scraper.core.matching import InvalidTerm, Term, parse_term
from scraper.errors import ConfigError, Problem
from scraper.types import Grade

THRESHOLDS: Final = frozenset({"related", "borderline"})
SIDES: Final = frozenset({"actor", "object", "adversary"})

_ROLES_NEEDED: Final = frozenset({Kind.VOID, Kind.ASIDE})
_NEEDED: Final = (Kind.ACTOR, Kind.OBJECT, Kind.MATTER)

_LANGUAGE: Final = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a topic file says, checked but not compiled."""

    id: str
    version: str
    names: Mapping[str, str]
    domestic_language: str
    concepts: Mapping[str, Concept]
    entities: Mapping[str, Entity]
    terms: tuple[tuple[Term, Meaning], ...]
    weights: Mapping[str, float]
    thresholds: Mapping[str, float]
    queries: Mapping[str, str]


@dataclass(slots=True)
class _Table:
    """One table of the document, whose keys are taken one by one; what is left over is unknown."""

    file: str
    path: str
    content: dict[str, object]
    problems: list[Problem]

    def problem(self, key: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, f"{self.path}{key}", remedy))

    def text(self, key: str, default: str | None = None) -> str:
        value = self.content.pop(key, default)
        if isinstance(value, str) and (value or default is not None):
            return value
        self.problem(key, "is missing: a text" if value is None else "must be a text that is not empty")
        return ""

    def number(self, key: str, low: float, high: float, default: float) -> float:
        value = self.content.pop(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        self.problem(key, f"must be a number from {low:g} to {high:g}")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.content.pop(key, [])
        if (
            isinstance(value, Sequence)
            and not isinstance(value, str)
            and all(isinstance(v, str) for v in value)
        ):
            return tuple(value)
        self.problem(key, "must be a list of texts")
        return ()

    def day(self, key: str) -> date | None:
        value = self.content.pop(key, None)
        if value is None or type(value) is date:
            return value
        self.problem(key, "must be a date without quotes, such as 2023-09-13")
        return None

    def table(self, key: str) -> "_Table":
        value = self.content.pop(key, {})
        if not isinstance(value, Mapping):
            self.problem(key, "must be a table")
            value = {}
        return _Table(self.file, f"{self.path}{key}.", dict(value), self.problems)

    def tables(self, key: str) -> list["_Table"]:
        value = self.content.pop(key, [])
        if not isinstance(value, Sequence) or not all(isinstance(item, Mapping) for item in value):
            self.problem(key, "must be a list of tables")
            return []
        return [
            _Table(self.file, f"{self.path}{key}[{number}].", dict(item), self.problems)
            for number, item in enumerate(value)
        ]

    def end(self, known: str) -> None:
        for key in self.content:
            self.problem(key, f"is unknown; known here: {known}")


def read_document(document: Mapping[str, object], file: str) -> Draft:
    """Return what `document` says; raises ConfigError with every problem found."""
    problems: list[Problem] = []
    top = _Table(file, "", dict(document), problems)
    concepts, by_concept = _concepts(top.table("concepts"))
    entities, by_entity = _entities(top.table("entities"), concepts)
    draft = Draft(
        id=top.text("id"),
        version=top.text("version"),
        names=_names(top.table("names")),
        domestic_language=top.text("domestic_language", ""),
        concepts=concepts,
        entities=entities,
        terms=_merged([*by_concept, *by_entity]),
        weights=_numbers(top.table("weights"), frozenset(FEATURES), -20, 20),
        thresholds=_numbers(top.table("thresholds"), THRESHOLDS, 0, 1),
        queries=_queries(top.table("queries")),
    )
    top.end("id, version, names, domestic_language, concepts, entities, weights, thresholds, queries")
    for name in sorted(THRESHOLDS - draft.thresholds.keys()):
        top.problem(f"thresholds.{name}", "is missing: a number from 0 to 1")
    for kind in _NEEDED:
        if not any(concept.kind is kind for _, meaning in draft.terms for concept in meaning.concepts):
            top.problem("concepts", f"need terms of at least one concept with kind = {kind.value!r}")
    if problems:
        raise ConfigError(problems)
    return draft


_Named = tuple[Term, Meaning]


def _concepts(table: _Table) -> tuple[dict[str, Concept], list[_Named]]:
    concepts: dict[str, Concept] = {}
    terms: list[_Named] = []
    for key in list(table.content):
        entry = table.table(key)
        concept = _concept(key, entry)
        concepts[key] = concept
        for language in list(entry.content):
            if len(language) != len("xx") and language != "any":
                continue
            terms += [(term, Meaning((concept,))) for term in _terms(entry, language)]
        entry.end("kind, role, matter, grade, weight and lists of terms by language (en, uk, ... or any)")
    return concepts, terms


def _concept(key: str, entry: _Table) -> Concept:
    kind = _kind(entry)
    concept = Concept(
        id=key,
        kind=kind,
        role=entry.text("role", ""),
        matter=entry.text("matter", key if kind is Kind.MATTER else ""),
        grade=int(entry.number("grade", 0, Grade.CORE, 0)),
        weight=entry.number("weight", 0, 1, 0 if kind is Kind.VOID else 1),
    )
    if kind in _ROLES_NEEDED and not concept.role:
        entry.problem(
            "role", f"is missing: the reason class of kind = {kind.value!r}, such as 'venue_only'"
        )
    if kind is Kind.MATTER and concept.grade not in (Grade.RELATED, Grade.CORE):
        entry.problem("grade", "must be 2 or 3 for a matter")
    return concept


def _kind(entry: _Table) -> Kind:
    written = entry.text("kind")
    try:
        return Kind(written)
    except ValueError:
        entry.problem("kind", f"must be one of {', '.join(Kind)}")
        return Kind.OTHER


def _entities(table: _Table, concepts: Mapping[str, Concept]) -> tuple[dict[str, Entity], list[_Named]]:
    entities: dict[str, Entity] = {}
    terms: list[_Named] = []
    for key in list(table.content):
        entry = table.table(key)
        if ":" not in key:
            entry.problem("", "an entity's id has a class before a colon, such as 'person:kamikawa'")
        means = entry.texts("means")
        for unknown in sorted(set(means) - concepts.keys()):
            entry.problem("means", f"names no concept: {unknown!r}")
        entity = Entity(
            id=key,
            means=tuple(concepts[name] for name in means if name in concepts),
            offices=tuple(_office(office) for office in entry.tables("offices")),
        )
        entities[key] = entity
        named = _terms(entry, "names")
        if not named:
            entry.problem("names", "must hold at least one term")
        terms += [(term, Meaning(entity.means, entity)) for term in named]
        entry.end("means, names, offices")
    return entities, terms


def _office(table: _Table) -> Office:
    office = Office(table.text("title"), table.day("since"), table.day("until"))
    if office.since and office.until and office.until < office.since:
        table.problem("until", "lies before since")
    table.end("title, since, until")
    return office


def _terms(entry: _Table, key: str) -> list[Term]:
    terms: list[Term] = []
    for written in entry.texts(key):
        try:
            terms.append(parse_term(written))
        except InvalidTerm as invalid:
            entry.problem(key, str(invalid))
    return terms


def _merged(named: list[_Named]) -> tuple[_Named, ...]:
    """Return each term once, with everything that it means."""
    merged: dict[tuple[object, ...], _Named] = {}
    for term, meaning in named:
        key = (term.anchor, term.expression, term.starts_word, term.ends_word)
        known = merged.get(key)
        if known is not None:
            both = (*known[1].concepts, *(c for c in meaning.concepts if c not in known[1].concepts))
            meaning = Meaning(both, known[1].entity or meaning.entity)  # noqa: PLW2901 - the merged one
        merged[key] = (term, meaning)
    return tuple(merged.values())


def _names(table: _Table) -> dict[str, str]:
    names = {side: table.text(side) for side in sorted(SIDES)}
    table.end(", ".join(sorted(SIDES)))
    return names


def _queries(table: _Table) -> dict[str, str]:
    """Return language -> the words that a search engine is asked for."""
    queries = {code: table.text(code) for code in list(table.content) if _LANGUAGE.fullmatch(code)}
    table.end("languages by their code in ISO 639-1")
    return queries


def _numbers(table: _Table, known: frozenset[str], low: float, high: float) -> dict[str, float]:
    numbers = {key: table.number(key, low, high, 0) for key in list(table.content) if key in known}
    table.end(", ".join(sorted(known)))
    return numbers
