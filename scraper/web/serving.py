"""Datasette over the store, as an ASGI application, and the server that serves it."""

import sys
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from scraper.adapters.sqlite.reader import LibraryReader
from scraper.web import plugin

HOST = "127.0.0.1"
QUERIES = {
    "firsts_by_outlet": {
        "title": "Which outlet is first most often?",
        "sql": "SELECT source, count(*) AS firsts FROM first_reports WHERE outlets > 1 "
        "GROUP BY source ORDER BY firsts DESC",
    },
    "rewritten_headlines": {
        "title": "Which headlines were rewritten?",
        "sql": "SELECT article, headline_before, headline FROM changes WHERE headline <> headline_before",
    },
    "links_by_outcome": {
        "title": "What became of the links that were seen?",
        "sql": "SELECT source, state, outcome, count(*) AS links FROM links "
        "GROUP BY source, state, outcome ORDER BY links DESC",
    },
}


def datasette_over(store: Path) -> Any:
    """Return Datasette with our pages over a store; raises StoreError where it is none of ours."""
    LibraryReader(store).close()
    if not pm.is_registered(plugin):
        pm.register(plugin, name="scraper")
    return Datasette(
        [str(store)],
        template_dir=str(Path(__file__).parent / "templates"),
        metadata={"databases": {store.stem: {"queries": QUERIES}}},
        settings={"default_page_size": 50, "allow_download": False},
    )


def serve(store: Path, port: int) -> None:
    """Serve the store on loopback until a signal ends it."""
    print(f"http://{HOST}:{port}/", file=sys.stderr)  # noqa: T201  (where to look)
    uvicorn.run(datasette_over(store).app(), host=HOST, port=port, log_level="warning")
