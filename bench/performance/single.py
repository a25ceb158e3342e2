"""Rows that are measured once, each by a program of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

from bench.performance.contenders import ROOT

Figures = Mapping[str, object]
COUNTS = (100, 10_000, 100_000)
LIBRARY = 100_000
"""Articles of the store that is read, at least: in a smaller one nothing is slow."""
JOBS = 10_000
"""APScheduler gets a tenth of the sources: with all of them it takes minutes to start."""


def _run(*arguments: str) -> dict[str, object]:
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-W", "ignore", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def store(articles: int) -> Figures:
    """Record, search and front page; bench/store.py says what of."""
    return _run("-m", "bench.store", "--articles", str(articles), "--json")


def library(articles: int) -> Figures:
    """Searches and pages of a large store; bench/library.py says what of."""
    return _run("-m", "bench.library", "--articles", str(max(articles, LIBRARY)), "--json")


def sources(_: int) -> Figures:
    """Scale of sources, and one APScheduler job a source beside it."""
    ours = {f"ours, {count:,}": _run("-m", "bench.performance.sources", str(count)) for count in COUNTS}
    peer = _run("-m", "bench.performance.sources", str(JOBS), "--apscheduler")
    return {**ours, f"APScheduler, {JOBS:,} jobs": peer}


def alert(_: int) -> Figures:
    """Start to first alert, publish to alert."""
    return _run("-m", "bench.performance.alert")


SINGLE: Mapping[str, Callable[[int], Figures]] = MappingProxyType(
    {"store": store, "library": library, "sources": sources, "alert": alert}
)
