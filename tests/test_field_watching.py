"""A field of a source that breaks is told once, and once when it is whole again."""

from collections.abc import Sequence
from datetime import datetime

from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.core.episodes import Quarantine, open_quarantines
from scraper.core.fieldhealth import BEFORE, LATEST
from scraper.field_watching import look_at_fields
from scraper.types import SourceId
from scraper.types.histories import FieldFact, History
from tests.core.simulated_past import HOUR, MONDAY, page
from tests.fakes_store import FakeStore
from tests.values import source

NEWS = source("news")


class Kept(SqliteHistories):
    """Histories that hold the given articles."""

    def __init__(self, facts: Sequence[FieldFact]) -> None:
        self.facts = facts

    async def pages(self, source: SourceId, until: datetime) -> Sequence[FieldFact]:  # noqa: ARG002
        return [fact for fact in self.facts if fact.seen_at < until]


def quarantines(store: FakeStore) -> list[Quarantine]:
    told = [(NEWS.id, alert.key, alert.detail) for alert in store.alerts.values()]
    return [quarantine for _, quarantine in open_quarantines(told)]


async def test_a_layout_change_names_the_rule_that_died_and_its_repair_ends_the_quarantine() -> None:
    """Twenty sound articles, forty in which the body's rule finds nothing, twenty repaired ones."""
    dead = {"headline": "site_rule", "body": "generic", "published": "json_ld"}
    broken = range(20, 60)
    facts = [
        page(MONDAY + number * HOUR, number, **({"signals": dead} if number in broken else {}))
        for number in range(80)
    ]
    store = FakeStore()
    for count in range(BEFORE + LATEST, len(facts) + 1):
        past = History(NEWS.id, (), None, None, pages=tuple(facts[max(0, count - 60) : count]))
        now = past.pages[-1].seen_at
        await look_at_fields(NEWS, past, quarantines(store), Kept(facts[:count]), store, now)
    opened, over = store.alerts.values()
    assert opened.kind == over.kind == "source"
    assert opened.detail["field"] == "body"
    assert "generic instead" in opened.detail["evidence"]
    assert datetime.fromisoformat(opened.detail["since"]) == MONDAY + 20 * HOUR
    assert opened.raised_at <= MONDAY + (20 + LATEST) * HOUR
    assert over.key == f"{opened.key}:over"
    assert MONDAY + 60 * HOUR <= over.raised_at <= MONDAY + (60 + LATEST) * HOUR
    assert quarantines(store) == []
