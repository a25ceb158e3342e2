"""An article with everything kept of it, and what became of an address."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from scraper.adapters.sqlite.encoding import evidence_of, instant_of, instant_or_none
from scraper.adapters.sqlite.known import article_at, keys_of, stored
from scraper.adapters.sqlite.listings import alert_record, change_of
from scraper.adapters.sqlite.wanted import LINE, LINE_JOINS, condition, is_id, line_of, row_of
from scraper.core.urls import canonicalize
from scraper.types import CanonicalUrl, Grade, StoredArticle, Verdict
from scraper.types.library import (
    Absence,
    AlertRecord,
    ArticleLine,
    ArticleRecord,
    Label,
    LinkRecord,
    Sighting,
    VersionRecord,
    Wanted,
)


def article(db: sqlite3.Connection, asked: str) -> ArticleRecord | None:
    """See LibraryReader.article."""
    row = row_of(asked, "a") if is_id(asked, "a") else _row_at(db, asked)
    line = None if row is None else _line(db, row)
    return None if row is None or line is None else _record(db, row, line)


def articles(db: sqlite3.Connection, wanted: Wanted) -> Iterator[ArticleRecord]:
    """See LibraryReader.articles."""
    limits = condition(wanted)
    rows = db.execute(
        f"SELECT {LINE} FROM articles {LINE_JOINS} WHERE {limits.sql} ORDER BY articles.id",  # noqa: S608
        limits.parameters,
    )
    for row in rows:
        yield _record(db, row["id"], line_of(row))


def keys_told(db: sqlite3.Connection, story: str) -> Mapping[str, frozenset[str]]:
    """See LibraryReader.keys_told."""
    rows = db.execute("SELECT article FROM memberships WHERE story = ?", (row_of(story, "s"),)).fetchall()
    return {f"a{row['article']}": keys_of(db, row["article"]) for row in rows}


def stored_articles(db: sqlite3.Connection) -> Iterator[StoredArticle]:
    """See LibraryReader.for_backtest."""
    for row in db.execute("SELECT id FROM articles ORDER BY id"):
        yield stored(db, row["id"])


def link(db: sqlite3.Connection, asked: str) -> LinkRecord | None:
    """See LibraryReader.link."""
    rows = (db.execute("SELECT * FROM links WHERE url = ?", (url,)).fetchone() for url in _spellings(asked))
    row = next(filter(None, rows), None)
    if row is None:
        return None
    return LinkRecord(
        url=row["url"],
        address=row["address"],
        source=row["source"],
        channel=row["channel"],
        title=row["title"],
        state=row["state"],
        outcome=row["outcome"],
        detail=row["detail"],
        attempts=row["attempts"],
        first_seen_at=instant_of(row["first_seen_at"]),
        looked_at=instant_or_none(row["looked_at"]),
        try_at=instant_or_none(row["try_at"]),
        article=None if row["article"] is None else f"a{row['article']}",
    )


def _row_at(db: sqlite3.Connection, asked: str) -> int | None:
    return article_at(db, _spellings(asked))


def _spellings(asked: str) -> Sequence[CanonicalUrl]:
    """Return an address as it was asked for, and as it is kept."""
    try:
        return CanonicalUrl(asked), canonicalize(asked)
    except ValueError:
        return (CanonicalUrl(asked),)


def _line(db: sqlite3.Connection, row: int) -> ArticleLine | None:
    found = db.execute(
        f"SELECT {LINE} FROM articles {LINE_JOINS} WHERE articles.id = ?",  # noqa: S608  (constants)
        (row,),
    ).fetchone()
    return None if found is None else line_of(found)


def _record(db: sqlite3.Connection, row: int, line: ArticleLine) -> ArticleRecord:
    return ArticleRecord(
        line=line,
        versions=_versions(db, row),
        addresses=_addresses(db, row),
        sightings=_sightings(db, row),
        translations=dict(
            db.execute(
                "SELECT language, url FROM translations WHERE article = ? ORDER BY language", (row,)
            ).fetchall()
        ),
        copies=_copies(db, row),
        alerts=_alerts(db, row),
        labels=_labels(db, row),
        absences=_absences(db, row),
        origin=db.execute("SELECT origin FROM articles WHERE id = ?", (row,)).fetchone()[0],
    )


def _versions(db: sqlite3.Connection, row: int) -> tuple[VersionRecord, ...]:
    rows = db.execute("SELECT * FROM versions WHERE article = ? ORDER BY version", (row,)).fetchall()
    return tuple(_version(db, version) for version in rows)


def _version(db: sqlite3.Connection, row: sqlite3.Row) -> VersionRecord:
    verdict = db.execute(
        "SELECT * FROM verdicts WHERE version = ? ORDER BY judged_at DESC LIMIT 1", (row["id"],)
    ).fetchone()
    return VersionRecord(
        version=row["version"],
        seen_at=instant_of(row["seen_at"]),
        headline=row["headline"],
        text=row["text"],
        authors=tuple(json.loads(row["authors"])),
        section=row["section"],
        lead=row["lead"],
        image=row["image"],
        cited_source=row["cited_source"],
        modified_at=instant_or_none(row["modified_at"]),
        provenance=json.loads(row["provenance"]),
        paywalled=bool(row["paywalled"]),
        incomplete=bool(row["incomplete"]),
        notes=tuple(json.loads(row["notes"])),
        change=change_of(row),
        verdict=None if verdict is None else _verdict(verdict),
        judged_at=None if verdict is None else instant_of(verdict["judged_at"]),
    )


def _verdict(row: sqlite3.Row) -> Verdict:
    return Verdict(
        Grade(row["grade"]),
        row["score"],
        row["reason"],
        evidence_of(row["evidence"]),
        row["topic"],
        row["topic_version"],
    )


def _addresses(db: sqlite3.Connection, row: int) -> tuple[str, ...]:
    rows = db.execute("SELECT url FROM addresses WHERE article = ? ORDER BY first_seen_at, url", (row,))
    return tuple(address["url"] for address in rows)


def _sightings(db: sqlite3.Connection, row: int) -> tuple[Sighting, ...]:
    rows = db.execute(
        """
        SELECT links.url, sightings.* FROM links JOIN sightings ON sightings.link = links.id
        WHERE links.article = ? ORDER BY sightings.first_seen_at, links.url, sightings.channel
        """,
        (row,),
    )
    return tuple(
        Sighting(
            seen["url"],
            seen["source"],
            seen["channel"],
            instant_of(seen["first_seen_at"]),
            instant_of(seen["last_seen_at"]),
        )
        for seen in rows
    )


def _copies(db: sqlite3.Connection, row: int) -> tuple[ArticleLine, ...]:
    rows = db.execute(
        f"SELECT {LINE} FROM articles {LINE_JOINS} WHERE articles.copy_of = ? ORDER BY articles.id",  # noqa: S608
        (row,),
    )
    return tuple(line_of(copy) for copy in rows)


def _alerts(db: sqlite3.Connection, row: int) -> tuple[AlertRecord, ...]:
    rows = db.execute("SELECT * FROM alerts WHERE article = ? ORDER BY id", (row,)).fetchall()
    return tuple(alert_record(db, alert) for alert in rows)


def _labels(db: sqlite3.Connection, row: int) -> tuple[Label, ...]:
    rows = db.execute("SELECT * FROM labels WHERE article = ? ORDER BY id", (row,))
    return tuple(
        Label(label["label"], label["note"], instant_of(label["labelled_at"]), label["labelled_by"])
        for label in rows
    )


def _absences(db: sqlite3.Connection, row: int) -> tuple[Absence, ...]:
    rows = db.execute("SELECT * FROM absences WHERE article = ? ORDER BY since", (row,))
    return tuple(
        Absence(instant_of(gone["since"]), gone["because"], instant_or_none(gone["until"])) for gone in rows
    )
