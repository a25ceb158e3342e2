"""Scores readers of news pages against what a careful reader takes from them.

    python bench/extraction.py FOLDER [--json] [--callable module:function] [--pages]

FOLDER holds `*.html.gz` and `expected.jsonl` (file, url, fetched_at, title, published, authors, body). A
callable takes `html` (bytes) and `url` and returns a dict with any of title, published (ISO 8601), authors,
body (str or paragraphs), language. Body figures are micro-averaged over word shingles of four (CJK: of
characters); `time_ratio` is CPU against trafilatura's own call, measured in the same run.
"""

import argparse
import gzip
import importlib
import json
import re
import statistics
import sys
import time
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import lxml.html

from scraper.core.extract import extract_article
from scraper.types import Page, Source, SourceId

Answer = Mapping[str, Any]  # what foreign libraries give: checked where it is read
Reader = Callable[[bytes, str], Answer]

_ZONES: Final[Mapping[str, str]] = {
    "at": "Europe/Vienna", "ch": "Europe/Zurich", "cn": "Asia/Shanghai", "de": "Europe/Berlin",
    "fr": "Europe/Paris", "jp": "Asia/Tokyo", "pl": "Europe/Warsaw", "ru": "Europe/Moscow",
    "tw": "Asia/Taipei", "ua": "Europe/Kyiv", "uk": "Europe/London",
}  # fmt: skip
"""Top-level domain -> zone of dates that name none: what a config file would say of the site."""
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_]+")
_SHINGLE: Final = 4
_NEAR: Final = 0.8
"""Share of common words (Dice) from which a headline is near."""


@dataclass(frozen=True, slots=True)
class Truth:
    """One page with what is right."""

    file: str
    url: str
    html: bytes = field(repr=False)
    fetched_at: datetime
    title: str
    published: datetime | None
    authors: tuple[str, ...] | None
    body: tuple[str, ...]
    language: str


# ---------------------------------------------------------------- the readers


def ours(html: bytes, url: str, fetched_at: datetime | None = None) -> Answer:
    """Read with this product, as a source of which nothing is configured."""
    host = urlsplit(url).hostname or "unknown"
    zone = _ZONES.get(host.rpartition(".")[2], "UTC")
    source = Source(SourceId(host), host, f"https://{host}/", "", (), zone, ())
    page = Page(url, url, (), 200, "text/html", None, html, fetched_at or datetime.now(UTC))
    article = extract_article(page, source)
    published = article.published
    return {
        "title": article.headline.value,
        "published": published.value.instant.astimezone(ZoneInfo(zone)).isoformat() if published else None,
        "authors": list(article.authors.value) if article.authors else [],
        "body": list(article.body.value),
        "language": article.language.value,
    }


def trafilatura(html: bytes, url: str) -> Answer:
    """Read with trafilatura's defaults."""
    import trafilatura as library  # noqa: PLC0415 - a peer may be missing

    document = library.bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    if document is None or isinstance(document, dict):
        return {}
    return {
        "title": document.title,
        "published": document.date,
        "authors": (document.author or "").split("; ") if document.author else [],
        "body": document.text or "",
    }


def newspaper4k(html: bytes, url: str) -> Answer:
    """Read with newspaper4k."""
    import newspaper  # noqa: PLC0415 - a peer may be missing

    article = newspaper.Article(url)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    return {
        "title": article.title,
        "published": article.publish_date.isoformat() if article.publish_date else None,
        "authors": article.authors,
        "body": article.text,
        "language": article.meta_lang,
    }


def readability(html: bytes, url: str) -> Answer:
    """Read with readability-lxml."""
    from readability import Document  # noqa: PLC0415 - a peer may be missing

    document = Document(html.decode("utf-8", "replace"), url=url)
    summary = lxml.html.fromstring(document.summary())
    return {"title": document.short_title(), "body": "\n".join(str(text) for text in summary.itertext())}


def resiliparse(html: bytes, _url: str) -> Answer:
    """Read with resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415 - a peer may be missing
    from resiliparse.parse.html import HTMLTree  # noqa: PLC0415 - a peer may be missing

    tree = HTMLTree.parse(html.decode("utf-8", "replace"))
    return {"title": tree.title, "body": extract_plain_text(tree, main_content=True)}


PEERS: Final[Mapping[str, Reader]] = {
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "readability": readability,
    "resiliparse": resiliparse,
}


# ---------------------------------------------------------------- the scores


@dataclass(slots=True)
class Score:
    """What one reader got right, summed over pages."""

    shingles: list[tuple[int, int, int]] = field(default_factory=list)
    """Of each page: common, found, expected."""
    words: list[tuple[int, int, int]] = field(default_factory=list)
    title_exact: list[bool] = field(default_factory=list)
    title_near: list[bool] = field(default_factory=list)
    date_day: list[bool] = field(default_factory=list)
    date_minute: list[bool] = field(default_factory=list)
    authors: list[tuple[int, int, int]] = field(default_factory=list)
    language: list[bool] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    failed: int = 0

    def summary(self) -> dict[str, float | int | None]:
        """Return the figures by name; None where there was nothing to measure."""
        precision, recall, f1 = _prf(self.shingles)
        word_precision, word_recall, word_f1 = _prf(self.words)
        return {
            "body_precision": precision,
            "body_recall": recall,
            "body_f1": f1,
            "body_f1_pages": _mean([_prf([page])[2] for page in self.shingles]),
            "words_precision": word_precision,
            "words_recall": word_recall,
            "words_f1": word_f1,
            "title_exact": _mean(self.title_exact),
            "title_near": _mean(self.title_near),
            "date_day": _mean(self.date_day),
            "date_minute": _mean(self.date_minute),
            "authors_f1": _prf(self.authors)[2],
            "language": _mean(self.language),
            "time_ratio": round(statistics.median(self.ratios), 3) if self.ratios else None,
            "failed": self.failed,
        }


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _prf(counts: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    common, found, expected = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    precision = common / found if found else 0.0
    recall = common / expected if expected else 0.0
    f1 = 2 * common / (found + expected) if found + expected else 0.0
    return round(precision, 4), round(recall, 4), round(f1, 4)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold())


def _shingles(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    size = min(_SHINGLE, len(words)) or 1
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _overlap(found: Counter[Any], expected: Counter[Any]) -> tuple[int, int, int]:
    return (found & expected).total(), found.total(), expected.total()


def score_page(score: Score, answer: Answer, truth: Truth) -> None:
    """Add one page to a score."""
    body = answer.get("body") or ""
    found = _words(body if isinstance(body, str) else "\n".join(body))
    expected = _words("\n".join(truth.body))
    score.shingles.append(_overlap(_shingles(found), _shingles(expected)))
    score.words.append(_overlap(Counter(found), Counter(expected)))

    title = " ".join(unicodedata.normalize("NFC", answer.get("title") or "").split())
    score.title_exact.append(title == " ".join(truth.title.split()))
    ours_, theirs = Counter(_words(title)), Counter(_words(truth.title))
    score.title_near.append(2 * (ours_ & theirs).total() >= _NEAR * (ours_.total() + theirs.total()))

    if truth.published is not None and not _in_the_future(truth):
        _score_date(score, answer.get("published"), truth.published)
    if truth.authors is not None:
        names = {" ".join(_words(name)) for name in answer.get("authors") or ()} - {""}
        right = {" ".join(_words(name)) for name in truth.authors}
        score.authors.append((len(names & right), len(names), len(right)))
    if answer.get("language"):
        score.language.append(str(answer["language"])[:2] == truth.language)


def _in_the_future(truth: Truth) -> bool:
    """Tell whether the truth's date is impossible: day and month were mistaken for each other."""
    assert truth.published is not None
    published = truth.published if truth.published.tzinfo else truth.published.replace(tzinfo=UTC)
    return published > truth.fetched_at + timedelta(days=1)


def _score_date(score: Score, raw: object, truth: datetime) -> None:
    """The day counts in the truth's zone; the minute where the truth has one."""
    try:
        found = datetime.fromisoformat(str(raw)) if raw else None
    except ValueError:
        found = None
    local = found
    if found is not None and found.tzinfo is not None and truth.tzinfo is not None:
        local = found.astimezone(truth.tzinfo)
    score.date_day.append(local is not None and local.date() == truth.date())
    if (truth.hour, truth.minute) == (0, 0):
        return
    exact = found is not None and found.tzinfo is not None and truth.tzinfo is not None
    score.date_minute.append(exact and found is not None and abs(found - truth) < timedelta(minutes=1))


# ---------------------------------------------------------------- the run


def load(folder: Path) -> tuple[Truth, ...]:
    """Return the pages of a folder with their truths."""
    truths = []
    for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        published = row.get("published")
        fetched = datetime.fromisoformat(row["fetched_at"])
        truths.append(
            Truth(
                row["file"],
                row["url"],
                gzip.decompress((folder / row["file"]).read_bytes()),
                fetched if fetched.tzinfo else fetched.replace(tzinfo=UTC),
                row["title"],
                datetime.fromisoformat(published) if published else None,
                None if row.get("authors") is None else tuple(row["authors"]),
                tuple(row["body"]),
                row.get("language") or _language(row["file"], "\n".join(row["body"])),
            )
        )
    return tuple(truths)


def _language(file: str, body: str) -> str:
    """Return the language that a file's country prefix stands for, where the truth names none."""
    by_country = {"at": "de", "ch": "de", "cn": "zh", "jp": "ja", "pl": "pl", "tw": "en"}
    country = file.partition("-")[0]
    if country == "ua":
        return "uk" if re.search("[іїєґ]", body) and not re.search("[ыэъё]", body) else "ru"
    return by_country.get(country, country if country in {"de", "fr", "ru"} else "en")


def run(truths: Sequence[Truth], readers: Mapping[str, Reader], *, show_pages: bool) -> dict[str, Score]:
    """Score every reader on every page, taking turns on each page, so that load hits all."""
    scores = {name: Score() for name in readers}
    for truth in truths:
        times: dict[str, float] = {}
        for name, reader in readers.items():
            answer: Answer = {}
            began = time.process_time()
            try:
                answer = reader(truth.html, truth.url)
            except Exception as error:  # noqa: BLE001 - a peer's crash is a result, whatever it raises
                scores[name].failed += 1
                print(f"{name} failed on {truth.file}: {error!r}", file=sys.stderr)
            times[name] = time.process_time() - began
            score_page(scores[name], answer, truth)
        if "trafilatura" in times:
            for name, taken in times.items():
                scores[name].ratios.append(taken / times["trafilatura"])
        if show_pages:
            pages = "  ".join(f"{name} {_prf(scores[name].shingles[-1:])[2]:.3f}" for name in readers)
            print(f"{truth.file:34} {pages}  title {scores['ours'].title_exact[-1]}", file=sys.stderr)
    return scores


def available(peers: Mapping[str, Reader]) -> dict[str, Reader]:
    """Return the peers that are installed; say aloud which are not."""
    modules = {"newspaper4k": "newspaper", "trafilatura": "trafilatura"}
    found = {}
    for name, reader in peers.items():
        try:
            importlib.import_module(modules.get(name, name))
        except ImportError as error:
            print(f"SKIPPED {name}: {error}", file=sys.stderr)
        else:
            found[name] = reader
    return found


def _loaded(path: str) -> Reader:
    module, _, function = path.partition(":")
    reader: Reader = getattr(importlib.import_module(module), function)
    return reader


def main() -> None:
    """Parse the arguments, run, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    parser.add_argument("--callable", default="", help="module:function to score as `ours`")
    parser.add_argument("--pages", action="store_true", help="also a line a page, on stderr")
    parser.add_argument("--alone", action="store_true", help="score no peer but trafilatura")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    peers = {"trafilatura": trafilatura} if arguments.alone else available(PEERS)
    readers: dict[str, Reader] = {
        "ours": _loaded(arguments.callable) if arguments.callable else ours,
        **peers,
    }
    truths = load(arguments.folder)
    for reader in readers.values():
        reader(truths[0].html, truths[0].url)  # imports and caches are paid before the clock runs
    results = {
        name: score.summary() for name, score in run(truths, readers, show_pages=arguments.pages).items()
    }
    if arguments.json:
        print(json.dumps(results))
        return
    print(f"{'':18}" + "".join(f"{name:>13}" for name in results))
    for figure in next(iter(results.values())):
        row = "".join(
            f"{'' if (value := result[figure]) is None else value:>13}" for result in results.values()
        )
        print(f"{figure:18}" + row)


if __name__ == "__main__":
    main()
