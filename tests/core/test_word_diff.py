"""What a reader of two versions is shown, as `[-went-]{+came+}`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.word_diff import Fate, is_changed, word_diff

MARKS = {Fate.SAME: "{}", Fate.GONE: "[-{}-]", Fate.COME: "{{+{}+}}"}
TEXTS = st.text("ab 日本の。\n", max_size=60)


def marked(before: str, after: str) -> str:
    return "\n".join(
        "".join(MARKS[piece.fate].format(piece.text) for piece in line) for line in word_diff(before, after)
    )


CASES = {
    "a number": ("It pays 36 million.", "It pays 37 million.", "It pays [-36-]{+37+} million."),
    "a word more": ("It will pay.", "It will not pay.", "It will {+not +}pay."),
    "слово": ("Уряд схвалив угоду.", "Уряд відхилив угоду.", "Уряд [-схвалив-]{+відхилив+} угоду."),
    "数": ("車両を100台送る。", "車両を120台送る。", "車両を[-100-]{+120+}台送る。"),
    "漢字の語": ("防衛相は会談した。", "外相は会談した。", "[-防衛相-]{+外相+}は会談した。"),
    "a paragraph more": ("One.\nTwo.", "One.\nNew words.\nTwo.", "One.\n{+New words.+}\nTwo."),
    "a paragraph less": ("One.\nOld words.\nTwo.", "One.\nTwo.", "One.\n[-Old words.-]\nTwo."),
    "another paragraph": (
        "Grain prices rise.",
        "Trains run late.",
        "[-Grain prices rise.-]\n{+Trains run late.+}",
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_a_reader_sees_the_words_that_changed(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


def test_a_paragraph_of_junk_is_shown_whole() -> None:
    before, after = ("word " * 5000 + end for end in ("old", "new"))
    assert [piece.fate for line in word_diff(before, after) for piece in line] == [Fate.GONE, Fate.COME]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_difference(before: str, after: str) -> None:
    lines = list(word_diff(before, after))
    for fate, text in ((Fate.COME, before), (Fate.GONE, after)):
        kept = ["".join(piece.text for piece in line if piece.fate is not fate) for line in lines]
        assert list(filter(None, kept)) == list(filter(None, text.split("\n")))
    assert before == after or any(map(is_changed, lines)) or before.split() == after.split()
