"""Small makers of the values that flow, for tests: name what matters, the rest is plausible."""

from datetime import UTC, datetime, timedelta

from scraper.core.fingerprint import fingerprint_text
from scraper.outcomes import Outcome
from scraper.types import (
    Article,
    CanonicalUrl,
    Channel,
    ChannelState,
    Evidence,
    Found,
    Gathered,
    Grade,
    Link,
    Observed,
    Page,
    PendingLink,
    Place,
    Signal,
    Source,
    SourceForPoll,
    SourceId,
    SourceState,
    StoredArticle,
    Validators,
    Verdict,
)

NOON = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)
FEED = "https://news.test/feed.xml"
_DELIVERY = (
    "Japan will deliver a further one hundred vehicles of its Self-Defense Forces to Ukraine, the defense "
    "ministry in Tokyo said on Tuesday."
)
_DETAILS = (
    "The trucks and utility cars are to reach Kyiv before the summer, together with spare parts worth 37 "
    "million dollars and two months of training for mechanics."
)
_THANKS = (
    "Ukraine's defense minister thanked his colleague and asked for heavy engineering machines as well."
)
BODY = (_DELIVERY, _DETAILS, _THANKS)


def source(id: str = "news", *channels: Channel, interval: timedelta = timedelta(minutes=15)) -> Source:  # noqa: A002  (the field's name)
    return Source(
        SourceId(id),
        f"The {id.title()}",
        f"https://{id}.test",
        "UA",
        ("en",),
        "Europe/Kyiv",
        channels or (Channel(f"https://{id}.test/feed.xml"),),
        interval=interval,
    )


def polled(one: Source | None = None, **state: object) -> SourceForPoll:
    one = one or source()
    fields: dict[str, object] = {"next_poll_at": NOON, "interval": one.interval, **state}
    return SourceForPoll(one, SourceState(one.id, **fields))  # type: ignore[arg-type]


def read_before(etag: str = "", sha: str = "") -> ChannelState:
    return ChannelState(Validators(etag or None), sha, NOON - timedelta(hours=1), NOON - timedelta(days=9))


def link(path: str = "trucks", title: str = "Japan sends trucks", host: str = "news.test") -> Link:
    return Link(CanonicalUrl(f"https://{host}/{path}"), f"https://{host}/{path}", title)


def pending(path: str = "trucks", **fields: object) -> PendingLink:
    given: dict[str, object] = {
        "source": SourceId("news"),
        "link": link(path),
        "channel": FEED,
        "first_seen_at": NOON - timedelta(minutes=5),
        **fields,
    }
    return PendingLink(**given)  # type: ignore[arg-type]


def article(
    path: str = "trucks",
    headline: str = "Japan sends a hundred vehicles to Ukraine",
    body: tuple[str, ...] = BODY,
    **fields: object,
) -> Article:
    given: dict[str, object] = {
        "url": CanonicalUrl(f"https://news.test/{path}"),
        "source": SourceId("news"),
        "address": f"https://news.test/{path}",
        "headline": Found(headline, Signal.H1),
        "body": Found(body, Signal.GENERIC),
        "language": Found("en", Signal.TEXT),
        **fields,
    }
    return Article(**given)  # type: ignore[arg-type]


def page(body: bytes = b"<html></html>", url: str = "https://news.test/trucks", **fields: object) -> Page:
    given: dict[str, object] = {
        "url": url,
        "requested": url,
        "redirects": (),
        "status": 200,
        "media_type": "text/html",
        "charset": "utf-8",
        "body": body,
        "fetched_at": NOON,
        **fields,
    }
    return Page(**given)  # type: ignore[arg-type]


def gathered(one: Article | None = None, outcome: Outcome = Outcome.OK, **fields: object) -> Gathered:
    given: dict[str, object] = {
        "pending": pending(),
        "outcome": outcome,
        "at": NOON,
        "article": one,
        **fields,
    }
    return Gathered(**given)  # type: ignore[arg-type]


def verdict(grade: Grade = Grade.CORE) -> Verdict:
    evidence = (Evidence("japan_acts", ("Japan",), Place.HEADLINE, 1.5),) if grade else ()
    return Verdict(grade, grade / 3, "equipment" if grade else "no_japan_term", evidence, "topic", "1")


def observed(one: Article | None = None, grade: Grade = Grade.CORE, **fields: object) -> Observed:
    one = one or article()
    return Observed(gathered(one, **fields), verdict(grade), fingerprint_text(one.text))  # type: ignore[arg-type]


def stored(one: Article | None = None, grade: Grade = Grade.CORE, **fields: object) -> StoredArticle:
    one = one or article()
    given: dict[str, object] = {
        "url": one.url,
        "source": one.source,
        "version": 1,
        "headline": one.headline.value,
        "text": one.text,
        "language": "en",
        "grade": grade,
        "fingerprint": fingerprint_text(one.text),
        "first_seen_at": NOON - timedelta(hours=2),
        "alerted": grade >= Grade.RELATED,
        **fields,
    }
    return StoredArticle(**given)  # type: ignore[arg-type]
