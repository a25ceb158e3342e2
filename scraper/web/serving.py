"""Datasette over the store, as an ASGI application, and the server that serves it."""

import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from scraper.adapters.sqlite.reader import LibraryReader
from scraper.web import plugin

HOST = "127.0.0.1"
QUERIES = {
    "today": {
        "title": "What was told in the last 24 hours?",
        "sql": "SELECT * FROM stories_latest "
        "WHERE last_told_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 day')",
    },
    "troubled_sources": {
        "title": "Which sources are in trouble, and why?",
        "sql": "SELECT id, state, cause, since, evidence, last_outcome, failures FROM source_health "
        "WHERE state <> 'ok' OR failures > 0",
    },
    "latency": {
        "title": "How late do we see what is published?",
        "sql": "SELECT * FROM latencies",
    },
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


def listening(port: int) -> socket.socket:
    """Return a socket of loopback that takes connections already; port 0: any that is free."""
    return socket.create_server((HOST, port))


def serve(store: Path, listener: socket.socket, *, open_page: bool = False) -> None:
    """Serve the store until a signal ends it; raises StoreError where it is none of ours."""
    application = datasette_over(store).app()
    address = f"http://{HOST}:{listener.getsockname()[1]}/"
    print(address, file=sys.stderr, flush=True)  # noqa: T201  (where to look)
    if open_page:  # in a thread: a browser of the terminal would hold up the server that it waits for
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    uvicorn.Server(uvicorn.Config(application, log_level="warning")).run(sockets=[listener])
