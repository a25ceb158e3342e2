"""Whether two articles tell one story: own tellings in five languages, and invariants of the likeness."""

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.name_sounds import sound_of
from scraper.core.quantities import quantity_keys
from scraper.core.stories import likeness
from scraper.core.storykeys import story_keys
from scraper.core.text import fold
from scraper.core.weighing import weighed
from scraper.types import Policy
from tests.core.topics import japan_ukraine

TELLINGS = Path(__file__).parents[1] / "data" / "stories"
THRESHOLD = Policy().same_story
COUNTED = {
    "a person's office": (
        ("Japan's prime minister heads to Kyiv", "en", date(2023, 3, 21)),
        ("岸田氏、キーウへ", "ja", date(2023, 3, 21)),
        {"role:prime_minister", "place:kyiv"},
    ),
    "a surname in kanji": (
        ("A firm of Ryo Takahashi", "en", None),
        ("高橋氏の会社", "ja", None),
        {"name:tks"},
    ),
    "a town in kanji": (
        ("A plant near Kumamoto City", "en", None),
        ("熊本の工場", "ja", None),
        {"name:kmt"},
    ),
}
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
        ("twenty-five ships", "двадцять п'ять суден", "25 кораблей", "25隻"),
        ("two thousand vests", "дві тисячі жилетів", "2000着", "2.000 Westen"),
        (
            "two and a half million yen",
            "zweieinhalb Millionen Yen",
            "два с половиной миллиона иен",
            "250万円",
        ),
        ("$4.5b", "$4.5bn", "$ 4.5 billion", "45億ドル"),
        ("10k vehicles", "10,000 vehicles", "1万台", "一万台"),
        ("320 trucks", "三百二十台", "320台"),
        ("a hundred vehicles", "100 vehicles", "百台"),
        ("two dozen trucks", "24 trucks", "zwei Dutzend Lastwagen"),
        ("fifty billion dollars", "п'ятдесят мільярдів доларів", "500億ドル"),
    ],
    ids=[
        "a sum",
        "a count",
        "a large sum",
        "a date",
        "thousands",
        "tens and units in words",
        "thousands in words, or like a year",
        "halves in words",
        "scales of one letter",
        "thousands by a letter",
        "kanji alone",
        "a hundred by its article",
        "dozens",
        "a sum in words",
    ],
)
def test_an_amount_has_one_key_in_every_language(texts: tuple[str, ...]) -> None:
    assert len({quantity_keys(fold(text)) for text in texts}) == 1
    assert quantity_keys(fold(texts[0]))


def test_years_hours_and_names_are_no_amounts() -> None:
    assert quantity_keys(fold("In 2024 at 16:20 the G7 saw Mi-8s; 2024年 14時52分")) == frozenset()
    assert quantity_keys(fold("From 9 a.m. to 17 Uhr; 十分な数百台; half a million")) == frozenset()


@pytest.mark.parametrize("digits", ["9", "九", "９"])
@pytest.mark.parametrize("scale", ["台", "万台", " trillion dollars"])
def test_absurd_amounts_are_none(digits: str, scale: str) -> None:
    assert quantity_keys(fold(digits * 400 + scale)) <= {"count:9"}


@pytest.mark.parametrize("unit", ["1", "1,", "1 000 ", "1万", "三", "a hundred ", "10 may "])
def test_digits_without_end_are_read_to_the_end(unit: str) -> None:
    assert "count:77" in quantity_keys(fold(unit * (60_000 // len(unit)) + " and 77 trucks"))


def test_a_letter_after_a_number_is_no_scale_where_it_is_a_unit() -> None:
    assert quantity_keys(fold("150 m, 150 km and 150 kg")) == {"count:150"}


@pytest.mark.parametrize(
    "spellings",
    [
        ("Korsunsky", "Корсунський", "Корсунского", "コルスンスキー"),
        ("Selenskyj", "Zelensky", "Зеленський", "Зеленского", "ゼレンスキー"),
        ("Nakatani", "Накатані", "Накатани"),
        ("Mikitani", "Мікітані", "Микитани", "ミキタニ"),
    ],
    ids=lambda spellings: spellings[0],
)
def test_a_name_sounds_alike_in_every_script(spellings: tuple[str, ...]) -> None:
    assert len({sound_of(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other", "shared"), COUNTED.values(), ids=COUNTED)
def test_two_ways_to_say_one_thing_share_a_key(
    one: tuple[str, str, date | None], other: tuple[str, str, date | None], shared: set[str]
) -> None:
    mine, theirs = (
        story_keys(headline, "", language, day, japan_ukraine()) for headline, language, day in (one, other)
    )
    assert shared <= mine & theirs


def test_an_office_is_of_its_time() -> None:
    late = story_keys("Kishida speaks", "", "en", date(2026, 1, 1), japan_ukraine())
    assert "person:kishida" in late
    assert "role:prime_minister" not in late


def test_a_name_of_the_gazetteer_is_not_counted_by_its_sound_too() -> None:
    keys = story_keys("In Kyiv Fumio Kishida met him", "", "en", None, japan_ukraine())
    assert not {key for key in keys if key.startswith("name:kst")}


@given(KEYS, KEYS)
def test_the_likeness_is_symmetric_and_a_share(one: frozenset[str], other: frozenset[str]) -> None:
    mine, theirs = weighed(one), weighed(other)
    assert 0 <= likeness(mine, theirs) <= 1
    assert likeness(mine, theirs) == likeness(theirs, mine)


def test_what_lies_days_apart_is_less_alike() -> None:
    told = weighed(frozenset({"person:kamikawa", "place:kyiv", "money:usd:3.7e+07", "thing:trust_fund"}))
    at_once, unknown, days = (
        likeness(told, told, apart) for apart in (timedelta(), None, timedelta(days=6))
    )
    assert days < unknown < at_once


def rows(name: str) -> list[dict[str, str]]:
    return [
        json.loads(line) for line in (TELLINGS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def answers(half: str) -> dict[str, list[float]]:
    """Return the likeness of each labelled pair, by label; pairs of two languages apart from one's."""
    items = {item["id"]: item for item in rows(half)}
    keys = {
        name: weighed(
            story_keys(
                item["title"],
                item["text"],
                item["lang"],
                date.fromisoformat(item["published"][:10]),
                japan_ukraine(),
            )
        )
        for name, item in items.items()
    }
    found: defaultdict[str, list[float]] = defaultdict(list)
    for pair in rows(f"{half}_pairs"):
        one, other = items[pair["a"]], items[pair["b"]]
        apart = abs(datetime.fromisoformat(one["published"]) - datetime.fromisoformat(other["published"]))
        within = "within" if one["lang"] == other["lang"] else "across"
        found[f"{pair['label']} {within}"].append(likeness(keys[pair["a"]], keys[pair["b"]], apart))
    return found


@pytest.mark.parametrize("half", ["tuning", "heldout"])
@pytest.mark.parametrize(
    ("label", "within", "least"),
    [("same_story_same_lang", "within", 0.8), ("same_story_cross_lang", "across", 0.85)],
    ids=["within one language", "across languages"],
)
def test_own_tellings_are_told_apart(half: str, label: str, within: str, least: float) -> None:
    found = answers(half)
    right = sum(alike >= THRESHOLD for alike in found[f"{label} {within}"])
    missed = len(found[f"{label} {within}"]) - right
    wrong = sum(alike >= THRESHOLD for alike in found[f"different_story_same_topic {within}"])
    assert 2 * right / (2 * right + missed + wrong) >= least


@pytest.mark.parametrize("half", ["wire_tuning", "wire_heldout"])
def test_wire_items_that_share_few_words_are_told_apart(half: str) -> None:
    found = answers(half)
    right = sum(alike >= THRESHOLD for alike in found["same_story_same_lang within"])
    wrong = sum(alike >= THRESHOLD for alike in found["different_story_same_topic within"])
    assert 2 * right / (len(found["same_story_same_lang within"]) + right + wrong) >= 0.75
