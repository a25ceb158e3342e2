"""The strip of sources on the front page: each with a mark and what is the matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.adapters.sqlite.glance import Glance
from scraper.web.clocks import clocks


@dataclass(frozen=True, slots=True)
class Mark:
    """A source on the strip."""

    id: str
    level: str
    """bad: its trouble was alerted; warn: its last poll failed; well."""
    words: str


def strip(sources: Iterable[Glance]) -> Sequence[Mark]:
    """Return a mark a source, the most troubled first."""
    order = ("bad", "warn", "well")
    return sorted((_mark(source) for source in sources), key=lambda mark: order.index(mark.level))


def _mark(source: Glance) -> Mark:
    if source.trouble:
        return Mark(source.id, "bad", source.trouble)
    if source.failures:
        last = source.last_good_at
        since = "never answered" if last is None else f"last well {_short(last)}"
        return Mark(source.id, "warn", f"{source.last_outcome}, {since}")
    if source.last_outcome is None:
        return Mark(source.id, "well", "not polled yet")
    new = source.last_new_at
    return Mark(source.id, "well", "nothing new yet" if new is None else f"last new {_short(new)}")


def _short(instant: datetime) -> str:
    place, time = clocks(instant)[0]
    return f"{time} {place}"
