"""What of a page's bytes nobody reads, cut without parsing them: scripts and styles, half of a page."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from scraper.core.byte_search import FewSearch, Match

_TAGS: Final = FewSearch(b"<script", b"</script", b"<style", b"</style")
_STARTS: Final = (0, 2)
_SCRIPT_ENDS: Final = 1
_COMMENT_ENDS: Final = FewSearch(b"-->")
_DATA: Final = b"ld+json"
_ESCAPE: Final = b"\\u"
_QUOTING: Final = frozenset(b"\"'=(")
"""What stands before a tag that is only spoken of."""
_LONGEST_TAG: Final = 4096


def without_scripts(page: bytes) -> bytes:
    """Return a page without the scripts and styles that extraction drops unread.

    One is left where it may be something else: what looks like its start may stand in a comment or in an
    attribute, and then the comment's end or a real one stands before the end found. In JSON-LD, which is
    left too, the letters that are escaped are spelled out.
    """
    return b"".join(_kept(page, _TAGS.matches(page)))


def _kept(page: bytes, tags: Sequence[Match]) -> Iterator[bytes]:
    comment_ends = [start for _, start, _ in _COMMENT_ENDS.matches(page)]
    kept = 0
    for start, end in _elements(page, tags):
        if start < kept:
            continue
        read = _read(page, start, end, comment_ends)
        if read is not None:
            yield page[kept:start]
            yield read
            kept = page.find(b">", end, end + _LONGEST_TAG) + 1 or end
    yield page[kept:]


def _elements(page: bytes, tags: Sequence[Match]) -> list[tuple[int, int]]:
    """Return where elements start and where their end tags do, the outer before those that it holds.

    None holds another start tag of its name, nor a style the end of a script.
    """
    found: list[tuple[int, int]] = []
    begun: dict[int, int] = {}
    for number, start, _ in tags:
        if number in _STARTS:
            begun[number] = start
            continue
        opened = begun.pop(number - 1, None)
        if number == _SCRIPT_ENDS:
            begun.clear()
        if opened is not None and (opened == 0 or page[opened - 1] not in _QUOTING):
            found.append((opened, start))
    return sorted(found)


def _read(page: bytes, start: int, end: int, comment_ends: Sequence[int]) -> bytes | None:
    """Return what is read of an element from its start to its end; None: it is to be left as it is."""
    tag = page[start : page.find(b">", start, start + _LONGEST_TAG) + 1]
    if not tag or b"&" in tag:  # nobody knows what an escape spells
        return None
    if _DATA in tag.lower():
        return _spelled_out(page[start:end])
    at = bisect_left(comment_ends, start)
    return None if at < len(comment_ends) and comment_ends[at] < end else b""


def _spelled_out(data: bytes) -> bytes | None:
    if _ESCAPE not in data or not data.isascii():
        return None
    return (
        data.decode("raw_unicode_escape", "replace")
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
        .encode()
    )
