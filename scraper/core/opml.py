"""Lists of feeds in OPML 2.0 (http://opml.org/spec2.opml), in and out."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ada_url import URL
from lxml import etree

from scraper.core.text import clean
from scraper.core.urls import resolve
from scraper.core.xml_guard import parse_xml, xml_text
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Channel, ChannelKind, Page, Source, SourceId

_MOST: Final = 5_000
"""Outlines read from one file."""
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_IN_ID: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_ID: Final = 50
_LANGUAGE: Final = re.compile(r"[a-z]{2}(?![a-z])")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed that a list names."""

    feed: str
    title: str
    home: str = ""
    language: str = ""
    """ISO 639-1 as the list says it; empty where it does not."""


@dataclass(frozen=True, slots=True)
class FeedList:
    """What a list holds."""

    outlines: tuple[Outline, ...]
    dropped: int = 0
    """Outlines whose feed is no http(s) address."""


def read_opml(body: bytes, name: str) -> FeedList:
    """Return the feeds of a list, folders flattened, each once.

    `name` is the file's. Raises ExtractionError: BAD_XML, BAD_CHARSET, SUSPECT_EMPTY, TOO_LARGE.
    """
    text = xml_text(Page(name, name, (), 200, "text/x-opml", None, body, _NEVER))
    try:
        root = parse_xml(text)
    except etree.XMLSyntaxError as error:
        raise ExtractionError(name, Outcome.BAD_XML, str(error)[:200]) from error
    found: dict[str, Outline] = {}
    dropped = 0
    for element in root.iter("outline"):
        raw = element.get("xmlUrl") or element.get("xmlurl")
        if not raw:
            continue
        feed = _address(raw)
        if not feed or len(found) >= _MOST:
            dropped += 1
            continue
        home = _address(element.get("htmlUrl") or "") or _origin(feed)
        language = _LANGUAGE.match((element.get("language") or "").lower())
        title = clean(element.get("title") or element.get("text") or "") or URL(feed).hostname
        found.setdefault(feed, Outline(feed, title[:200], home, language[0] if language else ""))
    return FeedList(tuple(found.values()), dropped)


def sources_of(
    outlines: Sequence[Outline], *, taken: Collection[str], language: str, zone: str
) -> tuple[Source, ...]:
    """Return a source a feed, on probation; `language` and `zone` stand in for what a list does not say.

    Feeds whose address is in use already are the caller's to leave out; ids avoid those `taken`.
    """
    ids = set(taken)
    sources = []
    for outline in outlines:
        id_ = free_id(URL(outline.feed).hostname, ids)
        ids.add(id_)
        spoken = outline.language or language
        sources.append(
            Source(
                id=SourceId(id_),
                name=outline.title,
                home=outline.home,
                country="",
                languages=(spoken,),
                zone=zone,
                channels=(Channel(outline.feed, note="from an OPML list"),),
            )
        )
    return tuple(sources)


def write_opml(sources: Sequence[Source], title: str) -> str:
    """Return the feeds of the sources as a list, a folder a source; what is no feed has no place in it."""
    opml = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(opml, "head"), "title").text = title
    body = etree.SubElement(opml, "body")
    for source in sources:
        feeds = [channel for channel in source.channels if channel.kind is ChannelKind.FEED]
        if feeds:
            folder = etree.SubElement(body, "outline", text=source.name)
            for channel in feeds:
                etree.SubElement(folder, "outline", dict(_attributes(source, channel)))
    return etree.tostring(opml, encoding="unicode", pretty_print=True)


def _attributes(source: Source, channel: Channel) -> Iterator[tuple[str, str]]:
    yield from (("type", "rss"), ("text", source.name), ("title", source.name))
    yield from (("xmlUrl", channel.url), ("htmlUrl", source.home))
    language = channel.language or (source.languages[0] if len(source.languages) == 1 else "")
    if language:
        yield "language", language


def _address(raw: str) -> str:
    try:
        return resolve(raw)
    except ValueError:
        return ""


def _origin(address: str) -> str:
    return str(URL(address).origin)


def free_id(host: str, taken: Collection[str]) -> str:
    """Return an id made of a host's name that is not `taken`."""
    stem = (
        _NOT_IN_ID.sub("-", host.removeprefix("www.").lower()).strip("-")[:_LONGEST_ID].strip("-") or "site"
    )
    number = 1
    while (candidate := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return candidate
