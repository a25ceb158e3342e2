"""The judge: how much an article is on a topic, and why.

    text -> Reading (words, places, roles) -> features -> score -> grade, kept below what is missing

The score is the logistic function of a weighted sum; each addend is shown as evidence. Whatever the
score, an article that names no acting side is off topic, and one without the object, or without a matter
tied to the actor, is borderline at most.
"""

from collections import Counter
from datetime import date
from math import exp
from typing import Final

from scraper.core.concepts import Concept, Kind
from scraper.core.features import Deed, deeds_of, measure
from scraper.core.reading import Acting, Reading, folded, read
from scraper.core.topic import Topic
from scraper.types import Article, Evidence, Grade, Place, Verdict

_AS_SURE: Final = 0.8
"""A deed of a higher grade names the matter where it is at least so sure as the surest, relatively."""
_TOP: Final = (Place.HEADLINE, Place.LEAD)


def judge(article: Article, topic: Topic) -> Verdict:
    """Return the verdict on an article. Its own headline and body count, nothing else of the page."""
    on = article.published.value.instant.date() if article.published is not None else None
    lead = article.lead.value if article.lead is not None else ""
    return judge_text(article.headline.value, article.text, article.language.value, topic, lead=lead, on=on)


def judge_text(
    headline: str, body: str, language: str, topic: Topic, *, lead: str = "", on: date | None = None
) -> Verdict:
    """Return the verdict on plain texts.

    `body` has a line a paragraph and may be empty; `language` is ISO 639-1 or empty; `on` is the day of
    publication, by which office-holders are told.
    """
    whole = folded(headline, lead, body)
    found, _ = topic.gate.scan(whole.encode())
    lacking = topic.gate.lacking(found.keys())
    if lacking is not None:
        # Most articles end here, unread: without a word of both sides nothing else matters.
        reason = _no_term(topic, ("actor", "object")[lacking])
        return Verdict(Grade.OFF, 0.0, reason, (), topic.id, topic.version)
    reading = read(whole, language, topic, on)
    deeds = deeds_of(reading)
    features = measure(reading, deeds)
    evidence = sorted(
        (
            Evidence(name, feature.words, feature.place, round(feature.value * topic.weights[name], 3))
            for name, feature in features.items()
            if topic.weights.get(name)
        ),
        key=lambda each: -abs(each.weight),
    )
    score = 1 / (1 + exp(-sum(each.weight for each in evidence)))
    grade, reason = _grade(reading, deeds, score, topic)
    return Verdict(grade, round(score, 4), reason, tuple(evidence), topic.id, topic.version)


def _grade(reading: Reading, deeds: list[Deed], score: float, topic: Topic) -> tuple[Grade, str]:
    """Return the grade and the reason class."""
    missing = _missing(reading, topic)
    if missing:
        return Grade.OFF, missing
    digest = bool(reading.sentences[0].mentions(Kind.DIGEST))
    if deeds and score >= topic.thresholds["related"] and not digest:
        matter = _matter(deeds)
        return Grade(matter.grade), matter.matter
    top = any(sentence.strength for sentence in reading.sentences if sentence.place in _TOP)
    borderline = top and score >= topic.thresholds["borderline"]
    reason = "digest" if digest else _why_not(reading, deeds)
    return (Grade.BORDERLINE if borderline else Grade.OFF), reason


def _matter(deeds: list[Deed]) -> Concept:
    sure = [deed for deed in deeds if deed.value >= _AS_SURE * deeds[0].value]
    return max(sure, key=lambda deed: (deed.matter.concept.grade, deed.value)).matter.concept


def _missing(reading: Reading, topic: Topic) -> str:
    """Return the reason class of what the text lacks altogether; empty where it lacks nothing."""
    acting = list(reading.acting())
    if not acting:
        return _no_term(topic, "actor")
    if not any(each.strength for each in acting):
        return _commonest_role(acting)
    if not any(True for _ in reading.mentions(Kind.OBJECT)):
        return _no_term(topic, "object")
    return ""


def _why_not(reading: Reading, deeds: list[Deed]) -> str:
    """Return the reason class of an article that names both sides and yet is not kept."""
    aside = next((m for s in reading.sentences if s.place in _TOP for m in s.mentions(Kind.ASIDE)), None)
    if aside is not None:
        return aside.concept.role
    acting = list(reading.acting())
    if all(each.role for each in acting):
        return _commonest_role(acting)
    if deeds:
        return "weak"
    return "economic_only" if any(True for _ in reading.mentions(Kind.SOFT)) else "no_matter"


def _commonest_role(acting: list[Acting]) -> str:
    return Counter(each.role for each in acting).most_common(1)[0][0]


def _no_term(topic: Topic, side: str) -> str:
    """Return the reason class of a text that does not name `side`: `no_japan_term`."""
    return f"no_{topic.names[side].lower().replace(' ', '_')}_term"
