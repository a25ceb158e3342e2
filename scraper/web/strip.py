"""The strip of sources on the front page: each with a mark and what is the matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.adapters.sqlite.glance import Glance


@dataclass(frozen=True, slots=True)
class Mark:
    """A source on the strip."""

    id: str
    name: str
    level: str
    """bad: it yields nothing; warn: something is odd, or its last poll failed; well."""
    words: str
    at: datetime | None
    """What the words end with."""
    evidence: tuple[str, ...] = ()


ORDER = ("bad", "warn", "well")


def strip(sources: Iterable[Glance]) -> Sequence[Mark]:
    """Return a mark a source, the most troubled first."""
    return sorted((_mark(source) for source in sources), key=lambda mark: ORDER.index(mark.level))


def _mark(source: Glance) -> Mark:
    name = source.name
    if source.state != "ok":
        level = "bad" if source.state == "critical" else "warn"
        cause = source.cause.replace("_", " ") or source.state
        return Mark(source.id, name, level, f"{cause} since", source.since, source.evidence)
    if source.failures:
        last = source.last_good_at
        outcome = (source.last_outcome or "").replace("_", " ")
        return Mark(
            source.id, name, "warn", f"{outcome}, {'never well' if last is None else 'last well'}", last
        )
    if source.last_outcome is None:
        return Mark(source.id, name, "well", "not polled yet", None)
    new = source.last_new_at
    return Mark(source.id, name, "well", "nothing new yet" if new is None else "last new", new)
