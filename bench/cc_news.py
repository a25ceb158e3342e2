"""A synthetic CC-NEWS: real WARC files as the crawl lays them out, with articles planted among dull pages.

    python bench/cc_news.py DIR [--files 20] [--records 120] [--seed 1]

Planted are articles on topic in five languages, some of them twice (captured again, copied word for word by
another site), pages that name both countries and are not on topic, and records that are broken in each way
that archives break. `plant` returns what must be found.
"""

import argparse
import gzip
import io
import json
import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from fastwarc.stream_io import ZstdWriter
from fastwarc.warc import WarcRecord, WarcRecordType

BEGIN: Final = datetime(2025, 3, 1, tzinfo=UTC)

TEXTS: Final = json.loads((Path(__file__).parent / "cases" / "cc_news.json").read_text("utf-8"))
STORIES: Final[Mapping[str, Sequence[Sequence[str]]]] = TEXTS["stories"]
"""Language -> stories on topic: headline and paragraphs."""
NEGATIVES: Final[Mapping[str, Sequence[str]]] = TEXTS["negatives"]
"""Language -> what names both countries and is not on topic."""
DULL: Final[Mapping[str, str]] = TEXTS["dull"]
"""Language -> words that everything else is made of."""
HUGE: Final = 17 * 1024 * 1024
"""Bytes of a page that no fetcher would take."""
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class Planted:
    """What a set holds."""

    on_topic: frozenset[str]
    """Addresses of articles that must be found on topic, copies among them."""
    off_topic: frozenset[str]
    """Addresses of pages that pass the gate and must not be on topic."""
    records: int
    broken: int


@dataclass(slots=True)
class _Maker:
    dice: random.Random
    size: int
    """Bytes of a page, roughly."""
    on_topic: set[str] = field(default_factory=set)
    off_topic: set[str] = field(default_factory=set)
    records: int = 0
    broken: int = 0

    def record(self, number: int, at: datetime) -> bytes:
        """Return one more record of its file: mostly dull, sometimes planted or broken."""
        self.records += 1
        language = self.dice.choice(sorted(STORIES))
        chance = self.dice.random()
        if chance < 0.03:  # noqa: PLR2004
            self.broken += 1
            return self._broken(number, at, language)
        url = f"https://{language}-news{self.dice.randrange(9)}.example/{at:%Y/%m/%d}/{number}.html"
        if chance < 0.06:  # noqa: PLR2004
            self.off_topic.add(url)
            return _record(url, at, _http(self._page(language, at, *NEGATIVES[language])))
        return _record(url, at, _http(self._page(language, at, *self._dull(language))))

    def planted(self, number: int, language: str, at: datetime) -> Iterator[bytes]:
        """Yield the records of one article on topic: some are captured twice, some copied elsewhere."""
        texts = self.dice.choice(STORIES[language])
        chosen = {"n": str(self.dice.randrange(11, 990)), "day": self.dice.choice(DAYS)}
        page = self._page(language, at, *(text.format(**chosen) for text in texts))
        url = f"https://{language}-news{self.dice.randrange(9)}.example/world/{number}-{language}.html"
        self.on_topic.add(url)
        yield _record(url, at, _http(page))
        if number % 3 == 0:
            yield _record(url, at + timedelta(hours=5), _http(page))
        if number % 4 == 0:
            copy = f"https://{language}-wire.example/{number}"
            self.on_topic.add(copy)
            yield _record(copy, at + timedelta(hours=2), _http(page))

    def _dull(self, language: str) -> tuple[str, ...]:
        words = DULL[language].split()
        return tuple(
            " ".join(self.dice.choices(words, k=k)).capitalize() + "." for k in (6, 40, 35, 45, 30)
        )

    def _page(self, language: str, at: datetime, headline: str, *paragraphs: str) -> bytes:
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        menu = "".join(
            f'<li><a class="menu__link" href="/c/{i}">{self._dull(language)[0]}</a></li>' for i in range(40)
        )
        script = "".join(
            f"window.q{i}=[{self.dice.random()},{self.dice.random()}];" for i in range(self.size // 60)
        )
        return (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{headline}</title>'
            f'<meta property="og:title" content="{headline}">'
            f'<meta property="article:published_time" content="{at.isoformat()}">'
            f"<script>{script}</script></head><body><nav><ul>{menu}</ul></nav>"
            f"<article><h1>{headline}</h1>{text}</article><footer>2025</footer></body></html>"
        ).encode()

    def _broken(self, number: int, at: datetime, language: str) -> bytes:
        """Return a record that is broken in the next of all ways."""
        url = f"https://broken.example/{number}"
        page = self._page(language, at, *self._dull(language))
        whole = _record(url, at, _http(page))
        ways = (
            lambda: whole[:200] + b"\xff" * 30 + whole[230:],
            lambda: whole[: len(whole) // 2],
            lambda: _record(url, at, _http(page), length=len(page) * 2),
            lambda: _record(url, at, _http(page, kind="text/html; charset=utf-99")),
            lambda: _record(url, at, _http(b"%PDF-1.7 ...", kind="application/pdf")),
            lambda: _record(url, at, _http(b"<p>" + b"a" * HUGE)),
            lambda: _record(url, at, _http(page, status="410 Gone")),
            lambda: _record(url, None, _http(page)),
            lambda: _record(url, at, b"\x00\x01\x02"),
            lambda: _record(
                url, at, _http(b"\x1f\x8b\x08" + b"x" * 99, extra="Content-Encoding: gzip\r\n")
            ),
        )
        return ways[self.broken % len(ways)]()


def _http(
    body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", extra: str = ""
) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}\r\n".encode() + body


def _record(url: str, at: datetime | None, block: bytes, length: int | None = None) -> bytes:
    """Return a response record by FastWARC, as one gzip member."""
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response)
    record.headers["WARC-Target-URI"] = url
    record.headers["WARC-Date"] = "yesterday" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(block)
    plain = io.BytesIO()
    record.write(plain, checksum_data=True)
    raw = plain.getvalue()
    if length is not None:
        raw = raw.replace(f"Content-Length: {len(block)}".encode(), f"Content-Length: {length}".encode(), 1)
    return gzip.compress(raw, compresslevel=1)


def plant(
    directory: Path, files: int = 20, records: int = 120, seed: int = 1, size: int = 60_000
) -> Planted:
    """Write a set into `directory` and return what must be found in it. The same seed, the same set."""
    directory.mkdir(parents=True, exist_ok=True)
    maker = _Maker(random.Random(seed), size)  # noqa: S311  (the same set each time)
    for file in range(files):
        at = BEGIN + timedelta(hours=8 * file)
        parts = [maker.record(file * 10_000 + i, at + timedelta(minutes=i)) for i in range(records)]
        for language in (sorted(STORIES)[file % 5], sorted(STORIES)[(file * 2 + 1) % 5]):
            number = file * 10_000 + 9_000 + sorted(STORIES).index(language)
            spot = maker.dice.randrange(len(parts) + 1)
            parts[spot:spot] = maker.planted(
                number, language, at + timedelta(minutes=maker.dice.randrange(400))
            )
        maker.records += 2
        name = f"CC-NEWS-{at:%Y%m%d%H%M%S}-{file:05}.warc"
        if file % 5 == 4:  # noqa: PLR2004
            (directory / f"{name}.zst").write_bytes(b"".join(map(_as_zstd, parts)))
        else:
            (directory / f"{name}.gz").write_bytes(b"".join(parts))
    return Planted(frozenset(maker.on_topic), frozenset(maker.off_topic), maker.records, maker.broken)


def _as_zstd(member: bytes) -> bytes:
    try:
        raw = gzip.decompress(member)
    except (OSError, EOFError, zlib.error):
        return member  # broken it stays
    out = io.BytesIO()
    writer = ZstdWriter(out)
    writer.write(raw)
    writer.close()
    return out.getvalue()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("directory", type=Path)
    arguments.add_argument("--files", type=int, default=20)
    arguments.add_argument("--records", type=int, default=120)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    made = plant(options.directory, options.files, options.records, options.seed)
    print(f"{made.records} records, {len(made.on_topic)} addresses on topic, {made.broken} broken")
