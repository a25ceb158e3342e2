"""A story as an analyst notes it: what, who, where, who had it first and from whom, what changed since."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from scraper.core.amounts import amount_in_words
from scraper.core.fingerprint import normalise
from scraper.core.storykeys import HEAD
from scraper.types import Significance
from scraper.types.library import ArticleLine, ArticleRecord, StoryRecord

NAMED: Final = 8
"""The most names of one kind that a note has."""
_WHO: Final = ("person", "org")
_WHAT: Final = ("programme", "equip", "thing")
_WHERE: Final = ("place",)
_SPELLED: Final = MappingProxyType({"org": 5, "programme": 5, "media": 3, "place": 3})
"""Kind of name -> letters up to which it is an abbreviation."""


@dataclass(frozen=True, slots=True)
class Reliance:
    """An outlet on whose word others tell the story."""

    source: str
    cited_by: tuple[ArticleLine, ...]
    """The first one first."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a story after it was first told."""

    at: datetime
    article: ArticleLine
    what: str


@dataclass(frozen=True, slots=True)
class StoryNote:
    """One event, as it was told."""

    story: StoryRecord
    lead: str
    """The first paragraph of the first report as it reads now; empty where no text is kept."""
    who: tuple[str, ...]
    what: tuple[str, ...]
    amounts: tuple[str, ...]
    where: tuple[str, ...]
    relied_on: tuple[Reliance, ...]
    happenings: tuple[Happening, ...]
    """Changes, developments, absences, in the order of time."""
    told_at: tuple[datetime, ...]
    """When the analyst was alerted."""

    @property
    def took(self) -> timedelta:
        """Between the first telling and the last."""
        return self.story.tellings[-1].at - self.story.first.at


def story_note(
    story: StoryRecord, articles: Iterable[ArticleRecord], keys: Mapping[str, frozenset[str]]
) -> StoryNote:
    """Return the note on a story; `keys` are the story keys of each article, by its id."""
    by_id = {article.line.id: article for article in articles}
    told = [by_id[line.id] for line in story.tellings if line.id in by_id]
    named = _named(keys)
    happenings = sorted((one for article in told for one in _happenings(article)), key=lambda one: one.at)
    alerts = sorted(record.alert.raised_at for article in told for record in article.alerts)
    return StoryNote(
        story=story,
        lead=_lead(by_id.get(story.first.id)),
        who=_most(named, _WHO, len(keys)),
        what=_most(named, _WHAT, len(keys)),
        amounts=_most(named, ("money",), len(keys)),
        where=_most(named, _WHERE, len(keys)),
        relied_on=_relied_on(story.tellings, keys),
        happenings=tuple(happenings),
        told_at=tuple(alerts),
    )


def _lead(article: ArticleRecord | None) -> str:
    text = "" if article is None else article.latest.text or ""
    return text.partition("\n")[0]


def _named(keys: Mapping[str, frozenset[str]]) -> Counter[str]:
    """Return how often each key is there, a headline's twice."""
    return Counter(key.removeprefix(HEAD) for one in keys.values() for key in one)


def _most(named: Counter[str], kinds: Sequence[str], tellings: int) -> tuple[str, ...]:
    """Return what most tellings name, in words; what only one of several names is left out."""
    least = 1 if tellings == 1 else 2
    fitting = [
        (-count, key) for key, count in named.items() if key.partition(":")[0] in kinds and count >= least
    ]
    return tuple(in_words(key) for _, key in sorted(fitting)[:NAMED])


def in_words(key: str) -> str:
    """Return a story key as people write it: `Kihara`, `NATO`, `anti drone`, `37 million USD`."""
    kind, _, name = key.removeprefix(HEAD).partition(":")
    if kind in ("money", "count"):
        return amount_in_words(key)
    words = name.replace("_", " ")
    if len(words) <= _SPELLED.get(kind, 0):
        return words.upper()
    return words if kind in ("equip", "thing", "act") else words.title()


def _relied_on(tellings: Sequence[ArticleLine], keys: Mapping[str, frozenset[str]]) -> tuple[Reliance, ...]:
    """Return the outlets that tellings name as their source, the most cited first."""
    names: dict[str, str] = {}
    cited: dict[str, list[ArticleLine]] = {}
    for line in tellings:
        media = [in_words(key) for key in sorted(keys.get(line.id, ())) if key.startswith("media:")]
        for name in [line.cited_source, *media] if line.cited_source else media:
            key = normalise(name)
            if key != normalise(line.source):
                names.setdefault(key, name)
                by = cited.setdefault(key, [])
                by += [] if line in by else [line]
    ranked = sorted(cited, key=lambda key: (-len(cited[key]), cited[key][0].at, key))
    return tuple(Reliance(names[key], tuple(cited[key])) for key in ranked)


def _developed(detail: Mapping[str, str]) -> str:
    """Return in words how a story went on: what is said otherwise, or what is new."""
    if "otherwise" in detail:
        return f"otherwise than {detail['than']}: {detail['otherwise']}"
    return f"new: {', '.join(map(in_words, detail['new'].split(', ')))}"


def _happenings(article: ArticleRecord) -> Iterable[Happening]:
    for version in article.versions[1:]:
        if version.change.significance >= Significance.MINOR:
            kinds = ", ".join(version.change.kinds).replace("_", " ")
            yield Happening(version.seen_at, article.line, version.change.summary or kinds)
    for record in article.alerts:
        if record.alert.kind == "development":
            yield Happening(record.alert.raised_at, article.line, _developed(record.alert.detail))
    for absence in article.absences:
        yield Happening(absence.since, article.line, f"no longer there: {absence.words}")
        if absence.until is not None:
            yield Happening(absence.until, article.line, "there again")
