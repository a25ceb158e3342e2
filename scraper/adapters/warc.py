"""Pages from WARC files and into them (ISO 28500:2017), by FastWARC; plain, gzip or zstd.

    file -> member -> record -> HTTP head -> Page, or Unusable with the reason

A member that is damaged costs itself: reading goes on at the next one. The same rules hold as for a live
answer: status, size, content encoding, walls.
"""

import gzip
import hashlib
import io
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from scraper.core.answers import Head, outcome_of
from scraper.core.inflate import InflateError, gunzip
from scraper.core.urls import resolve
from scraper.core.walls import recognise
from scraper.outcomes import Outcome
from scraper.types import Page

LIMIT: Final = 16 * 1024 * 1024
"""Bytes of the largest page that is read, as for a live one."""
_WANTED: Final = (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.revisit)
_SUFFIXES: Final = (".warc", ".warc.gz", ".warc.zst")
_MEMBER: Final = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|\x28\xb5\x2f\xfd|\r\nWARC/1\.")
_HTML: Final = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/xml"})
_CHUNK: Final = re.compile(rb"[0-9A-Fa-f]{1,8}[ \t]*(?:;[^\r\n]*)?\r\n")
_STEP: Final = 1024 * 1024
_HTML_STATUS: Final = 200


@dataclass(frozen=True, slots=True)
class Unusable:
    """A record, or a stretch of a file, that gave no page."""

    outcome: Outcome
    offset: int
    """Bytes into the file."""
    url: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Archived:
    """A page with what its archive says of it."""

    page: Page
    cut: bool = False
    """Whether the archive kept only its beginning."""


class _UnusableError(Exception):
    def __init__(self, outcome: Outcome, detail: str = "") -> None:
        self.outcome = outcome
        self.detail = detail
        super().__init__(detail)


def files_under(directory: Path) -> list[Path]:
    """Return every WARC file in a directory and those below it, by name."""
    return sorted(path for path in directory.rglob("*") if path.name.endswith(_SUFFIXES) and path.is_file())


def read(path: Path, limit: int = LIMIT) -> Iterator[Archived | Unusable]:
    """Yield what a WARC file holds, record by record; raises OSError where it can't be opened.

    Records of requests, metadata and the like are passed over without a word.
    """
    with path.open("rb") as file:
        start: int | None = 0
        told = False
        while start is not None:
            last = start
            file.seek(start)
            try:
                for record in ArchiveIterator(file, parse_http=False):
                    last, told = record.stream_pos, False
                    if record.record_type in _WANTED:
                        yield _one(record, last, limit)
            except OSError as error:
                if not told:  # one stretch of damage is told once, however many members it spoilt
                    yield Unusable(_reason(error), last, detail=str(error))
            # Also after an end without an error: FastWARC 2.0 ends so after some large zstd frames.
            told = True
            start = _next_member(file, last + 1)


def _reason(error: OSError) -> Outcome:
    if "header" in str(error):
        return Outcome.PROTOCOL_ERROR
    return Outcome.TRUNCATED if "incomplete" in str(error) else Outcome.BAD_ENCODING


def _next_member(file: BinaryIO, after: int) -> int | None:
    """Return where the next gzip member, zstd frame or plain record may begin; None at the file's end."""
    file.seek(after)
    position, kept = after, b""
    while chunk := file.read(_STEP):
        window = kept + chunk
        found = _MEMBER.search(window)
        if found:
            begins = found.start() + (2 if window.startswith(b"\r\n", found.start()) else 0)
            return position - len(kept) + begins
        position += len(chunk)
        kept = window[-8:]
    return None


def _one(record: WarcRecord, offset: int, limit: int) -> Archived | Unusable:
    url = record.headers.get("WARC-Target-URI") or ""
    try:
        return _page(record, url.strip("<>"), limit)
    except _UnusableError as error:
        return Unusable(error.outcome, offset, url, error.detail)


def _page(record: WarcRecord, address: str, limit: int) -> Archived:
    if record.record_type == WarcRecordType.revisit:
        raise _UnusableError(Outcome.UNCHANGED_BODY, "a revisit")
    try:
        url = resolve(address)
    except ValueError as error:
        raise _UnusableError(Outcome.URL_INVALID, str(error)) from error
    head = _head(record)
    if outcome_of(head.status) is not Outcome.OK:
        raise _UnusableError(outcome_of(head.status), f"status {head.status}")
    if head.media_type not in _HTML:
        raise _UnusableError(Outcome.NOT_AN_ARTICLE, head.media_type[:80])
    body = _body(record, head, limit)
    wall = recognise(head, body, url=url, requested=url, is_index=False)
    if wall is not None:
        raise _UnusableError(wall)
    page = Page(url, url, (), head.status, head.media_type, head.charset, body, _date(record))
    return Archived(page, cut=bool(record.headers.get("WARC-Truncated")))


def _head(record: WarcRecord) -> Head:
    """Return status and headers; a resource record has none, its content type stands for them."""
    if record.record_type == WarcRecordType.resource:
        return Head(_HTML_STATUS, {"content-type": record.headers.get("Content-Type") or ""})
    try:
        record.parse_http()
    except OSError as error:
        raise _UnusableError(Outcome.PROTOCOL_ERROR, f"no HTTP head: {error}") from error
    if not record.is_http_parsed or record.http_headers.status_code is None:
        raise _UnusableError(Outcome.PROTOCOL_ERROR, "no HTTP head")
    headers = {name.lower(): value for name, value in record.http_headers.items()}
    return Head(record.http_headers.status_code, headers)


def _date(record: WarcRecord) -> datetime:
    try:
        date = datetime.fromisoformat(record.headers.get("WARC-Date") or "")
    except ValueError as error:
        raise _UnusableError(Outcome.PROTOCOL_ERROR, "no WARC-Date") from error
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _body(record: WarcRecord, head: Head, limit: int) -> bytes:
    declared = record.content_length
    if declared > limit:
        raise _UnusableError(Outcome.TOO_LARGE, f"{declared} bytes")
    raw = record.reader.read(declared)
    if len(raw) < declared:
        raise _UnusableError(Outcome.TRUNCATED, f"{len(raw)} of {declared} bytes")
    if "chunked" in head["transfer-encoding"].lower() and _CHUNK.match(raw):
        raw = _decoded(ChunkedReader(io.BytesIO(raw)), limit)
    encoding = head["content-encoding"].strip().lower()
    # Archives often undo the encoding and leave the header.
    if encoding in {"gzip", "x-gzip"} and raw.startswith(b"\x1f\x8b"):
        return _gunzipped(raw, limit)
    if encoding == "br" and not raw.lstrip().startswith(b"<"):
        return _decoded(BrotliReader(io.BytesIO(raw)), limit)
    if encoding == "zstd" and raw.startswith(b"\x28\xb5\x2f\xfd"):
        return _decoded(ZstdReader(io.BytesIO(raw)), limit)
    return raw


def _gunzipped(raw: bytes, limit: int) -> bytes:
    try:
        return gunzip(raw, limit)
    except InflateError as error:
        raise _UnusableError(error.reason, str(error)) from error


def _decoded(reader: ChunkedReader | BrotliReader | ZstdReader, limit: int) -> bytes:
    """Return what a reader decodes, never more than a byte over the limit."""
    parts, size = [], 0
    try:
        while size <= limit and (part := reader.read(min(_STEP, limit + 1 - size))):
            parts.append(part)
            size += len(part)
    except (OSError, ValueError, EOFError) as error:
        raise _UnusableError(Outcome.BAD_ENCODING, str(error)) from error
    if size > limit:
        raise _UnusableError(Outcome.TOO_LARGE, f"over {limit} bytes decoded")
    return b"".join(parts)


def write(path: Path, pages: Iterable[Page], software: str) -> int:
    """Write pages as response records, a gzip member each; return how many. Raises OSError.

    The file appears whole under its name or not at all.
    """
    draft = path.with_name(path.name + ".partial")
    count = 0
    with draft.open("wb") as file:
        info = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
        file.write(gzip.compress(_record("warcinfo", info, {"Content-Type": "application/warc-fields"})))
        for page in pages:
            file.write(gzip.compress(_response(page)))
            count += 1
    draft.rename(path)
    return count


def _response(page: Page) -> bytes:
    kind = page.media_type or "text/html"
    charset = f"; charset={page.charset}" if page.charset else ""
    head = (
        f"HTTP/1.1 {page.status} OK\r\nContent-Type: {kind}{charset}\r\n"
        f"Content-Length: {len(page.body)}\r\n\r\n"
    ).encode("ascii", "replace")
    fields = {
        "WARC-Target-URI": page.url,
        "WARC-Date": f"{page.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "WARC-Payload-Digest": _digest(page.body),
        "Content-Type": "application/http; msgtype=response",
    }
    return _record("response", head + page.body, fields)


def _record(kind: str, block: bytes, fields: dict[str, str]) -> bytes:
    """Return one record; its id is made from its content, so that the same pages make the same file."""
    digest = hashlib.sha256(block + repr(sorted(fields.items())).encode()).hexdigest()
    uuid = f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
    fields = {
        "WARC-Date": "1970-01-01T00:00:00Z",
        **fields,
        "WARC-Record-ID": f"<urn:uuid:{uuid}>",
        "WARC-Block-Digest": _digest(block),
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in {"WARC-Type": kind, **fields}.items())
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def _digest(content: bytes) -> str:
    """Return a SHA-1 in base 32, the form that every tool for WARC knows."""
    return "sha1:" + b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
