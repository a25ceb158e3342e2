"""Both searches find every occurrence, and the same."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.byte_search import AutomatonSearch, ByteSearch, VectorSearch, byte_search

pytest.importorskip("hyperscan", reason="the extra `fast` is not installed")

SEARCHES = pytest.mark.parametrize("make", [AutomatonSearch, VectorSearch])
Make = Callable[[Sequence[bytes]], ByteSearch]
FEW_LETTERS = st.lists(
    st.sampled_from([b"a", b"b", b"\0", b"\xd0", b"\xff", b"(", b"A"]), min_size=1, max_size=5
)
PATTERNS = st.lists(FEW_LETTERS.map(b"".join), min_size=1, max_size=12, unique=True)


@pytest.mark.parametrize(
    ("patterns", "text", "found"),
    [
        pytest.param([b"kyiv"], b"to kyiv", [(0, 3, 7)], id="a word at the end"),
        pytest.param([b"hur", b"urt"], b"hurt", [(0, 0, 3), (1, 1, 4)], id="words that overlap"),
        pytest.param([b"japan", b"japanese"], b"japanese", [(0, 0, 5), (1, 0, 8)], id="a word in another"),
        pytest.param([b"aa"], b"aaaa", [(0, 0, 2), (0, 1, 3), (0, 2, 4)], id="a word that overlaps itself"),
        pytest.param(
            [b"\0", b"\xff."], b"a\0\xffx\xff.", [(0, 1, 2), (1, 4, 6)], id="bytes that are no text"
        ),
        pytest.param([b"a.c", b"[x]"], b"abc x a.c", [(0, 6, 9)], id="signs that mean something elsewhere"),
        pytest.param([b"Kyiv"], b"kyiv KYIV", [], id="another case"),
        pytest.param([b"kyiv"], b"", [], id="nothing"),
    ],
)
@SEARCHES
def test_every_occurrence_is_found(
    make: Make, patterns: list[bytes], text: bytes, found: list[tuple[int, int, int]]
) -> None:
    assert list(make(patterns).matches(text)) == found


@given(PATTERNS, st.lists(FEW_LETTERS.map(b"".join), max_size=40).map(b"".join))
def test_the_searches_find_the_same(patterns: list[bytes], text: bytes) -> None:
    assert sorted(VectorSearch(patterns).matches(text)) == sorted(AutomatonSearch(patterns).matches(text))


@SEARCHES
def test_threads_may_search_at_once(make: Make) -> None:
    search = make([b"japan", b"ukraine"])
    texts = [b"japan " * number + b"ukraine" for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        counts = [len(found) for found in threads.map(search.matches, texts * 5)]
    assert counts == [number + 1 for number in range(200)] * 5


def test_the_fast_search_is_taken_where_it_is_installed() -> None:
    assert isinstance(byte_search([b"japan"]), VectorSearch)
