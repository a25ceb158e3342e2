"""A verdict in words, as one would tell it to a colleague."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from scraper.types import Evidence, Grade, Place, Verdict

_PLACES: Final = MappingProxyType(
    {
        Place.HEADLINE: "in the headline",
        Place.LEAD: "in the lead",
        Place.BODY: "in the body",
        Place.TAIL: "near the end",
    }
)

_MATTERS: Final = MappingProxyType(
    {
        "consultations": "security consultations or agreements",
        "equipment": "military equipment",
        "wounded": "the treatment of wounded soldiers",
        "training": "military training",
        "demining": "demining",
        "finance": "money for military aid",
        "joint_production": "joint production or arms trade",
        "transfer": "arms transfers or export rules",
        "sanctions": "sanctions over the war",
        "nato_ties": "defense ties with NATO or partners",
        "statement": "an official word on security and the war",
    }
)
"""What an article was kept for; a topic may name other matters, which are shown as they are."""

_DOUBTS: Final = MappingProxyType(
    {
        "other_headline": "the headline names another side",
        "void": "some of its mentions do not count",
        "aside": "the words of another subject stand near",
        "joint": "a group of states acts",
        "digest": "the headline is that of a round-up",
        "soft": "economic or humanitarian aid, or a visit, is told too",
        "late": "it comes only after headline and lead",
    }
)
"""What speaks against an article that was kept, by feature."""

_REASONS: Final = MappingProxyType(
    {
        "venue_only": "it is only where something happens",
        "list_member": "it only stands in a list of states",
        "quoted_source": "it only names the outlet or expert that is quoted",
        "brand": "it is only firms and goods",
        "place_name": "it is only part of a place's name",
        "history": "it is only about the past",
        "culture": "the subject is culture or private life",
        "sport": "the subject is sport",
        "refugees": "the subject is refugees",
        "business": "the subject is business",
        "own_defense": "the subject is its own defense",
        "russia_japan": "the subject is a dispute with its neighbour",
        "digest": "the headline is that of a live blog or round-up",
        "economic_only": "the text tells of economic or humanitarian aid, of nothing military",
        "no_matter": "no military, security or sanctions matter is tied to it",
        "weak": "what ties it to a military, security or sanctions matter is weak",
    }
)
"""Why an article was not kept; a topic may name other classes, which are shown as they are."""

_ABOUT_THE_ACTOR: Final = frozenset(
    {"venue_only", "list_member", "quoted_source", "brand", "place_name", "history", "no_matter", "weak"}
)
"""Reasons that another domain's words would not make clearer."""

_QUOTED: Final = 3
_WORTH_TELLING: Final = -0.3
"""Doubts that weigh less are not told."""
_SEARCHED: Final = 20_000
"""Characters of the body in which a word's own spelling is looked for."""


def explain(verdict: Verdict, text: str = "") -> str:
    """Return why an article was kept or not, in a sentence or two.

    Words are shown as `text` (the article's headline and body) writes them, where it holds them.
    """
    evidence = {each.feature: each for each in verdict.evidence}
    text = text[:_SEARCHED]
    if verdict.on_topic:
        begin, told = f"Kept, grade {int(verdict.grade)}", _kept(verdict.reason, evidence, text)
    else:
        begin = "Borderline, grade 1" if verdict.grade is Grade.BORDERLINE else "Off topic"
        told = _not_kept(verdict, evidence, text)
    return f"{begin} ({verdict.reason}, score {verdict.score:.2f}): {told}."


def _kept(reason: str, evidence: Mapping[str, Evidence], text: str) -> str:
    """Tell who acts, in what matter, for whom, and what speaks against it."""
    matter = _MATTERS.get(reason, reason.replace("_", " "))
    deed = evidence.get("deed")
    actor = evidence.get("actor_headline") or evidence.get("actor_lead")
    told = ""
    if deed is not None and len(deed.words) > 1:
        told = _acting(deed.words[:-1], deed.place, text)
    elif actor is not None:
        told = _acting(actor.words, actor.place, text)
    told += f"the matter is {matter}"
    if deed is not None:
        told += f" ({_words(deed.words[-1:], text)})"
    target = evidence.get("object_headline") or evidence.get("object_lead")
    if target is not None:
        told += f", and it concerns {_words(target.words, text)} {_PLACES[target.place]}"
    doubts = [
        _doubt(each, text) for each in evidence.values() if each.feature in _DOUBTS and each.weight < 0
    ]
    return f"{told}; less sure because {' and '.join(doubts)}" if doubts else told


def _acting(words: Sequence[str], place: Place, text: str) -> str:
    named = _words(words, text)
    return f"{named} {'act' if ' and ' in named else 'acts'} {_PLACES[place]}, "


def _doubt(evidence: Evidence, text: str) -> str:
    shown = f" ({_words(evidence.words, text)})" if evidence.words else ""
    return f"{_DOUBTS[evidence.feature]}{shown}"


def _not_kept(verdict: Verdict, evidence: Mapping[str, Evidence], text: str) -> str:
    reason = verdict.reason
    missing = re.fullmatch(r"no_(\w+)_term", reason)
    if missing:
        return f"nothing in headline or body names {missing[1].replace('_', ' ').title()}"
    void = evidence.get("void")
    actor = evidence.get("actor_headline") or evidence.get("actor_lead") or void
    named = f"{_words(actor.words[:1], text)} is named, but " if actor is not None and actor.words else ""
    aside = evidence.get("aside")
    shown = (
        f" ({_words(aside.words, text)})" if aside is not None and reason not in _ABOUT_THE_ACTOR else ""
    )
    return f"{named}{_REASONS.get(reason, reason.replace('_', ' '))}{shown}"


def _words(words: Sequence[str], text: str) -> str:
    """Return the words, quoted as `text` writes them; what is part of a longer one goes without saying."""
    whole = [word for word in words if not any(word != other and word in other for other in words)]
    return " and ".join(f"«{_as_written(word, text)}»" for word in whole[:_QUOTED])


def _as_written(word: str, text: str) -> str:
    found = re.search(re.escape(word), text, re.IGNORECASE)
    return found[0] if found else word
