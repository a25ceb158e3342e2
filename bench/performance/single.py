"""Rows that are measured once, each by a program of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bench.performance.contenders import ROOT

Figures = Mapping[str, object]
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


def _run(*arguments: str) -> dict[str, object]:
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-W", "ignore", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def store(extent: Extent) -> Figures:
    """Recording as the store grows; bench/store.py says what of."""
    sizes = [str(size) for size in COUNTS[1:] if size < extent.articles]
    return _run(
        "-m",
        "bench.store",
        "--json",
        "--keep",
        str(extent.folder),
        "--articles",
        *sizes,
        str(extent.articles),
    )


def library(extent: Extent) -> Figures:
    """Searches and pages of a large store; bench/library.py says what of."""
    return _run(
        "-m", "bench.library", "--json", "--keep", str(extent.folder), "--articles", str(extent.articles)
    )


def sources(_: Extent) -> Figures:
    """Scale of sources, and one APScheduler job a source beside it."""
    ours = {f"ours, {count:,}": _run("-m", "bench.performance.sources", str(count)) for count in COUNTS}
    peer = _run("-m", "bench.performance.sources", str(JOBS), "--apscheduler")
    return {**ours, f"APScheduler, {JOBS:,} jobs": peer}


def alert(_: Extent) -> Figures:
    """Start to first alert, publish to alert."""
    return _run("-m", "bench.performance.alert")


SINGLE: Mapping[str, Callable[[Extent], Figures]] = MappingProxyType(
    {"store": store, "library": library, "sources": sources, "alert": alert}
)
