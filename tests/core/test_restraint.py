"""What a sink is spared, and until when: quiet hours, grades, crowds; and the digest of it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.restraint import LONGEST_HOLD, Quiet, Restraint, digest, hold_of
from scraper.types import Alert, Audience, Grade, Severity

NIGHT = Restraint("Europe/Kyiv", quiet=Quiet(time(22), time(7)))
TWICE_A_DAY = Restraint("Asia/Tokyo", at_once=Grade.CORE, digests=(time(8), time(18)))
HOURLY = Restraint(hourly=2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def alert(grade: int | None = 2, audience: Audience = Audience.ANALYST, kind: str = "article") -> Alert:
    return Alert("key", kind, audience, Severity.NOTICE, "subject", at("2026-05-01 00:00"), grade=grade)


def held(
    restraint: Restraint, now: str, what: Alert | None = None, *told: str, held_before: bool = False
) -> tuple[str, str] | None:
    hold = hold_of(what or alert(), restraint, at(now), [at(one) for one in told], held_before=held_before)
    return None if hold is None else (f"{hold.until:%m-%d %H:%M}", hold.why)


QUIET = [
    pytest.param("2026-05-01 18:59", None, id="a minute before ten at night in Kyiv"),
    pytest.param("2026-05-01 19:00", "05-02 04:00", id="at ten at night"),
    pytest.param("2026-05-01 21:30", "05-02 04:00", id="after midnight, which is another day"),
    pytest.param("2026-05-02 03:59", "05-02 04:00", id="a minute before seven"),
    pytest.param("2026-05-02 04:00", None, id="at seven"),
    pytest.param("2026-03-28 23:00", "03-29 04:00", id="in the night that is an hour shorter"),
    pytest.param("2026-10-24 23:00", "10-25 05:00", id="in the night that is an hour longer"),
    pytest.param("2026-10-25 04:59", "10-25 05:00", id="in its last minute"),
    pytest.param("2026-12-31 23:30", "01-01 05:00", id="in the night of the new year"),
]


@pytest.mark.parametrize(("now", "until"), QUIET)
def test_quiet_hours_hold_until_they_end(now: str, until: str | None) -> None:
    assert held(NIGHT, now) == (None if until is None else (until, "quiet hours"))


MIDDAY = Restraint("Europe/Kyiv", quiet=Quiet(time(12), time(13)))
GAP = Restraint("Europe/Berlin", quiet=Quiet(time(2, 30), time(4)))
REPEATED = Restraint("Europe/Berlin", quiet=Quiet(time(1), time(2, 30)))
ODD = [
    pytest.param(MIDDAY, "2026-05-01 09:30", "05-01 10:00", id="within one day"),
    pytest.param(MIDDAY, "2026-05-01 10:00", None, id="and not after it"),
    pytest.param(GAP, "2026-03-29 01:29", None, id="hours that begin in the gap, before it"),
    pytest.param(
        GAP, "2026-03-29 01:30", "03-29 02:00", id="hours that begin in the gap, as far behind it"
    ),
    pytest.param(REPEATED, "2026-10-25 00:15", "10-25 00:30", id="hours that end in the repeated hour"),
    pytest.param(REPEATED, "2026-10-25 01:15", None, id="and do not begin again with it"),
]


@pytest.mark.parametrize(("restraint", "now", "until"), ODD)
def test_a_local_time_is_one_instant_a_day(restraint: Restraint, now: str, until: str | None) -> None:
    assert held(restraint, now) == (None if until is None else (until, "quiet hours"))


GRADES = [
    pytest.param("2026-05-01 12:00", 2, "05-01 23:00", id="a lower grade waits for the next morning's"),
    pytest.param("2026-05-01 00:00", 2, "05-01 09:00", id="or for the evening's"),
    pytest.param("2026-05-01 09:00", 1, "05-01 23:00", id="one raised at that very time for the next"),
    pytest.param("2026-05-01 12:00", 3, None, id="the grade itself is told at once"),
    pytest.param("2026-05-01 12:00", None, None, id="what has no grade, too"),
]


@pytest.mark.parametrize(("now", "grade", "until"), GRADES)
def test_what_is_below_the_grade_waits_for_a_digest(now: str, grade: int | None, until: str | None) -> None:
    assert held(TWICE_A_DAY, now, alert(grade)) == (None if until is None else (until, "below grade 3"))


CROWDS = [
    pytest.param([], None, id="nothing was told"),
    pytest.param(["2026-05-01 11:30"], None, id="there is room for one more"),
    pytest.param(["2026-05-01 11:00", "2026-05-01 11:30"], None, id="the first was an hour ago"),
    pytest.param(["2026-05-01 11:10", "2026-05-01 11:30"], "05-01 12:10", id="an hour after the first"),
    pytest.param(
        ["2026-05-01 11:01", "2026-05-01 11:10", "2026-05-01 11:30"],
        "05-01 12:10",
        id="an hour after the one that must have gone by",
    ),
    pytest.param(["2026-05-01 12:30", "2026-05-01 12:40"], None, id="told in the future by a wrong clock"),
]


@pytest.mark.parametrize(("told", "until"), CROWDS)
def test_more_than_so_many_an_hour_are_held(told: list[str], until: str | None) -> None:
    expected = None if until is None else (until, "more than 2 an hour")
    assert held(HOURLY, "2026-05-01 12:00", alert(), *told) == expected


ALL = replace(TWICE_A_DAY, zone="UTC", quiet=Quiet(time(22), time(7)), hourly=1)


def test_the_longest_of_several_reasons_counts() -> None:
    assert held(ALL, "2026-05-01 06:30", alert(2), "2026-05-01 06:00") == ("05-01 08:00", "below grade 3")
    assert held(ALL, "2026-05-01 06:30", alert(3), "2026-05-01 06:29") == (
        "05-01 07:29",
        "more than 1 an hour",
    )


def test_what_was_held_waits_for_the_end_of_quiet_hours_alone() -> None:
    assert held(ALL, "2026-05-01 12:00", alert(2), "2026-05-01 11:59", held_before=True) is None
    assert held(ALL, "2026-05-01 23:00", alert(2), held_before=True) == ("05-02 07:00", "quiet hours")
    assert held(ALL, "2026-05-01 12:00", alert(2, kind="digest"), "2026-05-01 11:59") is None


def test_ops_are_told_at_any_hour_unless_they_ask_for_the_night_too() -> None:
    ops = alert(None, Audience.OPS)
    assert held(NIGHT, "2026-05-01 21:00", ops) is None
    asked = replace(NIGHT, audiences=frozenset({Audience.OPS}))
    assert held(asked, "2026-05-01 21:00", ops) == ("05-02 04:00", "quiet hours")
    assert held(asked, "2026-05-01 21:00", alert()) is None


ZONES = st.sampled_from(["UTC", "Europe/Kyiv", "Asia/Tokyo", "America/St_Johns", "Australia/Lord_Howe"])
MOMENTS = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@given(
    days=st.floats(0, 3650),
    zone=ZONES,
    begins=MOMENTS,
    ends=MOMENTS,
    digests=st.lists(MOMENTS, max_size=3),
    hourly=st.integers(0, 3),
    ago=st.lists(st.integers(0, 5000), max_size=5),
)
def test_no_hold_ends_now_or_later_than_a_day_and_summer_time(
    days: float, zone: str, begins: time, ends: time, digests: list[time], hourly: int, ago: list[int]
) -> None:
    now = at("2020-01-01 00:00") + timedelta(days=days)
    restraint = Restraint(zone, Quiet(begins, ends), Grade.CORE, tuple(digests), hourly)
    told = sorted(now - timedelta(seconds=seconds) for seconds in ago)
    hold = hold_of(alert(), restraint, now, told, held_before=False)
    assert hold is None or now < hold.until <= now + LONGEST_HOLD


def test_a_digest_names_everything_once_and_is_as_grave_as_the_gravest() -> None:
    alerts = [
        replace(
            alert(number % 4 or None),
            key=f"k{number}",
            subject=f"headline {number}",
            source="unn",
            url=f"https://a.example/{number}",
            severity=Severity.ERROR if number == 4 else Severity.NOTICE,
        )
        for number in range(1, 6)
    ]
    told = digest("desk", alerts, ["quiet hours", "below grade 3", "quiet hours"], at("2026-05-01 07:00"))
    assert told.key == "digest:desk:k1"
    assert told.subject == (
        "5 held back (below grade 3, quiet hours): headline 1; headline 2; headline 3; and 2 more"
    )
    assert (told.severity, told.grade, told.channel) == (Severity.ERROR, 3, Audience.ANALYST)
    assert list(told.detail) == ["001", "002", "003", "004", "005"]
    assert told.detail["003"] == (
        "2026-05-01 00:00 UTC article grade 3 unn: headline 3 <https://a.example/3>"
    )


def test_a_digest_of_what_ops_asked_to_wait_is_for_ops() -> None:
    told = digest("desk", [alert(None, Audience.OPS)] * 2, ["quiet hours"], at("2026-05-01 07:00"))
    assert told.channel is Audience.OPS
    assert told.grade is None
