"""Unicode cleaning, folding, sentences and shingles."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.text import clean, fold, lines, sentences, shingles


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "  Tokyo\n\t pledges\u00a0aid ", "Tokyo pledges aid", id="white space becomes one blank"
        ),
        pytest.param("Ukrai\u0308ne", "Ukraïne", id="the composed form is kept"),
        pytest.param("a\x00b\x1b[2Jc\x9b", "ab[2Jc", id="control characters go, also C1"),
        pytest.param("\u202egnp.exe\u202c\u2066x\u2069", "gnp.exex", id="bidirectional overrides go"),
        pytest.param("zero\u200bwidth\ufeff so\u00adft", "zerowidth soft", id="invisible characters go"),
        pytest.param("ab\ud800c", "abc", id="a lone surrogate goes"),
        pytest.param("日本　政府", "日本 政府", id="the ideographic space is a blank"),
        pytest.param("", "", id="nothing stays nothing"),
    ],
)
def test_clean_keeps_what_a_reader_sees(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ＮＡＴＯ １２", "nato 12", id="full width"),
        pytest.param("ｳｸﾗｲﾅ", "ウクライナ", id="half-width katakana"),
        pytest.param("Зв’язок і зв'язок", "зв'язок і зв'язок", id="apostrophes"),
        pytest.param("«Самолёт»", '"самолет"', id="guillemets and ё"),
        pytest.param("за́мок й", "замок й", id="stress marks go, й stays"),
        pytest.param("STRASSE straße", "strasse strasse", id="case folding"),
        pytest.param("Japan–Ukraine", "japan-ukraine", id="dashes"),
    ],
)
def test_fold_unifies_what_is_compared(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Mr. Abe met J. Smith in the U.S. Senate. He left.",
            ["Mr. Abe met J. Smith in the U.S. Senate.", "He left."],
            id="English abbreviations and initials",
        ),
        pytest.param("It cost 3.5 million. Why?", ["It cost 3.5 million.", "Why?"], id="a decimal point"),
        pytest.param(
            "Він сказав: «Так!» Потім пішов.", ["Він сказав: «Так!»", "Потім пішов."], id="Ukrainian"
        ),
        pytest.param(
            "Выделено 5 млн. Япония ждёт… Всё.", ["Выделено 5 млн. Япония ждёт…", "Всё."], id="Russian"
        ),
        pytest.param(
            "首相は「支援する。」と述べた。政府は決定した！",
            ["首相は「支援する。」と述べた。", "政府は決定した！"],
            id="ja",
        ),
        pytest.param(
            "Das sind ca. 5 Mio. Euro. Danach.", ["Das sind ca. 5 Mio. Euro.", "Danach."], id="German"
        ),
        pytest.param("A headline\nA lead", ["A headline", "A lead"], id="a line break ends a sentence"),
        pytest.param("", [], id="nothing has none"),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


def test_lines_are_cleaned_and_never_empty() -> None:
    assert lines(" one \n\n\x00\r\n two\u2028three") == ("one", "two", "three")


def test_shingles_are_runs_of_characters() -> None:
    assert shingles("abcd", 3) == {"abc", "bcd"}
    assert shingles("ab", 3) == {"ab"}
    assert shingles("", 3) == frozenset()
    with pytest.raises(ValueError, match="at least one"):
        shingles("ab", 0)


@given(st.text())
def test_clean_and_fold_are_idempotent_and_encodable(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    clean(text).encode("utf-8")


@given(st.text(alphabet="aA.。!? \n「」5é", max_size=60))
def test_sentences_lose_no_letter(text: str) -> None:
    kept = "".join(sentences(text)).replace(" ", "")
    assert kept == clean(text).replace(" ", "")


@pytest.mark.parametrize("bait", [".", ". ", "」", '."', " ", "\n", "Mr.", "a", "。", "\u0301"])
def test_a_megabyte_of_bait_is_read_in_time(bait: str) -> None:
    text = bait * (1_000_000 // len(bait))
    started = time.monotonic()
    clean(text), fold(text), lines(text), sentences(text)
    assert time.monotonic() - started < 10
