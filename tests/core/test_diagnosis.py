"""Why a source yields nothing, when it is told, and when it is over."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from scraper.core.cadence_learning import learn
from scraper.core.diagnosis import Cause
from scraper.core.episodes import Episode, alert_due
from scraper.core.health import Health, State, assess
from scraper.outcomes import Outcome
from scraper.types import Alert
from scraper.types.histories import History, PollFact, ReadFact
from tests.core.simulated_past import DAY, HOUR, MONDAY, history, page, poll, read, steady
from tests.values import source

TUESDAY = MONDAY + DAY + 9 * HOUR
HOURLY = learn(steady(MONDAY - 56 * DAY, 56), zone="UTC")
QUARTER = timedelta(minutes=15)


def polls(begin: datetime, hours: float, outcome: Outcome, detail: str = "") -> list[PollFact]:
    return [poll(begin + index * QUARTER, outcome, detail=detail) for index in range(int(hours * 4))]


GOOD = poll(TUESDAY - QUARTER, Outcome.OK, new=1, pages={Outcome.OFF_TOPIC_GATE: 1})


def failing(outcome: Outcome, hours: float, detail: str = "") -> History:
    """A source that was sound until Tuesday morning."""
    return history(
        GOOD, *polls(TUESDAY, hours, outcome, detail), good=GOOD.at, new=GOOD.at, pages=(page(GOOD.at),)
    )


def judged(past: History, hours: float, *, our_outage: bool = False) -> Health:
    return assess(past, HOURLY, TUESDAY + hours * HOUR, our_outage=our_outage)


@pytest.mark.parametrize(
    ("outcome", "cause"),
    [
        pytest.param(Outcome.BLOCKED_CHALLENGE, Cause.BLOCKED, id="a challenge page"),
        pytest.param(Outcome.FORBIDDEN, Cause.BLOCKED, id="403"),
        pytest.param(Outcome.NOT_A_FEED, Cause.HTML_AS_FEED, id="a front page where the feed was"),
        pytest.param(Outcome.BAD_XML, Cause.HTML_AS_FEED, id="broken XML"),
        pytest.param(Outcome.GONE, Cause.MOVED, id="410"),
        pytest.param(Outcome.NOT_FOUND, Cause.MOVED, id="404"),
        pytest.param(Outcome.NO_LINKS, Cause.PARSER_ROT, id="a listing in which no link is found any more"),
        pytest.param(Outcome.SERVER_ERROR, Cause.DOWN, id="a server that fails"),
        pytest.param(Outcome.INTERNAL_ERROR, Cause.OUR_FAULT, id="a programming error of ours"),
    ],
)
def test_failing_polls_are_told_with_their_cause(outcome: Outcome, cause: Cause) -> None:
    health = judged(failing(outcome, 13, "what the server said"), 13)
    assert health.state is State.CRITICAL
    assert health.diagnosis is not None
    assert health.diagnosis.cause is cause
    assert health.diagnosis.since == GOOD.at
    told = "; ".join(health.diagnosis.evidence)
    for piece in (
        "last good poll 2026-03-03 08:45 UTC",
        "20 links",
        "last good page",
        "what the server said",
    ):
        assert piece in told


@pytest.mark.parametrize(
    ("past", "hours", "state", "cause"),
    [
        pytest.param(failing(Outcome.SERVER_ERROR, 1), 1, State.WARNING, Cause.DOWN, id="a bad hour"),
        pytest.param(failing(Outcome.FORBIDDEN, 1), 1, State.WARNING, Cause.BLOCKED, id="an hour of 403"),
        pytest.param(failing(Outcome.FORBIDDEN, 0.5), 9, State.WARNING, Cause.BLOCKED, id="two refusals"),
        pytest.param(
            failing(Outcome.OUR_OUTAGE, 13), 13, State.WARNING, Cause.OUR_OUTAGE, id="our own outage"
        ),
        pytest.param(
            history(GOOD, *polls(TUESDAY, 6, Outcome.NOT_MODIFIED), good=TUESDAY + 6 * HOUR, new=GOOD.at),
            6, State.OK, None, id="six hours without news",
        ),
        pytest.param(
            history(GOOD, *polls(TUESDAY, 23, Outcome.NOT_MODIFIED), good=TUESDAY + 23 * HOUR, new=GOOD.at),
            23, State.CRITICAL, Cause.QUIET, id="a day without news, though all is answered",
        ),
        pytest.param(
            history(
                GOOD, poll(TUESDAY, Outcome.OK, new=3, pages={Outcome.NO_ARTICLE: 3}),
                poll(TUESDAY + HOUR, Outcome.OK, new=2, pages={Outcome.NO_ARTICLE: 2}),
                good=TUESDAY + HOUR, new=TUESDAY + HOUR, pages=(page(GOOD.at),),
            ),
            3, State.CRITICAL, Cause.PARSER_ROT, id="a layout from which no article can be read",
        ),
        pytest.param(
            history(
                GOOD, poll(TUESDAY, Outcome.OK, new=5, pages={Outcome.BLOCKED_CHALLENGE: 5}),
                good=TUESDAY, new=TUESDAY,
            ),
            3, State.CRITICAL, Cause.BLOCKED, id="a feed that answers and pages behind a challenge",
        ),
        pytest.param(
            history(
                GOOD, poll(TUESDAY, Outcome.OK, new=5, pages={Outcome.NO_ARTICLE: 4, Outcome.OFF_TOPIC: 1}),
                good=TUESDAY, new=TUESDAY,
            ),
            3, State.OK, None, id="some pages that are no articles among others",
        ),
        pytest.param(
            history(
                GOOD, PollFact(TUESDAY, Outcome.OK, (ReadFact("u", Outcome.OK, 40, 40),)),
                good=TUESDAY, new=TUESDAY,
            ),
            0.1, State.WARNING, Cause.ADDRESS_STORM, id="forty old items under new addresses",
        ),
        pytest.param(history(), 5, State.OK, None, id="a source that was never polled"),
    ],
)  # fmt: skip
def test_what_is_trouble_and_what_is_not(
    past: History, hours: float, state: State, cause: Cause | None
) -> None:
    health = judged(past, hours)
    assert (health.state, health.diagnosis and health.diagnosis.cause) == (state, cause)


def test_the_evidence_says_what_came_before_and_what_comes_now() -> None:
    feed = replace(read(Outcome.OK, 20, 1), media_type="application/rss+xml", size=12_345)
    wall = replace(read(Outcome.NOT_A_FEED, 0), media_type="text/html", size=812)
    good = replace(GOOD, reads=(feed,))
    bad = [replace(one, reads=(wall,)) for one in polls(TUESDAY, 3, Outcome.NOT_A_FEED)]
    health = judged(history(good, *bad, good=good.at, new=good.at), 3)
    assert health.diagnosis is not None
    evidence = "\n".join(health.diagnosis.evidence)
    assert "not a feed (text/html, 812 bytes)" in evidence
    assert "named 20 links (application/rss+xml, 12,345 bytes)" in evidence


def test_an_outage_of_ours_is_held_against_nobody() -> None:
    assert judged(failing(Outcome.DNS_FAILED, 13), 13).state is State.CRITICAL
    health = judged(failing(Outcome.DNS_FAILED, 13), 13, our_outage=True)
    assert health.state is State.WARNING
    assert health.missing == pytest.approx(0, abs=0.01), "the counters stand still"


def test_one_channel_that_fails_while_another_is_quiet_is_named() -> None:
    quiet = poll(TUESDAY + 23 * HOUR)
    second = ReadFact("https://news.test/second.xml", Outcome.GONE)
    both = PollFact(quiet.at, Outcome.NOTHING_NEW, (*quiet.reads, second))
    health = judged(history(GOOD, both, good=both.at, new=GOOD.at), 23)
    assert health.diagnosis is not None
    assert health.diagnosis.cause is Cause.MOVED
    assert "news.test/second.xml fails: gone" in health.diagnosis.evidence


RECOVERIES = [
    pytest.param(outcome, id=outcome.replace("_", " "))
    for outcome in (
        Outcome.NOTHING_NEW, Outcome.FORBIDDEN, Outcome.BLOCKED_CHALLENGE, Outcome.NOT_A_FEED,
        Outcome.NO_LINKS, Outcome.NOT_FOUND, Outcome.SERVER_ERROR,
    )
]  # fmt: skip


@pytest.mark.parametrize("outcome", RECOVERIES)
def test_every_episode_is_told_once_and_its_end_once(outcome: Outcome) -> None:
    """Two days of trouble, then three hours of health, looked at every quarter of an hour."""
    told: list[Alert] = []
    episode: Episode | None = None
    seen, good, new = [GOOD], GOOD.at, GOOD.at
    for index in range(51 * 4):
        now = TUESDAY + index * QUARTER
        well = index >= 48 * 4
        seen.append(poll(now, Outcome.OK, new=1) if well else poll(now, outcome))
        good = now if well or outcome is Outcome.NOTHING_NEW else good
        new = now if well else new
        health = assess(history(*seen, good=good, new=new), HOURLY, now)
        alert = alert_due(source(), health, episode, now)
        if alert is not None:
            told.append(alert)
            episode = Episode(alert.key, now) if episode is None else None
    opened, over = told
    assert opened.kind == over.kind == "source"
    assert over.key == f"{opened.key}:over"
    assert timedelta(hours=47) < over.raised_at - TUESDAY < timedelta(hours=50)
    assert opened.detail["cause"] in opened.key
    assert opened.raised_at < over.raised_at


def test_pages_are_well_again_when_one_was_read_and_not_when_none_was_tried() -> None:
    rotten = poll(TUESDAY, Outcome.OK, new=5, pages={Outcome.NO_ARTICLE: 5})
    told_at = TUESDAY + 3 * HOUR
    alert = alert_due(source(), judged(history(GOOD, rotten, good=TUESDAY, new=TUESDAY), 3), None, told_at)
    assert alert is not None
    episode = Episode(alert.key, told_at)
    untried = polls(told_at + QUARTER, 5, Outcome.NOT_MODIFIED)
    idle = judged(history(*untried, good=untried[-1].at, new=TUESDAY), 9)
    assert (idle.state, alert_due(source(), idle, episode, untried[-1].at)) == (State.OK, None)
    read_again = poll(untried[-1].at + QUARTER, Outcome.OK, new=1, pages={Outcome.OFF_TOPIC: 1})
    sound = judged(history(*untried, read_again, good=read_again.at, new=read_again.at), 9)
    over = alert_due(source(), sound, episode, read_again.at)
    assert over is not None
    assert over.key == f"{alert.key}:over"
