import re

import pytest

from scraper.core.regex_safety import is_catastrophic

EXPLODING = [
    r"(a+)+$",
    r"(?:a|ab|b)*$",
    r"(x?y?)*z",
    r"(\w+\s?)*$",
    r"(?=(a+)+)b",
    r"(?:\d{1,40})+x",
    r"(.*a){20}",
    r"(?i)(?:ab|A|B)+$",
    r"([^/]+)*/",
    r"((a*)b?)*c",
]
TAME = [
    r"^https?://x\.test/(?:[a-z-]+/)*\d{4}/[a-z0-9-]+/?$",
    r"(?:[^/]+/)+\d+\.html$",
    r"^.+-a-[0-9a-f-]{36}$",
    r"(?:a|b|c)+",
    r"(?:[0-9a-f]{40}/)+",
    r"(?:(?:ua|ru|en)/)*news",
    r"\d+\s+views\b",
    r"(?:[a-z]+=\d+&?)?",
    r"(?!feed/?$)[a-z]+",
]


@pytest.mark.parametrize("expression", EXPLODING)
def test_a_loop_that_matches_one_text_in_two_ways_is_told(expression: str) -> None:
    assert is_catastrophic(re.compile(expression))


@pytest.mark.parametrize("expression", TAME)
def test_what_is_delimited_or_flat_passes(expression: str) -> None:
    assert not is_catastrophic(re.compile(expression))
