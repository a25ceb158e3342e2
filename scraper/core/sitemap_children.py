"""Which of the sitemaps that an index of sitemaps names are read: the newest few, on the same site.

An index may name years of months and other things than articles. What is followed at every poll is bounded;
what lies further back holds no news, and is read to fill a gap. https://www.sitemaps.org/protocol.html#index
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

from scraper.types import Index, PageState, Validators

MOST_CHILDREN: Final = 3
"""Sitemaps that are followed of one index."""
MOST_PAGES: Final = 6
"""Sitemaps below a channel's own that are read in one poll."""
DEEPEST: Final = 2
"""Levels of sitemaps below a channel's own; the protocol has one, some sites two."""
ZONES: Final = timedelta(days=1)
"""How far a day of a site's zone may reach beyond the same day in UTC, and more."""

_DATED: Final = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?:\D{0,6}?(?P<month>1[0-2]|0?[1-9])(?:\D{0,4}?(?P<day>3[01]|[12]\d|0?[1-9]))?)?(?!\d)"
)
"""A year, month or day in a path or query: `post-2026-02.xml`, `?yyyy=2026&mm=02`, `20260203.xml`."""
_OF_NEWS: Final = re.compile(r"news|latest|recent", re.IGNORECASE)
_KIND: Final = (
    r"(?:authors?|categor(?:y|ies)|galler(?:y|ies)|images?|pages?|post_tags?|static|tags?|taxonom(?:y|ies)"
    r"|topics?|users?|videos?)"
)
_NO_ARTICLES: Final = re.compile(
    rf"(?:wp-)?sitemap[-_](?:posts[-_])?{_KIND}(?![a-z])|{_KIND}[-_]sitemap", re.IGNORECASE
)
"""What the last part of a path is called where no articles are named."""


def followed(index: Index, address: str, home: str) -> dict[str, datetime | None]:
    """Return the children of an index, found at `address`, that are read, the likeliest news first.

    A child is on the host of the index or of the site's `home`, `www.` or not. Those named after news come
    first, then those of the latest day, month or year in their addresses, else of the latest `lastmod`: old
    months are written anew for reasons of their own. Of those without any date the last and the first are
    taken.
    """
    fitting = _fitting(index, address, home)
    ranks = {child: rank for child in fitting if (rank := _rank(child, index.modified.get(child)))}
    dated = sorted(ranks, key=ranks.__getitem__, reverse=True)
    undated = _from_both_ends([child for child in fitting if child not in ranks])
    chosen = sorted((*dated, *undated), key=lambda child: _OF_NEWS.search(_name(child)) is None)
    return {child: index.modified.get(child) for child in chosen[:MOST_CHILDREN]}


def covering(index: Index, address: str, home: str, since: datetime, until: datetime) -> tuple[str, ...]:
    """Return the children of an index, found at `address`, that may name items of a span.

    The likeliest come first: those whose addresses are of its days, months or years; then, of those without
    a date there, what has changed since it began; then what does not say when it changed.
    """
    fitting = _fitting(index, address, home)
    periods = {child: period for child in fitting if (period := _period(child))}
    dated = [
        child for child, (begin, end) in periods.items() if begin <= until + ZONES and end >= since - ZONES
    ]
    others = [child for child in fitting if child not in periods]
    changed = [child for child in others if child in index.modified and index.modified[child] >= since]
    unsaid = _from_both_ends([child for child in others if child not in index.modified])
    return (
        *sorted(dated, key=periods.__getitem__, reverse=True),
        *sorted(changed, key=index.modified.__getitem__, reverse=True),
        *unsaid,
    )


def is_due(page: PageState | None, modified: datetime | None, now: datetime, full_every: timedelta) -> bool:
    """Return whether a child may have news: never read, said to have changed, or not trusted any longer.

    `modified` is what the index says now. Where it says nothing, the page itself is asked each time.
    """
    if page is None or page.full_at is None or now - page.full_at >= full_every:
        return True
    return modified is None or modified != page.modified


def validators_of(page: PageState) -> Validators:
    """Return what makes the request for a child conditional: its own validators, else its `lastmod`.

    RFC 9110, section 13.1.3, lets a client take any time for If-Modified-Since.
    """
    if page.validators or page.modified is None:
        return page.validators
    return Validators(last_modified=format_datetime(page.modified, usegmt=True))


def reachable(
    roots: Sequence[str], children: Mapping[str, datetime | None], pages: Mapping[str, PageState]
) -> dict[str, PageState]:
    """Return those of `pages` that are among `roots` or `children`, or below one that is."""
    kept: dict[str, PageState] = {}
    waiting = [*roots, *children]
    while waiting:
        address = waiting.pop()
        if address in pages and address not in kept:
            kept[address] = pages[address]
            waiting += pages[address].children
    return kept


def _fitting(index: Index, address: str, home: str) -> list[str]:
    """Return the children that are on the site's hosts and may name articles."""
    hosts = {_host(address), _host(home)}
    return [child for child in index.children if _host(child) in hosts and not _is_other(child)]


def _period(child: str) -> tuple[datetime, datetime] | None:
    """Return when the day, month or year of an address begins and ends; None where it names none."""
    found = _date_in(child)
    if found is None:
        return None
    year, month, day = (int(found[part] or 0) for part in ("year", "month", "day"))
    try:
        begin = datetime(year, month or 1, day or 1, tzinfo=UTC)
    except ValueError:  # no such day: a number that looks like one
        begin, day = datetime(year, month or 1, 1, tzinfo=UTC), 0
    if day:
        return begin, begin + timedelta(days=1)
    return begin, datetime(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1, tzinfo=UTC)


def _rank(child: str, lastmod: datetime | None) -> tuple[int, int, int, float] | None:
    """Return what orders children by time; None where nothing dates one."""
    stamp = lastmod.timestamp() if lastmod else 0.0
    found = _date_in(child)
    if found:
        return int(found["year"]), int(found["month"] or 12), int(found["day"] or 31), stamp
    return (lastmod.year, lastmod.month, lastmod.day, stamp) if lastmod else None


def _date_in(child: str) -> re.Match[str] | None:
    parts = urlsplit(child)
    return _DATED.search(f"{parts.path}?{parts.query}")


def _from_both_ends(children: Sequence[str]) -> Iterator[str]:
    """Yield the last, the first, the last but one ..."""
    left = list(children)
    for turn in range(len(left)):
        yield left.pop() if turn % 2 == 0 else left.pop(0)


def _is_other(child: str) -> bool:
    return _NO_ARTICLES.search(_name(child)) is not None


def _name(child: str) -> str:
    return urlsplit(child).path.rpartition("/")[2]


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower().removeprefix("www.")
