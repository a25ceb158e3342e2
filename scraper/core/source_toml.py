"""Source -> the text of `config/sources/<id>.toml`, commented; `scraper.config` reads it back."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import date, timedelta
from typing import Any, Final

from scraper.core.durations import spelled
from scraper.types import Channel, SiteRules, Source, Twin

_TABLES: Final = ("channels", "twins", "rules")
_WIDE: Final = 100
"""Characters of a line from which an array is written a line an item."""
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f]")


def source_toml(source: Source, comments: Mapping[str, str] | None = None) -> str:
    """Return the file's text. What has its default is left out.

    `comments`: a key such as `zone` or `channels[0]` -> what to say above it.
    """
    told = comments or {}
    lines = list(_assignments(source, told, ""))
    for name in _TABLES:
        for position, entry in enumerate(getattr(source, name)):
            path = f"{name}[{position}]"
            lines += ["", *_comment(told.get(path, "")), f"[[{name}]]"]
            lines += _assignments(entry, told, f"{path}.")
    return "\n".join(lines) + "\n"


def _assignments(
    value: Source | Channel | Twin | SiteRules, comments: Mapping[str, str], path: str
) -> Iterator[str]:
    for field in fields(value):
        held = getattr(value, field.name)
        if field.name in _TABLES or held == _default(field) or held in ("", None, ()):
            continue
        yield from _comment(comments.get(path + field.name, ""))
        yield f"{field.name} = {literal(held)}"


def _default(field: Field[Any]) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield "# " + _UNPRINTABLE.sub(" ", line)


def literal(value: object) -> str:
    """Return a value as TOML 1.0; TypeError for what no source holds."""
    match value:
        case bool():
            text = str(value).lower()
        case str():
            text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case int() | float() | date():
            text = str(value)
        case timedelta():
            text = f'"{spelled(value)}"'
        case re.Pattern():
            text = _pattern(value.pattern)
        case Mapping():
            text = "{ " + ", ".join(f"{_key(key)} = {literal(item)}" for key, item in value.items()) + " }"
        case Sequence():
            text = _array([literal(item) for item in value])
        case _:
            raise TypeError(f"no TOML for {value!r}")
    return text


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else literal(key)


def _pattern(expression: str) -> str:
    """Return an expression as a literal string, without a second layer of backslashes where TOML can."""
    plain = "'" not in expression and not _UNPRINTABLE.search(expression)
    return f"'{expression}'" if plain else literal(expression)


def _array(items: Sequence[str]) -> str:
    line = "[" + ", ".join(items) + "]"
    return line if len(line) <= _WIDE else "[\n" + "".join(f"    {item},\n" for item in items) + "]"
