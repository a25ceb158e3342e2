"""The `Parser` port in this very process, unbounded: for one page at a command line and for tests."""

from scraper.core.furniture import EMPTY, Furniture
from scraper.core.indexes import read_index
from scraper.sites import read_article
from scraper.types import Article, Channel, Index, Link, Page, Source


class DirectParser:
    """Calls the pure readers, nothing else."""

    async def read_index(self, page: Page, channel: Channel, source: Source) -> Index:
        """Return what the index names; see `scraper.ports.Parser`."""
        return read_index(page, channel, source)

    async def extract(
        self, page: Page, source: Source, link: Link, furniture: Furniture = EMPTY
    ) -> Article:
        """Return the article that the page shows; see `scraper.ports.Parser`."""
        return read_article(page, source, link, furniture)
