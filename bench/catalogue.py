"""Hold the shipped catalogue to the table of facts it was made from: `../shared/sources.csv`.

Prints what is missing or contradicts the table; exit status 1 where anything does.
"""

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from scraper.config import load, shipped_directory
from scraper.types import Confirmation, Source, StoreMode

TABLE = Path(__file__).parents[2] / "shared" / "sources.csv"
RESTRICTED = re.compile(r"personal use|private use|licence only|paid licence", re.IGNORECASE)


def differences(row: Mapping[str, str], source: Source | None) -> Iterator[str]:
    """Yield what the catalogue lacks or says otherwise about one row."""
    if source is None:
        yield "no file"
        return
    if row["primary_feed"] and row["primary_feed"] not in {channel.url for channel in source.channels}:
        yield f"its first feed is no channel: {row['primary_feed']}"
    if row["feed_status"].startswith("confirmed") and not any(
        channel.confirmation is Confirmation.CONFIRMED for channel in source.channels
    ):
        yield f"no channel is confirmed, though: {row['feed_status']}"
    if row["home_url"] != source.home:
        yield f"another home: {row['home_url']}"
    if not set(row["languages"].split(",")) >= set(source.languages) - set(_named(row["language_note"])):
        yield f"other languages: {row['languages']}"
    if RESTRICTED.search(row["terms"]) and source.enabled and source.store is not StoreMode.METADATA:
        yield f"may not be kept in full: {row['terms']}"


def _named(note: str) -> Iterator[str]:
    """Yield the codes of the languages that a note names."""
    names = {"Ukrainian": "uk", "uk at": "uk", "en =": "en"}
    yield from (code for name, code in names.items() if name in note)


def main() -> int:
    """Compare and print."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sources = {str(source.id): source for source in load(shipped_directory()).sources}
    found = [f"{row['id']}: {text}" for row in rows for text in differences(row, sources.get(row["id"]))]
    polled = sum(sources[row["id"]].enabled for row in rows if row["id"] in sources)
    print(f"{len(rows)} rows, {len(sources)} files, {polled} of the table's sources are polled")
    print("\n".join(found) or "nothing contradicts the table")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
