"""An index page of any kind -> the links that it names."""

from dataclasses import replace

from scraper.core.feeds import read_feed
from scraper.core.json_lists import read_json_list
from scraper.core.listings import read_listing
from scraper.core.sitemaps import read_sitemap
from scraper.types import Channel, ChannelKind, Index, Page, Source


def read_index(page: Page, channel: Channel, source: Source) -> Index:
    """Return what an index page names, read as `channel.kind` says.

    Raises ExtractionError with the reason why nothing usable could be read; an index that is sound and
    empty is no failure.
    """
    match channel.kind:
        case ChannelKind.FEED | ChannelKind.QUERY:
            return read_feed(page, channel, source)
        case ChannelKind.SITEMAP:
            return read_sitemap(page, channel, source)
        case ChannelKind.LISTING:
            return read_listing(page, channel, source)
        case ChannelKind.JSON:
            return read_json_list(page, channel, source)


def with_page(source: Source, channel: Channel, address: str) -> Source:
    """Return the source with the page at `address` among its channels: walls are told apart by that.

    A page of a channel has an address of its own below an index of sitemaps, or where it is a template's.
    """
    if any(known.url == address for known in source.channels):
        return source
    return replace(source, channels=(*source.channels, replace(channel, url=address)))
