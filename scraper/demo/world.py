"""The press world: one loopback server that plays every site of a scenario, by the clock it is given."""

from collections import Counter
from typing import Self
from urllib.parse import urlsplit

from scraper.demo.exchange import Reply, Request, Server, moved, not_found
from scraper.demo.losses import instead_of
from scraper.demo.scenario import NEW_HOST, Scenario, Site
from scraper.demo.sites import STYLES
from scraper.demo.sites.front_page import front_page, robots
from scraper.demo.sites.style import Visit, find
from scraper.demo.timeline import Front, front
from scraper.demo.troubles import INSTEAD_OF_INDEX
from scraper.ports import Clock
from scraper.types import Source

MOVED = "/moved"
"""Put before an index's path after it moved."""
WWW = "www."
"""Every site answers under its bare host and this one."""


class PressWorld:
    """Serves while it is entered, on one port for all hosts.

    What is shown depends on `clock` alone; the counters that change at each fetch, on the fetches so far.
    """

    def __init__(self, scenario: Scenario, clock: Clock, port: int = 0) -> None:
        self.scenario = scenario
        self._clock = clock
        self._server = Server(self._answer, port)
        self._sites = {site.host: site for site in scenario.sites}
        self._visits: Counter[tuple[str, str]] = Counter()

    async def __aenter__(self) -> Self:
        await self._server.__aenter__()
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self._server.__aexit__(*reason)

    @property
    def port(self) -> int:
        """Return the port of every site."""
        return self._server.port

    @property
    def hosts(self) -> dict[str, str]:
        """Return host -> address: what a fetcher must be told instead of asking DNS."""
        return dict.fromkeys(self._names(), "127.0.0.1")

    @property
    def allow_private(self) -> tuple[str, ...]:
        """Return the `host:port` pairs that a guarded fetcher must be allowed."""
        return tuple(f"{host}:{self.port}" for host in self._names())

    def root(self, site: Site) -> str:
        """Return the site's address as its source knows it, without a slash at its end."""
        return f"http://{site.host}:{self.port}"

    def _new_root(self, site: Site) -> str:
        return f"http://{NEW_HOST}{site.host}:{self.port}"

    def sources(self) -> tuple[Source, ...]:
        """Return the sites as sources, as `config/sources` would describe them."""
        return tuple(self._source(site) for site in self.scenario.sites)

    def _source(self, site: Site) -> Source:
        return STYLES[site.style].source(site, self.root(site))

    def _names(self) -> list[str]:
        return [name for host in self._sites for name in (host, WWW + host, NEW_HOST + host)]

    def _answer(self, request: Request) -> Reply:
        host = request.host.removeprefix(WWW)
        site = self._sites.get(host.removeprefix(NEW_HOST))
        if site is None:
            return Reply(b"no such site", "text/plain", status=421)
        shown = front(self.scenario, site, self._clock.now())
        if shown.retry_after is not None:
            seconds = str(int(shown.retry_after.total_seconds()))
            return Reply(b"slow down", "text/plain", status=429, headers={"Retry-After": seconds})
        if shown.moved_site and host == site.host:
            return moved(f"{self._new_root(site)}{request.path}")
        if request.path == "/robots.txt":
            return robots(self._source(site).channels)
        return self._site(request, site, shown)

    def _site(self, request: Request, site: Site, shown: Front) -> Reply:
        """Answer for one site: what befalls its indexes first, then its own style."""
        style = STYLES[site.style]
        root = self._new_root(site) if shown.moved_site else self.root(site)
        path = request.path
        if shown.moved_index and path.startswith(MOVED):
            path = path.removeprefix(MOVED)
        elif shown.moved_index and self._is_index(site, path):
            return moved(f"{root}{MOVED}{path}")
        if shown.trouble is not None and self._is_index(site, path):
            return INSTEAD_OF_INDEX[shown.trouble]
        self._visits[site.id, path] += 1
        visit = Visit(path, root, self._visits[site.id, path])
        if path == urlsplit(self._source(site).home).path:
            return front_page(style, visit, shown)
        item = find(shown, style, path)
        if item is not None and item.lost:
            return instead_of(item, f"{root}/")
        return style.answer(visit, shown) or not_found()

    def _is_index(self, site: Site, path: str) -> bool:
        return path in {urlsplit(channel.url).path for channel in self._source(site).channels}
