"""Small makers of a source's past, for tests: steady arrivals, polls as the log keeps them."""

from datetime import UTC, datetime, timedelta

from scraper.outcomes import Outcome
from scraper.types import SourceId
from scraper.types.histories import FieldFact, History, HourCount, PollFact, ReadFact

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
FEED = "https://news.test/feed.xml"


def steady(
    begin: datetime, days: int, *, weekend: bool = True, hours: range = range(24)
) -> list[HourCount]:
    """One item an hour of the day's `hours`; none on weekends unless they are worked."""
    return [
        HourCount(at, int(at.hour in hours and (weekend or at.weekday() < 5)))
        for at in (begin + hour * HOUR for hour in range(days * 24))
    ]


def read(outcome: Outcome, links: int = 20, new: int = 0, detail: str = "", url: str = FEED) -> ReadFact:
    return ReadFact(url, outcome, links, new, detail)


def poll(
    at: datetime,
    outcome: Outcome = Outcome.NOTHING_NEW,
    *,
    new: int = 0,
    detail: str = "",
    pages: dict[Outcome, int] | None = None,
) -> PollFact:
    return PollFact(at, outcome, (read(outcome, 20, new, detail),), pages or {})


def history(
    *polls: PollFact,
    good: datetime | None = None,
    new: datetime | None = None,
    pages: tuple[FieldFact, ...] = (),
) -> History:
    return History(SourceId("news"), polls, good, new, polls[0].at if polls else None, pages)


def page(seen_at: datetime, number: int = 1, **fields: object) -> FieldFact:
    given: dict[str, object] = {
        "article": f"a{number}",
        "url": f"https://news.test/{number}",
        "seen_at": seen_at,
        "headline": f"Headline number {number}",
        "language": "en",
        "body_length": 2000 + number % 7 * 100,
        "has_authors": True,
        "published_at": seen_at - timedelta(minutes=12),
        "text_sha256": f"{number:064x}",
        "signals": {"headline": "site_rule", "body": "site_rule", "published": "json_ld"},
        **fields,
    }
    return FieldFact(**given)  # type: ignore[arg-type]
