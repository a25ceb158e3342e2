"""What the store holds of a played scenario, as the comparison wants it."""

from collections.abc import Iterable, Mapping

from scraper.adapters.sqlite.reader import LibraryReader
from scraper.core.urls import canonicalize
from scraper.demo.scenario import Scenario
from scraper.demo.sites import STYLES, paths_of
from scraper.demo.stored import StoredAlert, StoredArticleFact, StoredFacts, StoredPoll
from scraper.types.library import PollRecord

EVERYTHING = 1_000_000


def stored_facts(reader: LibraryReader, scenario: Scenario, roots: Mapping[str, str]) -> StoredFacts:
    """Return what `reader` holds; `roots` are the sites' addresses by their ids."""
    lines = reader.latest(limit=EVERYTHING)
    address = {line.id: line.url for line in lines}
    return StoredFacts(
        articles=tuple(
            StoredArticleFact(
                url=line.url,
                source=line.source,
                headline=line.headline,
                grade=int(line.grade),
                versions=line.versions,
                copy_of=address.get(line.copy_of or "", ""),
                story=line.story,
                unavailable=line.unavailable_because or "",
            )
            for line in lines
        ),
        alerts=tuple(
            StoredAlert(
                kind=record.alert.kind,
                source=record.alert.source,
                raised_at=record.alert.raised_at,
                url=record.alert.url,
                title=record.alert.title or record.alert.subject,
            )
            for record in reader.alerts(limit=EVERYTHING)
        ),
        polls=tuple(_poll(record) for record in reader.polls()),
        seen=tuple(_seen(reader, scenario, roots)),
    )


def _poll(record: PollRecord) -> StoredPoll:
    read = (str(channel.get("outcome", "")) for channel in record.channels)
    return StoredPoll(
        record.source, record.began_at, record.ended_at, (record.outcome, *read, *record.outcomes)
    )


def _seen(reader: LibraryReader, scenario: Scenario, roots: Mapping[str, str]) -> Iterable[str]:
    """Yield the addresses of planted articles whose link the store knows, whatever became of it."""
    sources = {site.id: STYLES[site.style].source(site, roots[site.id]) for site in scenario.sites}
    for article in scenario.articles:
        root, twins = roots[article.site], sources[article.site].twins
        for path in paths_of(scenario, article):
            url = canonicalize(root + path, twins=twins)
            if reader.link(url) is not None:
                yield url
