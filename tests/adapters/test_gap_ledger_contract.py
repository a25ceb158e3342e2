"""What every Store does with gaps, said once: over the SQLite store and over the fake of the tests."""

from datetime import timedelta

import pytest

from scraper.ports import Store
from scraper.types.gaps import Filling, Gap, OpenGap
from tests.adapters.test_store_contract import CHANNEL, NEWS, store
from tests.values import NOON, link

__all__ = ["store"]
HOUR = timedelta(hours=1)
GAP = Gap(CHANNEL.url, NOON - 20 * HOUR, NOON, 6, 20.0)
FILLED = Filling(("https://news.test/archive",), 3, reaches_back=True)


async def opened(store: Store) -> OpenGap | None:
    [state] = [state for state in await store.due(NOON + HOUR, 5) if state.id == NEWS]
    return state.gap


async def test_a_gap_is_entered_once_and_waits_for_the_source_s_next_poll(store: Store) -> None:
    assert await opened(store) is None
    assert await store.open_gap(NEWS, GAP, NOON, fillable=True)
    assert not await store.open_gap(NEWS, GAP, NOON, fillable=True)
    waiting = await opened(store)
    assert waiting is not None
    assert (waiting.gap, waiting.attempts) == (GAP, 0)


async def test_a_gap_that_nothing_can_fill_waits_for_nothing(store: Store) -> None:
    assert await store.open_gap(NEWS, GAP, NOON, fillable=False)
    assert await opened(store) is None


@pytest.mark.parametrize(
    "filling",
    [
        pytest.param(FILLED, id="filled"),
        pytest.param(Filling((), 0, reaches_back=False, trouble="503"), id="given up"),
    ],
)
async def test_a_gap_that_was_dealt_with_waits_no_more(store: Store, filling: Filling) -> None:
    await store.open_gap(NEWS, GAP, NOON, fillable=True)
    waiting = await opened(store)
    assert waiting is not None
    await store.tried_gap(waiting, filling, NOON)
    assert await opened(store) is None


async def test_what_is_found_for_a_gap_is_marked_as_late_and_what_was_known_is_not(store: Store) -> None:
    await store.take_in(NEWS, CHANNEL, [link("known")], NOON - 30 * HOUR, baseline=False)
    await store.open_gap(NEWS, GAP, NOON, fillable=True)
    waiting = await opened(store)
    assert waiting is not None
    taken = await store.take_in(
        NEWS, CHANNEL, [link("known"), link("missed")], NOON, baseline=False, late=waiting
    )
    assert (taken.new, taken.known, taken.older) == (1, 1, 1)
    late = {one.link.url: one.late_for for one in await store.pending(NEWS, NOON, 5)}
    assert late == {link("known").url: None, link("missed").url: GAP}
