"""Entities that abbreviate are replaced; those that nest, load or grow are refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.flat_entities import expanded, flat_entities

SUBSETS = {
    "an abbreviation": ("<!ENTITY site 'https://a.test/'>", {"site": "https://a.test/"}),
    "letters by number": ('<!ENTITY ae "&#228;"> <!ENTITY ue "&#xFC;">', {"ae": "&#228;", "ue": "&#xFC;"}),
    "a comment between": ("<!-- names --><!ENTITY a 'b'>\n", {"a": "b"}),
    "the first declaration binds": ("<!ENTITY a '1'><!ENTITY a '2'>", {"a": "1"}),
    "what XML itself defines stays so": ("<!ENTITY lt '&#38;#60;'>", {}),
    "one that names another": ("<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>", None),
    "one that is a file": ("<!ENTITY a SYSTEM 'file:///etc/passwd'>", None),
    "one from the network": ("<!ENTITY a PUBLIC 'x' 'http://a.test/'>", None),
    "a parameter entity": ("<!ENTITY % a 'b'> %a;", None),
    "a long one": (f"<!ENTITY a '{'x' * 501}'>", None),
    "markup": ("<!ENTITY a '<item/>'>", None),
    "too many": ("".join(f"<!ENTITY a{number} 'b'>" for number in range(400)), None),
    "another kind of declaration": ("<!ELEMENT a ANY>", None),
}  # fmt: skip


@pytest.mark.parametrize(("subset", "entities"), SUBSETS.values(), ids=SUBSETS)
def test_which_declarations_are_harmless(subset: str, entities: dict[str, str] | None) -> None:
    assert flat_entities(subset) == entities


TEXTS = {
    "a reference": ("&a;x&a;", "bbxbb"),
    "one that nobody declared": ("&c; &amp;", "&c; &amp;"),
    "none in a CDATA section": ("<![CDATA[&a;]]>&a;", "<![CDATA[&a;]]>bb"),
    "nor in one that never ends": ("&a;<![CDATA[&a;", "bb<![CDATA[&a;"),
    "beyond the longest": ("&a;" * 30, None),
}


@pytest.mark.parametrize(("text", "whole"), TEXTS.values(), ids=TEXTS)
def test_references_are_replaced_within_bounds(text: str, whole: str | None) -> None:
    assert expanded(text, {"a": "bb"}, 100) == whole


@given(st.text(alphabet="<!ENTIY a'\"&;[CDA]->%x# "))
def test_no_subset_and_no_text_is_too_odd(text: str) -> None:
    flat_entities(text)
    assert len(expanded(text, {"a": "bb"}, 500) or "") <= 500


@pytest.mark.parametrize("piece", ["<![CDATA[", "<!--", "<!ENTITY a", "&a", "<!ENTITY a '", "  "])
def test_a_flood_takes_linear_time(piece: str) -> None:
    flood = piece * (2**20 // len(piece))
    began = time.process_time()
    flat_entities(flood)
    expanded(flood, {"a": "bb"}, 2**22)
    assert time.process_time() - began < 2
