"""What an edit changed and how much it matters."""

from dataclasses import replace

import pytest

from scraper.core.changes import compare
from scraper.types import Significance
from tests.values import BODY, article, stored

EDITS = {
    "nothing": ((), {}, Significance.NONE),
    "a comma": (
        ("typo",),
        {"body": (BODY[0].replace("Ukraine,", "Ukraine"), *BODY[1:])},
        Significance.TYPO,
    ),
    "the headline": (("headline",), {"headline": "Trucks for Kyiv"}, Significance.MINOR),
    "an amount": (
        *(
            ("number", "text"),
            {"body": (BODY[0], BODY[1].replace("37", "38"), BODY[2])},
            Significance.MAJOR,
        ),
    ),
    "a new sum beside the old": (
        *(
            ("number", "paragraph_added"),
            {"body": (*BODY, "A further 5 million may follow.")},
            Significance.MINOR,
        ),
    ),
    "a denial": (
        *(
            ("text", "negation"),
            {"body": (BODY[0].replace("will", "will not"), *BODY[1:])},
            Significance.MAJOR,
        ),
    ),
    "a paragraph more": (
        *(("paragraph_added",), {"body": (*BODY, "There was no date.")}, Significance.MINOR),
    ),
    "a paragraph less": (*(("paragraph_removed",), {"body": BODY[:2]}, Significance.MINOR),),
    "a paragraph with an amount less": (
        *(("number", "paragraph_removed"), {"body": (BODY[0], BODY[2])}, Significance.MAJOR),
    ),
    "a retraction": (
        *(
            ("paragraph_added", "retraction"),
            {"body": (*BODY, "This report has been withdrawn.")},
            Significance.MAJOR,
        ),
    ),
    "a notice of correction": (
        *(
            ("paragraph_added", "correction"),
            {"body": (*BODY, "Correction: the ministry is that of defense.")},
            Significance.MAJOR,
        ),
    ),
    "another name": (
        *(("text", "name"), {"body": (BODY[0].replace("Tokyo", "Osaka"), *BODY[1:])}, Significance.MINOR),
    ),
    "other words": (
        *(("text",), {"body": (BODY[0].replace("deliver", "hand over"), *BODY[1:])}, Significance.MINOR),
    ),
}


@pytest.mark.parametrize(("kinds", "edit", "significance"), EDITS.values(), ids=EDITS)
def test_an_edit_has_kinds_and_a_weight(
    kinds: tuple[str, ...], edit: dict[str, object], significance: Significance
) -> None:
    change = compare(stored(), article(**edit))  # type: ignore[arg-type]
    assert (change.kinds, change.significance) == (kinds, significance)


def test_the_summary_names_both_amounts() -> None:
    after = article(body=(BODY[0], BODY[1].replace("37", "38"), BODY[2]))
    assert compare(stored(), after).summary == "numbers: 37 million USD -> 38 million USD"


METADATA = {
    "nothing changed": ({}, ()),
    "another headline": ({"headline": "Trucks for Kyiv"}, ("headline",)),
    "another text": ({"body": (*BODY, "There was no date.")}, ("text",)),
}


@pytest.mark.parametrize(("edit", "kinds"), METADATA.values(), ids=METADATA)
def test_where_no_text_may_be_kept_headline_and_hash_are_compared(
    edit: dict[str, object], kinds: tuple[str, ...]
) -> None:
    without_text = replace(stored(), text="")
    assert compare(without_text, article(**edit)).kinds == kinds  # type: ignore[arg-type]
