"""The judge: who acts, in what matter, for whom, and where that stands in the text."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.explain import explain
from scraper.core.relevance import judge, judge_text
from scraper.core.scoring import Answer, Judged, borderline, by_language, score
from scraper.types import Article, CanonicalUrl, Found, Grade, Place, Signal, SourceId, Verdict
from tests.core.topics import japan_ukraine

DATA = Path(__file__).parents[1] / "data" / "relevance"
ITEMS = [
    json.loads(line)
    for path in sorted(DATA.glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]

WAR_NEWS = (
    "Russian drones hit Kharkiv at night.",
    "Two people died.",
    "Firemen worked until noon.",
    "The mayor spoke of a hard day.",
    "Trains were late.",
)


def verdict_on(headline: str, body: str = "", language: str = "", on: date | None = None) -> Verdict:
    return judge_text(headline, body, language, japan_ukraine(), on=on)


@pytest.mark.parametrize(
    ("headline", "body", "grade", "reason"),
    [
        pytest.param("Japan gives Ukraine army trucks", "", 3, "equipment", id="equipment is the core"),
        pytest.param(
            "Japan and Ukraine begin defense consultations", "", 3, "consultations", id="consultations"
        ),
        pytest.param("Tokyo to join PURL", "The money helps Kyiv.", 3, "finance", id="money for arms"),
        pytest.param(
            "Japan freezes assets of firms over war on Ukraine", "", 2, "sanctions", id="own sanctions"
        ),
        pytest.param(
            "Japan lends Ukraine money for its power grid", "", 1, "economic_only", id="aid alone"
        ),
        pytest.param("Kishida arrives in Kyiv", "", 1, "no_matter", id="a bare visit"),
        pytest.param("Germany gives Ukraine Patriots", "", 0, "no_japan_term", id="nobody acts"),
        pytest.param("Japan shows new missiles", "", 0, "no_ukraine_term", id="nobody is helped"),
        pytest.param(
            "Ships fire missiles in Sea of Japan amid Ukraine war", "", 0, "place_name", id="a sea"
        ),
        pytest.param("Japanese newspaper: Ukraine lacks shells", "", 0, "quoted_source", id="an outlet"),
        pytest.param("US, Canada, Japan and Norway arm Ukraine", "", 0, "list_member", id="a list"),
        pytest.param("Ukrainian sumo star wins in Tokyo", "", 0, "sport", id="sport"),
        pytest.param("How the Russo-Japanese war explains Ukraine", "", 0, "history", id="the past"),
        pytest.param("War live: Japan sends trucks to Ukraine", "", 1, "digest", id="a live blog"),
        pytest.param(
            "防衛省、ウクライナに車両を提供", "", 3, "equipment", id="a ministry without the state"
        ),
        pytest.param(
            "米政府、ウクライナに車両を提供", "", 0, "no_japan_term", id="another state's government"
        ),
        pytest.param("日ウクライナ、安全保障協定に署名", "", 3, "consultations", id="the compound"),
        pytest.param(
            "Міністр оборони Японії Накатані пообіцяв Умєрову вантажівки", "", 3, "equipment", id="names"
        ),
    ],
)
def test_a_headline_is_graded_with_its_reason(headline: str, body: str, grade: int, reason: str) -> None:
    found = verdict_on(headline, body, "ja" if "、" in headline else "")
    assert (int(found.grade), found.reason) == (grade, reason)


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_mention_in_the_last_third_alone_lifts_nothing_above_borderline(place: str) -> None:
    deed = "Japan's government handed army trucks to Ukraine."
    body = "\n".join((deed, *WAR_NEWS) if place == "first" else (*WAR_NEWS, deed))
    assert verdict_on("Night of drones in Kharkiv", body).on_topic is (place == "first")


def test_the_evidence_names_words_and_their_place() -> None:
    deed = next(e for e in verdict_on("Tokyo gives Kyiv trucks").evidence if e.feature == "deed")
    assert deed.words == ("tokyo", "trucks")
    assert deed.place is Place.HEADLINE


def test_the_score_is_the_sum_of_the_evidence() -> None:
    found = verdict_on("Japan gives Ukraine army trucks")
    assert 0 < found.score < 1
    assert (sum(each.weight for each in found.evidence) > 0) == (found.score > 0.5)


def test_an_office_holder_counts_for_less_out_of_office() -> None:
    headline = "Hamada promises Kyiv military aid"
    during, after = (verdict_on(headline, on=day) for day in (date(2023, 5, 1), date(2026, 5, 1)))
    assert during.score > after.score


def test_an_article_is_judged_by_its_own_fields() -> None:
    article = Article(
        url=CanonicalUrl("https://a.example/1"),
        source=SourceId("a"),
        address="https://a.example/1",
        headline=Found("Japan gives Ukraine army trucks", Signal.H1),
        body=Found(("They left on Monday.",), Signal.JSON_LD),
        language=Found("en", Signal.HTML_LANG),
        published=None,
    )
    found = judge(article, japan_ukraine())
    assert found == verdict_on("Japan gives Ukraine army trucks", "They left on Monday.", "en")
    assert "«Japan» acts in the headline" in explain(found, f"{article.headline.value}\n{article.text}")


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        pytest.param("Japan gives Ukraine army trucks", "Kept, grade 3 (equipment", id="kept"),
        pytest.param("Kishida arrives in Kyiv", "Borderline, grade 1 (no_matter", id="borderline"),
        pytest.param("Storm over Ukraine", "nothing in headline or body names Japan", id="nothing"),
        pytest.param("Ukrainian sumo star wins in Tokyo", "the subject is sport («sumo»)", id="aside"),
        pytest.param(
            "Japan, Canada and Norway meet on Ukraine", "only stands in a list of states", id="list"
        ),
    ],
)
def test_a_verdict_can_be_told(headline: str, expected: str) -> None:
    assert expected in explain(verdict_on(headline))


def judged() -> list[Judged]:
    return [
        Judged(
            Answer(item["label"]),
            verdict_on(item["title"], item["text"], item["lang"]).on_topic,
            item["lang"],
            item["why"],
        )
        for item in ITEMS
    ]


def test_the_labelled_items_are_told_apart_in_every_language() -> None:
    results = judged()
    assert len(results) >= 300
    assert score(results).recall >= 0.97
    assert score(results).precision >= 0.95
    assert {language for language, each in by_language(results).items() if each.recall < 0.93} == set()
    assert borderline(results).accepted <= borderline(results).total / 10


@pytest.mark.parametrize("prefix", ["R_", "B_", "N_"])
def test_every_class_has_items(prefix: str) -> None:
    classes = {item["why"].removeprefix(prefix) for item in ITEMS if item["why"].startswith(prefix)}
    expected = {
        "R_": {"agree", "consult", "demining", "equip", "finmil", "joint", "nato", "sanction", "statement",
               "third", "train", "visit", "wounded"},
        "B_": {"econ", "japandef", "multi", "russia_japan", "visit"},
        "N_": {"brand", "culture", "digest", "easy", "jpdef", "list", "other", "refugee", "seaofjapan",
               "source", "sport", "tail", "uadef", "venue"},
    }[prefix]  # fmt: skip
    assert expected <= classes


@given(st.text(), st.text(), st.sampled_from(["en", "uk", "ja", "", "xx"]), st.dates() | st.none())
def test_any_text_has_a_verdict(headline: str, body: str, language: str, on: date | None) -> None:
    found = verdict_on(headline, body, language, on)
    assert 0 <= found.score <= 1
    assert found.reason
    assert explain(found)


@given(item=st.sampled_from(ITEMS))
def test_the_verdict_on_a_title_alone_has_words_of_that_title(item: dict[str, str]) -> None:
    found = verdict_on(item["title"], "", item["lang"])
    assert found.grade in Grade
    assert all(word for each in found.evidence for word in each.words)


def test_judging_twice_says_the_same() -> None:
    assert verdict_on("Japan gives Ukraine army trucks") == verdict_on("Japan gives Ukraine army trucks")
