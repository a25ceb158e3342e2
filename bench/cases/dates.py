"""Dates of feeds: what RFC 5322, RFC 3339 and newsrooms write.

No expectation comes from the code under test: instants are put together from their parts here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import product


def date_cases() -> Iterator[tuple[str, datetime | None]]:
    """Yield what a feed may write and the instant it means."""
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    zones = (
        ("GMT", 0),
        ("+0000", 0),
        ("EST", -5),
        ("+0900", 9),
        ("JST", 9),
        ("MSK", 3),
        ("EET", 2),
        ("CEST", 2),
    )
    for month, (zone, hours) in product((1, 6, 11), zones):
        local = datetime(2025, month, 9, 7, 5, 3, tzinfo=timezone(timedelta(hours=hours)))
        yield f"Thu, 09 {names[month - 1]} 2025 07:05:03 {zone}", local.astimezone(UTC)
        yield f"9 {names[month - 1]} 2025 07:05 {zone}", local.replace(second=0).astimezone(UTC)
    for (suffix, minutes), join in product(
        (("Z", 0), ("+00:00", 0), ("-03:30", -210), ("+09:00", 540)), "T "
    ):
        local = datetime(2025, 6, 9, 7, 5, 3, tzinfo=timezone(timedelta(minutes=minutes)))
        yield f"2025-06-09{join}07:05:03{suffix}", local.astimezone(UTC)
        yield f"2025-06-09{join}07:05{suffix}", local.replace(second=0).astimezone(UTC)
        yield f"2025-06-09{join}07:05:03.123456{suffix}", local.astimezone(UTC)
    day, noon = datetime(2025, 6, 9, tzinfo=UTC), datetime(2025, 6, 9, 18, 5, 3, tzinfo=UTC)
    yield from (
        ("2025-06-09", day),
        ("20250609", day),
        ("2025/06/09", day),
        ("9 June 2025", day),
        ("June 9, 2025", day),
        ("Mon, 09 Jun 2025", day),
        ("9. Juni 2025", day),
        ("9 червня 2025", day),
        ("9 июня 2025 г.", day),
        ("2025年6月9日", day),
        ("令和7年6月9日", day),
        ("9 czerwca 2025", day),
        ("9 juin 2025", day),
        ("Mon Jun  9 18:05:03 2025", noon),
        ("Mon Jun 9 18:05:03 UTC 2025", noon),
        ("Monday, June 9, 2025 6:05:03 PM", noon),
        ("09.06.2025 18:05:03", noon),
        ("2025年6月9日 18時05分03秒", noon),
        ("1749492303", noon),
        ("1749492303000", noon),
        ("Mon, 9 June 2025 18:05:03 Z", noon),
        ("Mon,  9 Jun 2025 18:05:03 Etc/GMT", noon),
        ("2025-06-09T18:05:03+0000", noon),
        ("20250609T180503Z", noon),
        ("", None),
        ("5", None),
        ("May", None),
        ("3月", None),
        ("18:05", None),
        ("yesterday", None),
        ("0000-00-00", None),
        ("0001-01-01T00:00:00Z", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("9999-12-31T23:59:59Z", None),
        ("2025-02-30", None),
        ("2025-06-09T25:00:00Z", None),
        ("2025-06-09T10:61:00Z", None),
        ("99 Jun 2025", None),
    )
