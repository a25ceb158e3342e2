"""Values as columns: instants as ISO 8601 text, sketches as bytes, the rest as JSON; and back."""

import json
import re
import sqlite3
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from scraper.types import Evidence, Found, ParsedDate, Place, Precision, Verdict

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]

TITLE_LIMIT: Final = 1024
"""Bytes of a title or other single line."""
URL_LIMIT: Final = 64 * 1024
"""Bytes of an address: beyond the longest that is taken (core.urls), every character of it escaped."""
TEXT_LIMIT: Final = 1024 * 1024
"""Bytes of a body."""

_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def text_of(instant: datetime) -> str:
    """Return an aware instant as `2026-02-10T12:00:00.000Z`: UTC, cut to the millisecond, fixed width."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def text_or_none(instant: datetime | None) -> str | None:
    """Return `text_of` an instant, None for None."""
    return None if instant is None else text_of(instant)


def instant_of(text: str) -> datetime:
    """Return the instant that `text_of` wrote."""
    return datetime.fromisoformat(text)


def instant_or_none(text: str | None) -> datetime | None:
    """Return `instant_of` a text, None for None."""
    return None if text is None else instant_of(text)


def capped(text: str, limit: int = TITLE_LIMIT) -> str:
    """Return `text` as it can be stored: at most `limit` bytes of UTF-8, no NUL, no lone surrogate."""
    if len(text) > limit:
        text = text[:limit]
    text = _UNSTORABLE.sub("\ufffd", text)
    raw = text.encode()
    return text if len(raw) <= limit else raw[:limit].decode(errors="ignore")


def json_of(value: Json) -> str:
    """Return compact JSON with readable letters, storable as text."""
    return _UNSTORABLE.sub("\ufffd", _COMPACT.encode(value))


def sketch_bytes(sketch: Sequence[int]) -> bytes:
    """Return 32-bit values as little-endian bytes."""
    return struct.pack(f"<{len(sketch)}I", *sketch)


def sketch_of(raw: bytes) -> tuple[int, ...]:
    """Return the values that `sketch_bytes` packed."""
    return struct.unpack(f"<{len(raw) // 4}I", raw)


def date_json(date: ParsedDate | None) -> str | None:
    """Return what is known of a date besides its instant."""
    if date is None:
        return None
    return json_of(
        {
            "precision": date.precision,
            "raw": capped(date.raw),
            "zone": date.zone,
            "inferred": sorted(date.inferred),
        }
    )


def date_of(instant: str | None, known: str | None) -> ParsedDate | None:
    """Return the date whose instant and `date_json` were stored."""
    if instant is None or known is None:
        return None
    fields = json.loads(known)
    return ParsedDate(
        instant_of(instant),
        Precision(fields["precision"]),
        fields["raw"],
        fields["zone"],
        frozenset(fields["inferred"]),
    )


def found_json(found: Found[Any]) -> dict[str, Json]:
    """Return a field's provenance without its value."""
    told: dict[str, Json] = {"signal": found.signal, "confidence": found.confidence}
    for name in ("raw", "runner_up", "why"):
        said = getattr(found, name)
        if said:
            told[name] = capped(said)
    return told


def evidence_json(verdict: Verdict) -> str:
    """Return the features that fired, as a JSON list."""
    return json_of(
        [
            {"feature": one.feature, "words": list(one.words), "place": one.place, "weight": one.weight}
            for one in verdict.evidence
        ]
    )


def evidence_of(text: str) -> tuple[Evidence, ...]:
    """Return what `evidence_json` wrote."""
    return tuple(
        Evidence(one["feature"], tuple(one["words"]), Place(one["place"]), one["weight"])
        for one in json.loads(text)
    )


def new_row(inserted: sqlite3.Cursor) -> int:
    """Return the id that `INSERT ... RETURNING id` gave a row."""
    return int(inserted.fetchone()[0])
