"""Our pages: each reads the store once and names its template."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from datasette.utils.asgi import NotFound, Response

from scraper.adapters.sqlite.reader import LibraryReader
from scraper.types import Grade
from scraper.types.library import Wanted
from scraper.web import charts

Values = Mapping[str, object]
MANY = 2000
"""Stories and articles that a chart looks at, the newest."""


def openable(url: str) -> str | None:
    """Return an address that a page may link to: http(s), else None."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None


async def front(datasette: Any, request: Any) -> Response:
    """Show the latest stories, what changed, and how the sources are."""

    def read(reader: LibraryReader) -> Values:
        return {
            "stories": reader.stories(Wanted(grade=Grade.RELATED), 30),
            "changes": reader.changes(Wanted(grade=Grade.RELATED), 12),
            "sources": reader.sources(),
            "totals": reader.totals(),
        }

    return await _page(datasette, request, "analyst_front.html", read)


async def search(datasette: Any, request: Any) -> Response:
    """Show the articles that say what was typed, whatever it is."""
    typed = request.args.get("q") or ""
    return await _page(
        datasette,
        request,
        "analyst_search.html",
        lambda reader: {"typed": typed, "found": reader.search(typed, limit=50) if typed.strip() else None},
    )


async def article(datasette: Any, request: Any) -> Response:
    """Show an article: what it says, how that is known, why it was graded so, what changed."""

    def read(reader: LibraryReader) -> Values:
        found = reader.article(request.url_vars["id"])
        if found is None:
            raise NotFound("No article of this id")
        return {"article": found, "line": found.line, "latest": found.latest}

    return await _page(datasette, request, "analyst_article.html", read)


async def story(datasette: Any, request: Any) -> Response:
    """Show a story: its tellings in the order of their dates."""

    def read(reader: LibraryReader) -> Values:
        found = reader.story(request.url_vars["id"])
        if found is None:
            raise NotFound("No story of this id")
        return {"story": found}

    return await _page(datasette, request, "analyst_story.html", read)


async def graphs(datasette: Any, request: Any) -> Response:
    """Show stories a day by language, each outlet's lag, each source's latency."""

    def read(reader: LibraryReader) -> Values:
        stories = reader.stories(Wanted(grade=Grade.RELATED), MANY)
        days, colours = charts.stories_a_day(stories)
        return {
            "days": days[:31],
            "colours": colours,
            "lags": charts.lags(stories),
            "latencies": charts.latencies(reader.latest(Wanted(), MANY)),
        }

    return await _page(datasette, request, "analyst_charts.html", read)


async def _page(
    datasette: Any, request: Any, template: str, read: Callable[[LibraryReader], Values]
) -> Response:
    def values() -> Values:
        with LibraryReader(Path(datasette.files[0])) as reader:
            return read(reader)

    shown = {
        **await asyncio.to_thread(values),
        "openable": openable,
        "database": Path(datasette.files[0]).stem,
    }
    return Response.html(await datasette.render_template(template, shown, request=request))
