"""An article's fields stay within what a store can take, and say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.bounds import LONGEST_ADDRESS, LONGEST_BODY, LONGEST_LINE, MOST_NAMES, bounded
from scraper.types import Article, CanonicalUrl, Found, Signal, SourceId


def article(headline: str = "Зустріч", *paragraphs: str, **fields: object) -> Article:
    url = CanonicalUrl("https://example.org/1")
    found = Found(headline, Signal.H1)
    given = {"body": Found(paragraphs, Signal.GENERIC), "language": Found("uk", Signal.TEXT), **fields}
    return Article(url, SourceId("site"), url, found, **given)  # type: ignore[arg-type]


def size(text: str) -> int:
    return len(text.encode())


def test_an_honest_article_stays_as_it_is() -> None:
    honest = article("Зустріч у Токіо", "Перший.", "Другий.", authors=Found(("Я. Автор",), Signal.META))
    assert bounded(honest) == honest


@pytest.mark.parametrize("letter", ["a", "ї", "防", "😀"])
def test_a_headline_of_a_megabyte_is_cut_between_letters_and_the_article_says_so(letter: str) -> None:
    cut = bounded(article(letter * 1_000_000, "Text."))
    assert LONGEST_LINE - 4 < size(cut.headline.value) <= LONGEST_LINE
    assert set(cut.headline.value) == {letter}
    assert cut.incomplete


@pytest.mark.parametrize(
    "paragraphs",
    [("防" * 3_000_000,), ("line of news",) * 200_000],
    ids=["one line", "many lines"],
)
def test_a_text_beyond_a_megabyte_is_cut_and_the_article_says_so(paragraphs: tuple[str, ...]) -> None:
    cut = bounded(article("Title", *paragraphs))
    assert LONGEST_BODY - 4 < sum(map(size, cut.body.value)) <= LONGEST_BODY
    assert cut.incomplete


def test_an_address_is_dropped_rather_than_cut() -> None:
    long = "https://example.org/" + "a" * LONGEST_ADDRESS
    cut = bounded(article(image=Found(long, Signal.META), translations={"en": long, "ja": "https://a.jp/"}))
    assert cut.image is None
    assert cut.translations == {"ja": "https://a.jp/"}


def test_a_crowd_of_authors_is_cut() -> None:
    crowd = Found(tuple(f"author {number}" for number in range(10_000)), Signal.META)
    cut = bounded(article(authors=crowd))
    assert cut.authors is not None
    assert len(cut.authors.value) == MOST_NAMES


@given(st.text(), st.lists(st.text()))
def test_bounds_hold_once_and_for_all(headline: str, paragraphs: list[str]) -> None:
    once = bounded(article(headline, *paragraphs))
    assert bounded(once) == once
