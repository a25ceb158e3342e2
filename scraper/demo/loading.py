"""TOML -> Scenario, strictly: every problem of all files is reported at once, unknown keys among them.

A scenario file names its sites and events and the article files, one a site, beside it:

    name = "..."            [[sites]]             [[events]]
    starts_at = 2026-...Z   id = "unn"            id, at, kind, expect, words, and what the kind needs
    lasts = "24h"           style = "unn"
    articles = ["x.toml"]   host = "unn.test"

    site = "unn"            [[articles]]
                            slug, language, at, grade, matter, headline, text (or copy_of), section, expect

Offsets are written `1h30m`, `-2d`, `45s`; a text's paragraphs are separated by blank lines.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from scraper.demo.losses import LOST
from scraper.demo.scenario import Event, EventKind, Expectation, Planted, Scenario, Site
from scraper.demo.sites import STYLES
from scraper.demo.table import Table, read_toml
from scraper.demo.troubles import INSTEAD_OF_INDEX
from scraper.errors import ConfigError, Problem
from scraper.types import Grade

SCENARIOS = Path(__file__).parent / "scenarios"
LANGUAGES = frozenset({"en", "uk", "ru", "de", "ja"})
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

ABOUT_ARTICLES = frozenset({EventKind.EDIT, EventKind.RETITLE, EventKind.APPEND, EventKind.PAGE_LOST})
ABOUT_SITES = (
    frozenset(EventKind) - ABOUT_ARTICLES - {EventKind.PUBLISH, EventKind.STORY, EventKind.DISTINCT}
)
PASSING = frozenset({EventKind.RATE_LIMIT, *INSTEAD_OF_INDEX})


def load_scenario(path: Path) -> Scenario:
    """Return the scenario that `path` describes; ConfigError names every problem of it and its articles."""
    problems: list[Problem] = []
    table = Table(read_toml(path, problems), path.name, "", problems)
    sites = tuple(_site(entry) for entry in table.tables("sites"))
    articles: list[Planted] = []
    for name in table.strings("articles"):
        articles.extend(_articles(path.parent / name, problems))
    events = [_event(entry) for entry in table.tables("events")]
    scenario = Scenario(
        name=table.text("name"),
        starts_at=table.instant("starts_at"),
        lasts=table.offset("lasts"),
        sites=sites,
        articles=tuple(_with_copied_text(articles)),
        events=tuple(sorted([*map(_publication, filter(_is_event, articles)), *events], key=_when)),
    )
    table.nothing_else()
    problems.extend(_contradictions(scenario, path.name))
    if problems:
        raise ConfigError(problems)
    return scenario


def _when(event: Event) -> tuple[timedelta, str]:
    return event.at, event.id


def _is_event(article: Planted) -> bool:
    return article.expect is not None


def _publication(article: Planted) -> Event:
    return Event(
        id=article.key,
        at=article.at,
        kind=EventKind.PUBLISH,
        expect=article.expect or Expectation.NO_ALERT,
        words=article.headline,
        site=article.site,
        articles=(article.key,),
    )


def _with_copied_text(articles: Sequence[Planted]) -> Iterable[Planted]:
    texts = {article.key: article.paragraphs for article in articles}
    for article in articles:
        yield replace(article, paragraphs=texts.get(article.copy_of, article.paragraphs))


def _site(table: "Table") -> Site:
    site = Site(
        id=table.text("id"),
        style=table.one_of("style", STYLES),
        host=table.checked("host", lambda host: host.endswith(".test"), "a host name that ends in .test"),
    )
    table.nothing_else()
    return site


def _articles(path: Path, problems: list[Problem]) -> Iterable[Planted]:
    table = Table(read_toml(path, problems), path.name, "", problems)
    site = table.text("site") if table.keys() else ""
    entries = [_article(entry, site) for entry in table.tables("articles")]
    table.nothing_else()
    return entries


def _article(table: "Table", site: str) -> Planted:
    copy_of = table.text("copy_of", "")
    text = table.text("text", "") if copy_of else table.text("text")
    expect = table.text("expect", "")
    article = Planted(
        site=site,
        slug=table.checked("slug", SLUG.fullmatch, "small letters and digits joined by hyphens"),
        language=table.one_of("language", LANGUAGES),
        at=table.offset("at"),
        grade=Grade(table.whole("grade", range(4))),
        matter=table.text("matter"),
        headline=table.text("headline"),
        paragraphs=tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()),
        section=table.text("section", ""),
        cited=table.text("cited", ""),
        copy_of=copy_of,
        expect=table.member("expect", Expectation) if expect else None,
    )
    table.nothing_else()
    return article


def _event(table: "Table") -> Event:
    kind = table.member("kind", EventKind)
    event = Event(
        id=table.text("id"),
        at=table.offset("at"),
        kind=kind,
        expect=table.member("expect", Expectation),
        words=table.text("words"),
        site=table.text("site") if kind in ABOUT_SITES else "",
        articles=() if kind in ABOUT_SITES else table.strings("articles"),
        replaced=table.pairs("replace") if kind is EventKind.EDIT else (),
        text=_text_of(kind, table),
        lasts=table.offset("lasts") if kind in PASSING else timedelta(),
        retry_after=table.offset("retry_after") if kind is EventKind.RATE_LIMIT else timedelta(),
        part=table.text("later", ""),
    )
    table.nothing_else()
    return event


def _text_of(kind: EventKind, table: "Table") -> str:
    if kind is EventKind.PAGE_LOST:
        return table.one_of("text", LOST)
    return table.text("text") if kind in {EventKind.RETITLE, EventKind.APPEND} else ""


def _contradictions(scenario: Scenario, file: str) -> Iterable[Problem]:
    """Yield what no single entry shows: names that lead nowhere, doubles, expectations that cannot hold."""
    keys = Counter(article.key for article in scenario.articles)
    ids = Counter(event.id for event in scenario.events if event.kind is not EventKind.PUBLISH)
    for name, count in (keys + ids).items():
        if count > 1:
            yield Problem(file, name, f"is given {count} times; each id must be its own")
    for article in scenario.articles:
        yield from _wrong_article(article, scenario, file)
    for event in scenario.events:
        yield from _wrong_event(event, scenario, file)


def _wrong_article(article: Planted, scenario: Scenario, file: str) -> Iterable[Problem]:
    silences = [event for event in scenario.events if event.kind is EventKind.SILENCE]
    silent_from = min(
        (event.at for event in silences if event.site == article.site), default=scenario.lasts
    )
    if article.site not in {site.id for site in scenario.sites}:
        yield Problem(file, article.key, f"names no site of the scenario: {article.site}")
    if article.copy_of and article.copy_of not in scenario.by_key():
        yield Problem(file, article.key, f"copies an article that is not there: {article.copy_of}")
    if article.at >= silent_from:
        yield Problem(file, article.key, "would never appear: its site is silent by then, or all is over")
    yield from _wrong_expectation(article, file)


def _wrong_event(event: Event, scenario: Scenario, file: str) -> Iterable[Problem]:
    if event.site and event.site not in {site.id for site in scenario.sites}:
        yield Problem(file, event.id, f"names no site of the scenario: {event.site}")
    for key in event.articles:
        if key not in scenario.by_key():
            yield Problem(file, event.id, f"names an article that is not there: {key}")
    for old, _ in event.replaced:
        if not any(old in text for key in event.articles for text in _texts(scenario, key)):
            yield Problem(file, event.id, f"replaces what none of its articles says: {old}")


def _texts(scenario: Scenario, key: str) -> tuple[str, ...]:
    article = scenario.by_key().get(key)
    return () if article is None else (article.headline, *article.paragraphs)


def _wrong_expectation(article: Planted, file: str) -> Iterable[Problem]:
    """Yield a problem where what is written beside an article is not what its grade and time ask for."""
    on_topic = article.grade >= Grade.RELATED
    if article.copy_of:
        right = Expectation.COPY
    elif not on_topic:
        right = Expectation.NO_ALERT
    else:
        right = Expectation.BASELINE if article.at_start else Expectation.ALERT
    if article.expect not in {right, None} or (on_topic and article.expect is None):
        yield Problem(
            file, article.key, f'with grade {article.grade} and its time, expect must be "{right}"'
        )
