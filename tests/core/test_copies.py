"""What repeats a known text: copies in whole, edited, cut short and padded; follow-ups are none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.copies import least_sketched, resemblance
from scraper.core.fingerprint import fingerprint_text, similarity
from scraper.types import Policy

STORIES = Path(__file__).parents[1] / "data" / "stories"
NEAR = Policy().near_duplicate
WIRE = (
    "Japan will lend Ukraine two mobile radars before the winter, the Defense Ministry said on Tuesday. "
    "The sets see low-flying targets at up to 150 kilometres and are to protect substations. "
    "Ukrainian crews will be taught at an air base north of Tokyo from the end of the month."
)
JAPANESE = (
    "防衛省は22日、移動式レーダー2基をウクライナに貸与すると発表した。"
    "低空を飛ぶ目標を捉え、変電所の防護に使われる。要員の訓練は国内の基地で行う。"
)
NEWS = (
    "Opposition members asked in parliament on Friday whether the radars may be used for strikes. "
    "The minister said that data would stay within the air defense network, and named three officers who "
    "are to report on it. A vote is due soon; two parties of the coalition want a limit of six months. "
)
BACKGROUND = (
    "Japan has given about 160 vehicles since 2023. It treats wounded soldiers in its own hospitals."
)

COPIES = {
    "a word changed here and there": (WIRE.replace("Tuesday", "Sept. 22").replace("sets", "radars"), WIRE),
    "its last sentence cut": (WIRE.rpartition("Ukrainian")[0], WIRE),
    "a sentence taken out of a long text": (WIRE, f"{NEWS} {WIRE} {BACKGROUND}"),
    "background added below": (f"{WIRE} {BACKGROUND}", WIRE),
    "Japanese, its first words edited": (JAPANESE.replace("防衛省は22日、", "日本の防衛省は"), JAPANESE),
}
OTHERS = {
    "news first, and the old text below": (f"{NEWS} {WIRE}", WIRE),
    "more news below than there was": (f"{WIRE} {NEWS} {BACKGROUND}", WIRE),
    "the same event in other words": (
        "Two radar sets on lorries are going on loan. Tokyo hopes they guard Ukraine's grid in winter.",
        WIRE,
    ),
    "another language": (JAPANESE, WIRE),
    "captions of a few words": ("Photo: Defense Ministry", "Photo: Defense Ministry"),
}


@pytest.mark.parametrize(("new", "known"), COPIES.values(), ids=COPIES)
def test_a_copy_is_known(new: str, known: str) -> None:
    assert resemblance(new, known) >= NEAR


@pytest.mark.parametrize(("new", "known"), OTHERS.values(), ids=OTHERS)
def test_what_tells_something_else_is_no_copy(new: str, known: str) -> None:
    assert resemblance(new, known) < NEAR


@given(st.text(), st.text())
def test_the_resemblance_is_a_share(new: str, known: str) -> None:
    assert 0 <= resemblance(new, known) <= 1


SENTENCES = tuple(
    f"{' '.join(f'{stem}{number}' for stem in ('den', 'mit', 'kor', 'sel'))}." for number in range(60)
)


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=10, max_size=60),
    st.lists(
        st.tuples(st.integers(0, 59), st.sampled_from(["", "Another word.", "Some 40 more."])), max_size=20
    ),
    st.integers(0, 40),
)
def test_sketches_rule_out_no_copy(text: list[str], edits: list[tuple[int, str]], cut: int) -> None:
    edited = list(text)
    for at, said in edits:
        edited[at % len(edited)] = said
    new, known = " ".join(edited[: len(edited) - cut] or text), " ".join(text)
    mine, theirs = fingerprint_text(new), fingerprint_text(known)
    if resemblance(new, known) >= NEAR:
        assert similarity(mine, theirs) >= least_sketched(mine, theirs, NEAR)


def test_sketches_rule_out_what_has_nothing_in_common() -> None:
    mine, theirs = (fingerprint_text(text * 3) for text in (NEWS, WIRE))
    assert similarity(mine, theirs) < least_sketched(mine, theirs, NEAR)


def test_without_a_sketch_or_beside_a_long_text_nothing_is_ruled_out() -> None:
    whole = fingerprint_text("".join(SENTENCES))
    assert least_sketched(whole, fingerprint_text("Photo: Defense Ministry"), NEAR) == 0
    assert least_sketched(whole, replace(whole, length=10 * whole.length), NEAR) == 0


@pytest.mark.parametrize("half", ["tuning", "heldout"])
def test_own_copies_are_told_from_other_tellings(half: str) -> None:
    items, pairs = (
        [json.loads(line) for line in (STORIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in (half, f"{half}_pairs")
    )
    texts = {item["id"]: item for item in items}
    right = wrong = missed = 0
    for pair in pairs:
        known, new = sorted((texts[pair["a"]], texts[pair["b"]]), key=lambda item: item["published"])
        if known["lang"] != new["lang"]:
            continue
        mine, theirs = fingerprint_text(new["text"]), fingerprint_text(known["text"])
        sketched = similarity(mine, theirs)
        found = max(sketched, resemblance(new["text"], known["text"])) >= NEAR
        assert (
            sketched >= least_sketched(mine, theirs, NEAR) or resemblance(new["text"], known["text"]) < NEAR
        )
        copy = pair["label"] in {"same_text", "near_duplicate"}
        right, wrong, missed = right + (found and copy), wrong + (found > copy), missed + (found < copy)
    assert 2 * right / (2 * right + wrong + missed) >= 0.95
