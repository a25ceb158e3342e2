"""`scraper canary` beside a store that nobody holds, and beside one that a service holds."""

import json
from pathlib import Path

import pytest

from scraper.adapters.sqlite.store import SqliteStore
from tests.conftest import run_scraper

STAGES = ["fetch", "parse", "judge", "store", "once", "outbox", "sinks"]


@pytest.fixture
async def empty(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    async with SqliteStore(path):
        return path


def flights(path: Path, *arguments: str) -> tuple[int, list[dict[str, object]]]:
    ended = run_scraper("canary", *arguments, "--json", "--config", "config", "--db", path)
    return ended.status, json.loads(ended.out)


def test_a_flight_by_hand_goes_through_every_stage_and_is_on_record(empty: Path) -> None:
    status, [flown] = flights(empty)
    stages = flown["stages"]
    assert isinstance(stages, list)
    assert (status, [one["stage"] for one in stages]) == (0, STAGES), stages
    status, [past] = flights(empty, "--past")
    assert (status, str(past["began_at"])[:23]) == (0, str(flown["began_at"])[:23]), "to the millisecond"


async def test_beside_a_service_that_holds_the_store_it_flies_and_writes_nothing(empty: Path) -> None:
    async with SqliteStore(empty):
        status, [flown] = flights(empty)
        assert (status, len(flown["stages"])) == (0, len(STAGES))  # type: ignore[arg-type]
        assert flights(empty, "--past") == (0, [])
