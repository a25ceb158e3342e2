"""A copy of a store in which titles, texts, addresses and names are hostile."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from scraper.adapters.sqlite.search import index_version

MARK = "pwned"
"""The global that every script of ours would set, were one run."""
HOSTILE = {
    "a script": f"<script>window.{MARK}=1</script>Patriot",
    "a handler": f'"><img src="https://leak.test/x" onerror="window.{MARK}=1"><svg onload=window.{MARK}=1>',
    "an end of the title": f"</title></style></textarea><script>window.{MARK}=1</script>",
    "a template": "{{ 7*7 }}{% raw %}",
    "a bidi override": "paid \u202eyen\u202c \u2066isolated",
    "zero width": "Pa\u200btri\u00adot\ufeff",
    "a giant": "防衛 " * 100_000,
    "a formula": '=HYPERLINK("https://leak.test";"x")',
    "nothing": "",
}
ADDRESSES = (
    f"javascript:window.{MARK}=1",
    f"data:text/html,<script>window.{MARK}=1</script>",
    'https://a.test/"onclick="x',
)


@dataclass(frozen=True)
class Planted:
    """A hostile store and the ids of its hostile articles, by what is wrong with them."""

    database: Path
    articles: dict[str, str]


def planted(store: Path, directory: Path) -> Planted:
    """Return a copy of `store` whose articles are hostile."""
    database = directory / "scraper.db"
    with (
        closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as whole,
        closing(sqlite3.connect(database, isolation_level=None)) as copy,
    ):
        whole.backup(copy)
        return Planted(database, dict(_plant(copy)))


def _plant(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    rows = db.execute(
        "SELECT articles.id, versions.id FROM articles JOIN versions ON versions.article = articles.id"
        " JOIN memberships ON memberships.article = articles.id"
        " WHERE articles.grade >= 2 AND versions.version = articles.version ORDER BY articles.id DESC"
    ).fetchall()
    for number, ((what, text), (article, version)) in enumerate(zip(HOSTILE.items(), rows, strict=False)):
        address = ADDRESSES[number % len(ADDRESSES)]
        db.execute(
            "UPDATE articles SET headline = ?, address = ?, url = ? WHERE id = ?",
            (text, address, f"{address}#{article}", article),
        )
        db.execute(
            "UPDATE versions SET headline = ?, text = ?, authors = json_array(?), change_summary = ?,"
            " cited_source = ?, provenance = json_object(?, json_object('signal', ?, 'raw', ?))"
            " WHERE id = ?",
            (text, text * 2, text, text, text, text, text, text, version),
        )
        db.execute(
            "UPDATE verdicts SET reason = ?, evidence = json_array(json_object("
            "'feature', ?, 'words', json_array(?), 'place', 'headline', 'weight', 1.0)) WHERE version = ?",
            (text[:100], text[:100], text[:100], version),
        )
        index_version(db, version, f"hostile {text}", text)
        yield what, f"a{article}"
