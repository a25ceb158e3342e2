"""The gate stops pages that name both countries only where no article stands, and no others."""

import html
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.core.charsets import page_in_utf8
from scraper.core.extract import extract_article
from scraper.core.gate import page_may_be_on_topic
from scraper.core.relevance import judge
from scraper.core.wordless import without_scripts
from scraper.errors import ExtractionError
from scraper.types import Grade, Page, Source, SourceId
from tests.core.topics import japan_ukraine

TOWN = Source(SourceId("town"), "Town", "https://town.test", "UA", ("en",), "UTC", ())
TALE = "The council of the town opens a bridge over the river, and the band plays until late at night. "
TEXT = f"<p>{TALE * 4}</p><p>{TALE * 3}</p>"
BOTH = "Japan sends army trucks to Ukraine"


def page(body: str, head: str = "") -> bytes:
    """Return a page around a text that has nothing to do with the topic."""
    return (
        f"<html><head><meta charset=utf-8><title>A bridge opens</title>{head}</head>"
        f"<body><article><h1>A bridge opens in town</h1>{TEXT}{body}</article></body></html>"
    ).encode()


def passes(source: bytes) -> bool:
    return page_may_be_on_topic(source, japan_ukraine(), ruled=False)


def grade(source: bytes) -> Grade:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    address = "https://town.test/1"
    shown = Page(address, address, (), 200, "text/html", "utf-8", source, at)
    try:
        return judge(extract_article(shown, TOWN), japan_ukraine()).grade
    except ExtractionError:
        return Grade.OFF


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(page(f"<script>state = '{BOTH}'</script>"), id="in a script"),
        pytest.param(page(f"<SCRIPT>state = '{BOTH}'</SCRIPT>"), id="in a script in capitals"),
        pytest.param(page(f'<style>p::after {{ content: "{BOTH}" }}</style>'), id="in a style"),
        pytest.param(page(f'<img alt="{BOTH}">'), id="in an attribute"),
        pytest.param(page(f'<i data-x="{"x<br>" * 2000} {BOTH}"></i>'), id="in a database within a tag"),
        pytest.param(page(f"<ul><li><a href=/1>{BOTH}</a></li></ul>"), id="in a menu"),
        pytest.param(page(f"<a href=/1><div><h3>{BOTH}</h3></div></a>"), id="in a box within a link"),
        pytest.param(page("<p>A proukrainian japaneseque band played.</p>"), id="within other words"),
    ],
)
def test_what_no_article_says_ends_at_the_gate(source: bytes) -> None:
    if b"SCRIPT" not in source:
        assert not passes(source)
    assert grade(source) is Grade.OFF


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(page(f"<p>{BOTH}.</p>"), id="in a paragraph"),
        pytest.param(
            page(f"<p><a href=/1>{BOTH}</a>, as the ministry said today.</p>"), id="link in a sentence"
        ),
        pytest.param(page("", f'<meta name=description content="{BOTH}">'), id="in the description"),
        pytest.param(page(f"<h1><a href=/1>{BOTH}</a></h1>"), id="a headline that is a link"),
        pytest.param(page(f'<div itemprop="headline"><p><a>{BOTH}</a></p></div>'), id="a marked headline"),
        pytest.param(page(f"<p><a href=/1>go on</p><p>{BOTH}</p>"), id="after a link that is not closed"),
        pytest.param(
            page(f"<!-- <script> --><p>{BOTH}</p><!-- </script> -->"), id="after a script in a comment"
        ),
        pytest.param(
            page(f'<i title="<script>"></i><p>{BOTH}</p><script></script>'), id="after one in a title"
        ),
        pytest.param(
            page("<p>Ja<script>1</script>pan and Uk<style></style>raine</p>"), id="around a script"
        ),
        pytest.param(
            page(
                "",
                '<script type="application/ld+json">{"articleBody": "on\\nJapan: \\u0055kraine"}</script>',
            ),
            id="in JSON-LD behind escapes",
        ),
        pytest.param(page(f"<i title='=\"'>{BOTH}</i> \""), id="after quotes within quotes"),
        pytest.param(page("<p>3 < 4, Japan says, and 5 > 4, Ukraine says</p>"), id="between signs"),
        pytest.param(page("<p>to&nbspJapan and&#32Ukraine</p>"), id="after an entity without its end"),
        pytest.param(f"<ul><li><a>{BOTH}</a></li></ul>".encode(), id="where there is no other text"),
    ],
)
def test_what_an_article_may_say_passes(source: bytes) -> None:
    assert passes(source)


def test_rules_of_the_site_may_select_what_is_a_mere_link() -> None:
    menu = page(f"<ul><li><a href=/1>{BOTH}</a></li></ul>")
    assert page_may_be_on_topic(menu, japan_ukraine(), ruled=True)


def test_the_gate_reads_a_page_in_the_charset_in_which_it_is_extracted() -> None:
    body = '<meta charset="windows-1251"><p>Японія передала Україні вантажівки</p>'.encode()
    assert passes(page_in_utf8(body, None))
    assert passes(page_in_utf8(body.decode().encode("cp1251"), None))


PIECES = [
    "<div>", "</div>", "<p>", "</p>", "<ul><li>", "</li></ul>", "<a href=/x>", "</a>", "<br>", "<b>",
    "</b>", "<td>", "<table><tr>", "</table>", "<span hidden>", "</span>", "<button>", "</button>",
    "<h1>", "</h1>", "<h2>", "</h2>", "<script>", "</script>", "<style>", "</style>", "<!--", "-->",
    "<i title='", "'>", '">', '<a title="', "<section>", "</section>", "<article>", "</article>", "<svg>",
    "</svg>", "<title>", "</title>", "Japan sends Ukraine army trucks.",
    "The Japanese Ministry of Defense gave Ukraine radars.",
    TALE, TALE * 3,
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_however_markup_is_broken_the_verdict_is_the_same_with_the_gate(pieces: list[str]) -> None:
    source = page("".join(pieces))
    if not passes(source):
        assert grade(source) is Grade.OFF


@given(st.lists(st.sampled_from([*PIECES, html.escape("<script>"), " ", "x"]), max_size=20))
def test_cutting_scripts_never_fails_and_only_shortens(pieces: list[str]) -> None:
    source = "".join(pieces).encode()
    assert len(without_scripts(source)) <= len(source)


def test_many_scripts_without_an_end_take_linear_time() -> None:
    source = b"<script>" * 200_000 + b"</script>"
    assert without_scripts(source).startswith(b"<script>")
