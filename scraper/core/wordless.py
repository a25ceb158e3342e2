"""What of a page's bytes nobody reads, cut without parsing them: scripts and styles, half of a page."""

from collections.abc import Iterator
from typing import Final

_WORDLESS: Final = ((b"<script", b"</script"), (b"<style", b"</style"))
_DATA: Final = b"ld+json"
_ESCAPE: Final = b"\\u"
_COMMENT_END: Final = b"-->"
_QUOTING: Final = frozenset(b"\"'=(")
"""What stands before a tag that is only spoken of."""
_LONGEST_TAG: Final = 4096


def without_scripts(page: bytes) -> bytes:
    """Return a page without the scripts and styles that extraction drops unread.

    One is left where it may be something else: what looks like its start may stand in a comment or in an
    attribute, and then the comment's end or a real one stands before the end found. In JSON-LD, which is
    left too, the letters that are escaped are spelled out.
    """
    for opening, closing in _WORDLESS:
        page = b"".join(_around(page, opening, closing))
    return page


def _around(page: bytes, opening: bytes, closing: bytes) -> Iterator[bytes]:
    kept = 0
    end = -1
    start = page.find(opening)
    while start >= 0:
        if end < start and (end := page.find(closing, start)) < 0:
            break
        another = page.find(opening, start + len(opening))
        if not start < another < end and (start == 0 or page[start - 1] not in _QUOTING):
            after = page.find(b">", end, end + _LONGEST_TAG) + 1 or end
            read = _read(page, start, end)
            if read is not None:
                yield page[kept:start]
                yield read
                kept = after
        start = another
    yield page[kept:]


def _read(page: bytes, start: int, end: int) -> bytes | None:
    """Return what is read of a script from its start to its end; None: it is to be left as it is."""
    tag = page[start : page.find(b">", start, start + _LONGEST_TAG) + 1]
    if not tag or b"&" in tag:  # nobody knows what an escape spells
        return None
    if _DATA in tag.lower():
        return _spelled_out(page[start:end])
    return None if page.find(_COMMENT_END, start, end) >= 0 else b""


def _spelled_out(data: bytes) -> bytes | None:
    if _ESCAPE not in data or not data.isascii():
        return None
    return (
        data.decode("raw_unicode_escape", "replace")
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
        .encode()
    )
