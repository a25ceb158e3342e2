"""When the watchdog is fed, and how refusals of the store become episodes."""

from datetime import timedelta

from scraper.watchdog import CALM, FIRST_REST, LONGEST_REST, Progress, Refusals

ALLOWED = {"tick": timedelta(seconds=10), "writer": timedelta(seconds=60)}


def test_a_part_is_stuck_when_it_was_silent_for_longer_than_it_may() -> None:
    progress = Progress(ALLOWED, now=100)
    assert progress.stuck(110) == ()
    assert progress.stuck(111) == ("tick",)
    progress.made("tick", 111)
    assert progress.stuck(120) == ()
    assert progress.stuck(170) == ("tick", "writer")


def test_an_episode_begins_with_its_first_refusal_alone() -> None:
    refusals = Refusals()
    assert not refusals.resting(0)
    assert refusals.refused(0)
    assert not refusals.refused(1)
    assert refusals.resting(9)
    assert not refusals.resting(10)
    assert not refusals.refused(10)


def test_rests_grow_up_to_the_longest() -> None:
    refusals, now, rests = Refusals(), 0.0, []
    for _ in range(8):
        refusals.refused(now)
        rest = next(second for second in range(1000) if not refusals.resting(now + second))
        rests.append(rest)
        now += rest
    assert rests[:4] == [10, 20, 40, 80]
    assert rests[0] == FIRST_REST.total_seconds()
    assert rests[-2:] == [LONGEST_REST.total_seconds()] * 2


def test_an_episode_ends_after_a_calm_and_tells_how_long_it_was() -> None:
    refusals = Refusals()
    assert refusals.accepted(0) is None
    refusals.refused(0)
    assert refusals.accepted(11) is None
    calm = 10 + CALM.total_seconds()
    assert refusals.accepted(calm) == timedelta(seconds=calm)
    assert refusals.accepted(calm + 1) is None
    assert refusals.refused(calm + 2)
