"""What a page claims about its article in JSON-LD (schema.org's NewsArticle and its kin).

Publishers write it by hand and by template: with comments, raw line breaks, trailing commas, entities
escaped twice. What cannot be read is skipped, never guessed.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_WRAPPING: Final = re.compile(
    r"^\s*(?:<!--|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)?\s*|\s*(?:-->|\]\]>)?\s*;?\s*$"
)
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_ARTICLE: Final = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting)$")
_NODES: Final = 2_000
"""Objects looked at on one page."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of one JSON-LD object; empty where it makes none."""

    kinds: tuple[str, ...] = ()
    headline: str = ""
    alternative: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    """Authors given as mere text, which may name several."""
    organisations: frozenset[str] = frozenset()
    """Those of `authors` that are said to be no persons."""
    section: str = ""
    description: str = ""
    body: str = ""
    image: str = ""
    language: str = ""
    addresses: tuple[str, ...] = ()
    """`url`, `@id` and `mainEntityOfPage`."""
    publisher: str = ""
    free: bool | None = None


def claims(scripts: Sequence[str]) -> tuple[Claims, ...]:
    """Return the claims of every article-like object in `scripts`, in the order of the page."""
    return tuple(
        _claims(node)
        for script in scripts
        for node in _objects(_load(script))
        if any(_ARTICLE.search(kind) for kind in _strings(node.get("@type"))) or "articleBody" in node
    )


def about(found: Sequence[Claims], address: str) -> Claims:
    """Return the claims about the page at `address`: those that name it, else the first with a headline."""
    path = urlsplit(address).path.rstrip("/")
    named = [
        one
        for one in found
        if path and any(urlsplit(other).path.rstrip("/") == path for other in one.addresses)
    ]
    with_headline = [one for one in (*named, *found) if one.headline]
    return next(iter((*with_headline, *named, *found)), Claims())


def unescape(text: str) -> str:
    """Return `text` without HTML entities, also where they were escaped more than once."""
    for _ in range(3):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return text


def _load(script: str) -> Json:
    text = _WRAPPING.sub("", script)
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            loaded: Json = json.JSONDecoder(strict=False).raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
        return loaded
    return None


def _objects(tree: Json) -> Iterator[dict[str, Json]]:
    """Yield objects at the top, in lists, in `@graph` and as main entity: those deeper are others'."""
    waiting = [tree]
    for _ in range(_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            yield node
            waiting[:0] = [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]


def _claims(node: dict[str, Json]) -> Claims:
    free = node.get("isAccessibleForFree")
    author = node.get("author") or node.get("creator")
    by = author if isinstance(author, list) else [author]
    return Claims(
        kinds=tuple(_strings(node.get("@type"))),
        headline=_text(node.get("headline")) or _text(node.get("name")),
        alternative=_text(node.get("alternativeHeadline")),
        published=_text(node.get("datePublished")),
        modified=_text(node.get("dateModified")),
        authors=tuple(_names([one for one in by if isinstance(one, dict)])),
        bylines=tuple(_names([one for one in by if isinstance(one, str)])),
        organisations=frozenset(
            _names(
                [one for one in by if isinstance(one, dict) and "Person" not in _strings(one.get("@type"))]
            )
        ),
        section=_text(node.get("articleSection")),
        description=_text(node.get("description")),
        body=next(_strings(node.get("articleBody")), ""),
        image=_address(node.get("image")),
        language=_text(node.get("inLanguage")),
        addresses=tuple(
            filter(None, (_address(node.get(key)) for key in ("url", "mainEntityOfPage", "@id")))
        ),
        publisher=next(_names(node.get("publisher")), ""),
        free=None if free is None else str(free).lower() not in {"false", "0"},
    )


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))


def _text(value: Json) -> str:
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return unescape(next(_strings(value), "")).strip()


def _names(value: Json) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            given, family = _text(item.get("givenName")), _text(item.get("familyName"))
            names = item.get("name") or f"{given} {family}"
            yield from (unescape(name).strip() for name in _strings(names) if name.strip())
        elif isinstance(item, str) and item.strip():
            yield unescape(item).strip()


def _address(value: Json) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id")
    return next(_strings(value), "").strip()
