"""What a played scenario came to, as one value: printed as JSON, or told by the summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scraper import config
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.demo.facts import EVERYTHING, stored_facts
from scraper.demo.judging import TOLD
from scraper.demo.outcome import DemoOutcome, EventOutcome, compare
from scraper.demo.running import Played
from scraper.demo.scenario import Scenario
from scraper.demo.sites import paths_of
from scraper.types import Evidence, Grade
from scraper.types.library import AlertRecord


@dataclass(frozen=True, slots=True)
class ToldAlert:
    """One alert that was raised."""

    kind: str
    raised_at: datetime
    source: str
    title: str
    url: str
    language: str
    grade: int | None
    article: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PlantedArticle:
    """An article of the scenario."""

    url: str
    title: str
    source: str
    language: str
    grade: int


@dataclass(frozen=True, slots=True)
class NotedEvent:
    """One event of the scenario, what was expected of it, and what the store holds."""

    id: str
    at: timedelta
    kind: str
    words: str
    expected: str
    noticed: bool | str
    """`later: NAME OF THE PART` where the program is not to notice it yet."""
    found: str
    articles: tuple[PlantedArticle, ...]
    """Those that it concerns."""


@dataclass(frozen=True, slots=True)
class Report:
    """What `scraper demo --json` prints."""

    scenario: str
    simulated: timedelta
    polls: int
    articles: int
    on_topic: int
    duplicates: int
    versions: int
    alerts: tuple[ToldAlert, ...]
    """Of articles, told for the first time."""
    besides: tuple[ToldAlert, ...]
    """All other alerts: updates, first readings, sources."""
    missed: tuple[PlantedArticle, ...]
    """Due one alert, told of never or more than once."""
    false_alerts: tuple[ToldAlert, ...]
    events: tuple[NotedEvent, ...]
    good: bool
    database: Path
    config: Path


def report(played: Played) -> Report:
    """Read the store of a played scenario and compare it with what was planted.

    Only what came since the scenario began is counted: a history loaded before is none of it.
    """
    began = played.scenario.starts_at
    settings = config.load(played.config, database=played.database)
    roots = {str(source.id): source.home.rstrip("/") for source in settings.sources}
    with LibraryReader(played.database) as reader:
        facts = stored_facts(reader, played.scenario, roots)
        records = [record for record in reader.alerts(limit=EVERYTHING) if record.alert.raised_at >= began]
        alerts = tuple(_told(reader, record) for record in reversed(records))
        articles = [line for line in reader.latest(limit=EVERYTHING) if line.first_seen_at >= began]
        polls = len(reader.polls(since=began))
    planted = _planted(played.scenario, roots)
    outcome = compare(played.scenario, facts, min(played.lasted, played.scenario.lasts))
    return Report(
        scenario=played.scenario.name,
        simulated=played.lasted,
        polls=polls,
        articles=len(articles),
        on_topic=sum(line.grade >= Grade.RELATED for line in articles),
        duplicates=sum(line.copy_of is not None for line in articles),
        versions=sum(line.versions - 1 for line in articles),
        alerts=tuple(alert for alert in alerts if alert.kind == TOLD),
        besides=tuple(alert for alert in alerts if alert.kind != TOLD),
        missed=tuple(planted[article.key] for article in outcome.missed),
        false_alerts=_false(outcome, alerts),
        events=tuple(_noted(event, planted) for event in outcome.events),
        good=outcome.good,
        database=played.database,
        config=played.config,
    )


def _false(outcome: DemoOutcome, alerts: Sequence[ToldAlert]) -> tuple[ToldAlert, ...]:
    urls = {alert.url for alert in outcome.false_alerts}
    return tuple(alert for alert in alerts if alert.kind == TOLD and alert.url in urls)


def _noted(noted: EventOutcome, planted: Mapping[str, PlantedArticle]) -> NotedEvent:
    event = noted.event
    return NotedEvent(
        id=event.id,
        at=event.at,
        kind=event.kind,
        words=event.words,
        expected=event.expect,
        noticed=f"later: {event.part}" if noted.noticed is None else noted.noticed,
        found=noted.words,
        articles=tuple(planted[key] for key in event.articles),
    )


def _planted(scenario: Scenario, roots: Mapping[str, str]) -> Mapping[str, PlantedArticle]:
    """Return the scenario's articles by their keys, with the addresses at which they were shown."""
    return {
        article.key: PlantedArticle(
            url=roots[article.site] + paths_of(scenario, article)[0],
            title=article.headline,
            source=article.site,
            language=article.language,
            grade=int(article.grade),
        )
        for article in scenario.articles
    }


def _told(reader: LibraryReader, record: AlertRecord) -> ToldAlert:
    alert = record.alert
    article = None if record.article is None else reader.article(record.article)
    verdict = None if article is None else article.latest.verdict
    return ToldAlert(
        kind=alert.kind,
        raised_at=alert.raised_at,
        source=alert.source,
        title=alert.title or alert.subject,
        url=alert.url,
        language=alert.language,
        grade=alert.grade,
        article=record.article,
        evidence=() if verdict is None else verdict.evidence,
    )
