"""What the trials of a site's channels amount to: a source, with the reason for each thing it says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from scraper.core.address_shapes import article_like, common_pattern
from scraper.core.assumptions import why_language, zone_of_site
from scraper.core.channel_comparison import Merits, compare
from scraper.core.channel_finding import Candidate
from scraper.core.json_shapes import Shape
from scraper.core.language import detect
from scraper.outcomes import Outcome
from scraper.types import Channel, ChannelKind, ChannelRole, Confirmation, Link, Source

SHORTEST: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(hours=4)
REQUESTS: Final = 21
"""Of one poll at most: an index and twenty articles."""
_FEWEST: Final = 2
"""Links from which a page is taken for an index."""
_FEWEST_DATED: Final = 5
"""Dates from which a cadence is reckoned."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate that was tried."""

    candidate: Candidate
    outcome: Outcome
    detail: str = ""
    links: tuple[Link, ...] = ()
    shape: Shape = field(default_factory=Shape)
    """JSON: how it was read."""

    @property
    def language(self) -> str:
        """Return the language that the titles are in; empty where they do not tell."""
        return detect(" ".join(link.title for link in self.links if link.title)).value

    @property
    def usable(self) -> bool:
        """Return whether it answered with articles; of a page of links, with enough to be an index."""
        fewest = _FEWEST if self.candidate.kind is ChannelKind.LISTING else 1
        return self.outcome is Outcome.OK and len(self.links) >= fewest

    @property
    def dated(self) -> int:
        """Return how many links come with their date."""
        return sum(link.published is not None for link in self.links)

    @property
    def told(self) -> int:
        """Return how many links come with a summary."""
        return sum(bool(link.summary) for link in self.links)


@dataclass(frozen=True, slots=True)
class Visited:
    """What a look at a site saw besides its channels."""

    now: datetime
    language: str = ""
    """As its page declares it."""
    has_robots: bool = False
    crawl_delay: timedelta | None = None
    """Between two requests, where robots.txt asks for it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found out about a site."""

    source: Source | None
    """None where no channel answered."""
    reasons: Mapping[str, str]
    """Key of the source's file -> why it says what it says."""
    trials: tuple[Trial, ...]
    merits: Mapping[str, Merits] = field(default_factory=dict)
    """Address of a usable channel -> what it offers compared to the others."""


def propose(site: Source, trials: tuple[Trial, ...], visited: Visited) -> Proposal:
    """Return a source made of the best usable channels, and why; no source where none is usable.

    The best one is read at every poll, and so is the best one of each further language whose articles the
    others do not name. The best of another kind stands in for a broken one, unless it is a page of links:
    the pattern that it needs would narrow the others.
    """
    usable = sorted((trial for trial in trials if trial.usable), key=worth, reverse=True)
    if not usable:
        return Proposal(None, {}, trials)
    merits = dict(
        zip(
            (trial.candidate.url for trial in usable),
            compare([trial.links for trial in usable], visited.now),
            strict=True,
        )
    )
    primary = _editions(usable)
    kinds = {ChannelKind.LISTING, *(trial.candidate.kind for trial in primary)}
    spare = {trial.candidate.kind: trial for trial in reversed(usable) if trial.candidate.kind not in kinds}
    chosen = (*primary, *spare.values())
    several = len(primary) > 1
    channels = tuple(
        Channel(
            trial.candidate.url,
            trial.candidate.kind,
            ChannelRole.PRIMARY if trial in primary else ChannelRole.FALLBACK,
            language=trial.language or None if several else None,
            confirmation=Confirmation.CONFIRMED,
            confirmed_on=visited.now.date(),
            items=trial.shape.items,
            fields=trial.shape.fields,
        )
        for trial in chosen
    )
    source, reasons = _described(replace(site, channels=channels), primary, visited)
    found = {
        f"channels[{position}]": f"{trial.candidate.reason}: {merits[trial.candidate.url]}"
        for position, trial in enumerate(chosen)
    }
    return Proposal(source, {**reasons, **found}, trials, merits)


def _editions(usable: Sequence[Trial]) -> tuple[Trial, ...]:
    """Return the best channel, and the best of each further language whose links are mostly its own."""
    primary = [usable[0]]
    for trial in usable[1:]:
        known = {link.url for better in primary for link in better.links}
        fresh = sum(link.url not in known for link in trial.links)
        spoken = {"", *(better.language for better in primary)}
        if trial.language not in spoken and 2 * fresh > len(trial.links):
            primary.append(trial)
    return tuple(primary)


def worth(trial: Trial) -> tuple[bool, float, float, int]:
    """Return what makes one channel better than another: a feed or sitemap, dates, summaries, length."""
    count = len(trial.links)
    listing = trial.candidate.kind is ChannelKind.LISTING
    return not listing, round(trial.dated / count, 1), round(trial.told / count, 1), count


def _described(source: Source, primary: Sequence[Trial], visited: Visited) -> tuple[Source, dict[str, str]]:
    """Return the source with what its links tell, and why each is assumed."""
    host = urlsplit(source.home).hostname or ""
    links = [link for trial in primary for link in trial.links]
    spoken = (trial.language or visited.language or "en" for trial in primary)
    languages = tuple(dict.fromkeys(spoken))
    country, zone, why_zone = zone_of_site(host, languages[0], links)
    interval, cadence, why = _cadence(links)
    polite, why_polite = _politeness(visited)
    titles = sum(bool(link.title) for link in links)
    reasons = {
        "languages": why_language(languages, titles, visited.language),
        "zone": why_zone,
        "interval": f"{why}; {why_polite}",
    }
    pattern = _pattern(source, primary)
    if pattern:
        reasons["article_pattern"] = "made from the addresses seen: loosen or tighten it"
    described = replace(
        source,
        name=host,
        country=country,
        languages=languages,
        zone=zone,
        interval=max(interval, polite),
        items_per_day=cadence,
        article_pattern=re.compile(pattern) if pattern else None,
    )
    return described, reasons


def _politeness(visited: Visited) -> tuple[timedelta, str]:
    """Return the least interval that robots.txt leaves room for, and what it says."""
    if visited.crawl_delay is None:
        said = "robots.txt asks for no delay" if visited.has_robots else "there is no robots.txt"
        return timedelta(0), said
    least = visited.crawl_delay * REQUESTS
    seconds = visited.crawl_delay.total_seconds()
    return timedelta(minutes=-(-least // timedelta(minutes=1))), (
        f"robots.txt asks for {seconds:g} s between requests, which every fetch keeps"
    )


def _pattern(source: Source, primary: Sequence[Trial]) -> str | None:
    """Return what tells articles from other links; None where no page of links is read: an index has none.

    An icon without a title leads to a page that another link names.
    """
    if all(trial.candidate.kind is not ChannelKind.LISTING for trial in primary):
        return None
    titled = [link.address for trial in primary for link in trial.links if link.title]
    return common_pattern(titled) or article_like(source.home)


def _cadence(links: Iterable[Link]) -> tuple[timedelta, float | None, str]:
    """Return an interval that suits how often items appear, how many a day, and why."""
    instants = sorted(link.published.instant for link in links if link.published)
    gaps = [later - earlier for earlier, later in pairwise(instants)]
    span = instants[-1] - instants[0] if instants else timedelta(0)
    if len(instants) < _FEWEST_DATED or not span:
        return timedelta(minutes=30), None, "the channel's dates do not tell how often it brings news"
    usual = max(min(sorted(gaps)[len(gaps) // 2], LONGEST), SHORTEST)
    interval = timedelta(minutes=round(usual / timedelta(minutes=5)) * 5)
    per_day = round(len(gaps) / (span / timedelta(days=1)), 1)
    return interval, per_day, f"{len(instants)} items in {span / timedelta(hours=1):.0f} hours"
