"""What `sources add` tells of the channels that it found, and why it assumes what it assumes."""

from datetime import timedelta

import pytest

from scraper.core.assumptions import page_language, why_language, zone_of_site
from scraper.core.channel_comparison import FULL_TEXT, compare
from scraper.types import CanonicalUrl, Link, ParsedDate, Precision
from tests.values import NOON


def link(name: str, age: int | None = None, summary: str = "", zone: str = "+02:00") -> Link:
    """Return a link whose date is `age` hours before noon, written with an offset."""
    instant = None if age is None else NOON - timedelta(hours=age)
    dated = ParsedDate(instant, Precision.SECOND, "", zone) if instant else None
    address = f"https://paper.test/{name}"
    return Link(CanonicalUrl(address), address, name, summary, dated)


def test_channels_are_compared_in_coverage_freshness_dates_and_text() -> None:
    feed = [link("a", 1, "short"), link("b", 5, "x" * FULL_TEXT)]
    sitemap = [link("b", 5), link("c", 30), link("d", 80)]
    first, second, listing = map(str, compare([feed, sitemap, [link("b")]], NOON))
    assert first == (
        "2 links, 2 with dates, 2 with summaries, 1 with their whole text, the newest 60 min old, "
        "1 that no other channel names, 2 of the others' lacking"
    )
    assert second == (
        "3 links, 3 with dates, 0 with summaries, the newest 5 h old, "
        "2 that no other channel names, 1 of the others' lacking"
    )
    assert listing.startswith(
        "1 links, 0 with dates, 0 with summaries, 0 that no other channel names, 3 of"
    )


def test_a_channel_without_rivals_is_compared_to_none() -> None:
    (only,) = compare([[link("a", 24 * 9)]], NOON)
    assert str(only) == "1 links, 1 with dates, 0 with summaries, the newest 9 days old"
    assert (only.alone, only.lacking) == (0, 0)


ZONES = {
    "by the domain": ("paper.ua", "en", "+02:00", "UA", "Europe/Kyiv", "from the domain .ua"),
    "by the language": ("paper.com", "ja", "+09:00", "", "Asia/Tokyo", "from the language, ja"),
    "by nothing": ("paper.com", "en", "+00:00", "", "UTC", "nothing tells it"),
}


@pytest.mark.parametrize(
    ("host", "language", "offset", "country", "zone", "why"), ZONES.values(), ids=ZONES
)
def test_a_zone_is_told_with_what_speaks_for_it(
    host: str, language: str, offset: str, country: str, zone: str, why: str
) -> None:
    found = zone_of_site(host, language, [link("a", 1, zone=offset), link("b")])
    assert found[:2] == (country, zone)
    assert why in found[2]
    assert found[2].endswith("; 1 dates name their offset themselves, and these fit")
    other = zone_of_site(host, language, [link("a", 1, zone="-05:00")])
    assert "do not all fit" in other[2]


def test_a_language_is_told_with_what_the_page_says() -> None:
    assert page_language('<!doctype html><html class="x" lang="uk-UA">') == "uk"
    assert page_language("<html><body lang='de'>") == ""
    assert why_language(("uk",), 30, "uk") == 'the titles read so, 30 of them; the page says lang="uk"'
    assert why_language(("uk",), 30, "en").endswith('lang="en", which differs')
    assert why_language(("uk",), 30, "") == "the titles read so, 30 of them"
    assert why_language(("uk",), 0, "uk").endswith('gives no titles to read; the page says lang="uk"')
    assert why_language(("en",), 0, "").endswith("the page does not tell it either")
