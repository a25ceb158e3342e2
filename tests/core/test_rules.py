"""Work on rules is safe: what a change would do is known before it is done."""

from datetime import UTC, datetime

import pytest

from scraper.core.backtest import backtest, rejudge
from scraper.core.rules_check import check_rules
from scraper.core.scoring import Answer, Judged, Share, borderline, by_class, by_language, score
from scraper.core.topic import read_topic
from scraper.types import CanonicalUrl, Fingerprint, Grade, SourceId, StoredArticle
from tests.core.topics import japan_ukraine, tiny


def stored(headline: str, text: str = "") -> StoredArticle:
    return StoredArticle(
        url=CanonicalUrl(f"https://a.example/{headline}"),
        source=SourceId("a"),
        version=1,
        headline=headline,
        text=text,
        language="en",
        grade=Grade.OFF,
        fingerprint=Fingerprint(1, ""),
        first_seen_at=datetime(2026, 2, 10, tzinfo=UTC),
    )


ARTICLES = [
    stored("Freedonia sends cannons to Sylvania"),
    stored("Freedonia sends carts to Sylvania"),
    stored("Rain in Sylvania"),
    stored(""),
]


def changed(**matter: object) -> dict[str, object]:
    document = tiny()
    concepts = document["concepts"]
    assert isinstance(concepts, dict)
    return document | {"concepts": concepts | {"arms": {"kind": "matter", **matter}}}


@pytest.mark.parametrize(
    ("matter", "gains", "losses", "regraded"),
    [
        pytest.param({"grade": 3, "en": ["cannon*", "cart*"]}, 1, 0, 0, id="a new term gains"),
        pytest.param({"grade": 3, "en": ["catapult*"]}, 0, 1, 0, id="a dropped term loses"),
        pytest.param({"grade": 2, "en": ["cannon*"]}, 0, 0, 1, id="another grade is told apart"),
        pytest.param({"grade": 3, "en": ["cannon*"]}, 0, 0, 0, id="no change, no difference"),
    ],
)
def test_a_backtest_tells_what_would_change(
    matter: dict[str, object], gains: int, losses: int, regraded: int
) -> None:
    found = backtest(ARTICLES, read_topic(tiny(), "old"), read_topic(changed(**matter), "new"))
    assert (len(found.gains), len(found.losses), len(found.regraded)) == (gains, losses, regraded)
    assert (found.judged, found.skipped) == (3, 1)


def test_a_backtest_shows_the_evidence_of_both_verdicts() -> None:
    new = read_topic(changed(grade=3, en=["cart*"]), "new")
    (loss,) = backtest(ARTICLES[:1], read_topic(tiny(), "old"), new).losses
    assert {each.feature for each in loss.before.evidence} > {each.feature for each in loss.after.evidence}


def test_a_stored_article_is_judged_as_it_was() -> None:
    assert rejudge(stored("Japan gives Ukraine army trucks"), japan_ukraine()).grade is Grade.CORE


def test_terms_that_match_nothing_or_everything_are_named() -> None:
    texts = [f"Sylvania counts day {number}" for number in range(30)]
    report = check_rules(read_topic(tiny(), "tiny"), texts)
    assert {use.term for use in report.never} == {"freedonia*", "cannon*"}
    assert [(use.term, use.where, use.share) for use in report.everywhere] == [
        ("sylvania*", "sylvania", 1.0)
    ]


def test_few_texts_prove_no_term_too_common() -> None:
    assert check_rules(read_topic(tiny(), "tiny"), ["Sylvania"]).everywhere == ()


RESULTS = [
    Judged(Answer.RELEVANT, accepted=True, language="en", label_class="R_equip"),
    Judged(Answer.RELEVANT, accepted=False, language="uk", label_class="R_equip"),
    Judged(Answer.NOT, accepted=True, language="en", label_class="N_list"),
    Judged(Answer.NOT, accepted=False, language="en"),
    Judged(Answer.BORDERLINE, accepted=True, language="en"),
]


def test_a_score_leaves_borderline_items_out() -> None:
    assert (score(RESULTS).precision, score(RESULTS).recall, score(RESULTS).f1) == (0.5, 0.5, 0.5)
    assert borderline(RESULTS) == Share(1, 1)


def test_scores_are_told_by_language_and_class() -> None:
    assert by_language(RESULTS)["uk"].recall == 0
    assert by_class(RESULTS) == {"N_list": Share(1, 1), "R_equip": Share(1, 2)}


def test_nothing_labelled_scores_nothing() -> None:
    assert (score([]).precision, score([]).recall, score([]).f1) == (0, 0, 0)
