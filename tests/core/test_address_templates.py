from datetime import UTC, datetime

import pytest

from scraper.core.address_templates import (
    addresses_at,
    addresses_between,
    has_unknown_field,
    is_asking,
    page_address,
    query_address,
)

MONTHLY = "https://p.test/sitemap-{year}-{month}.xml"
DAILY = "https://p.test/archive/{year}/{month}/{day}/"
DATED = {
    "the middle of a month": (MONTHLY, "2026-02-10T12:00", ("sitemap-2026-02.xml",)),
    "soon after the month began": (
        MONTHLY,
        "2026-02-28T23:00",  # the first of March in Kyiv
        ("sitemap-2026-03.xml", "sitemap-2026-02.xml"),
    ),
    "soon after the year began": (
        MONTHLY,
        "2026-01-01T00:00",
        ("sitemap-2026-01.xml", "sitemap-2025-12.xml"),
    ),
    "a day, in the site's zone": (
        DAILY,
        "2026-02-10T22:30",
        ("archive/2026/02/11/", "archive/2026/02/10/"),
    ),
    "later in the day": (DAILY, "2026-02-11T08:00", ("archive/2026/02/11/",)),
    "a day without leading zeros": (
        "https://p.test/{year}/{m}/{d}/",
        "2026-02-09T12:00",
        ("2026/2/9/",),
    ),
    "the first of several pages": ("https://p.test/news?page={page}", "2026-02-28T23:00", ("news?page=1",)),
    "a span: the latest day": (
        "https://p.test/posts?after={since}&before={until}",
        "2026-02-28T23:00",
        ("posts?after=2026-02-27T23:00:00Z&before=2026-02-28T23:00:00Z",),
    ),
    "an address that never changes": ("https://p.test/feed/", "2026-02-28T23:00", ("feed/",)),
}


@pytest.mark.parametrize(("template", "at", "expected"), DATED.values(), ids=DATED)
def test_the_address_of_an_instant(template: str, at: str, expected: tuple[str, ...]) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert addresses_at(template, now, "Europe/Kyiv") == tuple(
        f"https://p.test/{path}" for path in expected
    )


SPANS = {
    "each day of it": (DAILY, ("archive/2026/02/11/", "archive/2026/02/10/", "archive/2026/02/09/")),
    "each day, page by page": (
        "https://p.test/{m}-{d}/{page}",
        ("2-11/{page}", "2-10/{page}", "2-9/{page}"),
    ),
    "its month": (MONTHLY, ("sitemap-2026-02.xml",)),
    "its ends": (
        "https://p.test/posts?after={since}&before={until}",
        ("posts?after=2026-02-09T18:00:00Z&before=2026-02-11T12:00:00Z",),
    ),
    "all the same": ("https://p.test/sitemap.xml", ("sitemap.xml",)),
}


@pytest.mark.parametrize(("template", "expected"), SPANS.values(), ids=SPANS)
def test_the_addresses_of_a_span(template: str, expected: tuple[str, ...]) -> None:
    since, until = datetime(2026, 2, 9, 18, tzinfo=UTC), datetime(2026, 2, 11, 12, tzinfo=UTC)
    made = addresses_between(template, since, until, "Europe/Kyiv")
    assert made == tuple(f"https://p.test/{path}" for path in expected)


def test_a_page_has_its_number() -> None:
    assert page_address("https://p.test/feed/?paged={page}", 3) == "https://p.test/feed/?paged=3"
    assert page_address(DAILY, 3) == DAILY


def test_terms_are_encoded_as_a_form_does_it() -> None:
    asked = query_address("https://s.test/rss?q={terms}&hl={language}", "日本 & Україна", "ja")
    assert asked == (
        "https://s.test/rss?q=%E6%97%A5%E6%9C%AC+%26+%D0%A3%D0%BA%D1%80%D0%B0%D1%97%D0%BD%D0%B0&hl=ja"
    )
    assert not is_asking(asked)


@pytest.mark.parametrize("template", ["https://p.test/{hour}", "https://p.test/{year", "https://p.test/}"])
def test_a_brace_that_means_nothing_is_noticed(template: str) -> None:
    assert has_unknown_field(template)
    assert not has_unknown_field(DAILY)
