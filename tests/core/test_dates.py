"""Dates in the languages of our sources, and none where the text says none."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.dates import AHEAD, feed_date, parse_date
from scraper.types import Precision

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
KYIV, TOKYO, MOSCOW, BERLIN = "Europe/Kyiv", "Asia/Tokyo", "Europe/Moscow", "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "language", "zone", "instant"),
    [
        ("World • May 9 2024, 01:27 PM • 19981 views", "en", KYIV, "2024-05-09T10:27"),
        ("22 November 2025, 10:00 (updated 2025-11-23)", "en", "UTC", "2025-11-22T10:00"),
        ("Sunday 22 November 2026 18.05 GMT", "en", KYIV, "2026-11-22T18:05"),
        ("January 7, 2024 10:51 PM", "en", KYIV, "2024-01-07T20:51"),
        ("15:51 02.08.2017", "en", KYIV, "2017-08-02T12:51"),
        ("Wednesday, 24 May 2023, 15:53", "en", KYIV, "2023-05-24T12:53"),
        ("Sun, November 3, 2024 - 12:40", "en", KYIV, "2024-11-03T10:40"),
        ("Опубліковано 23 липня 2014 року о 10:13", "uk", KYIV, "2014-07-23T07:13"),
        ("2025-02-13 18:04:05", "en", TOKYO, "2025-02-13T09:04:05"),
        ("16:42 JST, June 2, 2024", "en", KYIV, "2024-06-02T07:42"),
        ("04:33 10.02.2026 (обновлено: 09:28 10.02.2026)", "ru", MOSCOW, "2026-02-10T01:33"),
        ("2024-04-28 07:00:00Z", "en", KYIV, "2024-04-28T07:00"),
        ("Updated: 8:07pm, 24 May, 2023", "en", "Asia/Hong_Kong", "2023-05-24T12:07"),
        ("2026年11月22日 18時05分", "ja", TOKYO, "2026-11-22T09:05"),
        ("２０２６年１１月２２日（日）午後６時５分", "ja", TOKYO, "2026-11-22T09:05"),
        ("令和6年6月13日 9時", "ja", TOKYO, "2024-06-13T00:00"),
        ("2026/11/22 18:05", "ja", TOKYO, "2026-11-22T09:05"),
        ("Sonntag, 22. November 2026 um 18:05 Uhr", "de", BERLIN, "2026-11-22T17:05"),
        ("22.11.26, 18.05 Uhr", "de", BERLIN, "2026-11-22T17:05"),
        ("22 нояб. 2026 г., 18:05 (МСК)", "ru", KYIV, "2026-11-22T15:05"),
        ("22 listopada 2026, 18:05", "pl", "Europe/Warsaw", "2026-11-22T17:05"),
        ("dimanche 22 novembre 2026 à 18h05", "fr", "Europe/Paris", "2026-11-22T17:05"),
        ("11/22/26, 6:05 PM", "en", "UTC", "2026-11-22T18:05"),
        ("05/06/2026 10:00", "fr", "UTC", "2026-06-05T10:00"),
        ("2024-05-09T13:27:00+03:00", "en", TOKYO, "2024-05-09T10:27"),
        ("Fri, 09 May 2025 10:00:00 EEST", "en", TOKYO, "2025-05-09T07:00"),
    ],
)
def test_a_full_date_is_read(text: str, language: str, zone: str, instant: str) -> None:
    parsed = parse_date(text, language, zone, NOW)
    assert parsed is not None
    assert parsed.instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert parsed.inferred <= {"zone"}


@pytest.mark.parametrize(
    ("text", "language", "zone", "instant", "inferred"),
    [
        ("8 января, 17:46", "ru", KYIV, "2026-01-08T15:46", {"year", "zone"}),
        ("28 грудня, 17:46", "uk", KYIV, "2025-12-28T15:46", {"year", "zone"}),
        ("29 February, 10:00", "en", "UTC", "2024-02-29T10:00", {"year", "zone"}),
        ("11 години ago", "uk", KYIV, "2026-11-25T01:00", {"day", "year"}),
        ("11 годин тому", "uk", KYIV, "2026-11-25T01:00", {"day", "year"}),
        ("3時間前", "ja", TOKYO, "2026-11-25T09:00", {"day", "year"}),
        ("vor 3 Stunden", "de", BERLIN, "2026-11-25T09:00", {"day", "year"}),
        ("an hour ago", "en", "UTC", "2026-11-25T11:00", {"day", "year"}),
        ("вчора о 10:00", "uk", KYIV, "2026-11-24T08:00", {"day", "year", "zone"}),
        ("сегодня, 12:30", "ru", MOSCOW, "2026-11-25T09:30", {"day", "year", "zone"}),
        ("※追記(16日9:02)", "ja", TOKYO, "2026-11-16T00:02", {"month", "year", "zone"}),
        ("22.11, 18:05", "uk", KYIV, "2026-11-22T16:05", {"year", "zone"}),
        ("11/22(日) 18:05", "ja", TOKYO, "2026-11-22T09:05", {"year", "zone"}),
        ("11月22日(日) 午後6時5分", "ja", TOKYO, "2026-11-22T09:05", {"year", "zone"}),
    ],
)
def test_what_is_not_written_is_marked_as_inferred(
    text: str, language: str, zone: str, instant: str, inferred: set[str]
) -> None:
    parsed = parse_date(text, language, zone, NOW)
    assert parsed is not None
    assert parsed.instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert parsed.inferred == inferred


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Tokyo, April 12 (Jiji Press)--Text", "2026-04-12"),
        ("MOSCOW, July 15. /TASS/.", "2026-07-15"),
        ("ТОКИО, 4 февраля. /ТАСС/.", "2026-02-04"),
        ("ТОКИО, 10 фев — РИА Новости.", "2026-02-10"),
        ("Москва. 9 июня. INTERFAX.RU -", "2026-06-09"),
    ],
)
def test_a_dateline_gives_its_day(text: str, instant: str) -> None:
    parsed = parse_date(text, None, "UTC", NOW)
    assert parsed is not None
    assert (parsed.instant.date().isoformat(), parsed.precision) == (instant, Precision.DAY)
    assert "year" in parsed.inferred


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "26",
        "May",
        "3月",
        "09:45",
        "Kyiv 09:45",
        "2026",
        "may 2026",
        "19981 views",
        "3 min read",
        "In May",
        "31.02.2026",
        "31 June 2026",
        "2026-13-01",
        "1 January 2030",
        "01.01.1970",
        "0001-01-01",
        "9999-12-31",
        "1,5 million",
        "F-16",
        "12 May 35 tanks",
        "100 часов",
        "5 days",
        "ago",
        "99:99 10.10.1900",
    ],
)
def test_no_date_is_invented(text: str) -> None:
    assert parse_date(text, "en", "UTC", NOW) is None


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21"),
        ("Sat, 22 Nov 2025 18:05:00 JST", "2025-11-22T09:05:00"),
        ("Sat, 22 Nov 2025 18:05 MSK", "2025-11-22T15:05:00"),
        ("22 Nov 25 18:05:00 CET", "2025-11-22T17:05:00"),
        ("Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06"),
        ("Thu Aug 30 2012 17:26:16 +0200", "2012-08-30T15:26:16"),
        ("2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55"),
        ("2003-12", "2003-11-30T22:00:00"),
        ("2004-július-13T9:15-05:00", "2004-07-13T14:15:00"),
        ("2004년 05월 28일  01:31:15", "2004-05-27T16:31:15"),
        ("2026年11月22日", "2026-11-21T22:00:00"),
        ("1700000000000", "2023-11-14T22:13:20"),
        ("2025-11-22 18:05", "2025-11-22T16:05:00"),
    ],
)
def test_feed_dates_name_their_zone_or_have_the_sources(text: str, instant: str) -> None:
    parsed = feed_date(text, KYIV)
    assert parsed is not None
    assert parsed.instant == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2003-12-31T25:14:55Z",
        "2013-01-27-01",
        "2013-01-28T11:30:00-06:00Textra",
        "Sun, 16 Dec 2012 1:2:3:4 GMT",
        "22013",
    ],
)
def test_a_feed_date_is_read_whole_or_not_at_all(text: str) -> None:
    assert feed_date(text) is None


def test_the_raw_string_is_kept_and_short() -> None:
    parsed = parse_date("  9 May 2024,\n 10:00 " + "x" * 500, "en", "UTC", NOW)
    assert parsed is not None
    assert parsed.raw.startswith("9 May 2024, 10:00 xxx")
    assert len(parsed.raw) == 200


@given(st.text(max_size=60))
def test_nothing_raises_and_nothing_lies_ahead(text: str) -> None:
    parsed = parse_date(text, "en", KYIV, NOW)
    assert parsed is None or parsed.instant <= NOW + AHEAD
    feed_date(text)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2026, 11, 24)), st.integers(-12, 14))  # noqa: DTZ001 - naive by design
def test_iso_dates_come_back(moment: datetime, hours: int) -> None:
    text = moment.replace(microsecond=0).isoformat() + f"{hours:+03}:00"
    parsed = parse_date(text, "en", KYIV, NOW)
    assert parsed is not None
    assert parsed.instant == moment.replace(microsecond=0, tzinfo=UTC) - timedelta(hours=hours)


@pytest.mark.parametrize("bait", ["1", "1 ", "2026-11-", "年", "12:", "may ", "vor ", "\n", "a", "1月1"])
def test_a_megabyte_of_bait_is_read_in_time(bait: str) -> None:
    text = bait * (1_000_000 // len(bait))
    started = time.monotonic()
    parse_date(text, "en", KYIV, NOW)
    feed_date(text)
    assert time.monotonic() - started < 10
