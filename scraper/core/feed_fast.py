"""The common feed, read strictly in one pass: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0.

Anything unusual (relative bases, XHTML or base64 content, an unknown root) is left to the lenient reader:
`read_entries` then returns None. https://www.rssboard.org/rss-specification, RFC 4287,
https://web.resource.org/rss/1.0/.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from operator import itemgetter
from typing import Final

from lxml import etree

from scraper.core.entries import Entry
from scraper.core.feed_hints import poll_hint
from scraper.core.xml_guard import local_name, namespace

_ATOM: Final = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
_CORE: Final = _ATOM | frozenset(
    {
        "",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
    }
)
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC: Final = frozenset(
    {"http://purl.org/dc/elements/1.1/", "http://purl.org/dc/elements/1.0/", "http://purl.org/dc/terms/"}
)
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_FEEDBURNER: Final = "http://rssnamespace.org/feedburner/ext/1.0"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"

_ROOTS: Final = frozenset({"rss", "RDF", "feed"})
_PUBLISHED: Final = ("pubdate", "published", "issued", "date", "created", "updated", "modified")
"""Elements that say when, the best first."""
_SUMMARY: Final = ("summary", "encoded", "content", "fullitem")
_NOT_THE_ARTICLE: Final = frozenset(
    {"self", "enclosure", "related", "via", "edit", "replies", "hub", "next", "license"}
)


_SINGLE_LAST: Final = frozenset({"updated", "created", "modified"})
"""Elements of which a repeated one replaces the former."""
_MAY_STAND_IN: Final = frozenset({"title", "summary", "description", "body", "group"})
"""Elements of extensions (iTunes, Media RSS, XHTML) that stand in where ours are missing."""
_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", ""})
_PLAIN_TYPES: Final = frozenset({"text", "html", "text/plain", "text/html"})
_ACTIVE: Final = re.compile(r"<(?:script|style|applet|!)", re.IGNORECASE)
"""Markup whose inside is no text: the lenient reader's sanitiser takes it out."""

# Control characters of ISO 8859-1 are meant as windows-1252 (HTML standard, 13.2.5.80).
_C1: Final = re.compile("[\x80-\x9f]")
_UNDEFINED: Final = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_WINDOWS_1252: Final = {
    byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in _UNDEFINED
}


class Unusual(Exception):
    """A feed that this reader does not understand fully."""


def read_entries(root: etree._Element) -> tuple[tuple[Entry, ...], timedelta | None] | None:
    """Return a feed's entries and its polling hint; None where the lenient reader should look."""
    if local_name(root) not in _ROOTS or any(f"{_XML}base" in element.attrib for element in root.iter()):
        return None
    core = _CORE | {namespace(root)}
    items = [element for element in root.iter("{*}item", "{*}entry") if namespace(element) in core]
    try:
        return tuple(_entry(item, core) for item in items), poll_hint(root)
    except Unusual:
        return None


def _entry(item: etree._Element, core: frozenset[str]) -> Entry:
    fields: dict[str, str] = {}
    links: list[etree._Element] = []
    permalink = original = ""
    strangers = set()
    for child in item:
        name, space = local_name(child).lower(), namespace(child)
        if name == "link" and (space in core or space in _ATOM):
            links.append(child)
        elif name in {"guid", "id"} and space in core:
            fields.setdefault("guid", _text(child))
            if _is_permalink(child, fields["guid"]):
                permalink = fields["guid"]
        elif name == "origlink" and space == _FEEDBURNER:
            original = _text(child)
        elif space in core or space in _DC or (space == _CONTENT and name == "encoded"):
            name = "summary" if name == "description" else name
            if name in _SINGLE_LAST or not fields.get(name):
                fields[name] = _content(child)
        else:
            strangers.add(name)
    if strangers & _MAY_STAND_IN and not (fields.get("title") and _first(fields, _SUMMARY)):
        raise Unusual
    return Entry(
        link=original or _best_link(links) or permalink,
        title=fields.get("title", ""),
        summary=_first(fields, _SUMMARY),
        published=_first(fields, _PUBLISHED),
        guid=fields.get("guid") or item.get(f"{{{_RDF}}}about") or "",
        language=(item.get(f"{_XML}lang") or "").lower()[:2] or None,
    )


def _is_permalink(element: etree._Element, guid: str) -> bool:
    """Tell whether a guid says that it is an address, or an Atom id looks like one."""
    if local_name(element).lower() == "guid":
        return element.get("isPermaLink", "true").lower() == "true"
    return guid.lower().startswith(("https://", "http://"))


def _best_link(links: list[etree._Element]) -> str:
    """Return where the article is: an RSS link's text, else the first alternate, a page before data."""
    candidates = []
    for link in links:
        href = link.get("href")
        if href is None:
            if text := _text(link):
                return text
        elif link.get("rel", "alternate").lower() not in _NOT_THE_ARTICLE:
            candidates.append((link.get("type", "text/html") not in _PAGE_TYPES, href.strip()))
    return min(candidates, key=itemgetter(0))[1] if candidates else ""


def _content(element: etree._Element) -> str:
    if (
        element.get("type", "text").lower() not in _PLAIN_TYPES
        or element.get("mode", "escaped") != "escaped"
    ):
        raise Unusual
    text = _text(element)
    if _ACTIVE.search(text):
        raise Unusual
    return text


def _text(element: etree._Element) -> str:
    if len(element):
        raise Unusual
    text = (element.text or "").strip()
    return text.translate(_WINDOWS_1252) if _C1.search(text) else text


def _first(fields: dict[str, str], names: Iterable[str]) -> str:
    return next((value for name in names if (value := fields.get(name))), "")
