from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.demo.outcome import DemoOutcome, EventOutcome, compare
from scraper.demo.scenario import Planted, Scenario
from scraper.demo.sites import STYLES
from scraper.demo.stored import StoredAlert, StoredArticleFact, StoredFacts, StoredPoll
from tests.demo.press import default_scenario

SCENARIO = default_scenario()
PORT = 40_001


def url(article: Planted, twin: int = 0, scheme: str = "https") -> str:
    style = STYLES[SCENARIO.site(article.site).style]
    path = style.paths(article, SCENARIO.starts_at + article.at)[twin].rstrip("/")
    return f"{scheme}://{SCENARIO.site(article.site).host}:{PORT}{path}"


def alert(article: Planted) -> StoredAlert:
    at = SCENARIO.starts_at + max(article.at, timedelta(minutes=20))
    return StoredAlert("article", article.site, at, url(article), article.headline)


SILENT = StoredAlert("source", "nhkworld", SCENARIO.starts_at + timedelta(hours=20), title="quiet for 11 h")


def perfect(scenario: Scenario = SCENARIO) -> StoredFacts:
    """Return what the store holds after a run in which everything went right."""
    planted = scenario.by_key()
    tellings = next(event.articles for event in scenario.events if event.id == "one-story")
    later = tellings[1:]
    edited = {key for event in scenario.events if event.expect == "version" for key in event.articles}
    return StoredFacts(
        articles=tuple(
            StoredArticleFact(
                url(article),
                article.site,
                article.headline,
                int(article.grade),
                versions=2 if article.key in edited else 1,
                copy_of=url(planted[article.copy_of]) if article.copy_of else "",
                story="s7" if article.key in tellings else None,
            )
            for article in scenario.articles
        ),
        alerts=(
            *(
                alert(article)
                for article in scenario.articles
                if article.must_alert and article.key not in later
            ),
            SILENT,
        ),
        polls=(
            _poll("asahi", "9h45m", "rate_limited"),
            _poll("asahi", "10h5m", "rate_limited"),
            _poll("asahi", "10h46m", "ok"),
            _poll("ukrinform-ja", "6h", "not_a_feed"),
            _poll("unn", "8h30m", "nothing_new"),
        ),
        seen=tuple(url(article) for article in scenario.articles),
    )


def _poll(source: str, at: str, outcome: str) -> StoredPoll:
    hours, _, minutes = at.removesuffix("m").partition("h")
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    began_at = SCENARIO.starts_at + offset
    return StoredPoll(source, began_at, began_at + timedelta(minutes=3), (outcome,))


def found(outcome: DemoOutcome, event_id: str) -> EventOutcome:
    return next(event for event in outcome.events if event.event.id == event_id)


def test_a_run_in_which_all_went_right_misses_nothing_and_notices_what_is_built() -> None:
    outcome = compare(SCENARIO, perfect())
    assert outcome.missed == ()
    assert outcome.false_alerts == ()
    assert outcome.good
    assert [event.event.id for event in outcome.events if event.noticed is None] == []


def test_an_empty_store_misses_every_planted_article_and_notices_nothing_that_needs_proof() -> None:
    outcome = compare(SCENARIO, StoredFacts((), ()))
    assert {article.key for article in outcome.missed} == {a.key for a in SCENARIO.articles if a.must_alert}
    assert not outcome.good
    assert {event.event.id for event in outcome.events if event.noticed} == set()


def test_an_amp_twin_or_an_address_of_the_wire_is_the_same_article() -> None:
    article = SCENARIO.by_key()["unn/ukraine-and-japan-sign-agreement-on-classified-information"]
    facts = perfect()
    other = tuple(
        replace(told, url=url(article, twin=1, scheme="http")) if told.url == url(article) else told
        for told in facts.alerts
    )
    assert compare(SCENARIO, replace(facts, alerts=other)).missed == ()


def test_an_article_told_twice_is_missed_as_much_as_one_never_told() -> None:
    facts = perfect()
    outcome = compare(SCENARIO, replace(facts, alerts=(*facts.alerts, facts.alerts[0])))
    assert [url(article) for article in outcome.missed] == [facts.alerts[0].url]


@pytest.mark.parametrize(
    "choose",
    [
        pytest.param(lambda article: article.grade < 2, id="an off-topic article"),
        pytest.param(lambda article: article.copy_of, id="a copy"),
        pytest.param(lambda article: article.grade >= 2 and article.at_start, id="the baseline"),
    ],
)
def test_an_alert_for_what_deserves_none_is_false(choose: Callable[[Planted], object]) -> None:
    facts = perfect()
    told = alert(next(article for article in SCENARIO.articles if choose(article)))
    assert compare(SCENARIO, replace(facts, alerts=(*facts.alerts, told))).false_alerts == (told,)


def test_an_alert_from_before_the_scenario_began_is_none_of_its_affair() -> None:
    facts = perfect()
    past = StoredAlert(
        "article", "unn", SCENARIO.starts_at - timedelta(days=9), "https://unn.test:40001/past/7"
    )
    assert compare(SCENARIO, replace(facts, alerts=(*facts.alerts, past))).good


def test_an_alert_about_a_source_is_no_false_alert_and_notices_its_silence() -> None:
    facts = perfect()
    outcome = compare(SCENARIO, facts)
    assert outcome.false_alerts == ()
    assert found(outcome, "fallen-silent").noticed is True
    assert found(outcome, "fallen-silent").words == SILENT.title
    unheard = compare(SCENARIO, replace(facts, alerts=tuple(one for one in facts.alerts if one != SILENT)))
    assert found(unheard, "fallen-silent").noticed is False
    assert not unheard.good


def _without_versions(facts: StoredFacts) -> StoredFacts:
    return replace(facts, articles=tuple(replace(article, versions=1) for article in facts.articles))


def _without_copies(facts: StoredFacts) -> StoredFacts:
    return replace(facts, articles=tuple(replace(article, copy_of="") for article in facts.articles))


def _polled_too_early(facts: StoredFacts) -> StoredFacts:
    return replace(facts, polls=(*facts.polls, _poll("asahi", "10h", "nothing_new")))


def _never_refused(facts: StoredFacts) -> StoredFacts:
    return replace(facts, polls=tuple(poll for poll in facts.polls if poll.source != "ukrinform-ja"))


def _lost_after_the_move(facts: StoredFacts) -> StoredFacts:
    lost = url(SCENARIO.by_key()["pravda/prezydent-nahorody"])
    return replace(
        facts,
        articles=tuple(article for article in facts.articles if article.url != lost),
        seen=tuple(address for address in facts.seen if address != lost),
    )


def _stored_twice(facts: StoredFacts) -> StoredFacts:
    twice = next(article for article in facts.articles if article.source == "unn")
    return replace(facts, articles=(*facts.articles, twice))


@pytest.mark.parametrize(
    ("event", "spoil", "words"),
    [
        ("retitled", _without_versions, "1 versions, 1 article alerts"),
        ("amount-corrected", _without_versions, "1 versions, 1 article alerts"),
        ("added-below", _without_versions, "1 versions, 1 article alerts"),
        (
            "unn/japanese-company-and-ukraine-agree-on-drones-ki",
            _without_copies,
            "not known as a copy, 0 alerts",
        ),
        ("slow-down", _polled_too_early, "1 requests answered within the 1:00 asked for"),
        ("error-page", _never_refused, "0 of 0 polls refused the page"),
        ("sitemap-moved", _lost_after_the_move, "13 of 14 later articles found"),
        ("guids-changed", _stored_twice, "1 polls since, 1 articles doubled"),
    ],
)
def test_an_event_that_left_no_trace_is_not_noticed(
    event: str, spoil: Callable[[StoredFacts], StoredFacts], words: str
) -> None:
    facts = perfect()
    assert found(compare(SCENARIO, facts), event).noticed is True
    spoilt = found(compare(SCENARIO, spoil(facts)), event)
    assert (spoilt.noticed, spoilt.words) == (False, words)


def test_a_429_met_by_an_article_counts_from_then_on() -> None:
    """The poll began before the site asked for rest; one of its links met the 429."""
    facts = perfect()
    at = SCENARIO.starts_at + timedelta(hours=9, minutes=37)
    first = StoredPoll("asahi", at, at + timedelta(minutes=4), ("ok", "ok", "rate_limited"))
    others = tuple(poll for poll in facts.polls if poll.source != "asahi")
    polls = (first, _poll("asahi", "9h51m", "rate_limited"), _poll("asahi", "10h40m", "ok"), *others)
    assert found(compare(SCENARIO, replace(facts, polls=polls)), "slow-down").noticed is True


def test_four_tellings_are_one_story_once_only_the_first_alerts() -> None:
    facts = perfect()
    tellings = found(compare(SCENARIO, facts), "one-story").event.articles
    repeated = {url(SCENARIO.by_key()[key]) for key in tellings[1:]}
    once = tuple(told for told in facts.alerts if told.url not in repeated)
    outcome = compare(SCENARIO, replace(facts, alerts=once))
    event = found(outcome, "one-story")
    assert (event.noticed, event.words) == (True, "4 tellings in 1 stories, 1 alerts")
    assert outcome.missed == ()
    assert all(found(outcome, key).noticed for key in tellings)


def test_tellings_that_fell_silent_without_being_one_story_are_missed() -> None:
    facts = perfect()
    tellings = found(compare(SCENARIO, facts), "one-story").event.articles
    repeated = {url(SCENARIO.by_key()[key]) for key in tellings[1:]}
    apart = tuple(replace(article, story=None) for article in facts.articles)
    once = tuple(told for told in facts.alerts if told.url not in repeated)
    outcome = compare(SCENARIO, replace(facts, articles=apart, alerts=once))
    assert {article.key for article in outcome.missed} == set(tellings[1:])


def test_a_run_cut_short_answers_for_what_was_played() -> None:
    outcome = compare(SCENARIO, StoredFacts((), ()), until=timedelta(hours=4, minutes=50))
    assert {article.key for article in outcome.missed} == {
        "kyivindependent/japan-to-pay-into-nato-fund-for-counter-drone-systems"
    }
    assert all(event.event.at <= timedelta(hours=4, minutes=50) for event in outcome.events)
