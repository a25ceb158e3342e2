"""Lists in JSON, mapped by config."""

from datetime import UTC, datetime

import pytest

from scraper.core.json_lists import read_json_list, value_at
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, ChannelKind, Index, Page
from tests.values import source

URL = "https://news.example/all.json"
FIELDS = {"url": "page.href", "title": "names.0", "published": "updated_at", "id": "key"}


def read(body: str, items: str = "data.list") -> Index:
    page = Page(URL, URL, (), 200, "", None, body.encode(), datetime(2026, 11, 25, tzinfo=UTC))
    return read_json_list(page, Channel(URL, ChannelKind.JSON, items=items, fields=FIELDS), source())


def test_config_says_where_the_fields_are() -> None:
    item = '{"page": {"href": "/1"}, "names": ["One"], "updated_at": "1732442400000", "key": 7}'
    (link,) = read(f'{{"data": {{"list": [{item}]}}}}').links
    assert (link.address, link.title, link.guid) == ("https://news.example/1", "One", "7")
    assert link.published is not None
    assert link.published.instant == datetime(2024, 11, 24, 10, 0, tzinfo=UTC)


def test_an_object_of_items_is_a_list_of_its_values() -> None:
    assert len(read('{"a": {"page": {"href": "/1"}}, "b": {"page": {"href": "/2"}}}', items="").links) == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", Outcome.SUSPECT_EMPTY),
        ("<html>", Outcome.BAD_JSON),
        ('{"data": 1}', Outcome.BAD_JSON),
        ('{"data": {"list": [NaN]}}', Outcome.BAD_JSON),
        ('{"data": {"list": [%s]}}' % ("9" * 5000), Outcome.BAD_JSON),
        ("[" * 5000, Outcome.BAD_JSON),
        ('{"data": {"list": [{"x": 1}, 2, null, "y"]}}', Outcome.NO_LINKS),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(body: str, reason: Outcome) -> None:
    with pytest.raises(ExtractionError) as refused:
        read(body)
    assert refused.value.reason is reason


def test_a_path_that_leads_nowhere_gives_nothing() -> None:
    assert value_at({"a": [{"b": 1}]}, "a.0.b") == 1
    for path in ("a.1.b", "a.b", "x", "a.0.b.c"):
        assert value_at({"a": [{"b": 1}]}, path) is None
