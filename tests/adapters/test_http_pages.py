"""What a fetch gives back, and what it tells the server."""

import gzip
import ssl
from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest

from scraper import __version__
from scraper.adapters.hops import Hop
from scraper.adapters.http import HttpFetcher
from scraper.errors import FetchError
from scraper.outcomes import Outcome
from scraper.settings import Network
from scraper.types import Channel, NotModified, Page, Source, SourceId, Validators
from tests.fakes_clock import MONDAY, FakeClock
from tests.fakes_network import HostMemoryInMemory
from tests.fakes_web import STORY, Answer, Web, answer

NEWS = "https://news.example/a"


def source(home: str = "https://news.example/", *channels: str) -> Source:
    return Source(
        SourceId("news"),
        "News",
        home,
        "UA",
        ("uk",),
        "Europe/Kyiv",
        tuple(Channel(url) for url in channels),
    )


def web(**pages: Answer) -> Web:
    return Web(
        FakeClock(eager=True), {f"https://news.example/{path}": page for path, page in pages.items()}
    )


async def reason_for(site: Web, url: str = NEWS) -> Outcome:
    async with site.fetcher() as fetcher:
        with pytest.raises(FetchError) as refusal:
            await fetcher.fetch(url, source())
    return refusal.value.reason


async def test_a_page_carries_all_that_its_head_said() -> None:
    site = web(
        a=answer(
            content_type="Text/HTML; charset=windows-1251",
            etag='"v1"',
            last_modified="Mon, 23 Nov 2026 08:00:00 GMT",
            cache_control="max-age=600",
        )
    )
    async with site.fetcher() as fetcher:
        page = await fetcher.fetch(f"{NEWS}#fragment", source())
    assert page == Page(
        url=NEWS,
        requested=NEWS,
        redirects=(),
        status=200,
        media_type="text/html",
        charset="windows-1251",
        body=STORY,
        fetched_at=MONDAY + timedelta(seconds=1),
        validators=Validators('"v1"', "Mon, 23 Nov 2026 08:00:00 GMT"),
        fresh_for=timedelta(minutes=10),
    )


async def test_the_request_says_who_asks_and_offers_nothing_else() -> None:
    site = web(a=answer())
    async with site.fetcher(network=Network(contact=" https://monitor.example/about ")) as fetcher:
        await fetcher.fetch(NEWS, source())
    for headers in site.headers:
        agent = f"japan-ukraine-monitor/{__version__} (+https://monitor.example/about)"
        assert headers["user-agent"] == agent
        assert headers["accept-encoding"] == "gzip"
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize("contact", ["", "   ", "пошта@example.org", "a\r\nHost: b"])
def test_nobody_is_asked_without_a_contact(contact: str) -> None:
    with pytest.raises(ValueError, match=r"set network\.contact to a mail address or page"):
        HttpFetcher(Network(contact=contact), FakeClock(), HostMemoryInMemory())


async def test_validators_make_a_request_conditional() -> None:
    def conditional(request: httpx.Request) -> httpx.Response:
        assert request.headers["if-none-match"] == 'W/"v1"'
        assert request.headers["if-modified-since"] == "Mon, 23 Nov 2026 08:00:00 GMT"
        return httpx.Response(304)

    site = web(a=conditional)
    known = Validators('W/"v1"', "Mon, 23 Nov 2026 08:00:00 GMT")
    async with site.fetcher() as fetcher:
        assert await fetcher.fetch(NEWS, source(), known) == NotModified(
            NEWS, MONDAY + timedelta(seconds=1)
        )
    assert "if-none-match" not in site.headers[0], "robots.txt is no part of it"


async def test_304_without_a_condition_is_asked_again_once() -> None:
    answers = iter((httpx.Response(304), answer()(httpx.Request("GET", NEWS))))
    site = web(a=lambda _: next(answers))
    async with site.fetcher() as fetcher:
        page = await fetcher.fetch(NEWS, source())
    assert isinstance(page, Page)
    assert len(site.times(NEWS)) == 2
    assert await reason_for(web(a=lambda _: httpx.Response(304))) is Outcome.BAD_STATUS


def leads_to(location: str, status: int) -> Answer:
    return lambda _: httpx.Response(status, headers={"location": location})


MOVES: list[tuple[str, Sequence[int], str | None]] = [
    ("a permanent move moves the source", (301,), "b"),
    ("so does a chain of them", (308, 301), "c"),
    ("a temporary one does not", (302,), None),
    ("nor what follows a temporary one", (302, 301), None),
    ("a permanent one counts up to the temporary one", (301, 307), "b"),
]


@pytest.mark.parametrize(("statuses", "moved"), [pytest.param(*row[1:], id=row[0]) for row in MOVES])
async def test_redirects(statuses: Sequence[int], moved: str | None) -> None:
    steps = "abc"[: len(statuses)]
    pages = {
        step: leads_to("abcd"[n + 1], status)
        for n, (step, status) in enumerate(zip(steps, statuses, strict=True))
    }
    site = web(**pages, **{"abcd"[len(statuses)]: answer()})
    async with site.fetcher() as fetcher:
        page = await fetcher.fetch(NEWS, source())
    assert isinstance(page, Page)
    assert page.redirects == tuple(f"https://news.example/{step}" for step in steps)
    assert page.url == f"https://news.example/{'abcd'[len(statuses)]}"
    assert page.moved_permanently_to == (f"https://news.example/{moved}" if moved else None)


async def test_robots_of_each_host_on_the_way_are_asked() -> None:
    site = web(a=leads_to("https://other.example/b", 301))
    site.pages["https://other.example/robots.txt"] = answer(b"User-agent: *\nDisallow: /\n")
    site.pages["https://other.example/b"] = answer()
    assert await reason_for(site) is Outcome.ROBOTS_DISALLOWED
    assert not site.times("https://other.example/b")


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (answer(status=403), Outcome.FORBIDDEN),
        (answer(status=404), Outcome.NOT_FOUND),
        (answer(status=410), Outcome.GONE),
        (answer(status=500), Outcome.SERVER_ERROR),
        (answer(b"<html><title>Just a moment...</title></html>", 403), Outcome.BLOCKED_CHALLENGE),
        (answer(b"<html><title>Just a moment...</title></html>", 429), Outcome.BLOCKED_CHALLENGE),
        (answer(b"<html><title>Page not found</title></html>"), Outcome.SOFT_404),
        (answer(b""), Outcome.SUSPECT_EMPTY),
        (answer(content_length=str(2**30)), Outcome.TOO_LARGE),
        (answer(content_encoding="br"), Outcome.BAD_ENCODING),
        (leads_to("http://news.example/b", 302), Outcome.DOWNGRADE_FORBIDDEN),
        (leads_to("http://[::1", 302), Outcome.BAD_REDIRECT),
    ],
)
async def test_what_is_no_page_is_refused_by_name(page: Answer, reason: Outcome) -> None:
    assert await reason_for(web(a=page)) is reason


async def test_gzip_is_unpacked_and_other_errors_pages_are_looked_into_as_well() -> None:
    packed = gzip.compress(STORY)
    async with web(a=answer(packed, content_encoding="gzip")).fetcher() as fetcher:
        page = await fetcher.fetch(NEWS, source())
    assert isinstance(page, Page)
    assert page.body == STORY
    challenge = gzip.compress(b"<html><title>Just a moment...</title></html>")
    assert (
        await reason_for(web(a=answer(challenge, 403, content_encoding="gzip")))
        is Outcome.BLOCKED_CHALLENGE
    )
    assert await reason_for(web(a=answer(b"no gzip", 403, content_encoding="gzip"))) is Outcome.FORBIDDEN


@pytest.mark.parametrize(
    ("error", "reason", "requests"),
    [
        (httpx.ConnectError("refused"), Outcome.CONNECT_FAILED, 1),
        (httpx.ConnectTimeout("late"), Outcome.TIMED_OUT, 1),
        (httpx.ReadTimeout("late"), Outcome.TIMED_OUT, 1),
        (httpx.ReadError("reset"), Outcome.CONNECTION_LOST, 2),
        (httpx.RemoteProtocolError("illegal header line"), Outcome.PROTOCOL_ERROR, 1),
    ],
)
async def test_what_the_network_does_has_a_name_and_a_lost_connection_a_second_try(
    error: httpx.TransportError, reason: Outcome, requests: int
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    site = web(a=fail)
    assert await reason_for(site) is reason
    assert len(site.times(NEWS)) == requests


async def test_a_certificate_that_fails_is_no_passing_trouble_of_the_connection() -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("tls") from ssl.SSLCertVerificationError("expired")

    assert await reason_for(web(a=fail)) is Outcome.TLS_INVALID


async def test_a_programming_error_is_not_taken_for_the_networks() -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError

    async with web(a=fail).fetcher() as fetcher:
        with pytest.raises(ZeroDivisionError):
            await fetcher.fetch(NEWS, source())


async def test_the_trace_tells_each_request_with_its_verdicts() -> None:
    hops: list[Hop] = []
    site = web(a=leads_to("/b", 301), b=answer(etag='"v1"'))
    site.pages["https://news.example/robots.txt"] = answer(
        b"User-agent: *\nCrawl-delay: 3\nDisallow: /no\n"
    )
    async with site.fetcher(trace=hops.append) as fetcher:
        await fetcher.fetch(NEWS, source())
        with pytest.raises(FetchError):
            await fetcher.fetch("https://news.example/missing", source())
        with pytest.raises(FetchError):
            await fetcher.fetch("https://news.example/no", source())
    assert [(hop.url.rpartition("/")[2], hop.status, hop.outcome) for hop in hops] == [
        ("robots.txt", 200, Outcome.OK),
        ("a", 301, Outcome.OK),
        ("b", 200, Outcome.OK),
        ("missing", 404, Outcome.NOT_FOUND),
        ("no", 0, Outcome.ROBOTS_DISALLOWED),
    ]
    assert hops[1].robots == "allowed, 3 s between requests"
    assert hops[1].location == "/b"
    assert hops[2].got == Validators('"v1"')
    assert str(hops[1]).splitlines()[0] == "https://news.example/a -> 301 ok"
    assert "  redirect: /b" in str(hops[1])
    assert '  validators: sent none, got ETag "v1"' in str(hops[2])
    assert hops[2].body_bytes == len(STORY)
