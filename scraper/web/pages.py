"""Our pages: each reads the store once and names its template."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from datasette.utils.asgi import NotFound, Response

from scraper.adapters.sqlite.glance import Glance, glances
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.core.sanitize import sanitize
from scraper.types import Grade
from scraper.types.library import Wanted
from scraper.web import charts
from scraper.web.asking import asked, wanted
from scraper.web.clocks import by_day, clocks, lags
from scraper.web.strip import strip

Values = Mapping[str, object]
MANY = 2000
"""Stories and articles that a chart looks at, the newest."""
FOUND = 50
"""Hits of a search that are shown."""
PARAGRAPHS, PARAGRAPH = 400, 4000
"""How much of a text is shown: paragraphs, and characters of each."""


def openable(url: str) -> str | None:
    """Return an address that a page may link to: http(s), else None."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None


def shown(text: str, limit: int) -> str:
    """Return a text on one line, harmless and cut to `limit` characters."""
    return sanitize(text[:limit], limit) + ("…" if len(text) > limit else "")


def shown_text(text: str | None) -> Sequence[str]:
    """Return the paragraphs of a text, harmless and no more than a page can bear."""
    paragraphs = (text or "").splitlines()
    kept = [shown(paragraph, PARAGRAPH) for paragraph in paragraphs[:PARAGRAPHS]]
    left = len(paragraphs) - len(kept)
    return [*kept, f"… {left} more paragraphs"] if left else kept


async def front(datasette: Any, request: Any) -> Response:
    """Show the latest stories, what changed, and how the sources are."""
    return await _stories(datasette, request, "Latest stories", Wanted(grade=Grade.RELATED))


async def today(datasette: Any, request: Any) -> Response:
    """Show the same of the last 24 hours."""
    since = datetime.now(UTC) - timedelta(hours=24)
    return await _stories(datasette, request, "The last 24 hours", Wanted(grade=Grade.RELATED, since=since))


async def _stories(datasette: Any, request: Any, heading: str, limits: Wanted) -> Response:
    def read(reader: LibraryReader) -> Values:
        return {
            "heading": heading,
            "days": list(by_day(reader.stories(limits, 30))),
            "changes": reader.changes(limits, 8),
            "sources": strip(_glances(reader)),
        }

    return await _page(datasette, request, "analyst_front.html", read)


async def search(datasette: Any, request: Any) -> Response:
    """Show the articles that say what was typed, whatever it is."""
    form = asked(request.args)
    limits, problems = wanted(form)

    def read(reader: LibraryReader) -> Values:
        sources = _glances(reader)
        languages = sorted({language for source in sources for language in source.languages})
        best = form.order == "best"
        return {
            "asked": form,
            "problems": problems,
            "limit": FOUND,
            "languages": [(language, language) for language in languages],
            "sources": [(source.id, source.name) for source in sources],
            "found": reader.search(form.typed, limits, FOUND, best_first=best) if form.typed else None,
        }

    return await _page(datasette, request, "analyst_search.html", read)


async def article(datasette: Any, request: Any) -> Response:
    """Show an article: what it says, how that is known, why it was graded so, what changed."""

    def read(reader: LibraryReader) -> Values:
        found = reader.article(request.url_vars["id"])
        if found is None:
            raise NotFound("No article of this id")
        return {"article": found, "line": found.line, "latest": found.latest}

    return await _page(datasette, request, "analyst_article.html", read)


async def story(datasette: Any, request: Any) -> Response:
    """Show a story: the note on it, and its tellings in the order of their dates."""

    def read(reader: LibraryReader) -> Values:
        found = reader.story(request.url_vars["id"])
        if found is None:
            raise NotFound("No story of this id")
        return {"story": found, "note": reader.note(found)}

    return await _page(datasette, request, "analyst_story.html", read)


async def graphs(datasette: Any, request: Any) -> Response:
    """Show stories a day by language, each outlet's lag, each source's latency."""

    def read(reader: LibraryReader) -> Values:
        stories = reader.stories(Wanted(grade=Grade.RELATED), MANY)
        days, colours = charts.stories_a_day(stories)
        return {
            "days": days[:31],
            "colours": colours,
            "lagging": charts.lags(stories),
            "latencies": charts.latencies(reader.latest(Wanted(), MANY)),
        }

    return await _page(datasette, request, "analyst_charts.html", read)


def _glances(reader: LibraryReader) -> Sequence[Glance]:
    [found] = reader.examined_by(glances)
    return found


async def _page(
    datasette: Any, request: Any, template: str, read: Callable[[LibraryReader], Values]
) -> Response:
    def values() -> Values:
        with LibraryReader(Path(datasette.files[0])) as reader:
            return read(reader)

    context = {
        **await asyncio.to_thread(values),
        "openable": openable,
        "shown": shown,
        "shown_text": shown_text,
        "clocks": clocks,
        "lags": lags,
        "here": request.path,
        "database": Path(datasette.files[0]).stem,
    }
    return Response.html(await datasette.render_template(template, context, request=request))
