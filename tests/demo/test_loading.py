from collections import Counter
from pathlib import Path

import pytest

from scraper.demo.loading import SCENARIOS, load_scenario
from scraper.demo.scenario import EventKind, Expectation
from scraper.demo.sites import STYLES
from scraper.errors import ConfigError
from scraper.types import Grade
from tests.demo.press import copied_scenario, default_scenario


@pytest.mark.parametrize("name", ["three-sites.toml", "default.toml", "broken-channels.toml"])
def test_the_shipped_scenarios_are_sound(name: str) -> None:
    scenario = load_scenario(SCENARIOS / name)
    assert scenario.articles
    assert [event.at for event in scenario.events] == sorted(event.at for event in scenario.events)


def test_the_default_scenario_is_large_and_varied_and_every_kind_of_event_is_shipped() -> None:
    scenario = default_scenario()
    others = [load_scenario(SCENARIOS / name) for name in ("broken-channels.toml", "stories.toml")]
    kinds = {event.kind for one in (scenario, *others) for event in one.events}
    assert len({site.style for site in scenario.sites}) >= 9
    assert len(scenario.articles) >= 120
    assert kinds == set(EventKind)
    due = [article for article in scenario.articles if article.must_alert]
    assert {article.language for article in due} == {"en", "uk", "ru", "de", "ja"}
    matters = Counter(article.matter for article in scenario.articles if article.grade == Grade.OFF)
    assert set(matters) >= {
        "N_venue",
        "N_list",
        "N_source",
        "N_brand",
        "N_seaofjapan",
        "N_tail",
        "N_digest",
        "N_culture",
        "N_sport",
        "N_refugee",
        "N_jpdef",
        "N_uadef",
    }


def test_no_two_articles_share_an_address() -> None:
    scenario = default_scenario()
    paths = Counter(
        (article.site, path)
        for article in scenario.articles
        for path in STYLES[scenario.site(article.site).style].paths(
            article, scenario.starts_at + article.at
        )
    )
    assert paths.most_common(1)[0][1] == 1


def test_a_copy_has_the_words_of_its_original() -> None:
    scenario = default_scenario()
    copy = next(article for article in scenario.articles if article.copy_of)
    original = scenario.by_key()[copy.copy_of]
    assert copy.paragraphs == original.paragraphs
    assert copy.headline != original.headline
    assert copy.expect is Expectation.COPY


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        pytest.param(
            "scenarios/three-sites.toml",
            'lasts = "24h"',
            'lasts = "a day"',
            "three-sites.toml: lasts: must be a span like 1h30m, -2d or 45s, not 'a day'",
            id="a span that is none",
        ),
        pytest.param(
            "scenarios/three-sites.toml",
            "starts_at = 2026-02-10T00:00:00Z",
            "starts_at = 2026-02-10T00:00:00",
            "three-sites.toml: starts_at: must carry its zone, 2026-02-10T00:00:00Z",
            id="a start without its zone",
        ),
        pytest.param(
            "scenarios/three-sites.toml",
            'style = "asahi"',
            'style = "asashi"',
            "three-sites.toml: sites[3].style: must be one of asahi, bukvy, defence, kyivindependent, "
            "mofa, nhkworld, pravda, razvorot, ukrinform, unn, not 'asashi'",
            id="a style nobody wrote",
        ),
        pytest.param(
            "scenarios/three-sites.toml",
            'host = "unn.test"',
            'host = "unn.ua"',
            "three-sites.toml: sites[1].host: must be a host name that ends in .test, not 'unn.ua'",
            id="a host of the real world",
        ),
        pytest.param(
            "scenarios/three-sites.toml",
            'kind = "retitle"',
            'kind = "rename"',
            "three-sites.toml: events[1].kind: must be one of append, challenge, distinct, edit, "
            "error_page, feed_moves, forbidden, gone, guid_change, layout_change, page_lost, publish, "
            "rate_limit, redated, retitle, silence, site_moves, story, tiny_answer, not 'rename'",
            id="a kind of event that is none",
        ),
        pytest.param(
            "scenarios/three-sites.toml",
            'retry_after = "1h"',
            'retry_afer = "1h"',
            "three-sites.toml: events[3].retry_after: is missing: a text",
            id="a key spelt wrong is missing",
        ),
        pytest.param(
            "scenarios/three-sites.toml",
            '"$36 million"',
            '"$63 million"',
            "three-sites.toml: amount-corrected: replaces what none of its articles says: $63 million",
            id="an edit of words that are not there",
        ),
        pytest.param(
            "scenarios/three-sites.toml",
            'site = "asahi"\nretry',
            'site = "jiji"\nretry',
            "three-sites.toml: slow-down: names no site of the scenario: jiji",
            id="an event at no site",
        ),
        pytest.param(
            "scenarios/three-sites.toml",
            '"../articles/asahi.toml"',
            '"../articles/gone.toml"',
            "gone.toml: file: cannot be read: No such file or directory",
            id="a file that is not there",
        ),
        pytest.param(
            "articles/asahi.toml",
            'slug = "purl-sanka"',
            'slug = "PURL"',
            "asahi.toml: articles[6].slug: must be small letters and digits joined by hyphens, not 'PURL'",
            id="a slug no address can hold",
        ),
        pytest.param(
            "articles/asahi.toml",
            'grade = 3\nmatter = "R_consult"',
            'grade = 4\nmatter = "R_consult"',
            "asahi.toml: articles[9].grade: must be a whole number from 0 to 3",
            id="a grade beyond the scale",
        ),
        pytest.param(
            "articles/asahi.toml",
            'grade = 3\nmatter = "R_consult"',
            'grade = 1\nmatter = "R_consult"',
            'asahi/nichiu-anpo-kyougi: with grade 1 and its time, expect must be "no_alert"',
            id="an expectation that the grade forbids",
        ),
        pytest.param(
            "articles/unn.toml",
            'copy_of = "kyivindependent/',
            'copy_of = "kyivindependent/not-',
            "unn/japanese-company-and-ukraine-agree-on-drones-ki: copies an article that is not there: "
            "kyivindependent/not-ukraine-and-japan-sign-memorandum-on-joint-drone-production",
            id="a copy of nothing",
        ),
        pytest.param(
            "articles/unn.toml",
            'site = "unn"',
            'site = "unn"\nmood = "bright"',
            "unn.toml: mood: is not known here; known are articles, site",
            id="a key that nobody knows",
        ),
        pytest.param(
            "articles/unn.toml",
            "[[articles]]",
            "[[articles",
            "unn.toml: syntax: ",
            id="a file that is no TOML",
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, file: str, old: str, new: str, problem: str) -> None:
    path = copied_scenario(tmp_path)
    faulty = tmp_path / file
    text = faulty.read_text(encoding="utf-8")
    assert old in text
    faulty.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_scenario(path)
    assert problem in "\n".join(map(str, caught.value.problems))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = copied_scenario(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('lasts = "24h"', "lasts = 24")
        .replace('expect = "waited"', "")
        .replace("unn.test", "x"),
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as caught:
        load_scenario(path)
    keys = {problem.key for problem in caught.value.problems}
    assert {"lasts", "events[3].expect", "sites[1].host"} <= keys
