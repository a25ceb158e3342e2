"""Simulated power cuts: nothing acknowledged is lost; `python -m tests.power_cut` does four hundred."""

from tests.power_cut import Disk, cuts
from tests.recording_vfs import Synced, Truncated, Written


def test_a_power_cut_loses_nothing_that_the_store_acknowledged() -> None:
    ledger = cuts("FULL", 200, seed=3)
    assert (ledger.cuts, ledger.lossy, ledger.corrupt) == (200, 0, 0), ledger.told()
    assert ledger.acknowledged > 1000


def test_with_less_than_full_synchronisation_it_would() -> None:
    ledger = cuts("NORMAL", 30, seed=3)
    assert ledger.lossy > 0
    assert ledger.corrupt == 0


class Losing:
    """Chance that keeps nothing."""

    def choice(self, options: tuple[float, ...]) -> float:
        return options[0]

    def random(self) -> float:
        return 0.5


def test_a_disk_keeps_what_was_synced_file_by_file_in_order() -> None:
    disk = Disk()
    for happening in (
        Written("a", 0, b"12345678"),
        Truncated("a", 4),
        Written("b", 0, b"lost"),
        Written("a", 6, b"x"),
        Synced("a"),
        Written("a", 0, b"lost"),
    ):
        disk.happen(happening)
    disk.fail(Losing())  # type: ignore[arg-type]
    assert disk.files == {"a": bytearray(b"1234\0\0x")}
