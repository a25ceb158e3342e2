"""What a store holds of an article, table by table: as the pipeline writes it."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from bench.corpus import BETWEEN, ON_TOPIC, RECENT, Piece
from scraper.adapters.sqlite.encoding import sketch_bytes, text_of
from scraper.core.bands import bands_of
from scraper.types import Fingerprint

TELLINGS = 3
"""Articles of a story."""
CHANGED = 40
"""Every so manieth article has a second version."""
TRANSLATED = 50
"""Every so manieth names another edition."""
PAGES = 30_000
"""The latest articles, of which raw pages are kept: two gibibytes hold about as many."""
FURNITURE = 5
"""Paragraphs of an article that are remembered."""
PARAGRAPHS_FOR = 30_000
"""The latest articles, of which they are."""

Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is entered."""

    piece: Piece
    at: str
    fingerprint: Fingerprint
    words: tuple[str, str]
    """Headline and text as the index holds them."""
    old: int
    """Articles that come after it."""

    @property
    def number(self) -> int:
        """The article's id."""
        return self.piece.number

    @property
    def versions(self) -> Sequence[tuple[int, int]]:
        """Id and number of each of its versions."""
        changed = not self.number % CHANGED
        return [(2 * self.number + turn, turn + 1) for turn in range(1 + changed)]

    @property
    def latest(self) -> int:
        """Id of its latest version."""
        return self.versions[-1][0]

    @property
    def story(self) -> int | None:
        """The story that it tells."""
        return None if self.piece.telling is None else self.number // ON_TOPIC // TELLINGS + 1

    @property
    def opens(self) -> bool:
        """Whether it is its story's first telling."""
        return self.story is not None and (
            self.number == ON_TOPIC or not self.number // ON_TOPIC % TELLINGS
        )


def _links(one: Entry) -> Iterator[Values]:
    piece = one.piece
    watched = piece.telling is not None and one.old < RECENT
    yield (
        one.number, piece.url, piece.url, piece.source.id, piece.source.channels[0].url, piece.headline, "",
        one.at, "", piece.url, 0, one.at, "watched" if watched else "done",
        text_of(piece.at + timedelta(days=1)) if watched else None, "ok", one.at, one.number,
    )  # fmt: skip


def _articles(one: Entry) -> Iterator[Values]:
    piece = one.piece
    yield (
        one.number, piece.url, piece.url, piece.source.id, piece.headline, piece.language, one.at, "second",
        one.at, one.at, 0, piece.grade, piece.grade / 3, "equipment", len(one.versions),
    )  # fmt: skip


def _versions(one: Entry) -> Iterator[Values]:
    for id_, number in one.versions:
        yield (
            id_, one.number, number, one.at, one.piece.headline, one.piece.text, "[]", "", "", "", "",
            '{"headline":{"signal":"h1","confidence":1.0},"body":{"signal":"generic","confidence":1.0}}',
            0, 0, "[]", "[]", 0, "",
        )  # fmt: skip


def _verdicts(one: Entry) -> Iterator[Values]:
    evidence = '[{"feature":"japan_acts","words":["Japan","defense"],"place":"headline","weight":1.5}]'
    grade = one.piece.grade
    for id_, _ in one.versions:
        yield id_, "bench", "1", grade, grade / 3, "equipment", evidence, one.at


def _fingerprints(one: Entry) -> Iterator[Values]:
    mine = one.fingerprint
    for id_, _ in one.versions:
        yield id_, mine.version, mine.sha256, sketch_bytes(mine.sketch), mine.length


def _story_keys(one: Entry) -> Iterator[Values]:
    if one.piece.telling is not None:
        for key in one.piece.telling.keys:
            yield key, one.at, one.number


def _stories(one: Entry) -> Iterator[Values]:
    if one.opens:
        last = text_of(one.piece.at + (TELLINGS - 1) * ON_TOPIC * BETWEEN)
        yield one.story, one.at, last


def _alerts(one: Entry) -> Iterator[Values]:
    piece = one.piece
    if one.opens:
        yield (
            one.story, f"article:{piece.url}", "article", "analyst", 5, "A new story", one.at, piece.url,
            piece.headline, piece.source.id, piece.language, piece.grade, one.story, one.number, "{}",
        )  # fmt: skip


def _furniture(one: Entry) -> Iterator[Values]:
    if one.old < PARAGRAPHS_FOR:
        chance = random.Random(one.number)  # noqa: S311  (not for secrets)
        for _ in range(FURNITURE):
            yield one.piece.source.id, chance.getrandbits(63), 1, one.at


def _pages(one: Entry) -> Iterator[Values]:
    if one.old < PAGES:
        yield f"{one.number:064x}", 180_000, 42_000, one.at, b""


def _captures(one: Entry) -> Iterator[Values]:
    if one.old < PAGES:
        yield one.latest, f"{one.number:064x}", one.piece.url, one.piece.url, 200, "text/html", one.at


TABLES: Mapping[str, Callable[[Entry], Iterable[Values]]] = MappingProxyType(
    {
        "links (id, url, address, source, channel, title, summary, published_at, published_raw, guid,"
        " baseline, first_seen_at, state, try_at, outcome, looked_at, article)": _links,
        "sightings (link, source, channel, first_seen_at, last_seen_at)": lambda one: [
            (one.number, one.piece.source.id, one.piece.source.channels[0].url, one.at, one.at)
        ],
        "articles (id, url, address, source, headline, language, published_at, published_precision,"
        " first_seen_at, looked_at, baseline, grade, score, reason, version)": _articles,
        "translations (article, language, url, page)": lambda one: [
            (one.number, "en", f"{one.piece.url}/en", f"{one.piece.url}/en")
        ][: not one.number % TRANSLATED],
        "versions (id, article, version, seen_at, headline, text, authors, section, lead, image,"
        " cited_source, provenance, paywalled, incomplete, notes, change_kinds, change_significance,"
        " change_summary)": _versions,
        "verdicts (version, topic, topic_version, grade, score, reason, evidence, judged_at)": _verdicts,
        "fingerprints (version, recipe, sha256, sketch, length)": _fingerprints,
        "unsorted (band, article)": lambda one: [
            (band, one.number) for band in bands_of(one.fingerprint.sketch, one.fingerprint.version)
        ],
        "story_keys (key, at, article)": _story_keys,
        "stories (id, began_at, last_told_at)": _stories,
        "memberships (article, story, joined_at, decided_by)": lambda one: [
            (one.number, one.story, one.at, "machine")
        ][: one.story is not None],
        "alerts (id, key, kind, audience, severity, subject, raised_at, url, title, source, language,"
        " grade, story, article, detail)": _alerts,
        "deliveries (alert, sink, state, attempts, next_try_at, delivered_at)": lambda one: [
            (one.story, "journal", "delivered", 1, one.at, one.at)
        ][: one.opens],
        "furniture (source, paragraph, pages, seen_at)": _furniture,
        "pages (sha256, size, packed, stored_at, body)": _pages,
        "captures (version, page, url, requested, status, media_type, fetched_at)": _captures,
        "search (rowid, headline, body)": lambda one: [(id_, *one.words) for id_, _ in one.versions],
    }
)
"""What is written of an article, by table and columns."""
