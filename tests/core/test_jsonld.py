import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.jsonld import Claims, about, claims, unescape

ARTICLE = '{"@type": "NewsArticle", "headline": "Trucks for sappers", "datePublished": "2026-02-09"}'


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(ARTICLE, id="plain"),
        pytest.param(f"<!-- {ARTICLE} -->", id="in an HTML comment"),
        pytest.param(f"<![CDATA[{ARTICLE}]]>", id="in CDATA"),
        pytest.param(f"{ARTICLE};", id="with a semicolon after it"),
        pytest.param(ARTICLE.replace("}", ",}"), id="with a comma too many"),
        pytest.param(ARTICLE.replace("Trucks ", "Trucks&amp;#32;"), id="escaped twice"),
        pytest.param(f'{{"@graph": [{{"@type": "WebSite", "name": "x"}}, {ARTICLE}]}}', id="in a graph"),
        pytest.param(f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}', id="as main entity"),
        pytest.param(ARTICLE.replace('"NewsArticle"', '["Thing", "Article"]'), id="with several types"),
    ],
)
def test_an_article_is_found_however_it_is_written(script: str) -> None:
    (found,) = claims([script])
    assert (found.headline, found.published) == ("Trucks for sappers", "2026-02-09")


@pytest.mark.parametrize(
    ("author", "authors", "bylines"),
    [
        pytest.param('{"@type": "Person", "name": "Olha Bila"}', ("Olha Bila",), (), id="a person"),
        pytest.param('{"givenName": "Olha", "familyName": "Bila"}', ("Olha Bila",), (), id="in two parts"),
        pytest.param('"Olha Bila and Ken Mori"', (), ("Olha Bila and Ken Mori",), id="mere text"),
        pytest.param('[{"name": "A B"}, {"name": "C D"}]', ("A B", "C D"), (), id="several"),
        pytest.param("null", (), (), id="nobody"),
    ],
)
def test_authors_come_as_objects_or_as_text(
    author: str, authors: tuple[str, ...], bylines: tuple[str, ...]
) -> None:
    (found,) = claims([f'{{"@type": "Article", "headline": "x", "author": {author}}}'])
    assert (found.authors, found.bylines) == (authors, bylines)


def test_the_claims_about_this_page_are_those_that_name_it() -> None:
    other = Claims(headline="Other", addresses=("https://a.test/other",))
    own = Claims(headline="Own", addresses=("https://a.test/own/",))
    assert about((other, own), "https://a.test/own") is own
    assert about((other,), "https://a.test/third") is other
    assert about((), "https://a.test/") == Claims()


def test_entities_are_undone_three_deep_and_no_deeper() -> None:
    assert unescape("A &amp;amp;amp;amp; B") == "A &amp; B"
    assert unescape("A &amp;amp; B") == "A & B"


@given(st.text(max_size=200))
def test_no_script_breaks_the_reader(script: str) -> None:
    assert isinstance(
        claims([script, "[" * 5_000, f'{{"@type": "Article", "author": [[{script!r}]]']), tuple
    )
