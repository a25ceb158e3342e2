"""What every index has in common: entries as they are written, made into links.

Feeds, sitemaps, listings and JSON lists differ in how an entry is found; what becomes of it is here.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scraper.core.dates import AHEAD, feed_date, parse_date
from scraper.core.removals import former_addresses
from scraper.core.text import clean
from scraper.core.urls import canonical_of, resolve
from scraper.types import CanonicalUrl, Channel, Link, Page, ParsedDate, Source

MOST_ENTRIES: Final = 2000
"""Entries of one index that are taken; what comes after is counted and left."""

LARGEST_INDEX: Final = 8_000_000
"""Bytes of an index, decompressed."""

_LONGEST_TITLE: Final = 1000
_LONGEST_SUMMARY: Final = 5000
_LONGEST_GUID: Final = 500

_TAG: Final = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*|!|\?)[^<>]*>")
_INLINE: Final = re.compile(
    r"/?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|rb|rt|ruby|s|samp|small|span"
    r"|strike|strong|sub|sup|time|tt|u|var|wbr)",
    re.IGNORECASE,
)
_MOST_SCRIPTS: Final = 20
_SCRIPT: Final = re.compile(r"<(script|style)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an index, its strings as they stand there (title and summary may hold markup)."""

    link: str
    title: str = ""
    summary: str = ""
    published: str = ""
    guid: str = ""
    language: str | None = None


def links_of(
    entries: Iterable[Entry], page: Page, channel: Channel, source: Source
) -> tuple[tuple[Link, ...], Mapping[str, int]]:
    """Return the links of articles among `entries`, in their order, and how many were left out and why.

    Reasons: no_link, scheme_forbidden (no http or https address), not_an_article (the source's pattern),
    repeated (an address named before), over_cap.
    """
    links: dict[CanonicalUrl, Link] = {}
    dropped: Counter[str] = Counter()
    for number, entry in enumerate(entries):
        if number >= MOST_ENTRIES:
            dropped["over_cap"] += 1
            continue
        link = _link(entry, page, channel, source)
        if isinstance(link, str):
            dropped[link] += 1
        elif link.url in links:
            dropped["repeated"] += 1
        else:
            links[link.url] = link
    return tuple(links.values()), dict(dropped)


def plain(markup: str) -> str:
    """Return the text of a fragment of HTML, or of a text that merely may be one, on one line."""
    if "<" in markup:
        markup = _TAG.sub(_blank, _without_scripts(markup))
    if "&" in markup:
        markup = html.unescape(markup)
    return clean(markup)


def _link(entry: Entry, page: Page, channel: Channel, source: Source) -> Link | str:
    """Return the link that an entry names, or the reason why it names none."""
    if not entry.link.strip():
        return "no_link"
    try:
        address = resolve(entry.link, page.url)
        url = canonical_of(address, source.twins)
    except ValueError:
        return "scheme_forbidden"
    known = _known_by(address, url, page, source)
    if known is None:
        return "not_an_article"
    return Link(
        url=known,
        address=address,
        title=plain(entry.title)[:_LONGEST_TITLE],
        summary=plain(entry.summary[: 4 * _LONGEST_SUMMARY])[:_LONGEST_SUMMARY],
        published=_published(entry.published, page, channel, source),
        published_raw=clean(entry.published[:200]),
        guid=clean(entry.guid[:_LONGEST_GUID]),
        language=entry.language or channel.language,
    )


def _known_by(address: str, url: CanonicalUrl, page: Page, source: Source) -> CanonicalUrl | None:
    """Return by what an article is known: after a move, by its former address; None: it is none."""
    pattern = source.article_pattern
    if pattern is None or pattern.search(address) or pattern.search(url):
        return url
    for former in former_addresses(address, page, source):
        known = canonical_of(former, source.twins)
        if pattern.search(former) or pattern.search(known):
            return known
    return None


def _published(text: str, page: Page, channel: Channel, source: Source) -> ParsedDate | None:
    if not text.strip():
        return None
    dated = feed_date(text, source.zone) or parse_date(text, channel.language, source.zone, page.fetched_at)
    return dated if dated and dated.instant <= page.fetched_at + AHEAD else None


def _blank(tag: re.Match[str]) -> str:
    return "" if _INLINE.fullmatch(tag[1]) else " "


def _without_scripts(markup: str) -> str:
    """Drop script and style elements with what they hold; an unclosed one holds the rest."""
    kept: list[str] = []
    position = 0
    while begin := _SCRIPT.search(markup, position):
        kept.append(markup[position : begin.start()])
        end = markup.lower().find(f"</{begin[1].lower()}", begin.end()) if len(kept) < _MOST_SCRIPTS else -1
        if end < 0:
            return "".join(kept)
        position = end
    kept.append(markup[position:])
    return "".join(kept)
