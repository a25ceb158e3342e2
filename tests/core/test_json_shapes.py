import json

import pytest

from scraper.core.json_shapes import Shape, shape_of_page
from scraper.types import Page
from tests.values import NOON

ITEM = {"page_url": "/a", "title": "Trucks", "updated_at": "1770710400000", "size": {"w": 1}}


def page(document: object) -> Page:
    url = "https://paper.test/all.json"
    body = json.dumps(document).encode() if not isinstance(document, bytes) else document
    return Page(url, url, (), 200, "application/json", None, body, NOON)


FOUND = {
    "a list in an object": (
        {"channel": "news", "tags": ["a", "b", "c", "d"], "data": [ITEM] * 3},
        Shape("data", {"url": "page_url", "title": "title", "published": "updated_at"}),
    ),
    "the document itself": (
        [{"link": "/a", "headline": "Trucks", "id": 7}] * 4,
        Shape("", {"url": "link", "title": "headline", "id": "id"}),
    ),
    "the longest of several": (
        {"top": [ITEM] * 3, "feed": {"items": [{"url": "/b", "name": "Cranes"}] * 5}},
        Shape("feed.items", {"url": "url", "title": "name"}),
    ),
    "a key that only some items have is not taken": (
        [{**ITEM, "summary": "S"}, ITEM, ITEM],
        Shape("", {"url": "page_url", "title": "title", "published": "updated_at"}),
    ),
}


@pytest.mark.parametrize(("document", "shape"), FOUND.values(), ids=FOUND)
def test_where_the_articles_stand_is_found(document: object, shape: Shape) -> None:
    assert shape_of_page(page(document)) == shape


NONE = {
    "no JSON": b"<html></html>",
    "nothing": b"",
    "a manifest": {"name": "Paper", "icons": [{"src": "/i.png"}] * 3},
    "items without a title": [{"url": "/a"}] * 5,
    "a list of mixed things": [ITEM, "a", 1],
    "a path that cannot be written": {"a.b": [ITEM] * 5},
}


@pytest.mark.parametrize("document", NONE.values(), ids=NONE)
def test_no_shape_is_invented(document: object) -> None:
    assert shape_of_page(page(document)) == Shape()
