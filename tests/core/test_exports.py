"""What leaves the program is valid in its format, whatever a headline says."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from scraper.core.escapes import markdown_text
from scraper.core.exports import ATOM, COLUMNS, FORMATS
from scraper.types import Change, Grade
from scraper.types.library import ArticleLine, ArticleRecord, VersionRecord
from tests.values import NOON, verdict

ATOM_SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
HOSTILE = '<script>alert(1)</script> [x](javascript:1) =HYPERLINK("http://x") & "quotes", new\nline \x1b]0;'


def record(headline: str = "Japan sends vehicles", number: int = 1, **line: Any) -> ArticleRecord:
    at = NOON + timedelta(minutes=number)
    given_line: dict[str, Any] = {
        "id": f"a{number}",
        "url": f"https://news.test/{number}",
        "address": f"https://news.test/{number}",
        "source": "news",
        "headline": headline,
        "language": "en",
        "first_seen_at": at,
        "published_at": NOON,
        "precision": "minute",
        "grade": Grade.CORE,
        "score": 1.0,
        "reason": "equipment",
        "versions": 1,
        "story": "s1",
        "copy_of": None,
        "cited_source": "",
        "baseline": False,
        "unavailable_since": None,
        "unavailable_because": None,
        **line,
    }
    version = VersionRecord(
        version=1, seen_at=at, headline=headline, text="Text.", authors=("A. Author",), section="", lead="",
        image="", cited_source="", modified_at=None, provenance={"headline": {"signal": "h1"}},
        paywalled=False, incomplete=False, notes=(), change=Change(), verdict=verdict(), judged_at=at,
    )  # fmt: skip
    return ArticleRecord(ArticleLine(**given_line), (version,), (), (), {}, (), (), ())


def export(name: str, *records: ArticleRecord) -> str:
    return "".join(FORMATS[name](records))


@pytest.mark.parametrize("headline", ["Japan sends vehicles", HOSTILE, "防衛省 «допомога»", "\x00\ufffe"])
def test_the_feed_is_valid_and_says_what_is_new(headline: str) -> None:
    text = export("atom", record(), record(headline, 2))
    parsed = feedparser.parse(text)
    assert not parsed.bozo
    assert [entry.id for entry in parsed.entries] == ["https://news.test/2", "https://news.test/1"]
    assert parsed.feed.updated == parsed.entries[0].updated == "2026-02-10T12:02:00Z"
    tree = etree.fromstring(text.encode())
    for element in [tree, *tree.iter(f"{{{ATOM}}}entry")]:
        for required in ("id", "title", "updated", "author"):  # RFC 4287, sections 4.1.1 and 4.1.2
            assert len(element.findall(f"{{{ATOM}}}{required}")) == 1
    assert {link.get("href") for link in tree.iter(f"{{{ATOM}}}link")} == {
        "https://news.test/1",
        "https://news.test/2",
    }


@pytest.mark.parametrize(
    "records",
    [
        (),
        (record(), record(HOSTILE, 2)),
        (record("", 3, published_at=None, language="ja"),),
        (record("x" * 300_000, 4, address="javascript:alert(1)"),),
    ],
    ids=["no entry", "a hostile title", "no title, no date", "a giant whose address is a script"],
)
def test_the_feed_keeps_to_the_schema_of_rfc_4287(records: tuple[ArticleRecord, ...]) -> None:
    written = etree.fromstring(export("atom", *records).encode("utf-8"), etree.XMLParser(huge_tree=True))
    ATOM_SCHEMA.assertValid(written)
    for link in written.iter(f"{{{ATOM}}}link"):
        assert str(link.get("href")).startswith("https://")


@pytest.mark.parametrize("gone", ["id", "title", "updated", "link"])
def test_the_schema_misses_what_an_entry_must_have(gone: str) -> None:
    written = etree.fromstring(export("atom", record()).encode("utf-8"))
    entry = written.find(f"{{{ATOM}}}entry")
    assert entry is not None
    [child] = entry.findall(f"{{{ATOM}}}{gone}")
    entry.remove(child)
    assert not ATOM_SCHEMA.validate(written)


def test_a_feed_of_nothing_is_a_feed() -> None:
    assert not feedparser.parse(export("atom")).bozo


def test_a_feed_holds_only_the_newest() -> None:
    assert export("atom", *(record(number=number) for number in range(300))).count("<entry") == 200


def test_a_line_of_json_carries_the_provenance() -> None:
    [line] = export("jsonl", record(HOSTILE)).splitlines()
    told = json.loads(line)
    assert told["headline"] == HOSTILE
    assert told["provenance"] == {"headline": {"signal": "h1"}}
    assert told["evidence"][0]["words"] == ["Japan"]
    assert told["published"] == "2026-02-10T12:00:00Z"


@pytest.mark.parametrize("headline", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_taken_for_a_formula(headline: str) -> None:
    rows = list(csv.DictReader(export("csv", record(headline)).splitlines(keepends=True)))
    assert rows[0]["headline"].startswith("'")
    assert tuple(rows[0]) == COLUMNS


def test_a_table_of_nothing_has_its_head() -> None:
    assert export("csv").strip() == ",".join(COLUMNS)


def test_a_page_lets_a_title_do_nothing() -> None:
    page = export("html", record(HOSTILE), record("x", 2, address="javascript:alert(1)"))
    tree = lxml_html.document_fromstring(page)
    assert not list(tree.iter("script"))
    [link] = tree.iter("a")
    assert link.get("rel") == "noopener noreferrer"
    assert "".join(map(str, link.itertext())).split()[0] == "<script>alert(1)</script>"


def test_a_list_in_markdown_has_a_line_an_article() -> None:
    text = export("md", record(HOSTILE), record("x", 2, address="https://news.test/a>b\n# head"))
    lines = text.splitlines()
    assert len(lines) == 4
    assert "\\<script\\>" in lines[2]
    assert "](javascript" not in lines[2].replace("\\](javascript", "")
    assert lines[3].count(">") == 1


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        pytest.param("# head", "\\# head", id="a heading"),
        pytest.param("- item", "\\- item", id="an item"),
        pytest.param("1. item", "1\\. item", id="a numbered item"),
        pytest.param("37.5 - 38", "37\\.5 - 38", id="a number at the beginning"),
        pytest.param("![x](y)", "!\\[x\\](y)", id="an image"),
        pytest.param("a_b*c`d", "a\\_b\\*c\\`d", id="emphasis and code"),
        pytest.param("on 2026-02-10.", "on 2026-02-10.", id="plain words stay plain"),
    ],
)
def test_text_in_markdown_means_itself(text: str, escaped: str) -> None:
    assert markdown_text(text) == escaped


def test_a_date_is_said_as_exactly_as_it_is_known() -> None:
    assert "2026-02-10 " in export("md", record(precision="day"))
    assert json.loads(export("jsonl", record(published_at=None)))["published"] == ""


@given(st.text(max_size=80))
def test_any_headline_survives_every_format(headline: str) -> None:
    one = replace(record(), line=replace(record().line, headline=headline))
    assert not feedparser.parse(export("atom", one)).bozo
    assert json.loads(export("jsonl", one))["headline"] == headline
    [row] = csv.DictReader(StringIO(export("csv", one), newline=""))
    assert row["headline"].removeprefix("'") == headline.removeprefix("'")
    assert len(list(lxml_html.document_fromstring(export("html", one)).iter("li"))) == 1
