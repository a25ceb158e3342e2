"""The gate never says no to what the judge keeps, however the page writes it."""

import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.gate import may_be_on_topic
from scraper.core.relevance import judge_text
from tests.core.topics import japan_ukraine, topic

DATA = Path(__file__).parents[1] / "data" / "relevance"
ITEMS = [
    json.loads(line)
    for path in sorted(DATA.glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]
KEPT = [
    item
    for item in ITEMS
    if judge_text(item["title"], item["text"], item["lang"], japan_ukraine()).on_topic
]

FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
Disguise = Callable[[str], str]


def units(text: str) -> list[bytes]:
    encoded = text.encode("utf-16-be")
    return [encoded[at : at + 2] for at in range(0, len(encoded), 2)]


DISGUISES: dict[str, Disguise] = {
    "as it is": lambda text: text,
    "decimal entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(c):x};" for c in text),
    "entities without semicolon": lambda text: "".join(f"&#{ord(c)}" for c in text),
    "entities escaped again": lambda text: html.escape("".join(f"&#x{ord(c):X};" for c in text)),
    "JSON escapes": json.dumps,
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "every letter a JSON escape": lambda text: "".join(f"\\u{unit.hex()}" for unit in units(text)),
    "full width": lambda text: text.translate(FULL_WIDTH),
    "upper case": str.upper,
    "mixed case": str.swapcase,
    "soft hyphens": "\u00ad".join,
    "soft hyphen entities": "&shy;".join,
    "zero-width characters": "\u200b".join,
    "tags within words": lambda text: "<b>" + "</b><b>".join(text) + "</b>",
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_whatever_the_judge_keeps_passes_in_every_disguise(disguise: Disguise) -> None:
    stopped = [
        item["title"]
        for item in KEPT
        if not may_be_on_topic(disguise(f"{item['title']} {item['text']}"), japan_ukraine())
    ]
    assert len(KEPT) > 200
    assert stopped == []


@given(
    item=st.sampled_from(KEPT),
    first=st.sampled_from(sorted(DISGUISES)),
    before=st.text(max_size=200),
    after=st.text(max_size=200),
)
def test_no_surroundings_hide_a_kept_article(
    item: dict[str, str], first: str, before: str, after: str
) -> None:
    page = f"{before} <p>{DISGUISES[first](item['title'])}</p>\n{item['text']} {after}"
    assert may_be_on_topic(page, japan_ukraine())


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_word_is_found_wherever_the_search_is_cut(disguise: Disguise) -> None:
    word = disguise("Japan")
    for place in range(16_384 - len(word) - 1, 16_384 + 2):
        page = f"{'.' * (place - 1)} {word} {'.' * 900} Ukraine"
        assert may_be_on_topic(page, japan_ukraine()), place


@given(st.text(), st.text())
def test_what_the_gate_stops_the_judge_does_not_keep(headline: str, body: str) -> None:
    if not may_be_on_topic(f"{headline}\n{body}", japan_ukraine()):
        assert not judge_text(headline, body, "ja", japan_ukraine()).on_topic


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("", id="nothing"),
        pytest.param("<p>Ukraine shoots down forty drones</p>", id="no actor"),
        pytest.param("<p>Japan's economy grows</p>", id="no object"),
        pytest.param("<p>Hurricane nears &#70;lorida &eacute; \\u00e9</p>", id="escapes of something else"),
        pytest.param("&" * 5000 + "\\u" * 5000 + "%" * 5000 + "<" * 5000, id="half escapes"),
    ],
)
def test_other_pages_end_at_the_gate(page: str) -> None:
    assert not may_be_on_topic(page, japan_ukraine())


def test_each_topic_has_its_own_gate() -> None:
    page = "<p>Seoul sends howitzers to Kyiv</p>"
    assert may_be_on_topic(page, topic("south-korea-ukraine"))
    assert not may_be_on_topic(page, japan_ukraine())
