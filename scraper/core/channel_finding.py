"""Where a site may name its articles: candidates from its home page and robots.txt, each with a reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final
from urllib.parse import urlsplit

from scraper.core.autodiscovery import addresses_linked, feeds_named
from scraper.core.urls import resolve
from scraper.types import ChannelKind

COMMON_PATHS: Final = (
    ("/feed/", ChannelKind.FEED),
    ("/rss", ChannelKind.FEED),
    ("/rss.xml", ChannelKind.FEED),
    ("/feed.xml", ChannelKind.FEED),
    ("/atom.xml", ChannelKind.FEED),
    ("/feed.json", ChannelKind.FEED),
    ("/news-sitemap.xml", ChannelKind.SITEMAP),
    ("/sitemap-news.xml", ChannelKind.SITEMAP),
    ("/sitemap.xml", ChannelKind.SITEMAP),
)
_SNIFFED: Final = 1_000
_MOST_NAMED: Final = 12
"""Feeds and sitemaps tried of those that a site names itself."""
_MOST_SECTIONS: Final = 6
_SECTION: Final = re.compile(
    r"(?:all-?|last-?|latest-?)?(?:news|novyny|novosti|nachrichten|meldungen)|latest|archive|newsroom"
    r"|(?:press-?)?releases?|press",
    re.IGNORECASE,
)
"""What the last part of a section's path is called where everything new stands in it."""
_PAGE_NAME: Final = re.compile(r"/(?:index\.\w{2,5})?$", re.IGNORECASE)
_QUOTED_JSON: Final = re.compile(r"""["']([^"'<>\s\\]{1,300}\.json)["']""")
_OF_NEWS: Final = re.compile(r"news|article|latest|stories", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An index that a site may have."""

    url: str
    kind: ChannelKind
    reason: str


def candidates(home: str, html: str, robots: str) -> tuple[Candidate, ...]:
    """Return what to try, the likeliest first, each address once.

    `html` and `robots` are the home page's and robots.txt's text; empty where they were not to be had.
    """
    found: dict[str, Candidate] = {}
    ways = (_itself(home, html), _named(home, html, robots), _scripted(home, html), _common(home))
    for candidate in (*chain.from_iterable(ways), *_sections(home, html)):
        found.setdefault(candidate.url, candidate)
    found.setdefault(
        home, Candidate(home, ChannelKind.LISTING, "the home page, links that look like articles")
    )
    return tuple(found.values())


def _itself(home: str, text: str) -> Iterator[Candidate]:
    """Yield the address given where it is no page but an index."""
    beginning = text[:_SNIFFED].lstrip("\ufeff \t\r\n").lower()
    if "<urlset" in beginning or "<sitemapindex" in beginning:
        yield Candidate(home, ChannelKind.SITEMAP, "the address given is a sitemap")
    elif "<rss" in beginning or "<feed" in beginning or "<rdf" in beginning or beginning.startswith("{"):
        yield Candidate(home, ChannelKind.FEED, "the address given is a feed")


def _named(home: str, html: str, robots: str) -> Iterator[Candidate]:
    for feed in feeds_named(html, home)[:_MOST_NAMED]:
        title = f', titled "{feed.title[:80]}"' if feed.title else ""
        yield Candidate(feed.address, ChannelKind.FEED, f"the home page names it{title}")
    for address in tuple(_sitemaps(robots, home))[:_MOST_NAMED]:
        yield Candidate(address, ChannelKind.SITEMAP, "robots.txt names it")


def _scripted(home: str, html: str) -> Iterator[Candidate]:
    """Yield the JSON lists that a page fills itself from."""
    quoted = (found[1] for found in _QUOTED_JSON.finditer(html) if _OF_NEWS.search(found[1]))
    for address in islice(quoted, _MOST_NAMED):
        try:
            yield Candidate(resolve(address, home), ChannelKind.JSON, "the home page quotes its address")
        except ValueError:
            continue


def _sections(home: str, html: str) -> Iterator[Candidate]:
    """Yield the pages of the site that the home page links and that are called like a list of news."""
    host = _bare_host(home)
    linked = (address for address in addresses_linked(html, home) if _bare_host(address) == host)
    sections = (address for address in linked if _is_section(urlsplit(address).path))
    for address in islice(dict.fromkeys(sections), _MOST_SECTIONS):
        yield Candidate(address, ChannelKind.LISTING, "the home page links it, and its name is a section's")


def _is_section(path: str) -> bool:
    return _SECTION.fullmatch(_PAGE_NAME.sub("", path).rpartition("/")[2]) is not None


def _bare_host(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.")


def _common(home: str) -> Iterator[Candidate]:
    for path, kind in COMMON_PATHS:
        yield Candidate(resolve(path, home), kind, "a common path")


def _sitemaps(robots: str, home: str) -> Iterator[str]:
    """Yield the addresses of `Sitemap:` lines (RFC 9309, section 2.2.4), those of news first."""
    addresses = []
    for line in robots.splitlines():
        field, _, value = line.partition(":")
        if field.strip().lower() == "sitemap":
            try:
                addresses.append(resolve(value, home))
            except ValueError:
                continue
    yield from sorted(dict.fromkeys(addresses), key=lambda address: "news" not in urlsplit(address).path)
