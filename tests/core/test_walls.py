"""Walls are told from pages, and pages from walls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.answers import Head
from scraper.core.walls import recognise, visible_length
from scraper.outcomes import Outcome

HTML = {"content-type": "text/html; charset=utf-8"}
ASKED = "https://news.example/2026/11/a-story"
PROSE = "<p>The ministry said on Monday that the vehicles would be handed over before the winter.</p>" * 12


def page(title: str, body: str = "") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def wall(
    body: bytes,
    status: int = 200,
    headers: dict[str, str] | None = None,
    url: str = ASKED,
    *,
    is_index: bool = False,
) -> Outcome | None:
    head = Head(status, HTML | (headers or {}))
    return recognise(head, body, url=url, requested=ASKED, is_index=is_index)


CHALLENGES = [
    ("Cloudflare by its header", page("x", PROSE), 403, {"cf-mitigated": "challenge"}),
    ("Cloudflare by its title", page("Just a moment..."), 503, {}),
    ("Cloudflare with status 200", page("Just a moment..."), 200, {}),
    ("Cloudflare by its script", page("news.example", "<script>window._cf_chl_opt={}</script>"), 403, {}),
    (
        "DataDome",
        page("news.example", "<script src='https://ct.captcha-delivery.com/c.js'></script>"),
        403,
        {},
    ),
    ("AWS by its header", b"", 202, {"x-amzn-waf-action": "challenge"}),
    ("Imperva", page("", "<iframe src='/_Incapsula_Resource?SWUDNSAI=31'></iframe>"), 200, {}),
    ("PerimeterX", page("Access to this page has been denied", '<div id="px-captcha"></div>'), 403, {}),
    ("DDoS-Guard", page("DDoS-Guard"), 403, {}),
    ("Anubis", page("Making sure you&#39;re not a bot!"), 200, {}),
    ("a captcha on an error page", page("Sorry", "<div class=g-recaptcha></div>"), 429, {}),
]


@pytest.mark.parametrize(
    ("body", "status", "headers"), [pytest.param(*row[1:], id=row[0]) for row in CHALLENGES]
)
def test_a_challenge_is_recognised(body: bytes, status: int, headers: dict[str, str]) -> None:
    assert wall(body, status, headers) is Outcome.BLOCKED_CHALLENGE


HONEST = [
    (
        "an article with its guard's script",
        page("Vehicles", PROSE + "<script src='/cdn-cgi/challenge-platform/x.js'>"),
    ),
    (
        "a short article with its guard's script",
        page("Vehicles", "<script src='/cdn-cgi/challenge-platform/x.js'>"),
    ),
    (
        "a short article with a challenge's words",
        page("Security check at the border", "<article>Brief.</article>"),
    ),
    ("a long article with a challenge's words", page("Security check at the border", PROSE)),
    ("an article with a comment form", page("Vehicles", PROSE + "<div class=h-captcha></div>")),
    (
        "a short page with data for machines",
        page("Just a moment", '<script>{"@type":"NewsArticle"}</script>'),
    ),
    ("the 404th day of a war", page("404-й день війни: що відомо", PROSE)),
    ("404 vehicles", page("404 vehicles for Ukraine", PROSE)),
    ("a headline about pages", page("Officials say page not found in archive", PROSE)),
    ("a story about consent", page("Consent of parliament needed", PROSE)),
    ("a story about privacy", page("Your privacy and the new law", PROSE)),
]


@pytest.mark.parametrize("body", [pytest.param(row[1], id=row[0]) for row in HONEST])
def test_an_honest_page_is_none(body: bytes) -> None:
    assert wall(body) is None


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "404 Not Found",
        "404 | News",
        "Error 404",
        "Page not found - News",
        "News — 404",
        "Not found",
        "Сторінку не знайдено",
        "Страница не найдена | Новости",
        "Помилка 404",
        "Ошибка 404 — страница не найдена",
        "Seite nicht gefunden",
        "Fehler 404",
        "ページが見つかりません",
        "お探しのページは見つかりませんでした",
        "記事がありません",
        "404: This page could not be found",
    ],
)
def test_a_soft_404_is_told_by_its_title_even_among_other_news(title: str) -> None:
    assert wall(page(title, PROSE)) is Outcome.SOFT_404


@pytest.mark.parametrize(
    ("requested", "url", "is_index", "expected"),
    [
        (ASKED, "https://news.example/", False, Outcome.REDIRECTED_AWAY),
        (ASKED, "https://news.example/uk/", False, Outcome.REDIRECTED_AWAY),
        (ASKED, "https://news.example/index.html", False, Outcome.REDIRECTED_AWAY),
        (ASKED, "https://news.example/2026", False, None),
        (
            "https://news.example/world/asia/a-b-c",
            "https://news.example/world/asia/",
            False,
            Outcome.REDIRECTED_AWAY,
        ),
        ("https://news.example/world/a-b-c/amp", "https://news.example/world/a-b-c", False, None),
        ("https://news.example/pact/print", "https://news.example/pact", False, None),
        ("https://news.example/world/77", "https://news.example/sport", False, None),
        (ASKED, "https://news.example/?p=12", False, None),
        (ASKED, "https://news.example/2026/11/a-story-retitled", False, None),
        (ASKED, "https://news.example/", True, None),
        ("https://news.example/", "https://news.example/uk/", False, None),
        ("https://news.example/12345", "https://news.example/", False, Outcome.REDIRECTED_AWAY),
    ],
)
def test_an_article_that_leads_to_the_front_page_is_gone(
    requested: str, url: str, is_index: bool, expected: Outcome | None
) -> None:
    found = recognise(Head(200, HTML), page("News", PROSE), url=url, requested=requested, is_index=is_index)
    assert found is expected


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (page("Before you continue to News"), ASKED),
        (page("Bevor Sie fortfahren"), ASKED),
        (page("News", PROSE), "https://consent.news.example/v2/collect?continue=x"),
        (page("News", PROSE), "https://guce.news.example/consent"),
    ],
)
def test_a_consent_wall_is_recognised(body: bytes, url: str) -> None:
    assert wall(body, url=url) is Outcome.CONSENT_WALL


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"", "text/html", Outcome.SUSPECT_EMPTY),
        (b" \n" * 50, "text/html", Outcome.SUSPECT_EMPTY),
        (b"<rss></rss>", "application/rss+xml", Outcome.SUSPECT_EMPTY),
        (b"[]", "application/json", None),
        (b"<rss><channel/></rss>", "application/rss+xml", None),
    ],
)
def test_next_to_nothing_is_suspect(body: bytes, kind: str, expected: Outcome | None) -> None:
    found = recognise(Head(200, {"content-type": kind}), body, url=ASKED, requested=ASKED, is_index=True)
    assert found is expected


def test_an_ordinary_error_page_is_no_wall() -> None:
    assert wall(page("Forbidden", "You may not."), 403) is None
    assert wall(page("Service unavailable"), 503) is None


def test_what_is_not_html_is_judged_by_its_headers_alone() -> None:
    feed = b"<rss><channel><title>Just a moment...</title></channel></rss>"
    head = Head(200, {"content-type": "application/rss+xml"})
    assert recognise(head, feed, url=ASKED, requested=ASKED, is_index=True) is None


def test_only_what_is_read_counts_as_visible() -> None:
    assert visible_length("<p>Two  words</p><script>var not='these'</script><style>p{}</style>") == 9
    assert visible_length("<script>never closed") == 0


@pytest.mark.parametrize("bait", ["<script", "<title", "<", "<title><", "</script", "<style></style"])
def test_a_flood_of_tags_is_looked_through_in_time(bait: str) -> None:
    # Linear: a quadratic search would take minutes over these eight megabytes.
    body = (bait * (8 * 2**20 // len(bait))).encode()
    assert wall(body) in {None, Outcome.BLOCKED_CHALLENGE}


@given(st.binary(max_size=500), st.sampled_from([200, 403, 503]))
def test_any_body_is_judged(body: bytes, status: int) -> None:
    assert wall(body, status) in {None, *Outcome}
