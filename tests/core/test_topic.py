"""A topic file is read strictly, and everything the judge knows comes from it."""

import re
import textwrap
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scraper.core.gazetteer import find_entities
from scraper.core.relevance import judge_text
from scraper.core.topic import read_topic
from scraper.errors import ConfigError
from scraper.types import Grade
from tests.core.topics import japan_ukraine, tiny, topic


def broken(change: Callable[[Any], object]) -> list[str]:
    document = tiny()
    change(document)
    with pytest.raises(ConfigError) as caught:
        read_topic(document, "tiny.toml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda d: d.pop("id"), "tiny.toml: id: is missing: a text", id="no id"),
        pytest.param(
            lambda d: d["names"].pop("object"),
            "tiny.toml: names.object: is missing: a text",
            id="a side without a name",
        ),
        pytest.param(
            lambda d: d["concepts"]["arms"].update(grade=1),
            "tiny.toml: concepts.arms.grade: must be 2 or 3 for a matter",
            id="a matter without a grade",
        ),
        pytest.param(
            lambda d: d["concepts"].update(sea={"kind": "void", "en": ["sea of freedonia"]}),
            "tiny.toml: concepts.sea.role: is missing: the reason class of kind = 'void'",
            id="a void without a reason class",
        ),
        pytest.param(
            lambda d: d["concepts"]["arms"].update(en=["c*"]),
            "tiny.toml: concepts.arms.en: 'c*' must begin with at least 2 letters",
            id="a term that matches everything",
        ),
        pytest.param(
            lambda d: d["concepts"]["arms"].update(colour="red"),
            "tiny.toml: concepts.arms.colour: is unknown; known here: "
            "kind, role, matter, grade, weight and lists of terms by language (en, uk, ... or any)",
            id="an unknown key",
        ),
        pytest.param(
            lambda d: d["weights"].update(charm=1),
            "tiny.toml: weights.charm: is unknown; known here: ",
            id="a weight of no feature",
        ),
        pytest.param(
            lambda d: d["thresholds"].pop("related"),
            "tiny.toml: thresholds.related: is missing: a number from 0 to 1",
            id="a threshold missing",
        ),
        pytest.param(
            lambda d: d["concepts"].pop("sylvania"),
            "tiny.toml: concepts: need terms of at least one concept with kind = 'object'",
            id="nobody to help",
        ),
        pytest.param(
            lambda d: d.update(entities={"person:x": {"names": ["xavier"], "means": ["nothing"]}}),
            "tiny.toml: entities.person:x.means: names no concept: 'nothing'",
            id="an entity that means nothing known",
        ),
        pytest.param(
            lambda d: d.update(
                entities={
                    "person:x": {
                        "names": ["xavier"],
                        "offices": [
                            {"title": "king", "since": date(2024, 1, 2), "until": date(2024, 1, 1)}
                        ],
                    }
                }
            ),
            "tiny.toml: entities.person:x.offices[0].until: lies before since",
            id="an office that ends before it begins",
        ),
    ],
)
def test_a_fault_is_named_with_its_key_and_remedy(change: Callable[[Any], object], expected: str) -> None:
    assert any(problem.startswith(expected) for problem in broken(change))


def test_every_fault_is_reported_at_once() -> None:
    def change(document: Any) -> None:
        document.pop("version")
        document["concepts"]["arms"]["kind"] = "cannon"
        document["weights"]["deed"] = "much"

    assert len(broken(change)) >= 3


def test_the_version_tells_every_change_of_the_content() -> None:
    changed = tiny() | {"thresholds": {"related": 0.6, "borderline": 0.1}}
    versions = {read_topic(document, "tiny.toml").version for document in (tiny(), changed)}
    assert len(versions) == 2
    assert all(version.startswith("1+") for version in versions)


def test_no_state_is_built_in() -> None:
    verdict = judge_text("Freedonia sends cannons to Sylvania", "", "en", read_topic(tiny(), "tiny.toml"))
    assert (verdict.grade, verdict.reason) == (Grade.CORE, "arms")
    assert (
        judge_text("Japan gives Ukraine trucks", "", "en", read_topic(tiny(), "t")).reason
        == "no_freedonia_term"
    )


@pytest.mark.parametrize(
    ("headline", "grade"),
    [
        pytest.param("South Korea weighs sending weapons to Ukraine", Grade.CORE, id="the actor acts"),
        pytest.param("Японія дає Україні військову допомогу", Grade.OFF, id="another state acts"),
        pytest.param(
            "South Korean media: Ukraine runs out of shells", Grade.OFF, id="the actor's press is quoted"
        ),
    ],
)
def test_a_second_topic_needs_no_code(headline: str, grade: Grade) -> None:
    assert judge_text(headline, "", "", topic("south-korea-ukraine")).grade is grade


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Накатані – Умєрову: ракети Patriot",
            {"person:nakatani", "person:umerov", "equip:patriot"},
            id="uk",
        ),
        pytest.param(
            "中谷防衛相とウメロフ国防相、パトリオット",
            {"person:nakatani", "person:umerov", "equip:patriot"},
            id="ja",
        ),
        pytest.param("Nakatani, Umjerow und Patriots", {"person:nakatani", "equip:patriot"}, id="de"),
    ],
)
def test_entities_have_one_id_in_all_languages(text: str, expected: set[str]) -> None:
    assert expected <= {named.id for named in find_entities(text, japan_ukraine())}


def test_an_entity_is_named_once_by_its_longest_name() -> None:
    named = [n for n in find_entities("Masataka Okano spoke", japan_ukraine()) if n.id == "person:okano"]
    assert [each.word for each in named] == ["masataka okano"]


def test_a_language_is_added_as_the_manual_says() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
    example = re.search(r"^ {7}\[concepts\.japan\]\n(?: {7}.*\n)+", manual, re.MULTILINE)
    assert example is not None
    document: Any = tiny()
    document["concepts"] |= tomllib.loads(textwrap.dedent(example[0]))["concepts"]
    document["concepts"]["arms"]["cs"] = ["dela"]
    headline = "Japonsko dodá dela, Sylvania děkuje"
    assert judge_text(headline, "", "cs", read_topic(document, "tiny.toml")).grade is Grade.CORE
