"""Rows that are measured once, each by a program of its own."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench.performance.contenders import ROOT
from bench.performance.tables import Figures

COUNTS = (100, 10_000, 100_000)
"""Sources; and of these the stores of articles, but the first."""
JOBS = 10_000
"""APScheduler gets a tenth of the sources: with all of them it takes minutes to start."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large what is measured shall be."""

    articles: int
    """Of the largest store."""
    folder: Path
    """Where stores are, once made: rows share them."""
    pages: Path | None
    """Folder of real pages; None: generated ones."""


@dataclass(frozen=True, slots=True)
class Single:
    """A row and what its figures are."""

    title: str
    measure: Callable[[Extent], Figures]


def _run(*arguments: str) -> Any:
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-W", "ignore", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def store(extent: Extent) -> Figures:
    """Recording as the store grows; bench/store.py says what of."""
    sizes = [str(size) for size in COUNTS[1:] if size < extent.articles]
    pages = () if extent.pages is None else ("--pages", str(extent.pages))
    given = ("--keep", str(extent.folder), *pages, "--articles", *sizes, str(extent.articles))
    figures: Figures = _run("-m", "bench.store", "--json", *given)
    return figures


def library(extent: Extent) -> Figures:
    """Searches and pages of a large store; bench/library.py says what of."""
    given = ("--keep", str(extent.folder), "--articles", str(extent.articles))
    figures: Figures = _run("-m", "bench.library", "--json", *given)
    return figures


def sources(_: Extent) -> Figures:
    """Scale of sources, and one APScheduler job a source beside it."""

    def figures(*given: str) -> dict[str, float]:
        found: dict[str, float] = _run("-m", "bench.performance.sources", *given)
        return found

    few, many, most = COUNTS
    with ThreadPoolExecutor() as pool:  # at once, since they are idle for most of their minute
        fewer = pool.submit(figures, str(few))
        more = pool.submit(figures, str(many))
        peer = pool.submit(figures, str(JOBS), "--apscheduler")
    return {
        f"ours, {few:,}": fewer.result(),
        f"ours, {many:,}": more.result(),
        f"ours, {most:,}": figures(str(most)),
        f"APScheduler, {JOBS:,} jobs": peer.result(),
    }


def alert(_: Extent) -> Figures:
    """Start to first alert, publish to alert."""
    return {"ours": _run("-m", "bench.performance.alert")}


SINGLE = MappingProxyType(
    {
        "store": Single("recording an article, ms", store),
        "library": Single("reading a large store, ms", library),
        "sources": Single("sources", sources),
        "alert": Single("alerts", alert),
    }
)
