"""Hostile text becomes one harmless line."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.sanitize import logfmt, sanitize

HOSTILE = {
    "a newline with a forged entry": ("ok\n<0>kernel panic", r"ok\n<0>kernel panic"),
    "a carriage return that overwrites the line": ("bad\rgood", r"bad\rgood"),
    "an escape sequence that clears the screen": ("\x1b[2Jgone", r"\x1b[2Jgone"),
    "an OSC 8 link": ("\x1b]8;;http://evil\x07text", r"\x1b]8;;http://evil\x07text"),
    "a C1 control sequence introducer": ("\x9b2J", r"\x9b2J"),
    "a bidi override": ("\u202egpj.exe", r"\u202egpj.exe"),
    "zero-width characters": ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
    "a line separator": ("a\u2028b", r"a\u2028b"),
    "a language tag": ("a\U000e0041", r"a\U000e0041"),
    "a lone surrogate": ("a\ud800b", r"a\ud800b"),
    "a NUL": ("a\0b", r"a\x00b"),
    "five languages stay as they are": (
        "Японія 日本 ウクライナ Größe Ёлка",
        "Японія 日本 ウクライナ Größe Ёлка",
    ),
    "the empty text": ("", ""),
}


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_seen_is_escaped(text: str, shown: str) -> None:
    assert sanitize(text) == shown


def test_a_long_text_is_cut_and_its_length_noted() -> None:
    assert sanitize("я" * 300_000, limit=10) == "я" * 10 + "… [300000 characters]"


def test_every_invisible_character_of_unicode_is_escaped_and_no_other() -> None:
    invisible = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category != "Cn":
            assert (sanitize(chr(code)) != chr(code)) == (category in invisible), hex(code)


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_what_is_shown_is_one_printable_line_that_can_be_written(text: str) -> None:
    shown = sanitize(text)
    assert len(shown.splitlines()) <= 1
    assert shown.encode().decode() == shown
    assert sanitize(shown) == shown


VALUES = {
    "a word": ("unn", "unn"),
    "a number": (3, "3"),
    "several words": ("no such host", '"no such host"'),
    "nothing": ("", '""'),
    "a forged field": ("x outcome=ok", '"x outcome=ok"'),
    "quotes": ('say "no"', r'"say \"no\""'),
    "a newline": ("a\nb", r"a\nb"),
}


@pytest.mark.parametrize(("value", "shown"), VALUES.values(), ids=VALUES)
def test_a_value_of_a_log_line_ends_where_it_seems_to(value: object, shown: str) -> None:
    assert logfmt(value) == shown
