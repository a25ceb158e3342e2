"""WARC files: what others wrote is read, however broken; what we write, others read."""

import gzip
import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.checker import Checker  # type: ignore[import-untyped]

from scraper.adapters.warc import LIMIT, Archived, Unusable, files_under, read, write
from scraper.outcomes import Outcome
from scraper.types import Page
from tests.values import NOON, page

HTML = b"<html><body><p>A page of an archive</p></body></html>"


def http(
    body: bytes = HTML, head: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK"
) -> bytes:
    return f"HTTP/1.1 {status}\r\n{head}\r\n\r\n".encode() + body


def record(
    number: int = 1,
    block: bytes | None = None,
    kind: str = "response",
    length: int | None = None,
    **fields: str,
) -> bytes:
    block = http() if block is None else block
    told = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "WARC-Date": "2025-03-01T10:00:00Z",
        "WARC-Target-URI": f"https://news.test/{number}",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block) if length is None else length),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def zstd(raw: bytes) -> bytes:
    out = io.BytesIO()
    writer = ZstdWriter(out)
    writer.write(raw)
    writer.close()
    return out.getvalue()


def brotli(raw: bytes) -> bytes:
    out = io.BytesIO()
    writer = BrotliWriter(out)
    writer.write(raw)
    writer.close()
    return out.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zstd": zstd, "plain": bytes}


def found(directory: Path, raw: bytes) -> list[str]:
    """Return what a file holds: addresses of pages, reason codes of the rest."""
    file = directory / "file.warc"
    file.write_bytes(raw)
    return [
        one.page.url.rpartition("/")[2] if isinstance(one, Archived) else str(one.outcome)
        for one in read(file)
    ]


@pytest.mark.parametrize("packing", PACKINGS)
def test_every_record_is_read_however_the_file_is_packed(packing: str, tmp_path: Path) -> None:
    assert found(tmp_path, b"".join(PACKINGS[packing](record(n)) for n in range(4))) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda raw: raw[:60] + b"\xff" * 12 + raw[72:], id="bytes overwritten"),
        pytest.param(lambda raw: raw[: len(raw) // 2], id="cut off"),
    ],
)
def test_a_damaged_member_costs_only_itself(
    packing: str, damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    members = [PACKINGS[packing](record(n, http(HTML + bytes(range(256))))) for n in range(5)]
    members[2] = damage(members[2])
    told = found(tmp_path, b"".join(members))
    assert [one for one in told if one.isdigit()] == ["0", "1", "3", "4"]
    assert len(told) == 5


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_file_with_many_damages_loses_only_what_is_damaged(packing: str, tmp_path: Path) -> None:
    bodies = [http(HTML * 40 + os.urandom(300)) for _ in range(60)]
    members = [PACKINGS[packing](record(number, body)) for number, body in enumerate(bodies)]
    for number in range(5, 60, 10):
        whole = members[number]
        members[number] = b"WARC/9 what\r\n\r\n" if packing == "plain" else whole[: len(whole) // 2]
    told = found(tmp_path, b"".join(members))
    assert [int(one) for one in told if one.isdigit()] == [n for n in range(60) if n % 10 != 5]
    assert len(told) == 60


@pytest.mark.parametrize("packing", PACKINGS)
def test_what_lies_behind_a_huge_page_is_read(packing: str, tmp_path: Path) -> None:
    huge = record(1, http(b"<p>" + b"a" * (LIMIT + 2**20)))
    requests = [record(n, b"GET / HTTP/1.1\r\n\r\n", "request") for n in range(20)]
    members = [record(0), huge, record(2), *requests, record(3), *requests]
    assert found(tmp_path, b"".join(map(PACKINGS[packing], members))) == ["0", Outcome.TOO_LARGE, "2", "3"]


REASONS = {
    "a page that is gone": (record(block=http(status="410 Gone")), Outcome.GONE),
    "a redirect": (record(block=http(status="301 Moved")), Outcome.BAD_STATUS),
    "no page but a document": (
        record(block=http(head="Content-Type: application/pdf")),
        Outcome.NOT_AN_ARTICLE,
    ),
    "a record that is shorter than it says": (record(length=9_999), Outcome.TRUNCATED),
    "a record that is larger than any page": (record(block=http(b"x" * (LIMIT + 1))), Outcome.TOO_LARGE),
    "no head of HTTP": (record(block=b"\0\1\2 nothing at all"), Outcome.PROTOCOL_ERROR),
    "no date": (record(WARC_Date="yesterday"), Outcome.PROTOCOL_ERROR),
    "no address": (record(WARC_Target_URI="mailto:a@b.test"), Outcome.URL_INVALID),
    "gzip that is none": (
        record(block=http(b"\x1f\x8b\x08 no", "Content-Type: text/html\r\nContent-Encoding: gzip")),
        Outcome.BAD_ENCODING,
    ),
    "a bomb": (
        record(
            block=http(
                gzip.compress(b"a" * (LIMIT - 1)), "Content-Type: text/html\r\nContent-Encoding: gzip"
            )
        ),
        Outcome.DECOMPRESSION_BOMB,
    ),
    "the same as before": (record(kind="revisit"), Outcome.UNCHANGED_BODY),
    "no archive": (b"<html>no archive at all</html>", Outcome.PROTOCOL_ERROR),
}


@pytest.mark.parametrize(("raw", "reason"), REASONS.values(), ids=REASONS)
def test_a_record_that_gives_no_page_has_a_reason(raw: bytes, reason: Outcome, tmp_path: Path) -> None:
    assert found(tmp_path, gzip.compress(raw)) == [reason]


@pytest.mark.parametrize(
    ("body", "head"),
    [
        pytest.param(gzip.compress(HTML), "Content-Encoding: gzip", id="gzip"),
        pytest.param(brotli(HTML), "Content-Encoding: br", id="brotli"),
        pytest.param(zstd(HTML), "Content-Encoding: zstd", id="zstd"),
        pytest.param(HTML, "Content-Encoding: gzip", id="undone by the archive, the header left"),
        pytest.param(
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML), "Transfer-Encoding: chunked", id="in chunks"
        ),
    ],
)
def test_a_body_is_undone_as_its_headers_say(body: bytes, head: str, tmp_path: Path) -> None:
    file = tmp_path / "file.warc.gz"
    file.write_bytes(gzip.compress(record(block=http(body, f"Content-Type: text/html\r\n{head}"))))
    [one] = read(file)
    assert isinstance(one, Archived)
    assert one.page.body == HTML
    assert one.page.fetched_at == datetime(2025, 3, 1, 10, tzinfo=UTC)


def test_what_an_archive_cut_short_is_said_to_be_cut(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(WARC_Truncated="length"))
    assert [isinstance(one, Archived) and one.cut for one in read(tmp_path / "a.warc")] == [True]


@given(st.binary(max_size=300), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_no_damage_keeps_a_file_from_being_read_to_its_end(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int
) -> None:
    raw = gzip.compress(record(0)) + gzip.compress(record(1))
    file = tmp_path_factory.mktemp("junk") / "x.warc.gz"
    file.write_bytes(raw[:at] + junk + raw[at:] + gzip.compress(record(2)))
    offsets = [one.offset for one in read(file) if isinstance(one, Unusable)]
    assert all(first <= second for first, second in pairwise(offsets))


PAGES = (
    page(HTML, "https://news.test/first"),
    page("<p>自衛隊の車両</p>".encode("cp932"), "https://news.test/second", charset="shift_jis"),
    page(b"<p>Neither type nor charset</p>", "https://news.test/third", charset=None, media_type=""),
)


def test_what_is_written_is_read_back_and_is_the_same_file_twice(tmp_path: Path) -> None:
    for name in ("a.warc.gz", "b.warc.gz"):
        assert write(tmp_path / name, PAGES, "test") == len(PAGES)
    assert (tmp_path / "a.warc.gz").read_bytes() == (tmp_path / "b.warc.gz").read_bytes()
    back: list[Page] = [one.page for one in read(tmp_path / "a.warc.gz") if isinstance(one, Archived)]
    assert [(one.url, one.body, one.charset, one.fetched_at) for one in back] == [
        (one.url, one.body, one.charset, one.fetched_at) for one in PAGES
    ]
    assert files_under(tmp_path) == [tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"]


def test_warcio_reads_what_is_written_and_finds_its_digests_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.warc.gz"
    write(file, PAGES, "test")
    with file.open("rb") as stream:
        told = [
            (one.rec_type, one.rec_headers.get_header("WARC-Target-URI")) for one in ArchiveIterator(stream)
        ]
    assert told == [("warcinfo", None), *(("response", one.url) for one in PAGES)]

    class Asked:
        inputs = (str(file),)
        verbose = True

    assert Checker(Asked()).process_all() == 0
    assert "digest pass" in capsys.readouterr().out
    assert NOON.isoformat()[:19] in gzip.decompress(file.read_bytes()).decode("latin-1")
