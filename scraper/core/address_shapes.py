"""The shape that a site's article addresses have in common, as a regular expression."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

_MOST_SHAPES: Final = 6
_MOST_WORDS: Final = 8
"""Different words of one segment that are written out."""
_WORD: Final = re.compile(r"[a-z][a-z_-]{0,24}", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"\.[a-z]{3,5}$", re.IGNORECASE)


def common_pattern(addresses: Iterable[str]) -> str | None:
    """Return an expression that takes all of `addresses`, and others of their shapes on their hosts.

    None where there are none, or where they have too many shapes to be one site's articles.
    """
    shapes: dict[tuple[str, int, str, str], list[Sequence[str]]] = defaultdict(list)
    for address in sorted(set(addresses)):
        parts = urlsplit(address)
        path = parts.path.strip("/")
        extension = match[0] if (match := _EXTENSION.search(path)) else ""
        segments = path.removesuffix(extension).split("/")
        shapes[parts.netloc.removeprefix("www."), len(segments), extension, parts.query].append(segments)
    if not 0 < len(shapes) <= _MOST_SHAPES:
        return None
    alternatives = [
        re.escape(host) + "/" + _segments(rows) + (re.escape(extension) or "/?") + _query(query)
        for (host, _, extension, query), rows in shapes.items()
    ]
    whole = alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"
    return rf"^https?://(?:www\.)?{whole}$"


def article_like(home: str) -> str:
    """Return an expression for what looks like an article on the host of `home`, before any is known.

    A number of four digits or more, or three words joined by hyphens.
    """
    host = re.escape(urlsplit(home).netloc.removeprefix("www."))
    return rf"^https?://(?:www\.)?{host}/(?:[^/?#]+/)*(?=[^/?#]*\d{{4}}|[^/?#-]+-[^/?#-]+-)[^/?#]+/?$"


def _segments(rows: Sequence[Sequence[str]]) -> str:
    last = len(rows[0]) - 1
    return "/".join(
        _segment({row[position] for row in rows}, is_last=position == last) for position in range(last + 1)
    )


def _segment(values: set[str], *, is_last: bool) -> str:
    """Return an expression for one segment, given what stood there."""
    if all(value.isdecimal() and value.isascii() for value in values):
        lengths = {len(value) for value in values}
        return rf"\d{{{lengths.pop()}}}" if len(lengths) == 1 and not is_last else r"\d+"
    words = all(_WORD.fullmatch(value) for value in values) and not is_last
    if words and len(values) <= _MOST_WORDS:
        listed = "|".join(re.escape(value) for value in sorted(values))
        return listed if len(values) == 1 else f"(?:{listed})"
    return r"[^/?#]+"


def _query(query: str) -> str:
    return r"\?" + re.escape(query) if query else ""
