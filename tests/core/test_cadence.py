"""Silence judged by the source's own hours and weekdays."""

from datetime import date, datetime, timedelta

import pytest

from scraper.core.cadence import LONGEST_GAP, Cadence
from scraper.core.cadence_learning import learn
from scraper.types.histories import HourCount
from tests.core.simulated_past import DAY, HOUR, MONDAY, steady

NOW = MONDAY
BEGAN = NOW - 56 * DAY
OFFICE = range(8, 18)


def learned(counts: list[HourCount], **given: object) -> Cadence:
    cadence = learn(counts, zone="UTC", **given)  # type: ignore[arg-type]
    assert cadence is not None
    return cadence


def silent(cadence: Cadence, since: datetime, until: datetime) -> bool:
    return cadence.expected(since, until) >= cadence.patience


OFFICES = learned(steady(BEGAN, 56, weekend=False, hours=OFFICE))
ALWAYS = learned(steady(BEGAN, 56))
SLOW = learned([HourCount(one.hour, int(one.hour.hour == 9)) for one in steady(BEGAN, 56)])


@pytest.mark.parametrize(
    ("cadence", "since", "until", "expected"),
    [
        pytest.param(ALWAYS, NOW + DAY, NOW + DAY + 6 * HOUR, False, id="six hours may pass"),
        pytest.param(ALWAYS, NOW + DAY, NOW + 2 * DAY, True, id="a day may not"),
        pytest.param(
            OFFICES, NOW + 4 * DAY + 17 * HOUR, NOW + 7 * DAY + 9 * HOUR, False,
            id="a weekend that the source always had is none",
        ),
        pytest.param(
            OFFICES, NOW + 8 * DAY + 9 * HOUR, NOW + 9 * DAY + 14 * HOUR, True,
            id="a feed cut on a Tuesday morning is found by Wednesday",
        ),
        pytest.param(
            OFFICES, NOW + 8 * DAY + 17 * HOUR, NOW + 9 * DAY + 9 * HOUR, False, id="a night is none",
        ),
        pytest.param(SLOW, NOW, NOW + 4 * DAY, False, id="a daily source may miss four days"),
        pytest.param(SLOW, NOW, NOW + 12 * DAY, True, id="a daily source that misses twelve is in trouble"),
    ],
)  # fmt: skip
def test_silence_is_judged_by_the_source_s_own_pace(
    cadence: Cadence, since: datetime, until: datetime, expected: bool
) -> None:
    assert silent(cadence, since, until) is expected


def test_a_holiday_week_is_judged_like_sundays() -> None:
    eve = datetime(2025, 12, 27, 18, tzinfo=NOW.tzinfo)
    counts = steady(eve - 56 * DAY, 56, weekend=False, hours=OFFICE)
    tokyo, kyiv = (learned(counts, country=country) for country in ("JP", "UA"))
    fourth = datetime(2026, 1, 3, 20, tzinfo=NOW.tzinfo)
    assert not silent(tokyo, eve, fourth)
    assert silent(kyiv, eve, fourth)


def test_days_that_were_quiet_a_year_ago_may_be_quiet_again() -> None:
    counts = steady(BEGAN, 56)
    last_year = {date(2025, 3, day): 0 for day in (3, 4, 5)}
    rested = learned(counts, last_year=last_year)
    assert not silent(rested, NOW + DAY, NOW + 4 * DAY)
    assert silent(ALWAYS, NOW + DAY, NOW + 4 * DAY)


def test_the_silence_itself_teaches_nothing() -> None:
    cut = [HourCount(one.hour, one.items * (one.hour < NOW - 10 * DAY)) for one in steady(BEGAN, 56)]
    assert learned(cut).per_week == pytest.approx(ALWAYS.per_week, rel=0.02)


def test_a_week_of_trouble_in_the_past_does_not_lower_what_is_expected() -> None:
    trouble = range(14, 21)
    past = [
        HourCount(one.hour, one.items * ((one.hour - BEGAN).days not in trouble))
        for one in steady(BEGAN, 56)
    ]
    assert learned(past).per_week == pytest.approx(ALWAYS.per_week, rel=0.05)


def test_a_storm_of_renamed_items_does_not_raise_what_is_expected() -> None:
    past = steady(BEGAN, 56)
    past[500] = HourCount(past[500].hour, 5000)
    assert learned(past).per_week < ALWAYS.per_week * 1.05


def test_a_slow_decline_ends_in_silence_before_it_is_taken_for_the_pace() -> None:
    counts = steady(BEGAN, 56)
    fewer = [HourCount(NOW + hour * HOUR, int(hour % (1 + hour // 24) == 0)) for hour in range(40 * 24)]
    found = None
    for day in range(1, 40):
        seen = counts + fewer[: day * 24]
        last = max(one.hour for one in seen if one.items)
        if silent(learned(seen[day * 24 :]), last, seen[-1].hour):
            found = day
            break
    assert found is not None
    assert found < 30


def test_the_configuration_s_word_serves_until_there_is_a_history() -> None:
    assert learn([], zone="UTC") is None
    word = learned([], per_day=24)
    assert word.gap(NOW) < DAY
    assert learn(steady(BEGAN, 6), zone="UTC") is None
    assert learn(steady(BEGAN, 8), zone="UTC") is not None


def test_a_source_that_was_never_to_publish_has_no_cadence() -> None:
    assert learn(steady(BEGAN, 30, hours=range(0)), zone="UTC") is None
    assert learn([], zone="UTC", per_day=0) is None


def test_polls_that_are_hours_apart_answer_for_the_hours_between() -> None:
    sparse = [HourCount(one.hour, 6) for one in steady(BEGAN, 56) if one.hour.hour % 6 == 0]
    assert learned(sparse).per_week == pytest.approx(168, rel=0.02)


def test_a_blindness_of_days_teaches_nothing() -> None:
    blind = [one for one in steady(BEGAN, 56) if not 14 <= (one.hour - BEGAN).days < 21]
    assert learned(blind).per_week == pytest.approx(168, rel=0.02)


def test_bursts_are_given_more_time() -> None:
    bursts = [HourCount(one.hour, 6 * (index % 6 == 0)) for index, one in enumerate(steady(BEGAN, 56))]
    assert learned(bursts).per_week == pytest.approx(ALWAYS.per_week, rel=0.05)
    assert learned(bursts).patience >= ALWAYS.patience


def test_a_week_s_gaps_are_measured_by_what_the_other_weeks_let_expect() -> None:
    began = NOW - 21 * DAY
    weeks = steady(began, 21)
    moving = [
        HourCount(one.hour, 3 * (one.hour.hour // 8 == (one.hour - began).days // 7)) for one in weeks
    ]
    assert learned(moving).per_week == pytest.approx(168, rel=0.01)
    assert learned(moving).patience > 120, "by rates that know the week itself it would be 102"


def test_the_gap_and_what_is_expected_of_it_agree() -> None:
    since = NOW + timedelta(hours=3, minutes=20)
    assert OFFICES.expected(since, since + OFFICES.gap(since)) == pytest.approx(OFFICES.patience, abs=0.01)
    assert OFFICES.expected(NOW, NOW - DAY) == 0
    assert OFFICES.gap(NOW, 10**9) == LONGEST_GAP
