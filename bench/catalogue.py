"""Hold the shipped catalogue to the table of facts it was made from: `../shared/sources.csv`, row by row.

    python bench/catalogue.py [SOURCE]...

Prints for each row what covers its facts, its boilerplate and its traps; exit status 1 where anything is
missing or contradicts the table.
"""

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.traps import covered
from scraper.config import load, shipped_directory
from scraper.types import ChannelKind, Confirmation, Source, StoreMode
from tests.test_sources import ADDRESSES

TABLE = Path(__file__).parents[2] / "shared" / "sources.csv"
RESTRICTED = re.compile(r"personal use|private use|licence only|paid licence", re.IGNORECASE)
SAMPLE = re.compile(r"https?://[^\s|;,)\"<>…]+")
NOT_ARTICLES = re.compile(r"\.(?:xml|rdf|rss)$|/(?:rss|feed|tag|archive|author)s?(?:/|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact of a row."""

    source: str
    fact: str
    by: str
    """What covers it; empty: nothing does."""


def findings(row: Mapping[str, str], source: Source | None, every: list[Source]) -> Iterator[Finding]:
    """Yield every fact of one row with what covers it."""
    if source is None:
        yield Finding(row["id"], "a file", "")
        return
    for fact, by in (
        *_identity(row, source),
        *_channels(row, source),
        *_listings(row, source),
        *_terms(row, source),
        *_pattern(row, source, every),
    ):
        yield Finding(row["id"], fact, by)
    yield from (Finding(one.source, one.piece, one.by) for one in covered(row, source))


def _identity(row: Mapping[str, str], source: Source) -> Iterator[tuple[str, str]]:
    yield f"home {row['home_url']}", "home" if row["home_url"] == source.home else ""
    yield f"country {row['country']}", "country" if _country(row, source) else ""
    named = set(row["languages"].split(",")) | set(_named(row["language_note"]))
    yield f"languages {row['languages']}", "languages" if named >= set(source.languages) else ""
    yield f"publisher {row['publisher_type']}", f"publisher {source.publisher}"
    zone = _zone(row["date_format_tz"])
    if zone:
        yield f"zone {zone}", f"zone {source.zone}" if zone == source.zone else ""


def _country(row: Mapping[str, str], source: Source) -> bool:
    codes = {"UK": "GB"}
    told = {codes.get(code, code) for code in re.split(r"\W+", row["country"])}
    return not source.country or source.country in told or told == {"INT"}


def _named(note: str) -> Iterator[str]:
    """Yield the codes of the languages that a note names."""
    names = {"Ukrainian": "uk", "uk at": "uk", "en =": "en"}
    yield from (code for name, code in names.items() if name in note)


def _zone(text: str) -> str:
    """Return the zone that dates are printed in, where the table says one."""
    names = {
        "Kyiv": "Europe/Kyiv",
        "JST": "Asia/Tokyo",
        "Moscow": "Europe/Moscow",
        "Berlin": "Europe/Berlin",
    }
    names |= {"Warsaw": "Europe/Warsaw", "HKT": "Asia/Hong_Kong"}
    return next((zone for name, zone in names.items() if name in text), "")


def _channels(row: Mapping[str, str], source: Source) -> Iterator[tuple[str, str]]:
    urls = {channel.url: channel for channel in source.channels}
    if first := row["primary_feed"]:
        yield f"first feed {first}", f"channel, {urls[first].confirmation}" if first in urls else ""
    sure = [one.url for one in source.channels if one.confirmation is Confirmation.CONFIRMED]
    if row["feed_status"].startswith("confirmed"):
        yield f"feed {row['feed_status'][:40]}", f"confirmed {sure[0]}" if sure else ""
    elif row["feed_status"].startswith(("reported", "none", "blocked", "dead")) and source.enabled:
        kinds = {one.kind for one in source.channels if one.confirmation is Confirmation.CONFIRMED}
        beside = kinds <= {ChannelKind.LISTING, ChannelKind.SITEMAP}
        yield f"feed {row['feed_status'][:40]}", "no feed is called confirmed" if beside else ""
    if row["sitemap_urls"]:
        kinds = {channel.kind for channel in source.channels}
        told = (
            "sitemap" if ChannelKind.SITEMAP in kinds else "listing" if ChannelKind.LISTING in kinds else ""
        )
        yield f"sitemap {row['sitemap_urls'][:60]}", told or ("not polled" if not source.enabled else "")


def _listings(row: Mapping[str, str], source: Source) -> Iterator[tuple[str, str]]:
    if not row["listing_pages"]:
        return
    listings = [channel.url for channel in source.channels if channel.kind is ChannelKind.LISTING]
    unknown = "the form of its addresses is not told" if re.search(r"<\w+>", row["listing_pages"]) else ""
    yield f"listing {row['listing_pages'][:60]}", listings[0] if listings else unknown


def _terms(row: Mapping[str, str], source: Source) -> Iterator[tuple[str, str]]:
    if row["terms"] in ("", "to check"):
        return
    kept = f"store {source.store}" if source.enabled else "not polled"
    forbidden = RESTRICTED.search(row["terms"]) and source.enabled and source.store is StoreMode.FULL
    yield (
        f"terms {row['terms'][:60]}",
        "" if forbidden or not (source.terms or not source.enabled) else kept,
    )


def _pattern(row: Mapping[str, str], source: Source, every: list[Source]) -> Iterator[tuple[str, str]]:
    if not row["article_url_regex"]:
        return
    if source.article_pattern is None:
        yield "address pattern", "" if source.enabled else "not polled"
        return
    yield "address pattern", "article_pattern"
    tested = ADDRESSES.get(str(source.id), ())
    fitting = sum(_fits(row, one) for one in tested)
    told = f"{fitting} of {len(tested)} tested addresses, the others as its other cells have them"
    yield "its shape", told if fitting else ""
    cells = " ".join((row["url_variants"], row["traps"], row["amp_variant"], row["regex_note"]))
    for sample in SAMPLE.findall(cells):
        address = sample.rstrip(".")
        takers = [
            str(one.id) for one in every if one.article_pattern and one.article_pattern.search(address)
        ]
        if takers and not NOT_ARTICLES.search(address):
            own = takers == [str(source.id)]
            yield f"address {address}", "taken by its own pattern alone" if own else ""


def _fits(row: Mapping[str, str], address: str) -> bool:
    expressions = re.split(r"\s+\|\s+(?=\^)", row["article_url_regex"])
    return any(re.search(expression.strip(), address) for expression in expressions)


def main() -> int:
    """Compare and print."""
    wanted = sys.argv[1:]
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not wanted or row["id"] in wanted]
    sources = {str(source.id): source for source in load(shipped_directory()).sources}
    every = list(sources.values())
    found = [one for row in rows for one in findings(row, sources.get(row["id"]), every)]
    for one in found:
        print(f"{'ok ' if one.by else 'NOT'}  {one.source}  {one.fact}  <-  {one.by or 'nothing'}")
    polled = sum(sources[row["id"]].enabled for row in rows if row["id"] in sources)
    bare = [one for one in found if not one.by]
    print(f"{len(rows)} rows, {polled} of them polled; {len(found)} facts, {len(bare)} not covered")
    return 1 if bare else 0


if __name__ == "__main__":
    sys.exit(main())
