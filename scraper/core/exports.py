"""Articles as other programs and people read them: Atom, JSON lines, CSV, Markdown, HTML.

Titles and texts are hostile: each format escapes what means something to it. Everything is yielded in
pieces, so that an export of years needs no memory.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from heapq import nlargest
from html import escape
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree as ET

from scraper.core.escapes import (
    PAGE,
    PAGE_END,
    cell,
    html_link,
    is_web,
    markdown_link,
    markdown_text,
    xml_text,
)
from scraper.types.library import ArticleRecord

TITLE: Final = "Japan and Ukraine: defense"
ATOM: Final = "http://www.w3.org/2005/Atom"
ATOM_ENTRIES: Final = 200
"""Entries of a feed, the newest: readers fetch it whole."""
COLUMNS: Final = (
    "id", "story", "grade", "published", "first_seen", "language", "source", "headline", "reason",
    "evidence", "cited_source", "copy_of", "versions", "url",
)  # fmt: skip


def atom(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield a feed (RFC 4287) of the newest articles; its time is that of its newest entry."""
    newest = nlargest(ATOM_ENTRIES, records, key=lambda record: record.latest.seen_at)
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _child(feed, "id", "urn:japan-ukraine-monitor:on-topic")
    _child(feed, "title", TITLE)
    _child(feed, "updated", _stamp(newest[0].latest.seen_at) if newest else "1970-01-01T00:00:00Z")
    _child(_child(feed, "author"), "name", "japan-ukraine-monitor")
    for record in newest:
        _entry(feed, record)
    ET.indent(feed)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield ET.tostring(feed, encoding="unicode") + "\n"


def _entry(feed: ET.Element, record: ArticleRecord) -> None:
    line = record.line
    entry = _child(feed, "entry")
    entry.set("{http://www.w3.org/XML/1998/namespace}lang", line.language)
    _child(entry, "id", line.url)
    _child(entry, "title", line.headline)
    _child(entry, "link").set("href", line.address if is_web(line.address) else line.url)
    _child(entry, "updated", _stamp(record.latest.seen_at))
    if line.published_at is not None:
        _child(entry, "published", _stamp(line.published_at))
    _child(_child(entry, "author"), "name", ", ".join(record.latest.authors) or line.source)
    _child(entry, "category").set("term", f"grade-{int(line.grade)}")
    _child(entry, "summary", f"{line.source}: {line.reason} ({_evidence(record)})")


def _child(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    if text:
        child.text = xml_text(text)
    return child


def jsonl(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield an object a line: the latest version's fields, each with where it came from."""
    for record in records:
        yield json.dumps(_object(record), ensure_ascii=False) + "\n"


def _object(record: ArticleRecord) -> dict[str, object]:
    line, latest = record.line, record.latest
    return {
        **_row(record),
        "grade": int(line.grade),
        "score": line.score,
        "versions": line.versions,
        "text": latest.text,
        "lead": latest.lead,
        "authors": latest.authors,
        "section": latest.section,
        "addresses": record.addresses,
        "translations": dict(record.translations),
        "provenance": latest.provenance,
        "evidence": [
            {"feature": one.feature, "words": one.words, "place": one.place, "weight": one.weight}
            for one in (() if latest.verdict is None else latest.verdict.evidence)
        ],
        "unavailable_since": None if line.unavailable_since is None else _stamp(line.unavailable_since),
    }


def csv_table(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield a table (RFC 4180) that no spreadsheet takes for formulas."""
    written: list[str] = []
    writer = csv.writer(_Lines(written))
    writer.writerow(COLUMNS)
    for record in records:
        writer.writerow([cell(value) for value in _row(record).values()])
        yield from written
        written.clear()
    yield from written


class _Lines:
    """Somewhere for `csv` to write to."""

    def __init__(self, written: list[str]) -> None:
        self._written = written

    def write(self, line: str) -> None:
        """Keep a line."""
        self._written.append(line)


def markdown(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield a list, a line an article."""
    yield f"# {TITLE}\n\n"
    for record in records:
        row = _row(record)
        told = " · ".join(
            filter(None, (row["source"], row["language"], row["story"], f"grade {row['grade']}"))
        )
        yield f"- {_date(record)} {markdown_link(row['headline'], row['url'])} — {markdown_text(told)}\n"


def html(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield a page without scripts, on which a title can do nothing."""
    yield PAGE.format(title=escape(TITLE)) + "<ul>\n"
    for record in records:
        yield _item(record)
    yield f"</ul>{PAGE_END}"


def _item(record: ArticleRecord) -> str:
    line = record.line
    headline = html_link(line.headline, line.address, line.language)
    told = f"{_date(record)} · {line.source} · grade {int(line.grade)} · {line.reason} · {line.id}"
    return f"<li>{headline}<br><small>{escape(told)}</small></li>\n"


def _row(record: ArticleRecord) -> dict[str, str]:
    """Return what every format says of an article, by COLUMNS."""
    line = record.line
    values = (
        line.id,
        line.story or "",
        str(int(line.grade)),
        _date(record) if line.published_at is not None else "",
        _stamp(line.first_seen_at),
        line.language,
        line.source,
        line.headline,
        line.reason,
        _evidence(record),
        line.cited_source,
        line.copy_of or "",
        str(line.versions),
        line.address,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _date(record: ArticleRecord) -> str:
    """Return the article's date as exactly as it is known."""
    line = record.line
    return f"{line.at:%Y-%m-%d}" if line.precision == "day" else _stamp(line.at)


def _stamp(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def _evidence(record: ArticleRecord) -> str:
    verdict = record.latest.verdict
    words = () if verdict is None else (word for one in verdict.evidence for word in one.words)
    return ", ".join(dict.fromkeys(words))


FORMATS: Final[Mapping[str, Callable[[Iterable[ArticleRecord]], Iterator[str]]]] = MappingProxyType(
    {"atom": atom, "jsonl": jsonl, "csv": csv_table, "md": markdown, "html": html}
)
"""The formats of `scraper export`, by name."""
