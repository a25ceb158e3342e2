"""Bounded gunzip (RFC 1952): no input, however small, becomes more than it may; and the way back.

By zlib, or in half the time by its fork zlib-ng where the extra `fast` is installed; both behave alike.
"""

import zlib
from typing import Final, Protocol, cast

from scraper.errors import ScraperError
from scraper.outcomes import Outcome

try:
    from zlib_ng import zlib_ng
except ImportError:
    zlib_ng = None  # type: ignore[assignment, unused-ignore]  # a module to mypy, if it is installed

IS_FAST: Final = zlib_ng is not None

RATIO: Final = 200
"""Decoded bytes a wire byte that no honest page reaches; deflate's own limit is 1032."""

RATIO_FREE: Final = 1024 * 1024
"""Decoded bytes up to which any ratio is fine."""

_GZIP: Final = 31
"""zlib's `wbits` for a gzip member with the largest window."""
_MEMBERS: Final = 1000
_MAGIC: Final = b"\x1f\x8b"
_ERRORS: Final = (zlib.error, cast("type[Exception]", zlib_ng.error)) if IS_FAST else (zlib.error,)


class _Member(Protocol):
    """What inflates one member, in either library."""

    eof: bool
    unused_data: bytes
    unconsumed_tail: bytes

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class InflateError(ScraperError):
    """A compressed body that cannot or must not be used; `reason` says which."""

    def __init__(self, reason: Outcome, detail: str) -> None:
        self.reason = reason
        super().__init__(detail)


class Gunzip:
    """A streaming decoder: `feed` the chunks, then `finish`.

    Raises InflateError with TOO_LARGE (over `limit` bytes decoded), DECOMPRESSION_BOMB (over `ratio`),
    BAD_ENCODING (no gzip) or TRUNCATED (it ended inside a member). Bytes after the last member are
    ignored, as gzip and browsers do.
    """

    def __init__(self, limit: int, ratio: int = RATIO) -> None:
        self._limit = limit
        self._ratio = ratio
        self._member = _begun()
        self._members = 1
        self._pending = b""
        self._done = False
        self.taken = 0
        """Bytes fed so far."""
        self.given = 0
        """Bytes decoded so far."""

    def feed(self, chunk: bytes) -> bytes:
        """Return what `chunk` decodes to."""
        self.taken += len(chunk)
        data, self._pending = self._pending + chunk, b""
        out = []
        while data and not self._done:
            if self._member.eof:
                data = self._next_member(data)
                continue
            decoded, data = self._inflate(data)
            out.append(decoded)
        return b"".join(out)

    def finish(self) -> None:
        """Check that the stream ended where a member ends."""
        if not (self._done or self._member.eof):
            raise InflateError(Outcome.TRUNCATED, "gzip stream ends early")

    def _inflate(self, data: bytes) -> tuple[bytes, bytes]:
        """Return what the member at hand makes of `data`, and what it left."""
        try:
            # One byte over the limit is enough to know, so never more than that is made.
            out = self._member.decompress(data, self._limit - self.given + 1)
        except _ERRORS as error:
            raise InflateError(Outcome.BAD_ENCODING, "not gzip") from error
        self.given += len(out)
        if self.given > max(RATIO_FREE, self._ratio * self.taken):
            raise InflateError(Outcome.DECOMPRESSION_BOMB, f"over {self._ratio} bytes a wire byte")
        if self.given > self._limit:
            raise InflateError(Outcome.TOO_LARGE, f"over {self._limit} bytes decoded")
        return out, self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def _next_member(self, rest: bytes) -> bytes:
        """Return the data of the member that follows, or nothing where none does."""
        if len(rest) < len(_MAGIC) and _MAGIC.startswith(rest):
            self._pending = rest
            return b""
        if not rest.startswith(_MAGIC):
            self._done = True
            return b""
        self._members += 1
        if self._members > _MEMBERS:
            raise InflateError(Outcome.DECOMPRESSION_BOMB, f"over {_MEMBERS} gzip members")
        self._member = _begun()
        return rest


def _begun() -> _Member:
    return cast("_Member", (zlib_ng if IS_FAST else zlib).decompressobj(_GZIP))


def deflate(data: bytes, level: int) -> bytes:
    """Return `data` compressed (RFC 1950), at a `level` from 1, the fastest, to 9; zlib itself reads it."""
    return cast("bytes", (zlib_ng if IS_FAST else zlib).compress(data, level))


def gunzip(data: bytes, limit: int, ratio: int = RATIO) -> bytes:
    """Return the whole of a gzip file, at most `limit` bytes; raises InflateError as `Gunzip` does."""
    decoder = Gunzip(limit, ratio)
    out = decoder.feed(data)
    decoder.finish()
    return out
