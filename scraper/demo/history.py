"""Weeks of simulated history: what a store would hold had the press world been watched for so long.

Subjects of `articles/past.toml` come back at their pace; sentences and numbers are drawn with a fixed seed,
so that the same weeks come out each time. Everything goes through the store's own methods, judged and
decided as the poll does, and every article bears the note `simulated`.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from scraper.core.decide import decide
from scraper.core.observe import observe
from scraper.core.topic import Topic
from scraper.core.urls import canonicalize
from scraper.demo.table import Table, read_toml
from scraper.errors import ConfigError, Problem
from scraper.outcomes import Outcome
from scraper.ports import Store
from scraper.types import (
    Article,
    ChannelRead,
    Found,
    Gathered,
    Grade,
    Link,
    ParsedDate,
    PendingLink,
    Policy,
    PollReport,
    Precision,
    Signal,
    Source,
    SourceId,
)

PAST = Path(__file__).parent / "articles" / "past.toml"
NOTE = "simulated"
SEED = 20260210
TAKEN = 2
"""Sentences of an article beside its lead."""
AFTER = timedelta(minutes=7)
"""From an article's publication to the poll that finds it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is reported again and again."""

    site: str
    language: str
    every: timedelta
    grade: Grade
    """What a fair judge gives its articles."""
    headlines: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastArticle:
    """One article of the history."""

    subject: Subject
    at: datetime
    number: int
    headline: str
    sentences: tuple[str, ...]


def load_subjects(path: Path = PAST) -> tuple[tuple[Subject, ...], Mapping[str, Sequence[str]]]:
    """Return the subjects and the places by language; ConfigError names every problem of the file."""
    problems: list[Problem] = []
    table = Table(read_toml(path, problems), path.name, "", problems)
    subjects = tuple(_subject(entry) for entry in table.tables("subjects"))
    places_table = table.table("places")
    places = {
        language: places_table.strings(language) for language in sorted({s.language for s in subjects})
    }
    places_table.nothing_else()
    table.nothing_else()
    if problems:
        raise ConfigError(problems)
    return subjects, places


def _subject(table: Table) -> Subject:
    subject = Subject(
        site=table.text("site"),
        language=table.text("language"),
        every=table.offset("every"),
        grade=Grade(table.whole("grade", range(4))),
        headlines=table.strings("headlines"),
        sentences=table.strings("sentences"),
    )
    table.nothing_else()
    return subject


def past_articles(
    subjects: Sequence[Subject], places: Mapping[str, Sequence[str]], until: datetime, span: timedelta
) -> Iterator[PastArticle]:
    """Yield what was published in the `span` before `until`, oldest first; always the same."""
    draw = random.Random(SEED)  # noqa: S311 - weather of a stage, no secret
    dates = sorted(
        (until - span + subject.every * (turn + draw.random()), place)
        for place, subject in enumerate(subjects)
        for turn in range(span // subject.every)
    )
    for number, (at, place) in enumerate(dates, 1):
        subject = subjects[place]
        filled = partial(_filled, places=places[subject.language], draw=draw)
        lead, *rest = subject.sentences
        chosen = draw.sample(range(len(rest)), min(TAKEN, len(rest)))
        yield PastArticle(
            subject=subject,
            at=at,
            number=number,
            headline=filled(draw.choice(subject.headlines)),
            sentences=(filled(lead), *(filled(rest[index]) for index in sorted(chosen))),
        )


def _filled(text: str, places: Sequence[str], draw: random.Random) -> str:
    return text.format(at=draw.choice(places), n=draw.randrange(2, 100), big=draw.randrange(2, 60) * 100)


async def load_history(
    store: Store,
    sources: Sequence[Source],
    topic: Topic,
    policy: Policy,
    until: datetime,
    span: timedelta = timedelta(weeks=4),
) -> int:
    """Record the history of those `sources` that the press world plays; return how many articles.

    `store` best has no sinks: nobody wants four weeks of old alerts delivered.
    """
    subjects, places = load_subjects()
    by_id = {str(source.id): source for source in sources}
    await store.sync_sources(sources, until - span)
    recorded = 0
    for past in past_articles([s for s in subjects if s.site in by_id], places, until, span):
        await _record(store, by_id[past.subject.site], past, topic, policy)
        recorded += 1
    return recorded


async def _record(store: Store, source: Source, past: PastArticle, topic: Topic, policy: Policy) -> None:
    """Play the poll that found one article."""
    now = past.at + AFTER
    link, channel = _link(source, past), source.channels[0]
    await store.take_in(source.id, channel, [link], now, baseline=False)
    pending = PendingLink(source.id, link, channel.url, now)
    gathered = Gathered(pending, Outcome.OK, now, article=_article(source.id, link, past))
    observed = observe(gathered, topic)
    intent = await store.record(observed, partial(decide, observed, policy=policy, now=now), now)
    state = (await store.states([source.id]))[0]
    read = ChannelRead(channel.url, Outcome.OK, now, links=1, new=1)
    report = PollReport(
        source.id,
        now,
        now,
        Outcome.OK,
        (read,),
        {intent.outcome: 1},
        added=1,
        alerts=len(intent.alerts),
        next_poll_at=state.next_poll_at,
    )
    await store.finish(report, state)


def _link(source: Source, past: PastArticle) -> Link:
    address = f"{source.home.rstrip('/')}/past/{past.number}"
    return Link(canonicalize(address), address, title=past.headline, published=_date(past))


def _article(source: SourceId, link: Link, past: PastArticle) -> Article:
    return Article(
        url=link.url,
        source=source,
        address=link.address,
        headline=Found(past.headline, Signal.FEED),
        body=Found(past.sentences, Signal.FEED),
        language=Found(past.subject.language, Signal.FEED),
        published=Found(_date(past), Signal.FEED),
        notes=(NOTE,),
    )


def _date(past: PastArticle) -> ParsedDate:
    return ParsedDate(past.at, Precision.SECOND, past.at.isoformat(), "UTC")
