"""Where in a page's bytes its article can stand: told around one place, without parsing the page.

Extraction reads no attributes but those of `meta`, and takes no block that is nothing but a link, headlines
aside. Whatever is not plainly one of these may be the article: a page whose markup is odd just there costs
a longer look, never a story.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from scraper.core.blocks import BOXES, SKIPPED
from scraper.core.byte_search import FewSearch
from scraper.core.selection import SPINE_LINKED_TO
from scraper.core.text import clean

_NEAR: Final = 4096
"""Bytes on each side that are looked at."""
_TAGS: Final = 64
"""Tags on each side that are looked at."""
_LONGEST_ATTRIBUTE: Final = 65_536
_TAG: Final = re.compile(rb"<(/?)([a-z][a-z0-9:-]*)(?![^<>\s/])([^<>]{0,4096})>")
_UP_TO_VALUE: Final = re.compile(rb"""<([a-z][a-z0-9:-]*)\s(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*=""")
_BOXES: Final = frozenset(name.encode() for name in BOXES)
_EMPTY: Final = frozenset({b"br", b"hr", b"img", b"input", b"link", b"meta", b"source", b"wbr"})
_ENDS_LINKS: Final = frozenset({b"caption", b"fieldset", b"table", b"tbody", b"td", b"th", b"tr"})
"""Elements that end an open link by themselves, or may."""
_ODD: Final = frozenset(name.encode() for name in SKIPPED) | _ENDS_LINKS | {b"br"}
"""Elements that make a block other than it looks."""
_HIDES: Final = re.compile(rb"\b(?:hidden|style)\b")
_HEADLINES: Final = FewSearch(b"<h1", b"</h1", b"itemprop")
_STARTS: Final = 0
_ENDS: Final = 1
_MARKED_HEADLINE: Final = re.compile(rb"""itemprop\s*=\s*["']?\s*headline\b""")
_PROSE: Final = re.compile(rb"<p\b[^<>]{0,4096}>[^<>]{160}")
"""A paragraph of 80 characters, of whatever script: extraction falls back on other texts below that."""

_Tag = re.Match[bytes]


class Standing:
    """Tells of places in one page, which is in lower case and UTF-8."""

    def __init__(self, page: bytes) -> None:
        self._page = page
        self._headlines = tuple(_headlines(page))
        self._has_prose = _PROSE.search(page) is not None
        self._attribute = range(0)
        """The last that was looked at: some hold whole databases."""

    def may_be_article(self, at: int) -> bool:
        """Return False only where what stands `at` is surely no part of headline or text."""
        if at not in self._attribute:
            self._attribute = _tag(self._page, at) or _quoted(self._page, at)
        if at in self._attribute:
            return False
        if not self._has_prose or any(first <= at < last for first, last in self._headlines):
            return True
        return not _is_mere_link(self._page, at)


def _tag(page: bytes, at: int) -> range:
    """Return where the tag stands that holds a place, but for one of `meta`; nothing where none does."""
    low = max(0, at - _NEAR)
    opened = page.rfind(b"<", low, at)
    if opened <= page.rfind(b">", low, at):
        return range(0)
    tag = _TAG.match(page, opened)
    return range(0) if tag is None or tag[2] == b"meta" else range(opened, tag.end())


def _quoted(page: bytes, at: int) -> range:
    """Return where the quoted attribute stands that holds a place; nothing where none does."""
    start = page.rfind(b'="', max(0, at - _LONGEST_ATTRIBUTE), at)
    end = page.find(b'"', start + 2, start + _LONGEST_ATTRIBUTE)
    if start < 0 or end < at:
        return range(0)
    opened = page.rfind(b"<", max(0, start - _NEAR), start)
    tag = _UP_TO_VALUE.fullmatch(page, opened, start + 1) if opened >= 0 else None
    return range(0) if tag is None or tag[1] == b"meta" else range(start, end)


def _headlines(page: bytes) -> Iterator[tuple[int, int]]:
    """Yield where headlines begin and end, or may."""
    last = len(page)
    for mark, start, _ in reversed(_HEADLINES.matches(page)):
        if mark == _ENDS:
            last = start
        elif mark == _STARTS:
            yield start, last
        elif _MARKED_HEADLINE.match(page, start):
            yield start, start + _NEAR


def _is_mere_link(page: bytes, at: int) -> bool:
    """Tell whether `at` lies in a box that holds no other, and whose text is link."""
    before, after = _box(_tags_before(page, at)), _box(_tags_after(page, at))
    if before is None or after is None or before[1] or not after[1] or before[2] != after[2]:
        return False
    if before[2] in _ODD or _HIDES.search(before[3]):
        return False
    text = page[before.end() : after.start()]
    return _link_share(text, linked=_is_in_link(page, before.start())) >= SPINE_LINKED_TO


def _box(tags: Iterator[_Tag | None]) -> _Tag | None:
    """Return the first tag of a box; None where something odd comes before it."""
    return next((tag for tag in tags if tag is None or tag[2] in _BOXES), None)


def _tags_before(page: bytes, at: int) -> Iterator[_Tag | None]:
    """Yield the tags before a place, from there back; None for what is none."""
    low = max(0, at - _NEAR)
    for _ in range(_TAGS):
        at = page.rfind(b"<", low, at)
        if at < 0:
            return
        yield _TAG.match(page, at)


def _tags_after(page: bytes, at: int) -> Iterator[_Tag | None]:
    high = at + _NEAR
    for _ in range(_TAGS):
        at = page.find(b"<", at + 1, high)
        if at < 0:
            return
        yield _TAG.match(page, at)


def _is_in_link(page: bytes, at: int) -> bool:
    """Tell whether a link that was opened before surely holds the place."""
    closed: list[bytes] = []
    for tag in _tags_before(page, at):
        if tag is None or tag[2] in _ENDS_LINKS:
            return False
        name = tag[2]
        if name in _EMPTY or tag[3].endswith(b"/"):
            continue
        if tag[1]:
            closed.append(name)
        elif closed:
            if closed.pop() != name:
                return False
        elif name == b"a":
            return True
    return False


def _link_share(source: bytes, *, linked: bool) -> float:
    """Return what share of a block's text is within links, as `blocks` reckons it; 0 where it is odd."""
    parts: list[str] = []
    size = end = 0
    for tag in _TAG.finditer(source):
        parts.append(_text(source[end : tag.start()]))
        size += len(parts[-1].strip()) if linked else 0
        end = tag.end()
        if tag[2] in _ODD or _HIDES.search(tag[3]):
            return 0.0
        if tag[2] == b"a":
            linked = not tag[1]
    parts.append(_text(source[end:]))
    size += len(parts[-1].strip()) if linked else 0
    text = "".join(parts)
    if "<" in text:
        return 0.0
    return size / max(1, len(clean(text)))


def _text(source: bytes) -> str:
    return unescape(source.decode("utf-8", "replace"))
