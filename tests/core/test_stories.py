"""Whether two articles tell one story: own tellings in five languages, and invariants of the likeness."""

import json
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.name_sounds import sound_of
from scraper.core.quantities import quantity_keys
from scraper.core.stories import likeness
from scraper.core.storykeys import story_keys
from scraper.core.text import fold
from scraper.types import Policy
from tests.core.topics import japan_ukraine

TELLINGS = Path(__file__).parents[1] / "data" / "stories" / "tellings.jsonl"
THRESHOLD = Policy().same_story
KEYS = st.frozensets(
    st.sampled_from(
        ("person:kishida", "h:person:kishida", "money:usd:3.7e+07", "w:en:truck", "place:kyiv", "act:sign")
    )
)


@pytest.mark.parametrize(
    "texts",
    [
        ("37 million dollars", "$37 mln", "3700万ドル", "37 млн долларов", "37 мільйонів доларів"),
        ("100 vehicles", "約100台", "сто машин", "hundert Fahrzeuge"),
        ("4.5 billion dollars", "45億ドル", "4,5 Milliarden Dollar", "4,5 mld dolarów"),
        ("on June 13", "13 червня", "13 июня", "am 13. Juni", "6月13日"),
        ("30,000 rations", "30 000 пайків", "3万食"),
    ],
    ids=["a sum", "a count", "a large sum", "a date", "thousands"],
)
def test_an_amount_has_one_key_in_every_language(texts: tuple[str, ...]) -> None:
    assert len({quantity_keys(fold(text)) for text in texts}) == 1
    assert quantity_keys(fold(texts[0]))


def test_years_hours_and_names_are_no_amounts() -> None:
    assert quantity_keys(fold("In 2024 at 16:20 the G7 saw Mi-8s; 2024年 14時52分")) == frozenset()


@pytest.mark.parametrize(
    "spellings",
    [
        ("Korsunsky", "Корсунський", "Корсунского", "コルスンスキー"),
        ("Selenskyj", "Zelensky", "Зеленський", "Зеленского", "ゼレンスキー"),
        ("Nakatani", "Накатані", "Накатани"),
    ],
    ids=lambda spellings: spellings[0],
)
def test_a_name_sounds_alike_in_every_script(spellings: tuple[str, ...]) -> None:
    assert len({sound_of(spelling) for spelling in spellings}) == 1


@given(KEYS, KEYS)
def test_the_likeness_is_symmetric_and_a_share(one: frozenset[str], other: frozenset[str]) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


def test_what_lies_days_apart_is_less_alike() -> None:
    keys = frozenset({"person:kamikawa", "place:kyiv", "money:usd:3.7e+07", "thing:trust_fund"})
    assert likeness(keys, keys, timedelta(days=6)) < likeness(keys, keys)


def test_own_tellings_are_told_apart() -> None:
    items = [json.loads(line) for line in TELLINGS.read_text(encoding="utf-8").splitlines()]
    keys = {
        item["id"]: story_keys(
            item["title"],
            item["text"],
            item["lang"],
            date.fromisoformat(item["published"][:10]),
            japan_ukraine(),
        )
        for item in items
    }
    right = wrong = missed = 0
    for one, other in combinations(items, 2):
        if (
            abs(
                date.fromisoformat(one["published"][:10]) - date.fromisoformat(other["published"][:10])
            ).days
            > 4
        ):
            continue
        alike = likeness(keys[one["id"]], keys[other["id"]]) >= THRESHOLD
        same = one["story"] == other["story"]
        right, wrong, missed = (
            right + (alike and same),
            wrong + (alike and not same),
            missed + (same > alike),
        )
    assert right / (right + missed) >= 0.9
    assert right / (right + wrong) >= 0.75, "the others are of the same days and topic"
