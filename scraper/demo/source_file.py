"""Source -> the text of a file of `config/sources`: the inverse of reading one."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date, timedelta

from scraper.types import Channel, SiteRules, Source, Twin

LISTS_OF_TABLES = ("channels", "twins", "rules")


def source_file(source: Source) -> str:
    """Return TOML; what has its default is left out."""
    lines = [*_assignments(source)]
    for name in LISTS_OF_TABLES:
        for entry in getattr(source, name):
            lines += ["", f"[[{name}]]", *_assignments(entry)]
    return "\n".join(lines) + "\n"


def _assignments(value: Source | Channel | Twin | SiteRules) -> Iterable[str]:
    for field in fields(value):
        held = getattr(value, field.name)
        default = field.default
        if default is MISSING and field.default_factory is not MISSING:
            default = field.default_factory()
        if field.name not in LISTS_OF_TABLES and held != default:
            yield f"{field.name} = {literal(held)}"


def literal(value: object) -> str:
    """Return a value as TOML; TypeError for what no source holds."""
    match value:
        case bool():
            text = str(value).lower()
        case str():
            text = _basic_string(value)
        case int() | float() | date():
            text = str(value)
        case timedelta():
            text = f'"{int(value.total_seconds())}s"'
        case re.Pattern():
            text = _basic_string(value.pattern)
        case tuple() | list():
            text = "[" + ", ".join(map(literal, value)) + "]"
        case Mapping():
            text = (
                "{ "
                + ", ".join(f"{_basic_string(key)} = {literal(item)}" for key, item in value.items())
                + " }"
            )
        case _:
            raise TypeError(f"no TOML for {value!r}")
    return text


def _basic_string(text: str) -> str:
    """Return a basic string (TOML 1.0, section String), whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
