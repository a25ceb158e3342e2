"""The sites' front pages: what leads from them to an index, where the real sites' front pages lead there.

A feed is named in the head, but one at the usual path of a blog is not; a listing is linked as a section; a
list in JSON stands in a script; a sitemap is named by robots.txt alone. Traps: links to pages whose
addresses look like an article's, and the newest headlines, which are not all.
"""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from scraper.demo.exchange import Reply
from scraper.demo.sites.style import Style, Visit, anchor, document
from scraper.demo.timeline import Front
from scraper.types import Channel, ChannelKind

UNNAMED: Final = "/feed/"
HEADLINES: Final = 8
ROBOTS: Final = "User-agent: *\nDisallow: /search\nAllow: /\n"


def front_page(style: Style, visit: Visit, front: Front) -> Reply:
    """Return the page at the site's home address."""
    source = style.source(front.site, visit.root)
    language = source.languages[0]
    head = f'<meta charset="utf-8"><title>{source.name}</title>\n' + "\n".join(_in_head(source.channels))
    items = "\n".join(f"<li>{anchor(style, item)}</li>" for item in front.latest(language, HEADLINES))
    body = (
        f'<nav><a href="/">{source.name}</a> {" ".join(_sections(source.channels))}</nav>\n'
        f"<ul>{items}</ul>\n{''.join(_scripts(source.channels))}\n"
        '<footer><a href="/about/">About</a> <a href="/terms-of-use-and-privacy/">Terms</a></footer>'
    )
    return Reply(document(language, head, body).encode())


def robots(channels: Iterable[Channel]) -> Reply:
    """Return robots.txt (RFC 9309), which names the sitemaps."""
    named = (f"Sitemap: {channel.url}\n" for channel in channels if channel.kind is ChannelKind.SITEMAP)
    return Reply((ROBOTS + "".join(named)).encode(), "text/plain")


def _in_head(channels: Iterable[Channel]) -> Iterable[str]:
    for channel in channels:
        path = urlsplit(channel.url).path
        if channel.kind is ChannelKind.FEED and path != UNNAMED:
            yield f'<link rel="alternate" type="application/rss+xml" title="RSS" href="{path}">'


def _sections(channels: Iterable[Channel]) -> Iterable[str]:
    for channel in channels:
        if channel.kind is ChannelKind.LISTING:
            yield f'<a href="{urlsplit(channel.url).path}">{(channel.language or "").upper()}</a>'


def _scripts(channels: Iterable[Channel]) -> Iterable[str]:
    for channel in channels:
        if channel.kind is ChannelKind.JSON:
            yield f'<script>window.newsList = "{urlsplit(channel.url).path}";</script>'
