"""What the trials of a site's channels amount to: a source, with the reason for each thing it says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from scraper.core.address_shapes import common_pattern
from scraper.core.channel_finding import Candidate
from scraper.core.language import detect
from scraper.core.places import country_of, zone_of_country, zone_of_language
from scraper.outcomes import Outcome
from scraper.types import Channel, ChannelKind, ChannelRole, Confirmation, Link, Source

SHORTEST: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(hours=4)
_FEWEST: Final = 3
"""Links from which an index is taken for one of articles."""
_FEWEST_DATED: Final = 5
"""Dates from which a cadence is reckoned."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate that was tried."""

    candidate: Candidate
    outcome: Outcome
    detail: str = ""
    links: tuple[Link, ...] = ()

    @property
    def usable(self) -> bool:
        """Return whether it answered with articles enough to be taken for an index of them."""
        return self.outcome is Outcome.OK and len(self.links) >= _FEWEST

    @property
    def dated(self) -> int:
        """Return how many links come with their date."""
        return sum(link.published is not None for link in self.links)

    @property
    def told(self) -> int:
        """Return how many links come with a summary."""
        return sum(bool(link.summary) for link in self.links)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found out about a site."""

    source: Source | None
    """None where no channel answered."""
    reasons: Mapping[str, str]
    """Key of the source's file -> why it says what it says."""
    trials: tuple[Trial, ...]


def propose(site: Source, trials: tuple[Trial, ...], today: date) -> Proposal:
    """Return a source made of the best usable channel of each kind, and why; no source where none is."""
    best: dict[ChannelKind, Trial] = {}
    for trial in sorted((trial for trial in trials if trial.usable), key=_worth, reverse=True):
        best.setdefault(trial.candidate.kind, trial)
    if not best:
        return Proposal(None, {}, trials)
    chosen = list(best.values())
    channels = tuple(
        Channel(
            trial.candidate.url,
            trial.candidate.kind,
            ChannelRole.FALLBACK if position else ChannelRole.PRIMARY,
            confirmation=Confirmation.CONFIRMED,
            confirmed_on=today,
        )
        for position, trial in enumerate(chosen)
    )
    source, reasons = _described(replace(site, channels=channels), chosen[0].links)
    found = {f"channels[{position}]": _reason(trial) for position, trial in enumerate(chosen)}
    return Proposal(source, {**reasons, **found}, trials)


def _worth(trial: Trial) -> tuple[bool, float, float, int]:
    """Return what makes one channel better than another: a feed or sitemap, dates, summaries, length."""
    count = len(trial.links)
    listing = trial.candidate.kind is ChannelKind.LISTING
    return not listing, round(trial.dated / count, 1), round(trial.told / count, 1), count


def _reason(trial: Trial) -> str:
    return (
        f"{trial.candidate.reason}: {len(trial.links)} links, {trial.dated} with dates, "
        f"{trial.told} with summaries"
    )


def _described(source: Source, links: Sequence[Link]) -> tuple[Source, dict[str, str]]:
    """Return the source with what its links tell, and why each is assumed."""
    host = urlsplit(source.home).hostname or ""
    spoken = detect(" ".join(link.title for link in links if link.title))
    language = spoken.value or "en"
    country = country_of(host) or ""
    zone = zone_of_country(country) or zone_of_language(language) or "UTC"
    interval, cadence, why = _cadence(links)
    pattern = common_pattern(link.address for link in links)
    reasons = {
        "languages": f"the titles read so ({spoken.why or 'by their letters and words'})",
        "zone": f"assumed from {'the domain' if country else 'the language'}: for dates that name no zone",
        "interval": why,
    }
    if pattern:
        reasons["article_pattern"] = "made from the addresses seen: loosen or tighten it"
    described = replace(
        source,
        name=host,
        country=country,
        languages=(language,),
        zone=zone,
        interval=interval,
        items_per_day=cadence,
        article_pattern=re.compile(pattern) if pattern else None,
    )
    return described, reasons


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
