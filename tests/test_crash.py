"""Three kills of the real daemon at random moments; `make crash` does a hundred."""

from pathlib import Path

from tests.crash import Ledger, crash


async def test_nothing_is_lost_doubled_or_corrupted_by_kills(tmp_path: Path) -> None:
    ledger = Ledger()
    await crash(3, tmp_path, seed=7, ledger=ledger)
    assert ledger.sound(), ledger.told()
    assert ledger.kills == 3
    assert ledger.acknowledged > 0
    assert ledger.taken


def test_the_ledger_sees_what_is_lost_doubled_and_in_the_window() -> None:
    ledger = Ledger(kills=1, alerts={"kept"}, noted={"noted"})
    for key in ("noted", "noted", "twice", "twice"):
        ledger.take(key)
    assert ledger.again == {"noted"}
    assert not ledger.sound()
    window = Ledger(kills=1)
    for _ in range(2):
        window.take("twice")
    assert window.in_the_window == 1
    assert window.sound()
    window.kills = 0
    assert not window.sound()
