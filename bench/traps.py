"""Which boilerplate and traps of the table of sources are covered, and by what.

Rules speak for themselves; for what they do not match, see bench/cases/catalogue.toml.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from scraper.demo.loading import SCENARIOS, load_scenario
from scraper.types import Source, StoreMode

ROOT = Path(__file__).parents[1]
LEDGER = tomllib.loads((ROOT / "bench" / "cases" / "catalogue.toml").read_text(encoding="utf-8"))
LIMITS = (ROOT / "docs" / "known-limits.md").read_text(encoding="utf-8")
PAGES = ROOT / "tests" / "sites" / "pages"
PRESS = {str(site.id) for site in load_scenario(SCENARIOS / "default.toml").sites}
COLUMNS = ("boilerplate_to_drop", "traps")
QUOTED = re.compile(r'"([^"]{3,})"')


@dataclass(frozen=True, slots=True)
class Covered:
    """One piece of a cell, and what covers it; empty: nothing does."""

    source: str
    piece: str
    by: str


def covered(row: Mapping[str, str], source: Source) -> Iterator[Covered]:
    """Yield every piece of a row's boilerplate and traps with what covers it."""
    for column in COLUMNS:
        for piece in filter(None, map(str.strip, row[column].split(";"))):
            yield Covered(str(source.id), piece, _by_rule(piece, source) or _by_ledger(piece, source))


def _by_rule(piece: str, source: Source) -> str:
    """Return the rule that takes every phrase which the piece quotes."""
    phrases = [part.strip() for quoted in QUOTED.findall(piece) for part in re.split("…", quoted)]
    phrases = [phrase for phrase in phrases if phrase]
    found = [
        next(
            (
                f"{key} {pattern.pattern}"
                for rules in source.rules
                for key, patterns in (("drop_lines", rules.drop_lines), ("stop_lines", rules.stop_lines))
                for pattern in patterns
                if pattern.search(re.sub(r"\bN\b|<\w+>", "12", phrase))
            ),
            "",
        )
        for phrase in phrases
    ]
    return found[0] if found and found[0] else ""


def _by_ledger(piece: str, source: Source) -> str:
    """Return what the ledger names, where it is there."""
    for pattern, entries in LEDGER.items():
        if not fnmatchcase(source.id, pattern):
            continue
        for words, by in entries.items():
            if words in piece and _holds(by, source):
                return str(by)
    return ""


def _holds(by: str, source: Source) -> bool:
    """Return whether what a line of the ledger names is there; KeyError for an unknown kind."""
    kind, _, what = (part.strip() for part in by.partition(":"))
    return HOLDS[kind](what, source)


def _is_test(where: str) -> bool:
    file, _, name = where.partition("::")
    return f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def _has_rule(source: Source, key: str) -> bool:
    return any(getattr(rules, key) not in ("", (), True) for rules in source.rules)


HOLDS: Mapping[str, Callable[[str, Source], bool]] = {
    "page": lambda _, source: (PAGES / f"{source.id}.json").is_file(),
    "press": lambda site, source: (site or str(source.id)) in PRESS,
    "test": lambda where, _: _is_test(where),
    "limit": lambda words, _: words in LIMITS,
    "rule": lambda key, source: _has_rule(source, key),
    "twins": lambda _, source: bool(source.twins),
    "metadata": lambda _, source: source.store is StoreMode.METADATA or not source.enabled,
    "elsewhere": lambda *_: True,
}
