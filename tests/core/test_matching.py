"""Terms as an analyst writes them, and what they find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.matching import InvalidTerm, compile_terms, parse_term
from scraper.core.text import fold


def found(term: str, text: str) -> list[str]:
    vocabulary = compile_terms([parse_term(term)])
    folded = fold(text)
    return [folded[hit.start : hit.end] for hit in vocabulary.find(folded)]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        pytest.param(
            "japan*",
            "Japan's aid and Japanese trucks",
            ["japan's", "japanese"],
            id="a stem finds every form",
        ),
        pytest.param("arms", "Farms give arms", ["arms"], id="a word is found whole"),
        pytest.param(
            "*rüstung*", "Aufrüstungspläne", ["rüstungspläne"], id="a compound is searched from within"
        ),
        pytest.param(
            "украин*",
            "в Украине, об украинских",
            ["украине", "украинских"],
            id="oblique cases share a stem",
        ),
        pytest.param("日本", "在日本国大使と日本", ["日本", "日本"], id="characters need no word boundary"),
        pytest.param(
            "purl", "PURLに参加、PURLへ", ["purl", "purl"], id="a Latin word ends where kana begin"
        ),
        pytest.param("purl", "purlieu", [], id="but not within a Latin word"),
        pytest.param(
            "trust fund*",
            "a trust-fund and trust  funds",
            ["trust-fund", "trust funds"],
            id="blank or hyphen",
        ),
        pytest.param(
            "clear* ~ mine*", "to clear the old mines", ["clear the old mines"], id="a gap of some words"
        ),
        pytest.param("clear* ~ mine*", "clear skies" + " x" * 30 + " mines", [], id="a gap has an end"),
        pytest.param(
            "міністр* * японії",
            "міністра оборони Японії",
            ["міністра оборони японії"],
            id="one word between",
        ),
        pytest.param(
            "міністр* * японії", "міністра оборони й юстиції Японії", [], id="two words are not one"
        ),
        pytest.param("ｊａｐａｎ", "JAPAN", ["japan"], id="width and case do not matter"),
        pytest.param("m'яч", "m’яч", ["m'яч"], id="apostrophes are one"),
    ],
)
def test_a_term_finds(term: str, text: str, expected: list[str]) -> None:
    assert found(term, text) == expected


def test_a_gap_never_reaches_into_the_next_sentence() -> None:
    vocabulary = compile_terms([parse_term("clear* ~ mine*")])
    assert list(vocabulary.find("all clear¶the mines")) == []


def test_terms_with_one_anchor_are_all_found() -> None:
    vocabulary = compile_terms(map(parse_term, ["japan*", "japan* government", "japan* times"]))
    assert {vocabulary.terms[hit.term].written for hit in vocabulary.find("japan's government")} == {
        "japan*",
        "japan* government",
    }


@pytest.mark.parametrize("written", ["", "*", "a*", "~ mine", "clear* ~", "¶ab", " "])
def test_a_term_that_says_nothing_is_refused(written: str) -> None:
    with pytest.raises(InvalidTerm):
        parse_term(written)


@given(st.text(), st.text())
def test_every_word_is_found_in_itself_whatever_surrounds_it(before: str, after: str) -> None:
    text = fold(f"{before} überwacht {after}")
    assert "überwacht" in {
        text[hit.start : hit.end] for hit in compile_terms([parse_term("überwacht")]).find(text)
    }
