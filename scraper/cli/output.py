"""How commands print: JSON for machines, tables for a terminal, plain lines for a pipe."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scraper.core.sanitize import sanitize


def print_json(value: object) -> None:
    """Print a value as JSON: dataclasses as objects, instants as ISO 8601, durations in seconds."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: object) -> object:  # noqa: PLR0911  (a table of types)
    """Return a value made of what JSON knows."""
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int() | float() | str():
            return value
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes():
            return f"{len(value)} bytes"
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case _ if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case Sequence() | set() | frozenset():
            items = value if isinstance(value, Sequence) else sorted(value, key=str)
            return [plain(item) for item in items]
        case _:
            return str(value)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows: a table on a terminal, tab-separated lines in a pipe. Texts are made harmless."""
    cells = [[harmless(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            click.echo("\t".join(row))
        return
    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def print_pairs(pairs: Sequence[tuple[str, object]]) -> None:
    """Print `name  value` lines, the names in one column; empty values are left out."""
    shown = [(name, harmless(value)) for name, value in pairs if value not in (None, "", (), [])]
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        click.echo(f"{name:<{width}}  {value}")


def local(instant: datetime) -> str:
    """Return an instant in the reader's own zone, to the minute."""
    return instant.astimezone().strftime("%Y-%m-%d %H:%M")


def harmless(value: object) -> str:
    """Return a text in which nothing controls the terminal or ends the line."""
    if isinstance(value, Path):
        return str(value)
    return sanitize("" if value is None else str(value))
