"""How right the protocol parsers are: own cases, counted, through adapters that any suite can drive.

    python bench/protocols.py [--json] [--failures N]

Prints passed and total for feeds, robots, sitemaps, urls, dates and charsets. Exit status 1 where a case
fails or there are fewer cases than `LEAST`.

The adapters, for other suites: `feeds`, `robots`, `sitemap`, `canonical`, `decode`, `feed_date`.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from scraper.core import dates
from scraper.core import feeds as feed_reader
from scraper.core.charsets import decode as read_charset
from scraper.core.entries import plain
from scraper.core.robots import parse_robots
from scraper.core.sitemaps import locations
from scraper.core.urls import canonicalize, resolve
from scraper.errors import ExtractionError
from scraper.types import Page

# Run as a script or loaded by its path: the cases stand beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.cases.charsets import decode_cases
from bench.cases.dates import date_cases
from bench.cases.feeds import BASE, feed_cases
from bench.cases.robots import robots_cases
from bench.cases.sitemaps import sitemap_cases
from bench.cases.urls import url_cases

LEAST = {"feeds": 300, "robots": 100, "sitemaps": 30, "urls": 200, "dates": 100, "charsets": 50}
"""Fewer cases than these prove nothing."""

Entry = tuple[str, str, str, str, datetime | None]
Outcome = tuple[str, bool, str]
"""A case's name, whether it passed, and what was got."""


def feeds(body: bytes, url: str = "https://feed.example/") -> list[Entry]:
    """Return (link, id, title, summary, published) of each entry; title and summary with their markup.

    Raises ExtractionError for what is no feed.
    """
    entries, _ = feed_reader.entries_of(_page(body, url))
    return [
        (_resolved(entry.link, url), entry.guid, entry.title, entry.summary, feed_date(entry.published))
        for entry in entries
    ]


def robots(text: str | bytes, agent: str, url: str) -> bool:
    """Return whether `agent` may fetch `url` where the site's robots.txt is `text`."""
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return parse_robots(body, agent).permits(url)


def sitemap(body: bytes) -> list[str]:
    """Return the addresses that a sitemap, or an index of sitemaps, names; raises ExtractionError."""
    return list(locations(_page(body, "https://feed.example/sitemap.xml")))


def canonical(url: str, base: str | None = None) -> str:
    """Return the address by which the page at `url` is known; raises ValueError."""
    return canonicalize(url, base)


def decode(body: bytes, header: str | None = None) -> str:
    """Return `body` as text; `header` is the Content-Type header or its charset alone."""
    charset = header
    if header and "/" in header:
        _, _, parameter = header.lower().partition("charset=")
        charset = parameter.split(";")[0].strip(" \"'") or None
    return read_charset(body, charset).text


def feed_date(text: str) -> datetime | None:
    """Return the instant that a feed's date means, UTC where it names no zone."""
    parsed = dates.feed_date(text)
    return parsed.instant if parsed else None


def _page(body: bytes, url: str) -> Page:
    return Page(url, url, (), 200, "", None, body, datetime.now(UTC))


def _resolved(link: str, url: str) -> str:
    """Return a link made absolute; its fragment, which no request has, tells entries of one page apart."""
    try:
        return resolve(link, url) + f"#{link.strip().partition('#')[2]}".rstrip("#") if link.strip() else ""
    except ValueError:  # no address that is ever fetched: shown as it was written
        return link


def _run_feeds() -> Iterator[Outcome]:
    for case in feed_cases():
        try:
            got = feeds(case.body, BASE)
        except ExtractionError as error:
            yield case.name, False, str(error)
            continue
        want = (case.link, case.guid, case.title, case.summary, case.published)
        read = [
            (link, guid, plain(title), plain(summary), when) for link, guid, title, summary, when in got
        ]
        yield case.name, read == [want], f"{read} for {want}"


def _run_robots() -> Iterator[Outcome]:
    for text, agent, url, may in robots_cases():
        got = robots(text, agent, url)
        yield f"{agent} {url} under {text!r}", got == may, str(got)


def _run_sitemaps() -> Iterator[Outcome]:
    for name, body, want in sitemap_cases():
        got = sitemap(body)
        yield name, got == want, str(got)


def _run_urls() -> Iterator[Outcome]:
    for url, want in url_cases():
        try:
            got: str | None = canonical(url)
        except ValueError:
            got = None
        yield repr(url), got == want and (got is None or canonical(got) == got), f"{got} for {want}"


def _run_dates() -> Iterator[Outcome]:
    for text, want in date_cases():
        got = feed_date(text)
        yield repr(text), got == want, f"{got} for {want}"


def _run_charsets() -> Iterator[Outcome]:
    for case in decode_cases():
        got = decode(case.body, case.header)
        yield case.name, got == case.text, got[:80]


RUNS: dict[str, Callable[[], Iterator[Outcome]]] = {
    "feeds": _run_feeds,
    "robots": _run_robots,
    "sitemaps": _run_sitemaps,
    "urls": _run_urls,
    "dates": _run_dates,
    "charsets": _run_charsets,
}


def main() -> int:
    """Run every case; return the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--json", action="store_true", help="print one JSON object")
    arguments.add_argument("--failures", type=int, default=5, metavar="N", help="failures told, each area")
    options = arguments.parse_args()
    results = {area: list(run()) for area, run in RUNS.items()}
    counts = {
        area: {"passed": sum(ok for _, ok, _ in outcomes), "total": len(outcomes), "least": LEAST[area]}
        for area, outcomes in results.items()
    }
    if options.json:
        print(json.dumps(counts))
    else:
        for area, count in counts.items():
            print(f"{area:10}{count['passed']:6} of {count['total']}")
    for area, outcomes in results.items():
        for name, _, got in [outcome for outcome in outcomes if not outcome[1]][: options.failures]:
            print(f"{area}: {name}: {got}", file=sys.stderr)
    complete = all(c["passed"] == c["total"] and c["total"] >= c["least"] for c in counts.values())
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
