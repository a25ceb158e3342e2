"""What is done about an observation, as a table: the same page, the same text, nearly the same, or news."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from scraper.core.decide import decide
from scraper.outcomes import Outcome
from scraper.types import Action, Alert, Grade, Intent, Known, Observed, Policy, SourceId, StoredArticle
from tests.values import BODY, NOON, article, gathered, observed, pending, stored

NOTHING_KNOWN = Known()
CORRECTED = (BODY[0], BODY[1].replace("37 million", "38 million"), BODY[2])
EDITED = (BODY[0].replace("further", "second"), BODY[1].replace("vehicles", "trucks"), BODY[2])
DENIED = (BODY[0].replace("will deliver", "will not deliver"), *BODY[1:])
LONGER = (*BODY, "The ministry gave no date for the first shipment.")


def known(**fields: StoredArticle | tuple[StoredArticle, ...]) -> Known:
    return replace(Known(), **fields)  # type: ignore[arg-type]


TOLD = frozenset(
    {
        "person:kamikawa",
        "place:kyiv",
        "org:nato",
        "thing:trust_fund",
        "equip:anti_drone",
        "money:usd:3.7e+07",
    }
)
OTHER = frozenset(
    {"place:kyiv", "person:sybiha", "person:iwaya", "matter:information_security", "act:sign"}
)


def telling(
    keys: frozenset[str], headline: frozenset[str] = frozenset(), grade: Grade = Grade.CORE
) -> Observed:
    other = article("telling", body=("Told in words of its own. " * 20,), source=SourceId("echo"))
    return replace(observed(other, grade), keys=keys | {f"h:{key}" for key in headline})


def told(**fields: object) -> StoredArticle:
    return stored(**{"keys": TOLD, "story": 7, **fields})  # type: ignore[arg-type]


def elsewhere(body: tuple[str, ...], grade: Grade = Grade.CORE, **fields: object) -> Observed:
    return observed(article("copy", body=body, source=SourceId("echo")), grade, **fields)


@dataclass(frozen=True)
class Case:
    seen: Observed
    known: Known
    action: Action
    alerts: tuple[str, ...] = ()


CASES = {
    "an article on topic is news": Case(observed(), NOTHING_KNOWN, Action.ADD, ("article",)),
    "a borderline article is kept without an alert": Case(
        observed(grade=Grade.BORDERLINE), NOTHING_KNOWN, Action.ADD
    ),
    "an article off topic is kept without an alert": Case(
        observed(grade=Grade.OFF), NOTHING_KNOWN, Action.ADD
    ),
    "what a first reading finds is not alerted": Case(
        observed(pending=pending(baseline=True)), NOTHING_KNOWN, Action.ADD
    ),
    "the same text elsewhere is a copy": Case(
        observed(article("copy", source=SourceId("echo"))), known(same_text=stored()), Action.COPY
    ),
    "the same text under another headline of its source is a copy": Case(
        observed(article("copy", headline="Trucks for Kyiv")), known(same_text=stored()), Action.COPY
    ),
    "the same text and headline at another address of its source are the same article": Case(
        observed(article("new/trucks")), known(same_text=stored()), Action.SIGHT
    ),
    "an article that calls itself by the address of another is news": Case(
        observed(
            article(
                headline="Kyiv and Tokyo sign a pact on secrets", body=("Other words altogether. " * 9,)
            ),
            pending=pending("pact"),
        ),
        known(same_page=stored()),
        Action.ADD,
        ("article",),
    ),
    "a page with other furniture at another of its addresses is no version": Case(
        observed(article(body=(*BODY, "Share this.")), pending=pending("trucks-amp")),
        known(same_page=stored()),
        Action.SIGHT,
    ),
    "a teaser where an article stood is no version": Case(
        observed(article(body=BODY[:1]), pending=pending(recheck=True)),
        known(same_page=stored()),
        Action.NOTHING,
    ),
    "a list where an article stood is no version": Case(
        observed(
            article("politics", headline="Politics", body=("Grain prices rise in all ports. " * 20,)),
            pending=pending(recheck=True),
        ),
        known(same_page=stored()),
        Action.NOTHING,
    ),
    "an article that changed often is told of no more": Case(
        observed(article(body=CORRECTED)), known(same_page=stored(updates=3)), Action.REVISE
    ),
    "an edition of what was told is not told again": Case(
        telling(OTHER), known(editions=(told(language="uk"),)), Action.ADD
    ),
    "an edition from another month is news": Case(
        telling(OTHER),
        known(editions=(told(language="uk", published_at=NOON - timedelta(days=30)),)),
        Action.ADD,
        ("article",),
    ),
    "an edited copy elsewhere is a copy": Case(elsewhere(EDITED), known(near=(stored(),)), Action.COPY),
    "a copy elsewhere with another amount is told as a development": Case(
        elsewhere(CORRECTED), known(near=(stored(story=7),)), Action.ADD, ("development",)
    ),
    "a copy elsewhere that says the opposite is told as a development": Case(
        elsewhere(DENIED), known(near=(stored(story=7),)), Action.ADD, ("development",)
    ),
    "the same text under a headline with another amount is told as a development": Case(
        observed(article("copy", headline="Japan sends ten vehicles to Ukraine", source=SourceId("echo"))),
        known(same_text=stored(story=7)),
        Action.ADD,
        ("development",),
    ),
    "another amount that one outlet told already is a copy of that": Case(
        elsewhere(CORRECTED),
        known(near=(stored(story=7), stored(article("first", body=CORRECTED), story=7))),
        Action.COPY,
    ),
    "another amount of what was not alerted is news": Case(
        elsewhere(CORRECTED), known(near=(stored(story=7, alerted=False),)), Action.ADD, ("article",)
    ),
    "another amount of what was told weeks ago is news": Case(
        elsewhere(CORRECTED),
        known(near=(stored(story=7, published_at=NOON - timedelta(days=20)),)),
        Action.ADD,
        ("article",),
    ),
    "another amount in a copy off topic is a copy": Case(
        elsewhere(CORRECTED, Grade.OFF), known(near=(stored(story=7),)), Action.COPY
    ),
    "another amount in a copy that a first reading finds is not alerted": Case(
        elsewhere(CORRECTED, pending=pending(baseline=True)), known(near=(stored(story=7),)), Action.ADD
    ),
    "copies that all differ from those that were told are told of no more": Case(
        elsewhere(CORRECTED),
        known(near=tuple(stored(article(f"copy-{n}"), story=7) for n in range(4))),
        Action.ADD,
    ),
    "an excerpt elsewhere is a copy": Case(
        observed(article("brief", body=BODY[:2], source=SourceId("echo"))),
        known(related=(stored(),)),
        Action.COPY,
    ),
    "one template with other numbers is no copy": Case(
        observed(article("next-batch", body=CORRECTED)),
        known(near=(stored(),)),
        Action.ADD,
        ("article",),
    ),
    "another amount in a second article of one outlet on a story that was told is a development": Case(
        replace(observed(article("again", body=CORRECTED)), keys=TOLD),
        known(near=(told(),), related=(told(),)),
        Action.ADD,
        ("development",),
    ),
    "another telling of a story that was told joins it silently": Case(
        telling(TOLD), known(related=(told(),)), Action.ADD
    ),
    "a story that only a first reading found is news when told again": Case(
        telling(TOLD), known(related=(told(alerted=False),)), Action.ADD, ("article",)
    ),
    "a story whose other telling was alerted is not news": Case(
        telling(TOLD), known(related=(told(alerted=False, story_alerted=True),)), Action.ADD
    ),
    "another story of the same week is news": Case(
        telling(OTHER), known(related=(told(),)), Action.ADD, ("article",)
    ),
    "a new amount in a later headline is a development": Case(
        telling(TOLD, headline=frozenset({"money:usd:5.0e+07"})),
        known(related=(told(),)),
        Action.ADD,
        ("development",),
    ),
    "a new amount soon after the first telling is only another's wording": Case(
        telling(TOLD, headline=frozenset({"money:usd:5.0e+07"})),
        known(related=(told(published_at=NOON - timedelta(minutes=9)),)),
        Action.ADD,
    ),
    "an official confirmation is a development": Case(
        telling(TOLD, headline=frozenset({"act:confirm"})),
        known(related=(told(),)),
        Action.ADD,
        ("development",),
    ),
    "a borderline telling is kept silently": Case(
        telling(TOLD, grade=Grade.BORDERLINE), known(related=(told(),)), Action.ADD
    ),
    "another text that shares a band is news": Case(
        observed(article("other", body=("Another story altogether. " * 12,))),
        known(near=(stored(),)),
        Action.ADD,
        ("article",),
    ),
    "the same page with the same text is a sighting": Case(
        observed(), known(same_page=stored()), Action.SIGHT
    ),
    "a retitled page is a version without an alert": Case(
        observed(article(headline="Tokyo to hand vehicles to Kyiv")),
        known(same_page=stored()),
        Action.REVISE,
    ),
    "a corrected amount is a version with one alert": Case(
        observed(article(body=CORRECTED)), known(same_page=stored()), Action.REVISE, ("updated",)
    ),
    "a longer page is a version without an alert": Case(
        observed(article(body=LONGER)), known(same_page=stored()), Action.REVISE
    ),
    "a page that comes on topic by an edit is news": Case(
        observed(article(body=CORRECTED)),
        known(same_page=stored(grade=Grade.OFF)),
        Action.REVISE,
        ("article",),
    ),
    "a page that was read in part proves no change": Case(
        observed(article(body=BODY[:1], incomplete=True)), known(same_page=stored()), Action.SIGHT
    ),
    "the same page outranks the same text": Case(
        observed(), known(same_page=stored(), same_text=stored(article("first"))), Action.SIGHT
    ),
    "off topic at the gate is only noted": Case(
        Observed(gathered(outcome=Outcome.OFF_TOPIC_GATE)), NOTHING_KNOWN, Action.NOTHING
    ),
}


def decided(seen: Observed, what_is_known: Known = NOTHING_KNOWN) -> Intent:
    return decide(seen, what_is_known, Policy(), NOON)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_becomes_of_an_observation(case: Case) -> None:
    intent = decided(case.seen, case.known)
    assert intent.action is case.action
    assert tuple(alert.kind for alert in intent.alerts) == case.alerts


def test_an_alert_says_what_where_and_why() -> None:
    [alert] = decided(observed()).alerts
    assert isinstance(alert, Alert)
    assert alert.key == "article:https://news.test/trucks"
    assert (alert.subject, alert.url, alert.grade) == (
        "Japan sends a hundred vehicles to Ukraine",
        "https://news.test/trucks",
        3,
    )
    assert alert.detail == {"reason": "equipment", "evidence": "Japan"}


def test_the_alert_of_an_update_names_the_amounts() -> None:
    [alert] = decided(observed(article(body=CORRECTED)), known(same_page=stored())).alerts
    assert alert.key == "updated:https://news.test/trucks:2"
    assert alert.detail["summary"] == "numbers: 37 million USD -> 38 million USD"


def test_the_alert_of_another_amount_names_both_and_who_told_the_first() -> None:
    [alert] = decided(elsewhere(CORRECTED), known(near=(stored(story=7),))).alerts
    assert alert.key == "otherwise:7:1"
    assert alert.detail["otherwise"] == "37 million USD -> 38 million USD"
    assert alert.detail["than"] == "news"
    assert alert.subject == (
        "otherwise than news, 37 million USD -> 38 million USD: Japan sends a hundred vehicles to Ukraine"
    )


def test_a_copy_of_a_copy_names_the_first() -> None:
    first = stored(article("copy-1"), copy_of=stored(article("first")).url)
    assert (
        decided(observed(article("copy-2", source=SourceId("echo"))), known(same_text=first)).copy_of
        == "https://news.test/first"
    )


def test_an_article_on_topic_is_looked_at_again_soon_and_one_off_topic_never() -> None:
    assert decided(observed()).recheck_at == NOON + timedelta(minutes=20)
    assert decided(observed(grade=Grade.BORDERLINE)).recheck_at is None
    old = stored(first_seen_at=NOON - timedelta(days=30))
    assert decided(observed(), known(same_page=old)).recheck_at is None


FAILURES = {
    "a time-out is tried again": (
        Outcome.TIMED_OUT,
        0,
        False,
        timedelta(minutes=5),
        True,
        Outcome.TIMED_OUT,
    ),
    "the third time-out waits longer": (
        *(Outcome.TIMED_OUT, 2, False, timedelta(minutes=45), True, Outcome.TIMED_OUT),
    ),
    "after six attempts there is an end": (Outcome.TIMED_OUT, 5, False, None, True, Outcome.GAVE_UP),
    "a closed road is not the link's fault": (
        *(Outcome.RATE_LIMITED, 5, False, timedelta(hours=20, minutes=15), False, Outcome.RATE_LIMITED),
    ),
    "what is gone is gone": (Outcome.GONE, 0, True, None, True, Outcome.GONE),
}


@pytest.mark.parametrize(
    ("outcome", "attempts", "final", "wait", "counted", "recorded"), FAILURES.values(), ids=FAILURES
)
def test_when_a_failed_link_is_tried_again(
    outcome: Outcome, attempts: int, final: bool, wait: timedelta | None, counted: bool, recorded: Outcome
) -> None:
    intent = decided(Observed(gathered(outcome=outcome, pending=pending(attempts=attempts), final=final)))
    assert intent.retry_at == (None if wait is None else NOON + wait)
    assert (intent.counted, intent.outcome) == (counted, recorded)


def test_the_server_s_retry_after_is_the_least_wait() -> None:
    seen = Observed(gathered(outcome=Outcome.UNAVAILABLE, retry_after=timedelta(hours=2)))
    assert decided(seen).retry_at == NOON + timedelta(hours=2)


def test_a_closed_road_has_an_end_too() -> None:
    waiting = pending(first_seen_at=NOON - timedelta(days=8))
    assert (
        decided(Observed(gathered(outcome=Outcome.DNS_FAILED, pending=waiting))).outcome is Outcome.GAVE_UP
    )


def test_a_failed_recheck_never_costs_the_article() -> None:
    seen = Observed(gathered(outcome=Outcome.NOT_FOUND, final=True, pending=pending(recheck=True)))
    intent = decided(seen, known(same_page=stored()))
    assert (intent.action, intent.recheck_at) == (Action.NOTHING, NOON + timedelta(hours=1))


def test_a_telling_joins_the_story_that_it_is_most_like() -> None:
    like, unlike = told(), told(url="https://news.test/unlike", keys=OTHER, story=8)
    assert decided(telling(TOLD), known(related=(unlike, like))).story_of == like.url
    assert decided(telling(TOLD), known(related=(like, unlike))).story_of == like.url


def test_the_alert_of_a_development_names_what_is_new() -> None:
    new = telling(TOLD, headline=frozenset({"person:umerov", "place:kyiv"}))
    [alert] = decided(new, known(related=(told(),))).alerts
    assert (alert.key, alert.detail["new"]) == ("development:https://news.test/telling", "person:umerov")


def test_a_telling_that_may_be_another_story_is_alerted_though_it_joins() -> None:
    wary = Policy(silent_story=1.01)
    intent = decide(telling(TOLD), known(related=(told(),)), wary, NOON)
    assert intent.story_of == told().url
    assert [alert.kind for alert in intent.alerts] == ["article"]
