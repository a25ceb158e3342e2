"""Pages made by hand, each for one decision of the reader, and what any page at all may do to it."""

import json
import pickle
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.core.extract import extract_article
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import (
    Article,
    CanonicalUrl,
    Link,
    Page,
    ParsedDate,
    Precision,
    Signal,
    SiteRules,
    Source,
    SourceId,
)

URL = "https://news.test/world/trucks-for-sappers"
FETCHED = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)
SOURCE = Source(SourceId("news"), "News", "https://news.test/", "UA", ("en",), "Europe/Kyiv", ())
HEADLINE = "Eighty trucks for sappers leave Nagoya"
TEXT = (
    "Eighty trucks left the port of Nagoya on Monday for sapper units in Ukraine, the ministry said.",
    "Each carries a crane and a trailer, and a workshop for repairs in the field follows in a second ship.",
    "The drivers were trained for six weeks at a base near Mount Fuji, together with twelve mechanics.",
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def read(html: str, source: Source = SOURCE, link: Link | None = None, url: str = URL) -> Article:
    page = Page(url, url, (), 200, "text/html", "utf-8", html.encode(), FETCHED)
    return extract_article(page, source, link)


def page(body: str, head: str = "", headline: str = HEADLINE) -> str:
    return f"<html><head><title>{headline} | News</title>{head}</head><body>{body}</body></html>"


def ld(**claims: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **claims})}</script>'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}", id="nothing around it"),
        pytest.param(
            f"<nav>Home World Sport</nav><h1>{HEADLINE}</h1><div>{PARAGRAPHS}</div><footer>All the "
            "news of the day, collected by our desk in Kyiv, every hour, since 2004.</footer>",
            id="between navigation and footer",
        ),
        pytest.param(
            f"<h1>{HEADLINE}</h1>"
            + "".join(f"<div class='k{n}x'><p>{t}</p></div>" for n, t in enumerate(TEXT)),
            id="each paragraph in a box of its own",
        ),
        pytest.param(
            f"<h1>{HEADLINE}</h1><main><div class='one'><p>{TEXT[0]}</p><p>{TEXT[1]}</p></div>"
            f"<div class='two'><p>{TEXT[2]}</p></div></main>",
            id="in two boxes beside each other",
        ),
        pytest.param(f"<h1>{HEADLINE}</h1><div>{'<br><br>'.join(TEXT)}</div>", id="parted by br alone"),
        pytest.param(
            f"<article><h1>{HEADLINE}</h1>{PARAGRAPHS}</article><article><h1>Another story</h1>"
            + "<p>The second story of an endless page goes on for more words than the first.</p>" * 9
            + "</article>",
            id="before an endless page's next story",
        ),
        pytest.param(
            f"<h1>{HEADLINE}</h1><div>{PARAGRAPHS}</div><div><h3>12 comments</h3>"
            + "<div><b>reader</b><p>I am sure that this helps, and I hope for more of it soon.</p></div>"
            * 12
            + "</div>",
            id="above longer comments",
        ),
        pytest.param(
            "<h1>Trucks, day by day</h1>"
            + "".join(
                f"<article><time>1{hour}:05</time><p>{text}</p></article>" for hour, text in enumerate(TEXT)
            ),
            id="of a live blog with its times",
        ),
        pytest.param(
            f"<h1>{HEADLINE}</h1>{PARAGRAPHS}<h2>Read more</h2><p>The harvest of rice was the best in a "
            "decade.</p><p>A film on the port of Odesa wins.</p>",
            id="above titles of other stories",
        ),
        pytest.param(
            f"<h1>{HEADLINE}</h1><p>{TEXT[0]}</p><aside><p>Our newsletter brings you the day at seven "
            f"sharp, whatever happens.</p></aside><figure><img><figcaption>A truck at the quay, seen in "
            f"January.</figcaption></figure><p>{TEXT[1]}</p><p>{TEXT[2]}</p>",
            id="around an aside and a caption",
        ),
        pytest.param(
            f"<h1>{HEADLINE}</h1><p>{TEXT[0]}</p><p>Read also: <a href='/x'>How cranes are built</a></p>"
            f"<p>{TEXT[1]}</p><p>{TEXT[2]}</p><p>Photo: Ministry of Defense</p>",
            id="without an invitation and a credit",
        ),
        pytest.param(
            f"<h1>{HEADLINE}</h1>{PARAGRAPHS}<p style='display:none'>Text that nobody sees, but "
            "which a machine would read.</p>",
            id="without what is hidden",
        ),
    ],
)
def test_the_body_is_its_paragraphs_and_nothing_else(body: str) -> None:
    assert read(page(body)).body.value == TEXT


def test_a_lead_is_set_apart_and_is_the_first_paragraph_too() -> None:
    lead = "The ministry calls it the largest shipment of vehicles since the war began"
    article = read(
        page(f"<header><h1>{HEADLINE}</h1><p class='standfirst'>{lead}</p></header>{PARAGRAPHS}")
    )
    assert article.lead is not None
    assert article.lead.value == lead
    assert article.body.value == (lead, *TEXT)


def test_article_body_in_json_ld_stands_in_where_the_page_shows_less() -> None:
    whole = "\n".join(TEXT * 3)
    article = read(page(f"<h1>{HEADLINE}</h1><p>{TEXT[0]}</p>", ld(headline=HEADLINE, articleBody=whole)))
    assert article.body.signal is Signal.JSON_LD
    assert article.body.value == TEXT * 3


def test_a_paragraph_that_article_body_leaves_out_is_furniture() -> None:
    promotion = "Our reporters travel with the convoy and send pictures of every stop on their way to us."
    body = f"<h1>{HEADLINE}</h1>{PARAGRAPHS}<p>{promotion}</p><p>{TEXT[0].replace('left', 'leave')}</p>"
    told = " ".join((*TEXT, TEXT[0].replace("left", "leave")))
    article = read(page(body, ld(headline=HEADLINE, articleBody=told)))
    assert promotion not in article.body.value
    assert article.notes == ("1 paragraphs are not in articleBody",)


@pytest.mark.parametrize(
    ("head", "body", "expected", "signal"),
    [
        pytest.param(
            ld(headline=HEADLINE),
            "<h1>Trucks!</h1>",
            HEADLINE,
            Signal.JSON_LD,
            id="JSON-LD and the title agree",
        ),
        pytest.param(
            ld(headline="Sappers get trucks: what is known, and when they arrive")
            + f'<meta property="og:title" content="{HEADLINE}">',
            f"<h1>{HEADLINE}</h1>",
            HEADLINE,
            Signal.H1,
            id="the h1 and OpenGraph outvote JSON-LD",
        ),
        pytest.param("", f"<h1>World : {HEADLINE}</h1>", HEADLINE, Signal.TITLE, id="a kicker is cut off"),
        pytest.param("", "<h1>World</h1>", HEADLINE, Signal.TITLE, id="the title without the site's name"),
    ],
)
def test_the_headline_is_what_most_signals_name(
    head: str, body: str, expected: str, signal: Signal
) -> None:
    found = read(page(body + PARAGRAPHS, head)).headline
    assert (found.value, found.signal) == (expected, signal)
    assert found.why


def parsed(instant: datetime) -> ParsedDate:
    return ParsedDate(instant, Precision.MINUTE, instant.isoformat(), "UTC")


LINK = Link(
    CanonicalUrl(URL), URL, HEADLINE, published=parsed(FETCHED - timedelta(hours=3)), published_raw="feed"
)


@pytest.mark.parametrize(
    ("head", "body", "link", "minutes_before", "signal"),
    [
        pytest.param(
            ld(headline=HEADLINE, datePublished="2026-02-10T11:00:00+02:00"),
            "",
            None,
            180,
            Signal.JSON_LD,
            id="JSON-LD",
        ),
        pytest.param(
            ld(headline=HEADLINE, datePublished="2026-02-10")
            + '<meta property="article:published_time" content="2026-02-10T09:30:00Z">',
            "",
            None,
            150,
            Signal.META,
            id="a time of day beats a mere day",
        ),
        pytest.param(
            ld(headline=HEADLINE, datePublished="2026-02-10T11:00:00")
            + '<meta property="article:published_time" content="2026-02-10T09:00:00Z">',
            "",
            None,
            180,
            Signal.META,
            id="a stated zone beats an assumed one",
        ),
        pytest.param(
            ld(headline=HEADLINE, datePublished="2031-02-10T11:00:00Z"),
            "",
            LINK,
            180,
            Signal.FEED,
            id="the future is refused",
        ),
        pytest.param(
            "", "<p>10.02.2026 11:30</p>", None, 150, Signal.TEXT, id="printed, in the zone of the source"
        ),
    ],
)
def test_the_date_is_the_most_exact_of_those_that_agree(
    head: str, body: str, link: Link | None, minutes_before: int, signal: Signal
) -> None:
    found = read(page(f"<h1>{HEADLINE}</h1>{body}{PARAGRAPHS}", head), link=link).published
    assert found is not None
    assert found.value.instant == FETCHED - timedelta(minutes=minutes_before)
    assert found.signal is signal


def test_a_page_without_a_date_has_none() -> None:
    teaser = "<div class='related'><p>Older story 09.02.2026 10:00</p></div>"
    assert read(page(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}{teaser}")).published is None


@pytest.mark.parametrize(
    ("head", "body", "names"),
    [
        pytest.param(
            ld(author={"@type": "Person", "name": "Olha Bila"}), "", ("Olha Bila",), id="a person"
        ),
        pytest.param(
            ld(author="Olha Bila and Ken Mori"), "", ("Olha Bila", "Ken Mori"), id="two in a text"
        ),
        pytest.param(
            ld(author={"@type": "Organization", "name": "News"}),
            "<p class='byline'>By Olha Bila</p>",
            ("Olha Bila",),
            id="the byline's person before the house",
        ),
        pytest.param(
            '<meta name="author" content="https://fb.test/news">', "", (), id="an address is nobody"
        ),
    ],
)
def test_authors_are_people_where_the_page_names_any(head: str, body: str, names: tuple[str, ...]) -> None:
    found = read(page(f"<h1>{HEADLINE}</h1>{body}{PARAGRAPHS}", head)).authors
    assert (found.value if found else ()) == names


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("/world/trucks-for-sappers-2", "https://news.test/world/trucks-for-sappers-2"),
        ("https://www.news.test/world/trucks-for-sappers/", "https://news.test/world/trucks-for-sappers"),
        ("https://elsewhere.test/world/trucks-for-sappers", URL),
        ("/", URL),
        ("/world", URL),
        ("javascript:void(0)", URL),
    ],
)
def test_a_canonical_address_is_trusted_within_the_site_alone(canonical: str, expected: str) -> None:
    head = f'<link rel="canonical" href="{canonical}">'
    assert read(page(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}", head)).url == expected


def test_editions_section_image_and_cited_outlet_are_taken_along() -> None:
    head = (
        '<link rel="alternate" hreflang="uk" href="/ua/1">'
        '<link rel="alternate" hreflang="x-default" href="/a">'
        '<meta property="article:section" content="World"><meta property="og:image" content="/t.jpg">'
    )
    article = read(page(f"<h1>{HEADLINE}</h1><p>Source: Kyodo</p>{PARAGRAPHS}", head))
    assert dict(article.translations) == {"uk": "https://news.test/ua/1"}
    assert article.section is not None
    assert article.section.value == "World"
    assert article.image is not None
    assert article.image.value == "https://news.test/t.jpg"
    assert article.cited_source is not None
    assert article.cited_source.value == "Kyodo"
    assert article.body.value == TEXT
    assert pickle.loads(pickle.dumps(article)) == article, "it leaves its process whole"  # noqa: S301 - our own bytes


RULES = SiteRules(
    headline="h2.title",
    body="div.story",
    published="span.when",
    drop=("div.promo",),
    drop_lines=(re.compile("^Our desk"),),
    stop_lines=(re.compile("^The end"),),
    date_formats=("%d/%m/%Y %H.%M",),
)
RULED = (
    f"<h1>Site</h1><h2 class='title'>{HEADLINE}</h2><span class='when'>World • 10/02/2026 11.30</span>"
    f"<div class='story'><p>{TEXT[0]}</p><div class='promo'><p>{'Buy. ' * 30}</p></div><p>Our desk</p>"
    f"<p>{TEXT[1]}</p><p>{TEXT[2]}</p><p>The end</p><p>{TEXT[0]}</p></div>"
)


def test_a_site_rule_selects_drops_and_stops() -> None:
    article = read(page(RULED), replace(SOURCE, rules=(RULES,)))
    assert (article.headline.value, article.headline.signal) == (HEADLINE, Signal.SITE_RULE)
    assert (article.body.value, article.body.signal) == (TEXT, Signal.SITE_RULE)
    assert article.published is not None
    assert article.published.value.instant == datetime(2026, 2, 10, 9, 30, tzinfo=UTC)


def test_a_lead_rule_names_the_lead_and_puts_it_first() -> None:
    rules = SiteRules(lead="b.intro")
    html = page(f"<b class='intro'>Trucks at last.</b><h1>{HEADLINE}</h1>{PARAGRAPHS}")
    article = read(html, replace(SOURCE, rules=(rules,)))
    assert article.lead is not None
    assert (article.lead.value, article.lead.signal) == ("Trucks at last.", Signal.SITE_RULE)
    assert article.body.value == ("Trucks at last.", *TEXT)


def test_a_drop_rule_works_without_a_body_rule() -> None:
    rules = SiteRules(drop=("p.motto",))
    motto = "<p class='motto'>We report on the war from every town, at any hour of the day and night.</p>"
    article = read(page(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}{motto}"), replace(SOURCE, rules=(rules,)))
    assert article.body.value == TEXT


def test_a_rule_that_finds_nothing_leaves_the_field_to_the_other_signals_and_says_so() -> None:
    article = read(page(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}"), replace(SOURCE, rules=(RULES,)))
    assert article.body.value == TEXT
    assert article.notes == ("the body rule found nothing",)


def test_rules_hold_until_their_day() -> None:
    old = replace(RULES, body="div.old", valid_until=date(2026, 2, 9))
    article = read(page(RULED), replace(SOURCE, rules=(old, RULES)))
    assert article.body.signal is Signal.SITE_RULE


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param("", Outcome.NO_ARTICLE, id="an empty answer"),
        pytest.param("<html><body></body></html>", Outcome.NO_ARTICLE, id="an empty page"),
        pytest.param(page(f"<h1>{HEADLINE}</h1>"), Outcome.NO_ARTICLE, id="a headline alone"),
        pytest.param(
            page(f"<h1>{HEADLINE}</h1>", ld(headline=HEADLINE, isAccessibleForFree=False)),
            Outcome.PAYWALL_STUB,
            id="a headline that has to be paid for",
        ),
    ],
)
def test_a_page_without_text_is_refused_with_its_reason(html: str, reason: Outcome) -> None:
    with pytest.raises(ExtractionError) as caught:
        read(html)
    assert caught.value.reason is reason


def test_a_summary_in_the_head_stands_in_for_a_text_with_little_confidence() -> None:
    article = read(page(f"<h1>{HEADLINE}</h1>", f'<meta name="description" content="{TEXT[0]}">'))
    assert article.body.value == (TEXT[0],)
    assert article.body.confidence < 0.5


def test_a_page_deeper_than_the_parser_goes_is_marked_incomplete() -> None:
    deep = "<div>" * 3_000 + "<p>lost</p>" + "</div>" * 3_000
    article = read(page(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}{deep}"))
    assert article.incomplete
    assert article.body.value == TEXT


def test_utf_8_is_read_whatever_the_page_declares_where_the_server_is_silent() -> None:
    html = page(f"<h1>Сорок вантажівок для саперів</h1>{PARAGRAPHS}", '<meta charset="gb2312">')
    silent = Page(URL, URL, (), 200, "text/html", None, html.encode(), FETCHED)
    assert "Сорок вантажівок для саперів" in extract_article(silent, SOURCE).headline.value


MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div class='a'>", "</div>", "<h1>", "</h1>", "<br>", "<a href='x'>", "</a>",
         "<table>", "<td>", "<script type='application/ld+json'>", "</script>", "<!--", "-->", "<article>",
         "<time datetime='2026-02-30'>", "\0", "&#0;", "&nbsp;", HEADLINE, *TEXT]
    ),
    max_size=60,
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(MARKUP)
def test_any_markup_is_an_article_or_a_refusal(parts: list[str]) -> None:
    try:
        article = read("".join(parts))
    except ExtractionError:
        return
    assert article.headline.value
    assert article.body.value
    assert "\0" not in article.text
