"""What is remembered of the pages of an index beside its own: bounded, and replaced at every poll."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime

from scraper.adapters.sqlite.encoding import instant_of, instant_or_none, json_of, text_or_none
from scraper.types import ChannelState, PageState, SourceId, Validators


def put_pages(db: sqlite3.Connection, source: SourceId, channels: Mapping[str, ChannelState]) -> None:
    """Make the rows of a source those of `channels`."""
    db.execute("DELETE FROM index_pages WHERE source = ?", (source,))
    db.executemany(
        "INSERT INTO index_pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                source,
                url,
                address,
                page.validators.etag,
                page.validators.last_modified,
                page.body_sha256,
                text_or_none(page.full_at),
                text_or_none(page.modified),
                json_of({child: text_or_none(at) for child, at in page.children.items()}),
            )
            for url, channel in channels.items()
            for address, page in _pages(url, channel)
        ),
    )


def _pages(url: str, channel: ChannelState) -> Iterator[tuple[str, PageState]]:
    yield from channel.pages.items()
    if channel.children:
        yield url, PageState(children=channel.children)


def pages_of(db: sqlite3.Connection, sources: str) -> Mapping[tuple[str, str], Mapping[str, PageState]]:
    """Return source and channel -> address -> what is remembered, of the sources that a JSON list names.

    At a channel's own address only what is below it is remembered here.
    """
    found: dict[tuple[str, str], dict[str, PageState]] = {}
    for row in db.execute(
        "SELECT index_pages.* FROM json_each(?) CROSS JOIN index_pages ON source = value", (sources,)
    ):
        found.setdefault((row["source"], row["channel"]), {})[row["address"]] = PageState(
            Validators(row["etag"], row["last_modified"]),
            row["body_sha256"],
            instant_or_none(row["full_at"]),
            instant_or_none(row["modified"]),
            _children(row["children"]),
        )
    return found


def _children(text: str) -> Mapping[str, datetime | None]:
    return {child: at if at is None else instant_of(at) for child, at in json.loads(text).items()}
