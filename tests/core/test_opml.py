import pytest

from scraper.core.opml import Outline, read_opml, sources_of, write_opml
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, ChannelKind
from tests.values import source

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="Papers">
  <outline text="The &amp; Paper" type="rss" xmlUrl="https://paper.test/feed"
    htmlUrl="https://paper.test/" language="en-GB"/>
  <outline text="The Paper again" xmlUrl="https://paper.test/feed"/>
  <outline title="Gazette" xmlUrl="https://www.gazette.test/rss?a=1"/>
</outline>
<outline text="Bad" xmlUrl="javascript:alert(1)"/>
<outline text="File" xmlUrl="file:///etc/passwd"/>
<outline text="A folder"/>
</body></opml>"""


def test_folders_are_flattened_and_each_feed_is_named_once() -> None:
    found = read_opml(LIST, "my.opml")
    assert found.outlines == (
        Outline("https://paper.test/feed", "The & Paper", "https://paper.test/", "en"),
        Outline("https://www.gazette.test/rss?a=1", "Gazette", "https://www.gazette.test", ""),
    )
    assert found.dropped == 2


HOSTILE = [
    ("no XML", b"just a note", Outcome.BAD_XML),
    ("nothing", b"  ", Outcome.SUSPECT_EMPTY),
    ("an external entity", b'<!DOCTYPE a [<!ENTITY b SYSTEM "f">]><opml>&b;</opml>', Outcome.BAD_XML),
    ("nested entities", b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;">]><opml/>', Outcome.BAD_XML),
]


@pytest.mark.parametrize(
    ("body", "reason"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_what_is_no_list_is_refused(body: bytes, reason: Outcome) -> None:
    with pytest.raises(ExtractionError) as caught:
        read_opml(body, "my.opml")
    assert caught.value.reason is reason


def test_feeds_become_sources_whose_ids_are_free() -> None:
    made = sources_of(
        read_opml(LIST, "my.opml").outlines, taken={"paper-test"}, language="uk", zone="Europe/Kyiv"
    )
    assert [(one.id, one.languages, one.zone) for one in made] == [
        ("paper-test-2", ("en",), "Europe/Kyiv"),
        ("gazette-test", ("uk",), "Europe/Kyiv"),
    ]


def test_what_is_exported_can_be_imported() -> None:
    ours = (
        source("news", Channel("https://news.test/feed.xml?a=1&b=2"), Channel("https://news.test/rss")),
        source("list", Channel("https://list.test/", ChannelKind.LISTING)),
    )
    found = read_opml(write_opml(ours, "Ours").encode(), "ours.opml").outlines
    assert [outline.feed for outline in found] == [channel.url for channel in ours[0].channels]
    assert {outline.language for outline in found} == {"en"}
