"""What status lines and headers mean."""

from datetime import timedelta

import pytest

from scraper.core.answers import Head, failure, follow, outcome_of
from scraper.errors import Disallowed, FetchError, PermanentFetchError, TransientFetchError
from scraper.outcomes import Outcome
from scraper.types import Validators

STATUSES = [
    (200, Outcome.OK),
    (203, Outcome.OK),
    (206, Outcome.OK),
    (201, Outcome.BAD_STATUS),
    (202, Outcome.BAD_STATUS),
    (204, Outcome.SUSPECT_EMPTY),
    (304, Outcome.NOT_MODIFIED),
    (300, Outcome.BAD_STATUS),
    (400, Outcome.BAD_STATUS),
    (401, Outcome.FORBIDDEN),
    (403, Outcome.FORBIDDEN),
    (404, Outcome.NOT_FOUND),
    (408, Outcome.TIMED_OUT),
    (410, Outcome.GONE),
    (429, Outcome.RATE_LIMITED),
    (451, Outcome.FORBIDDEN),
    (500, Outcome.SERVER_ERROR),
    (502, Outcome.SERVER_ERROR),
    (503, Outcome.UNAVAILABLE),
    (522, Outcome.SERVER_ERROR),
    (600, Outcome.BAD_STATUS),
    (999, Outcome.BAD_STATUS),
    (100, Outcome.BAD_STATUS),
]


@pytest.mark.parametrize(("status", "outcome"), STATUSES)
def test_a_status_is_usable_or_names_what_went_wrong(status: int, outcome: Outcome) -> None:
    assert outcome_of(status) is outcome


@pytest.mark.parametrize(
    ("value", "media_type", "charset"),
    [
        ("text/html; charset=UTF-8", "text/html", "UTF-8"),
        ('Text/HTML ; Charset="windows-1251"; x=y', "text/html", "windows-1251"),
        ("application/rss+xml", "application/rss+xml", None),
        ("text/html;charset=", "text/html", None),
        ("; charset=koi8-u", "", "koi8-u"),
        ("", "", None),
    ],
)
def test_content_type_is_split(value: str, media_type: str, charset: str | None) -> None:
    head = Head(200, {"content-type": value})
    assert (head.media_type, head.charset) == (media_type, charset)


@pytest.mark.parametrize(
    ("value", "fresh_for"),
    [
        ("max-age=300", timedelta(minutes=5)),
        ('public, Max-Age="60", must-revalidate', timedelta(minutes=1)),
        ("max-age=9999999999", timedelta(days=1)),
        ("s-maxage=300", None),
        ("no-cache, max-age=300", None),
        ("no-store", None),
        ("max-age=-1", None),
        ("max-age=" + "9" * 50, None),
        ("", None),
    ],
)
def test_freshness_is_max_age_up_to_a_day(value: str, fresh_for: timedelta | None) -> None:
    if value == "max-age=" + "9" * 50:
        fresh_for = timedelta(days=1)
    assert Head(200, {"cache-control": value}).fresh_for == fresh_for


def test_validators_are_kept_only_where_they_can_be_sent_back() -> None:
    good = Head(200, {"etag": 'W/"a"', "last-modified": "Mon, 23 Nov 2026 09:00:00 GMT"})
    assert good.validators == Validators('W/"a"', "Mon, 23 Nov 2026 09:00:00 GMT")
    for odd in ("é", "a\x07b", "x" * 2000, ""):
        assert Head(200, {"etag": odd}).validators == Validators()


@pytest.mark.parametrize(
    ("span", "whole"),
    [
        ("bytes 0-99/100", True),
        ("bytes 0-98/100", False),
        ("bytes 1-99/100", False),
        ("bytes 0-99/*", False),
        ("", False),
    ],
)
def test_206_is_a_page_only_if_its_range_is_everything(span: str, whole: bool) -> None:
    assert Head(206, {"content-range": span}).is_whole is whole
    assert Head(200, {"content-range": span}).is_whole


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b", "https://a.example/b"),
        ("b?c", "https://a.example/x/b?c"),
        ("//other.example/", "https://other.example/"),
        (" https://other.example/ ", "https://other.example/"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("http://a\\@b/", "http://a\\@b/"),
    ],
)
def test_location_is_read_as_browsers_do_and_left_to_the_gate(location: str, leads_to: str) -> None:
    assert follow(location, "https://a.example/x/y") == leads_to


@pytest.mark.parametrize("location", ["", "  ", "http://", "https://[::1", "http://a.example:port/"])
def test_a_location_that_leads_nowhere_is_a_bad_redirect(location: str) -> None:
    with pytest.raises(PermanentFetchError) as refusal:
        follow(location, "https://a.example/")
    assert refusal.value.reason is Outcome.BAD_REDIRECT


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        (Outcome.ADDRESS_FORBIDDEN, Disallowed),
        (Outcome.ROBOTS_DISALLOWED, Disallowed),
        (Outcome.ROBOTS_UNREACHABLE, TransientFetchError),
        (Outcome.GONE, PermanentFetchError),
        (Outcome.DECOMPRESSION_BOMB, PermanentFetchError),
        (Outcome.NOT_FOUND, TransientFetchError),
        (Outcome.BLOCKED_CHALLENGE, TransientFetchError),
        (Outcome.TLS_INVALID, TransientFetchError),
    ],
)
def test_only_what_cannot_pass_by_itself_is_final(reason: Outcome, kind: type[FetchError]) -> None:
    error = failure("https://a.example/?token=s3cret", reason)
    assert type(error) is kind
    assert "s3cret" not in str(error)
