import re

import pytest

from scraper.core.siterules import cut
from scraper.types import SiteRules

RULES = SiteRules(stop_lines=(re.compile("^Popular$"),), drop_lines=(re.compile("^Read also:"),))
CASES = {
    "the text ends at a stop line": (["One.", "Popular", "Two."], ["One."]),
    "a drop line is left out": (["One.", "Read also: Two", "Three."], ["One.", "Three."]),
    "a stop line above the text ends nothing": (["Popular", "One.", "Popular", "Two."], ["One."]),
    "nor does one that only drop lines stand above": (["Read also: x", "Popular", "One."], ["One."]),
    "stop lines alone are no text": (["Popular", "Popular"], []),
}


@pytest.mark.parametrize(("paragraphs", "kept"), CASES.values(), ids=CASES)
def test_what_is_left_of_the_paragraphs(paragraphs: list[str], kept: list[str]) -> None:
    assert cut(paragraphs, RULES) == tuple(kept)
