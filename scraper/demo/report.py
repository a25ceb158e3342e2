"""What a played scenario came to, as one value: printed as JSON, or told by the summary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scraper import config
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.demo.facts import EVERYTHING, stored_facts
from scraper.demo.outcome import DemoOutcome, compare
from scraper.demo.running import Played
from scraper.demo.scenario import Scenario
from scraper.demo.sites import paths_of
from scraper.types import Evidence
from scraper.types.library import AlertRecord, Totals


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
    missed: tuple[PlantedArticle, ...]
    """Due one alert, told of never or more than once."""
    false_alerts: tuple[ToldAlert, ...]
    events: tuple[NotedEvent, ...]
    good: bool
    database: Path
    config: Path


def report(played: Played) -> Report:
    """Read the store of a played scenario and compare it with what was planted."""
    settings = config.load(played.config, database=played.database)
    roots = {str(source.id): source.home.rstrip("/") for source in settings.sources}
    with LibraryReader(played.database) as reader:
        facts = stored_facts(reader, played.scenario, roots)
        alerts = tuple(_told(reader, record) for record in reversed(reader.alerts(limit=EVERYTHING)))
        totals = reader.totals()
    outcome = compare(played.scenario, facts, min(played.lasted, played.scenario.lasts))
    return _report(played, outcome, alerts, totals, _planted(played.scenario, roots))


def _report(
    played: Played,
    outcome: DemoOutcome,
    alerts: tuple[ToldAlert, ...],
    totals: Totals,
    planted: Mapping[str, PlantedArticle],
) -> Report:
    false_urls = {alert.url for alert in outcome.false_alerts}
    return Report(
        scenario=played.scenario.name,
        simulated=played.lasted,
        polls=totals.polls,
        articles=totals.articles,
        on_topic=totals.on_topic,
        duplicates=totals.duplicates,
        versions=totals.versions,
        alerts=alerts,
        missed=tuple(planted[article.key] for article in outcome.missed),
        false_alerts=tuple(
            alert for alert in alerts if alert.kind == "article" and alert.url in false_urls
        ),
        events=tuple(
            NotedEvent(
                id=noted.event.id,
                at=noted.event.at,
                kind=noted.event.kind,
                words=noted.event.words,
                expected=noted.event.expect,
                noticed=f"later: {noted.event.part}" if noted.noticed is None else noted.noticed,
                found=noted.words,
                articles=tuple(planted[key] for key in noted.event.articles),
            )
            for noted in outcome.events
        ),
        good=outcome.good,
        database=played.database,
        config=played.config,
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
