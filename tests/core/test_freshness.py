"""When an article is of the past, by three witnesses: its address, its page, its index."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scraper.core.freshness import day_of_address, is_stale
from scraper.types import Found, ParsedDate, Precision, Signal
from tests.values import NOON, article, link

AGE = timedelta(days=14)
DAYS = {
    "https://a.test/2023/05/21/pact": datetime(2023, 5, 22, tzinfo=UTC),
    "https://a.test/2023-05-21-pact": datetime(2023, 5, 22, tzinfo=UTC),
    "https://a.test/news/20230521/pact": datetime(2023, 5, 22, tzinfo=UTC),
    "https://a.test/2023/12/pact": datetime(2024, 1, 1, tzinfo=UTC),
    "https://a.test/2023/02/31/pact": None,
    "https://a.test/news/20230521123/pact": None,
    "https://a.test/articles/202305": None,
    "https://a.test/pact-of-2023": None,
}


@pytest.mark.parametrize(("address", "day"), DAYS.items())
def test_an_address_may_name_its_day(address: str, day: datetime | None) -> None:
    assert day_of_address(address) == day


def dated(days_ago: float | None) -> ParsedDate | None:
    if days_ago is None:
        return None
    return ParsedDate(NOON - timedelta(days=days_ago), Precision.SECOND, "", "UTC")


CASES = {
    "page and index say that it is old": ("pact", 400, 400, True),
    "the page alone says anything, and that is old": ("pact", 400, None, True),
    "the index alone says anything, and that is old": ("pact", None, 400, True),
    "the page says that it is new": ("pact", 1, 400, False),
    "the index says that it is new": ("pact", 400, 1, False),
    "nobody says anything": ("pact", None, None, False),
    "it is of last week": ("pact", 7, 7, False),
    "its address is of years ago, whatever its dates": ("2023/05/21/pact", 0, 0, True),
    "its address is of this month": ("2026/02/pact", 400, 0, False),
}


@pytest.mark.parametrize(("path", "page", "index", "stale"), CASES.values(), ids=CASES)
def test_an_article_is_stale(path: str, page: float | None, index: float | None, stale: bool) -> None:
    by_page = dated(page)
    published = None if by_page is None else Found(by_page, Signal.JSON_LD)
    named = replace(link(path), published=dated(index))
    assert is_stale(article(path, published=published), named, NOON, AGE) is stale


def test_a_day_printed_in_the_text_proves_nothing() -> None:
    day = dated(400)
    assert day is not None
    one = article(published=Found(day, Signal.TEXT))
    assert not is_stale(one, link(), NOON, AGE)
