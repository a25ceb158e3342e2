"""The shape that a site's article addresses have in common, as a regular expression."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

_MOST_SHAPES: Final = 6
_RARE: Final = 5
"""A shape is rare where another is seen so many times as often."""
_Shape = tuple[str, int, str, str]
"""Host, number of segments, extension, query."""
_EXTENSION: Final = re.compile(r"\.[a-z]{3,5}$", re.IGNORECASE)


def common_pattern(addresses: Iterable[str]) -> str | None:
    """Return an expression that takes all of `addresses`, and others of their shapes on their hosts.

    None where there are none, or where they have too many shapes to be one site's articles.
    """
    shapes = _by_shape(addresses)
    if not 0 < len(shapes) <= _MOST_SHAPES:
        return None
    alternatives = [
        re.escape(host)
        + "/"
        + _segments(list(rows.values()))
        + (re.escape(extension) or "/?")
        + _query(query)
        for (host, _, extension, query), rows in shapes.items()
    ]
    whole = alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"
    return rf"^https?://(?:www\.)?{whole}$"


def typical(addresses: Iterable[str]) -> frozenset[str]:
    """Return the addresses without those of rare shapes, which on a page of links lead to no article."""
    shapes = _by_shape(addresses).values()
    most = max(map(len, shapes), default=0)
    return frozenset(address for rows in shapes if len(rows) * _RARE > most for address in rows)


def article_like(home: str) -> str:
    """Return an expression for what looks like an article on the host of `home`, before any is known.

    A number of four digits or more, or three words joined by hyphens.
    """
    host = re.escape(urlsplit(home).netloc.removeprefix("www."))
    return rf"^https?://(?:www\.)?{host}/(?:[^/?#]+/)*(?=[^/?#]*\d{{4}}|[^/?#-]+-[^/?#-]+-)[^/?#]+/?$"


def _by_shape(addresses: Iterable[str]) -> Mapping[_Shape, dict[str, Sequence[str]]]:
    """Return shape -> address -> the segments of its path."""
    shapes: dict[_Shape, dict[str, Sequence[str]]] = defaultdict(dict)
    for address in sorted(set(addresses)):
        parts = urlsplit(address)
        path = parts.path.strip("/")
        extension = match[0] if (match := _EXTENSION.search(path)) else ""
        segments = path.removesuffix(extension).split("/")
        shape = (parts.netloc.removeprefix("www."), len(segments), extension, parts.query)
        shapes[shape][address] = segments
    return shapes


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
    # Where two sections are seen, there is a third.
    constant = len(values) == 1 and not is_last
    return re.escape(next(iter(values))) if constant else r"[^/?#]+"


def _query(query: str) -> str:
    return r"\?" + re.escape(query) if query else ""
