"""Gunzip gives back what was packed, and nothing larger than it may."""

import contextlib
import gzip
import itertools
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core import inflate
from scraper.core.inflate import RATIO_FREE, Gunzip, InflateError, gunzip
from scraper.outcomes import Outcome

LIMIT = 16 * 1024 * 1024
TEXT = b"".join(b"line %d of the page\n" % number for number in range(2000))
ENGINES = ["zlib", "zlib-ng"] if inflate.IS_FAST else ["zlib"]


@pytest.fixture(autouse=True, scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Play everything by each engine that is installed."""
    with patch.object(inflate, "IS_FAST", new=request.param == "zlib-ng"):
        yield


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4), st.integers(1, 50))
def test_members_come_back_joined_however_they_are_cut(members: list[bytes], size: int) -> None:
    packed = b"".join(map(gzip.compress, members))
    decoder = Gunzip(LIMIT)
    out = b"".join(decoder.feed(packed[at : at + size]) for at in range(0, len(packed), size))
    decoder.finish()
    assert out == b"".join(members)
    assert (decoder.taken, decoder.given) == (len(packed), len(out))


@pytest.mark.parametrize(
    "tail", [b"\0" * 512, b"trailing garbage", b"\x1f"], ids=["zeros", "garbage", "half magic"]
)
def test_what_follows_the_last_member_is_ignored(tail: bytes) -> None:
    assert gunzip(gzip.compress(TEXT) + tail, LIMIT) == TEXT


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"plain text", Outcome.BAD_ENCODING),
        (b"\x1f\x8b\x07not deflate", Outcome.BAD_ENCODING),
        (b"\x1f", Outcome.TRUNCATED),
        (b"", Outcome.TRUNCATED),
        (gzip.compress(TEXT)[:-1], Outcome.TRUNCATED),
        (gzip.compress(TEXT)[:100], Outcome.TRUNCATED),
        (gzip.compress(TEXT)[:-8] + bytes(8), Outcome.BAD_ENCODING),
        (gzip.compress(bytes(RATIO_FREE * 2)), Outcome.DECOMPRESSION_BOMB),
        (gzip.compress(b"x") * 2000, Outcome.DECOMPRESSION_BOMB),
    ],
    ids=[
        "text",
        "bad method",
        "half magic",
        "empty",
        "cut by one",
        "cut early",
        "bad crc",
        "bomb",
        "members",
    ],
)
def test_what_is_no_honest_gzip_is_refused(body: bytes, reason: Outcome) -> None:
    with pytest.raises(InflateError) as refusal:
        gunzip(body, LIMIT)
    assert refusal.value.reason is reason


def test_the_limit_is_on_what_comes_out() -> None:
    assert gunzip(gzip.compress(TEXT), len(TEXT)) == TEXT
    with pytest.raises(InflateError) as refusal:
        gunzip(gzip.compress(TEXT), len(TEXT) - 1)
    assert refusal.value.reason is Outcome.TOO_LARGE


def test_a_bomb_is_never_made_larger_than_the_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    decoder = Gunzip(1_000_000, ratio=10_000)
    with pytest.raises(InflateError):
        decoder.feed(bomb)
    assert decoder.given == 1_000_001


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_unpacked_or_refused(data: bytes, magic: bool) -> None:
    packed = gzip.compress(TEXT[:300])
    mixed = bytes(a ^ b for a, b in itertools.zip_longest(packed, data, fillvalue=0)) if magic else data
    with contextlib.suppress(InflateError):
        assert len(gunzip(mixed, 1000)) <= 1000


@pytest.mark.skipif(not inflate.IS_FAST, reason="the extra `fast` is not installed")
@given(
    st.binary(max_size=2000),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=4),
    st.integers(0, 2000),
    st.integers(1, 400),
)
def test_both_engines_say_the_same_of_damaged_streams(
    text: bytes, changes: list[tuple[int, int]], length: int, size: int
) -> None:
    packed = bytearray(gzip.compress(text, mtime=0))
    for place, value in changes:
        packed[place % len(packed)] = value
    assert told_by(False, bytes(packed[:length]), size) == told_by(True, bytes(packed[:length]), size)


def told_by(fast: bool, packed: bytes, size: int) -> tuple[bytes, Outcome]:
    out = b""
    with patch.object(inflate, "IS_FAST", new=fast):
        decoder = Gunzip(1000)
        try:
            for at in range(0, len(packed), size):
                out += decoder.feed(packed[at : at + size])
            decoder.finish()
        except InflateError as error:
            return out, error.reason
    return out, Outcome.OK
