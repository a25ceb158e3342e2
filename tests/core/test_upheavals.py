"""When an index shows its articles otherwise than before, and when that is no mass."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.core.upheavals import Before, elsewhere, upheaval
from scraper.types import Link, ParsedDate, Precision
from scraper.types.reports import Upheaval
from tests.values import NOON, link

TITLES = frozenset(f"Title {number}" for number in range(30))


def named(number: int, *, guid: str = "g", days: int = 0) -> Link:
    date = ParsedDate(NOON + timedelta(days=days), Precision.SECOND, "", "UTC")
    return replace(link(f"{number}", f"Title {number}"), guid=f"{guid}{number}", published=date)


def again(count: int, **now: object) -> list[tuple[Link, Before]]:
    return [(named(number, **now), Before(f"g{number}", NOON)) for number in range(count)]  # type: ignore[arg-type]


def new(count: int) -> list[Link]:
    return [named(number) for number in range(count)]


CASES = {
    "nothing changed": (again(20), [], Upheaval()),
    "every GUID is another": (again(20, guid="h"), [], Upheaval(reguided=20)),
    "a few GUIDs are others": (again(4, guid="h"), [], Upheaval()),
    "every date is a later one": (again(20, days=3), [], Upheaval(redated=20)),
    "every date moved by hours": (again(20, days=0), [], Upheaval()),
    "every date is an earlier one": (again(20, days=-3), [], Upheaval()),
    "known titles at new addresses": ([], new(20), Upheaval(renamed=20)),
    "known titles among more known addresses": (again(20), new(12), Upheaval()),
    "titles nobody knows": ([], [replace(one, title="Other") for one in new(20)], Upheaval()),
    "no titles": ([], [replace(one, title="") for one in new(20)], Upheaval()),
}


@pytest.mark.parametrize(("before", "fresh", "expected"), CASES.values(), ids=CASES)
def test_an_upheaval_is_a_mass_of_links(
    before: list[tuple[Link, Before]], fresh: list[Link], expected: Upheaval
) -> None:
    assert upheaval(before, fresh, TITLES) == expected


def test_a_link_without_guid_or_date_shows_nothing() -> None:
    bare = [(replace(one, guid="", published=None), Before("", None)) for one in new(20)]
    assert upheaval(bare, [], TITLES) == Upheaval()


@pytest.mark.parametrize(("dropped", "expected"), [(0, 0), (4, 0), (20, 20)])
def test_an_index_all_of_whose_links_lead_elsewhere_is_an_upheaval(dropped: int, expected: int) -> None:
    assert elsewhere(dropped) == Upheaval(elsewhere=expected)
