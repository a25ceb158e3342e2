from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.core.catalogue import sources_table
from scraper.core.probation import SLOW, confirmation_of, is_on_probation, wished_interval
from scraper.types import Channel, ChannelRole, Confirmation
from tests.values import FEED, NOON, polled, read_before, source

CONFIRMED = Channel(FEED, confirmation=Confirmation.CONFIRMED)
GUESSED = Channel(FEED, confirmation=Confirmation.GUESSED)


CASES = [
    ("a confirmed channel needs no probation", CONFIRMED, None, False),
    ("a guess is on probation", GUESSED, None, True),
    ("what others report is on probation", Channel(FEED), None, True),
    ("an archive proves nothing", replace(CONFIRMED, role=ChannelRole.ARCHIVE), None, True),
    ("a failure does not end it", GUESSED, {"last_poll_at": NOON, "failures": 2.0}, True),
    ("the first success ends it", GUESSED, {"last_good_at": NOON}, False),
]


@pytest.mark.parametrize(
    ("channel", "state", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_probation(channel: Channel, state: dict[str, object] | None, expected: bool) -> None:
    one = source("news", channel)
    memory = None if state is None else polled(one, **state).state
    assert is_on_probation(one, memory) is expected
    assert wished_interval(one, memory) == (SLOW if expected else one.interval)


def test_a_slower_source_is_not_hastened() -> None:
    assert wished_interval(source("news", GUESSED, interval=timedelta(days=1)), None) == timedelta(days=1)


def test_a_channel_that_answered_us_is_confirmed_since_then() -> None:
    state = polled(source("news", GUESSED), channels={FEED: read_before()}).state
    assert confirmation_of(GUESSED, state) == (Confirmation.CONFIRMED, (NOON - timedelta(days=9)).date())
    assert confirmation_of(CONFIRMED, state) == confirmation_of(GUESSED, state), "the day was not known"
    dated = replace(CONFIRMED, confirmed_on=NOON.date())
    assert confirmation_of(dated, state) == (Confirmation.CONFIRMED, NOON.date())
    assert confirmation_of(GUESSED, None) == (Confirmation.GUESSED, None)


def test_the_table_says_what_is_known_today() -> None:
    asleep = replace(source("asleep", GUESSED), enabled=False)
    new, old = source("new", GUESSED), source("old", GUESSED)
    state = polled(old, last_good_at=NOON, channels={FEED: read_before()}).state
    rows = sources_table((asleep, new, old), {old.id: state})
    assert [(row.id, row.enabled, row.probation) for row in rows] == [
        ("asleep", False, False),
        ("new", True, True),
        ("old", True, False),
    ]
    assert [row.channels[0].confirmation for row in rows] == ["guessed", "guessed", "confirmed"]
    assert [row.confirmed_on for row in rows] == [None, None, (NOON - timedelta(days=9)).date()]


def test_the_table_tells_of_validators_that_are_not_relied_on() -> None:
    doubted = replace(read_before(), trusted=False, doubted_at=NOON)
    known = {"doubted": doubted, "regained": replace(doubted, trusted=True), "never": read_before()}
    sources = [source(name, GUESSED) for name in known]
    states = {one.id: polled(one, channels={FEED: known[one.id]}).state for one in sources}
    rows = sources_table(sources, states)
    assert [row.channels[0].doubted_at for row in rows] == [NOON, None, None]
