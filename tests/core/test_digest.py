"""What a day brought, in the order in which an analyst wants to read it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from lxml import html as lxml_html

from scraper.core.digest import Digest, digest, html, markdown
from scraper.types import Change, Grade
from scraper.types.library import ArticleLine, ChangeRecord, SourceRecord, StoryRecord
from tests.core.test_exports import HOSTILE, record
from tests.values import NOON

DAY = timedelta(days=1)


def line(number: int, hours: float = 1, **fields: Any) -> ArticleLine:
    at = NOON + timedelta(hours=hours)
    return replace(record(number=number, published_at=at).line, first_seen_at=at, **fields)


def story(number: int, *tellings: ArticleLine) -> StoryRecord:
    return StoryRecord(f"s{number}", tellings)


def silent(**fields: Any) -> SourceRecord:
    given: dict[str, Any] = {
        "id": "unn", "name": "UNN", "country": "UA", "languages": ("uk",), "enabled": True,
        "next_poll_at": NOON, "last_poll_at": NOON, "last_good_at": NOON - DAY, "last_outcome": "forbidden",
        "failures": 3.0, "last_article_at": None, "articles": 0, "on_topic": 0, "waiting": 0, **fields,
    }  # fmt: skip
    return SourceRecord(**given)


def day(*stories: StoryRecord, **parts: Any) -> Digest:
    return digest(stories, parts.get("changes", ()), parts.get("sources", ()), NOON, NOON + DAY)


def test_stories_come_by_grade_then_the_new_then_the_most_told() -> None:
    related = story(1, line(1, grade=Grade.RELATED))
    old = story(2, line(2, -30), line(3))
    told_once = story(3, line(4))
    told_twice = story(4, line(5), line(6, source="unn"))
    found = day(related, old, told_once, told_twice)
    assert [one.id for one in found.stories] == ["s4", "s3", "s2", "s1"]


def test_what_belongs_to_another_day_is_left_out() -> None:
    change = ChangeRecord(line(1), 2, NOON - DAY, Change(("number",), summary="37 -> 38"))
    found = day(story(1, line(1, -1)), story(2, line(2, 25)), changes=[change])
    assert (found.stories, found.changes) == ((), ())
    assert "Nothing on the topic" in "".join(markdown(found))
    assert "Nothing on the topic" in "".join(html(found))


def test_only_sources_that_are_polled_and_did_not_answer_are_silent() -> None:
    sources = [
        silent(),
        silent(id="new", last_good_at=None, last_outcome=None),
        silent(id="well", last_good_at=NOON),
        silent(id="off", enabled=False),
    ]
    assert [one.id for one in day(sources=sources).silent] == ["unn", "new"]


def test_a_digest_reads_as_a_note() -> None:
    change = ChangeRecord(line(1), 2, NOON, Change(("number",), summary="37 -> 38 million"))
    copy = line(2, source="unn", language="uk", copy_of="a1")
    first = line(1, cited_source="Kyodo")
    text = "".join(markdown(day(story(7, first, copy), changes=[change], sources=[silent()])))
    assert "s7, grade 3, new; first news citing Kyodo, 2026-02-10 13:00; " in text
    assert "told by news, unn in en, uk" in text
    assert "a copy of a1" in text
    assert "37 -\\> 38 million" in text
    assert "UNN: silent since 2026-02-09 12:00, last forbidden" in text


def test_a_hostile_headline_does_nothing_in_a_digest() -> None:
    found = day(story(1, line(1, headline=HOSTILE)))
    page = lxml_html.document_fromstring("".join(html(found)))
    assert not list(page.iter("script"))
    assert [link.get("rel") for link in page.iter("a")] == ["noopener noreferrer"]
    assert "<script>" not in "".join(markdown(found)).replace("\\<script\\>", "")
