"""The end of a demo in words: what was found, which events were noticed and how, and what to try next."""

import shlex
from collections.abc import Iterable, Sequence

from scraper.core.sanitize import sanitize
from scraper.demo.report import NotedEvent, PlantedArticle, Report

PLANTED = "publish"
TOLD_TOGETHER = "story"


def summary(told: Report) -> str:
    """Return the whole summary, a line a thing."""
    parts = (
        _found(told),
        _alerts(told),
        _faults(told),
        _events(told.events),
        _next(told),
    )
    return "\n\n".join("\n".join(part) for part in parts if part)


def _found(told: Report) -> Iterable[str]:
    hours = told.simulated.total_seconds() / 3600
    yield f"{told.scenario}: {hours:.0f} simulated hours, {told.polls} polls."
    yield f"{told.articles} articles read, {told.on_topic} of them on topic."
    yield f"{told.duplicates} word-for-word copies, {told.versions} later versions."


def _alerts(told: Report) -> Iterable[str]:
    articles = told.alerts
    yield f"{len(articles)} articles raised an alert:"
    for alert in articles:
        yield f"  {alert.raised_at:%H:%M}  {alert.language}  {alert.source:<16}{sanitize(alert.title)}"
    first = sum(alert.kind == "baseline" for alert in told.besides)
    if first:
        yield f"{first} first readings: what the sites showed then is recorded, not told."
    for alert in told.besides:
        if alert.kind not in {"article", "baseline"}:
            yield f"  {alert.raised_at:%H:%M}  {alert.kind}: {sanitize(alert.title)}"


def _faults(told: Report) -> Iterable[str]:
    if told.good:
        yield "Nothing was missed, nothing falsely told, and all was noticed that can be by now."
    for article in told.missed:
        yield f"MISSED       {article.source}: {sanitize(article.title)}"
    for alert in told.false_alerts:
        yield f"FALSE ALERT  {alert.source}: {sanitize(alert.title)}"


def _events(events: Sequence[NotedEvent]) -> Iterable[str]:
    yield "What happened at the sites, and what the program made of it:"
    for event in events:
        if event.kind != PLANTED:
            yield f"  {_mark(event):<9}{event.words}"
            yield f"  {'':<9}  {_how(event)}"
            if event.kind == TOLD_TOGETHER:
                yield from (f"  {'':<9}  - {_telling(telling)}" for telling in event.articles)
    planted = [event for event in events if event.kind == PLANTED]
    right = [event for event in planted if event.noticed is True]
    yield f"  {len(right)} of {len(planted)} planted articles came out as the scenario says."


def _telling(article: PlantedArticle) -> str:
    return f"{article.language}  {article.source:<16}{sanitize(article.title)}"


def _mark(event: NotedEvent) -> str:
    match event.noticed:
        case bool():
            return "noticed" if event.noticed else "MISSED"
        case _:
            return "not yet"


def _how(event: NotedEvent) -> str:
    if isinstance(event.noticed, bool):
        return f"{event.found} (expected: {event.expected.replace('_', ' ')})"
    return f"{event.found}; left to a later part of the program: {event.noticed.removeprefix('later: ')}"


def _next(told: Report) -> Iterable[str]:
    database, config = shlex.quote(str(told.database)), shlex.quote(str(told.config))
    article = next((alert.article for alert in told.alerts if alert.article), None)
    yield "Look around:"
    yield f"  scraper search Japan --db {database}"
    if article is not None:
        yield f"  scraper show {article} --db {database}"
    yield f"  scraper alerts --db {database}"
    yield f"  scraper sources --config {config} --db {database}"
    yield f"  sqlite-utils rows {database} latest -c grade -c source -c headline --limit 20 --table"
