"""Fingerprints: what is the same text, what is nearly the same, and the golden digests of version 1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.fingerprint import VERSION, fingerprint_text, normalise, similarity
from scraper.types import Fingerprint

ENGLISH = (
    "Tokyo pledged 37 million dollars for anti-drone systems through a NATO trust fund. "
    "The foreign minister announced the sum in Kyiv, in a shelter, after an air-raid alarm. "
    "Generators and mobile gas turbines are to follow before the end of the winter."
)
JAPANESE = (
    "政府は、ウクライナに対し、対無人機検知システムの供与を含む3700万ドルの支援を表明した。"
    "外相がキーウで記者会見し、NATOの信託基金を通じて拠出すると明らかにした。"
    "防空警報が鳴ったため、会見は地下のシェルターで行われた。越冬支援として発電機も供与する。"
    "両国は、復旧と復興に関する会議を東京で開く方針でも一致し、今後、事務レベルで調整を進める。"
    "政府関係者は、殺傷能力のある装備は含まれないと説明している。"
)

GOLDEN = {
    "English": (ENGLISH, "1c8bdbb486ff2244:9be45b36"),
    "Japanese": (JAPANESE, "33c2b04c9c409fa5:b3c7c362"),
}


@pytest.mark.parametrize(("text", "digest"), GOLDEN.values(), ids=GOLDEN)
def test_the_digests_of_version_1_never_change(text: str, digest: str) -> None:
    assert VERSION == 1
    print_ = fingerprint_text(text)
    folded = 0
    for value in print_.sketch:
        folded = (folded * 31 + value) % 2**32
    assert f"{print_.sha256[:16]}:{folded:08x}" == digest


SAME_TEXT = {
    "other quotation marks": ('"It is time," he said. ' + ENGLISH, "“It is time”, he said.\n" + ENGLISH),
    "other line breaks and blanks": (ENGLISH, ENGLISH.replace(". ", ".\n\n  ")),
    "capitals": (ENGLISH, ENGLISH.upper()),
    "full-width digits": (JAPANESE, JAPANESE.replace("3700", "３７００")),
}


@pytest.mark.parametrize(("one", "other"), SAME_TEXT.values(), ids=SAME_TEXT)
def test_the_same_words_are_the_same_text(one: str, other: str) -> None:
    assert fingerprint_text(one).sha256 == fingerprint_text(other).sha256 != ""


def test_one_corrected_amount_is_another_text_but_nearly_the_same() -> None:
    for text, before, after in ((ENGLISH, "37", "38"), (JAPANESE, "3700", "3800")):
        one, other = fingerprint_text(text), fingerprint_text(text.replace(before, after))
        assert one.sha256 != other.sha256
        assert similarity(one, other) > 0.8


def test_different_texts_are_far_apart() -> None:
    assert similarity(fingerprint_text(ENGLISH), fingerprint_text(JAPANESE)) < 0.1


def test_a_caption_is_too_short_to_tell_copies() -> None:
    caption = fingerprint_text("Photo: the minister in Kyiv")
    assert caption == Fingerprint(VERSION, "", (), len(normalise("Photo: the minister in Kyiv")))
    assert similarity(caption, caption) == 0.0


def test_sketches_of_another_version_are_not_compared() -> None:
    mine = fingerprint_text(ENGLISH)
    theirs = Fingerprint(VERSION + 1, mine.sha256, mine.sketch, mine.length)
    assert similarity(mine, theirs) == 0.0


@given(st.text())
def test_any_text_has_a_whole_sketch_or_none(text: str) -> None:
    assert len(fingerprint_text(text * 20).sketch) in {0, 128}
