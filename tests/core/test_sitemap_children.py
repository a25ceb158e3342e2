"""Which sitemaps of an index are followed, and when one is read again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.sitemap_children import (
    MOST_CHILDREN,
    covering,
    followed,
    is_due,
    reachable,
    validators_of,
)
from scraper.types import Index, PageState, Validators
from tests.values import NOON

HOME = "https://paper.test/"
DAY = timedelta(days=1)


def index(*children: str, **modified: int) -> Index:
    """Return an index of sitemaps; `modified`: name of a child -> its age in days."""
    addresses = tuple(f"{HOME}{child}" for child in children)
    ages = {name.replace("__", "-") + ".xml": days for name, days in modified.items()}
    return Index(
        (),
        children=addresses,
        modified={f"{HOME}{name}": NOON - DAY * days for name, days in ages.items()},
    )


FOLLOWED = {
    "the latest months, though an old one was written anew": (
        index("m-2019-05.xml", "m-2025-12.xml", "m-2026-01.xml", "m-2026-02.xml", m__2019__05=0),
        ["m-2026-02.xml", "m-2026-01.xml", "m-2025-12.xml"],
    ),
    "months in a query": (
        index("map?yyyy=2025&mm=9", "map?yyyy=2026&mm=1", "map?yyyy=2025&mm=12", "map?yyyy=2024&mm=12"),
        ["map?yyyy=2026&mm=1", "map?yyyy=2025&mm=12", "map?yyyy=2025&mm=9"],
    ),
    "days": (
        index("20260209.xml", "20260210.xml", "20260130.xml", "20251231.xml"),
        ["20260210.xml", "20260209.xml", "20260130.xml"],
    ),
    "the last changed where only lastmod tells": (
        index("a.xml", "b.xml", "c.xml", "d.xml", a=40, b=2, c=0, d=9),
        ["c.xml", "b.xml", "d.xml"],
    ),
    "the last and the first where nothing tells": (
        index(*(f"part{number}.xml" for number in range(1, 9))),
        ["part8.xml", "part1.xml", "part7.xml"],
    ),
    "news before all": (
        index("m-2026-01.xml", "m-2026-02.xml", "m-2025-12.xml", "news-sitemap.xml"),
        ["news-sitemap.xml", "m-2026-02.xml", "m-2026-01.xml"],
    ),
    "no list of authors, tags, pages or pictures": (
        index(
            "author-sitemap.xml", "post_tag-sitemap.xml", "page-sitemap.xml", "sitemap-images.xml",
            "wp-sitemap-taxonomies-category-1.xml", "wp-sitemap-posts-page-1.xml", "post-sitemap.xml",
        ),
        ["post-sitemap.xml"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("index", "expected"), FOLLOWED.values(), ids=FOLLOWED)
def test_the_likeliest_news_is_followed(index: Index, expected: list[str]) -> None:
    assert [child.removeprefix(HOME) for child in followed(index, f"{HOME}sitemap.xml", HOME)] == expected


def test_only_the_site_s_own_hosts_are_followed() -> None:
    children = ("https://www.paper.test/a.xml", "https://maps.paper.test/b.xml", "https://other.test/c.xml")
    found = followed(Index((), children=children), "https://maps.paper.test/sitemap.xml", HOME)
    assert set(found) == set(children[:2])


READ = PageState(full_at=NOON - timedelta(hours=1), modified=NOON - DAY)
DUE = {
    "never read": (None, NOON - DAY, True),
    "read since it changed": (READ, NOON - DAY, False),
    "changed since it was read": (READ, NOON, True),
    "nobody says whether it changed": (READ, None, True),
    "read a day ago, whatever its index says": (
        PageState(full_at=NOON - DAY, modified=NOON - DAY),
        NOON - DAY,
        True,
    ),
}


@pytest.mark.parametrize(("page", "modified", "due"), DUE.values(), ids=DUE)
def test_a_child_is_read_where_it_may_have_news(
    page: PageState | None, modified: datetime | None, due: bool
) -> None:
    assert is_due(page, modified, NOON, DAY) is due


def test_lastmod_makes_a_request_conditional_where_the_server_gave_nothing() -> None:
    modified = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert validators_of(PageState(modified=modified)) == Validators(
        last_modified="Tue, 03 Feb 2026 04:05:06 GMT"
    )
    named = Validators('"v1"')
    assert validators_of(PageState(named, modified=modified)) == named
    assert not validators_of(PageState())


def test_what_no_index_names_any_longer_is_forgotten() -> None:
    pages = {
        "part": PageState(children={"leaf": None, "part": None}),
        "leaf": PageState(),
        "past": PageState(children={"leaf": None}),
        "today": PageState(),
    }
    assert set(reachable(["today"], {"part": None, "unread": None}, pages)) == {"today", "part", "leaf"}


@given(
    st.lists(st.from_regex(r"https?://(www\.)?(paper|other)\.test/[a-z0-9_./?=&-]{0,40}", fullmatch=True))
)
def test_few_are_followed_each_once_and_of_the_site_alone(children: list[str]) -> None:
    found = followed(Index((), children=tuple(children)), f"{HOME}sitemap.xml", HOME)
    assert len(found) <= MOST_CHILDREN
    assert set(found) <= set(children)
    assert all("other" not in child.split("/")[2] for child in found)


COVERING = {
    "the months that it lies in, not the newest": (
        index("m-2025-11.xml", "m-2025-12.xml", "m-2026-01.xml", "m-2026-02.xml", "m-2026-03.xml"),
        ["m-2026-02.xml", "m-2026-01.xml"],
    ),
    "its days, and those beside it for the zone": (
        index(*(f"2026{day}.xml" for day in ("0128", "0130", "0131", "0201", "0203", "0205"))),
        ["20260203.xml", "20260201.xml", "20260131.xml", "20260130.xml"],
    ),
    "its year": (index("archive-2024.xml", "archive-2026.xml"), ["archive-2026.xml"]),
    "December": (index("m-2025-12.xml"), []),
    "a number that looks like a day": (index("map-2026-02-31.xml"), ["map-2026-02-31.xml"]),
    "what changed since, where addresses are not dated": (
        index("a.xml", "b.xml", "c.xml", a=0, b=30, c=5),
        ["a.xml", "c.xml"],
    ),
    "both ends where nothing tells": (
        index("part1.xml", "part2.xml", "part3.xml"),
        ["part3.xml", "part1.xml", "part2.xml"],
    ),
    "no other host, and no list of authors": (
        Index((), children=("https://other.test/m-2026-02.xml", f"{HOME}author-sitemap.xml")),
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), COVERING.values(), ids=COVERING)
def test_a_gap_is_looked_for_in_what_covers_it(found: Index, expected: list[str]) -> None:
    since, until = datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)
    read = covering(found, f"{HOME}sitemap.xml", HOME, since, until)
    assert list(read) == [f"{HOME}{child}" for child in expected]


@given(st.text(alphabet="0123456789-/_", max_size=12))
def test_no_address_of_a_sitemap_is_too_odd(path: str) -> None:
    address = f"{HOME}{path}.xml"
    read = covering(Index((), children=(address,)), HOME, HOME, NOON, NOON)
    assert set(read) <= {address}
