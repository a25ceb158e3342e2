"""Bands find what is similar and keep apart what is not comparable."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.bands import BANDS, ROWS, bands_of

GOLDEN = (220117459142215, 144626800105056, 131820367646140)
"""Bands of 0, 1, 2 ... under recipe 1: a change makes every stored band worthless."""

SKETCH = st.lists(st.integers(0, 2**32 - 1), min_size=128, max_size=128)


@given(SKETCH)
def test_a_sketch_has_its_bands_each_within_six_bytes(sketch: list[int]) -> None:
    bands = bands_of(sketch, 1)
    assert len(set(bands)) == BANDS
    assert all(0 <= band < 2**48 for band in bands)
    assert bands == bands_of(tuple(sketch), 1)


@given(SKETCH)
def test_sketches_of_different_recipes_never_meet(sketch: list[int]) -> None:
    assert not set(bands_of(sketch, 1)) & set(bands_of(sketch, 2))


@pytest.mark.parametrize("length", [0, 64, BANDS * ROWS - 1])
def test_a_sketch_too_short_has_no_bands(length: int) -> None:
    assert bands_of([7] * length, 1) == ()


def test_the_recipe_is_fixed() -> None:
    assert bands_of(range(128), 1)[:3] == GOLDEN


@pytest.mark.parametrize(
    ("similarity", "least", "most"),
    [
        pytest.param(0.9, 1.0, 1.0, id="copies with a sentence changed"),
        pytest.param(0.8, 0.98, 1.0, id="edited copies"),
        pytest.param(0.5, 0.15, 0.45, id="half the same"),
        pytest.param(0.2, 0.0, 0.02, id="hardly alike"),
    ],
)
def test_similar_sketches_meet_as_often_as_the_formula_says(
    similarity: float, least: float, most: float
) -> None:
    chance = random.Random(7)  # noqa: S311  (not for secrets)
    met = 0
    for _ in range(400):
        one = [chance.getrandbits(32) for _ in range(128)]
        other = [value if chance.random() < similarity else chance.getrandbits(32) for value in one]
        met += bool(set(bands_of(one, 1)) & set(bands_of(other, 1)))
    assert least <= met / 400 <= most
