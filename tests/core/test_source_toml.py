import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.config import load, shipped_directory
from scraper.config.sources import read_source
from scraper.core.source_toml import literal, source_toml
from scraper.errors import Problem
from scraper.types import Source

SOURCES = load(shipped_directory()).sources


def read_back(text: str, source: Source) -> tuple[Source, list[Problem]]:
    problems: list[Problem] = []
    return read_source(tomllib.loads(text), "x.toml", source.id, problems), problems


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_every_shipped_source_survives_the_round_trip(source: Source) -> None:
    assert read_back(source_toml(source), source) == (source, [])


def test_comments_stand_above_what_they_explain() -> None:
    source = next(source for source in SOURCES if source.id == "unn")
    text = source_toml(source, {"zone": "assumed:\nthe country's", "channels[0]": "found by autodiscovery"})
    assert "# assumed:\n# the country's\nzone = " in text
    assert "\n\n# found by autodiscovery\n[[channels]]\nurl = " in text
    assert read_back(text, source) == (source, [])


@given(st.text())
def test_any_text_is_written_so_that_it_reads_back(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate is no text
        return
    assert tomllib.loads(f"x = {literal(text)}")["x"] == text


def test_what_no_source_holds_is_refused() -> None:
    with pytest.raises(TypeError):
        literal(object())
