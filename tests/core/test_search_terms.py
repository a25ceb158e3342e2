"""Words and queries of the full-text index, run through SQLite's own FTS5."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.search_terms import excerpt, indexed, match_expression


def finds(typed: str, *texts: str) -> list[bool]:
    """Return which of the texts FTS5 finds."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize='unicode61 remove_diacritics 0')")
        db.executemany("INSERT INTO t (rowid, x) VALUES (?, ?)", enumerate(map(indexed, texts)))
        expression = match_expression(typed)
        if not expression:
            return [False] * len(texts)
        found = {row for (row,) in db.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,))}
    return [number in found for number in range(len(texts))]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        pytest.param("防衛", "日本の防衛省は発表した", id="two characters inside a run"),
        pytest.param("防衛省", "日本の防衛省は発表した", id="three characters"),
        pytest.param("省", "日本の防衛省", id="one character, the last of its run"),
        pytest.param("ウクライナ 支援", "日本はウクライナへの支援を続ける", id="two Japanese words"),
        pytest.param("ﾐｻｲﾙ", "ミサイルを供与", id="half-width katakana"),
        pytest.param("військова допомога", "надасть військову допомогу", id="Ukrainian accusative"),
        pytest.param("допомога", "йдеться у допомозі", id="Ukrainian locative with a softened г"),
        pytest.param("Японія", "посол Японії", id="Ukrainian genitive in -ії"),
        pytest.param("зброї", "нова зброя", id="Ukrainian genitive asked, nominative told"),
        pytest.param("рада", "засідання ради", id="a Ukrainian word of four letters"),
        pytest.param("об'єкт", "ударили по об’єктах", id="a Ukrainian apostrophe of another shape"),
        pytest.param("японская помощь", "о японской помощи", id="Russian genitive"),
        pytest.param("ракеты", "запуск ракет", id="Russian genitive plural without ending"),
        pytest.param("Waffe", "die Waffen sollen", id="German plural"),
        pytest.param("japanische", "mit japanischem Gerät", id="German dative"),
        pytest.param("Straße", "STRASSE", id="German sharp s"),
        pytest.param("missiles", "a Missile was", id="English plural"),
        pytest.param("deliveries", "the delivery of", id="English plural in -ies"),
        pytest.param("Japan", "Japan's defense", id="English genitive"),
        pytest.param("F-35", "the F-35 jets", id="a hyphenated designation"),
        pytest.param("ЄС", "саміт Україна-ЄС", id="a word of two letters"),
        pytest.param("EU*", "in Europe", id="a short beginning, asked for as one"),
        pytest.param("патр*", "комплекс Патріот", id="a beginning"),
        pytest.param('"heavy machines"', "asked for heavy machines", id="a phrase"),
        pytest.param('"heavy machines', "asked for heavy machines", id="a phrase never closed"),
        pytest.param("Ｊａｐａｎ", "Japan", id="full-width letters"),
    ],
)
def test_a_query_finds_the_word_in_another_form(typed: str, text: str) -> None:
    assert finds(typed, text) == [True]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        pytest.param("рада", "новий радар", id="a longer word with the same three letters"),
        pytest.param("war", "award for", id="an inner part of a word"),
        pytest.param("EU", "a museum in Europe", id="a longer word that begins with a short one"),
        pytest.param("37", "3700 vehicles", id="a longer number"),
        pytest.param('"heavy machines"', "machines so heavy", id="a phrase in another order"),
        pytest.param('"tank"', "many tanks", id="a phrase is not inflected"),
        pytest.param("Japan -Lviv", "Japan and Lviv", id="a word that must not occur"),
        pytest.param("防空", "防衛と空港", id="the characters apart"),
        pytest.param("Japan Ukraine", "Japan alone", id="one of two words"),
        pytest.param("-Lviv", "Kyiv", id="only what must not occur asks for nothing"),
        pytest.param('a" OR 1=1 --', "anything else", id="an injection"),
        pytest.param("NEAR(a b)", "something", id="FTS syntax is data"),
    ],
)
def test_a_query_does_not_find_what_was_not_asked(typed: str, text: str) -> None:
    assert finds(typed, text) == [False]


@given(st.text(max_size=80))
def test_any_string_is_a_safe_query(typed: str) -> None:
    assert finds(typed, "some text") in ([True], [False])


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    words = [word for word in indexed(text).split() if word.isascii()]
    for word in words[:3]:
        assert finds(f'"{word}"', text) == [True]


def test_words_of_the_query_language_are_data() -> None:
    assert finds("and OR not", "either or and not both") == [True]


@pytest.mark.parametrize(
    ("text", "typed", "width", "expected"),
    [
        pytest.param("Short text.", "nothing", 34, "Short text.", id="no match: its beginning"),
        pytest.param("a\nb", "b", 34, "a b", id="lines are joined"),
        pytest.param(
            "one two three four five six seven допомогу eight nine ten eleven",
            "допомога",
            34,
            "… six seven допомогу eight nine ten …",
            id="a match far in",
        ),
        pytest.param(
            "長い文章がここにあり防衛省は発表した",
            "防衛",
            18,
            "… がここにあり防衛省は発表した",
            id="Japanese",
        ),
    ],
)
def test_an_excerpt_shows_the_first_match(text: str, typed: str, width: int, expected: str) -> None:
    assert excerpt(text, typed, width) == expected


def test_an_excerpt_of_a_huge_text_is_small() -> None:
    assert len(excerpt("word " * 300_000, "absent")) < 170
