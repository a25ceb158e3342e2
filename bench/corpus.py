"""A made-up corpus of any size: what its n-th article says, the same at every call.

Words are drawn by Zipf's law from a vocabulary of Cyrillic, Latin and Japanese ones. A thousand articles a
day come from twenty sources; one in ten is on topic, opens with an own telling (tests/data/stories), and
has that one's story keys. Beyond the stored ones come new ones, as the pipeline hands them to the store: of
these nearly half are on topic, and one in five is an edited copy of one of the latest.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate

from bench.labelled import ROOT, TOPIC, load_topic
from scraper.core.fingerprint import fingerprint_text
from scraper.core.storykeys import story_keys
from scraper.outcomes import Outcome
from scraper.types import (
    Article,
    CanonicalUrl,
    Channel,
    Evidence,
    Found,
    Gathered,
    Grade,
    Link,
    Observed,
    Page,
    ParsedDate,
    PendingLink,
    Place,
    Precision,
    Signal,
    Source,
    SourceId,
    Verdict,
)

STORIES = ROOT / "tests" / "data" / "stories"
BEGAN = datetime(2023, 1, 1, tzinfo=UTC)
BETWEEN = timedelta(seconds=86)
SOURCES = tuple(
    Source(SourceId(f"s{n}"), f"Source {n}", f"https://s{n}.test", "UA", ("uk",), "UTC",
           (Channel(f"https://s{n}.test/feed"),))
    for n in range(20)
)  # fmt: skip
ON_TOPIC = 10
"""One stored article in so many."""
POOL = 20_000
"""Bodies, each told again and again: an index sees as many words as if each were another."""
RECENT = 2_000
"""The latest stored articles, each with a body of its own: new ones copy them."""
REPEATED = 0.2
"""Share of new articles that are edited copies."""
EDITED = 0.02
"""Share of their words that differ."""
LONG, SHORT = 300, 120
"""Words of the latest and the new bodies, as of articles; and of all others, to fill stores in minutes."""
PARAGRAPH = 40
"""Words."""
CJK = "日本防衛省支援車両弾薬会談発表首相供与装備"
SYLLABLES = tuple(
    first + then for letters, vowels in (("бвгдзклмнпрстх", "аеиоуі"), ("bcdfghklmnprst", "aeiou"))
    for first in letters for then in vowels
)  # fmt: skip


def vocabulary(size: int = 20_000) -> list[str]:
    """Return words, the commonest first; every tenth of them a run of Japanese characters."""
    chance = random.Random(1)  # noqa: S311  (not for secrets)
    return [
        "".join(chance.choices(CJK, k=chance.randint(2, 6)))
        if not rank % 10
        else "".join(chance.choices(SYLLABLES, k=chance.randint(1, 5)))
        for rank in range(size)
    ]


@dataclass(frozen=True, slots=True)
class Telling:
    """An own telling of a story, to be met again and again."""

    language: str
    title: str
    text: str
    keys: frozenset[str]


def tellings() -> list[Telling]:
    """Return the own tellings with their keys."""
    topic = load_topic(TOPIC)
    rows = (
        json.loads(line)
        for half in ("tuning", "heldout")
        for line in (STORIES / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    )
    return [
        Telling(
            row["lang"],
            row["title"],
            row["text"],
            story_keys(
                row["title"], row["text"], row["lang"], datetime.fromisoformat(row["published"]), topic
            ),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of the corpus."""

    number: int
    body: str
    """Without what it tells of a story."""
    telling: Telling | None
    """None: off topic."""

    @property
    def source(self) -> Source:
        """Whose it is."""
        return SOURCES[self.number % len(SOURCES)]

    @property
    def url(self) -> CanonicalUrl:
        """Its address: in no order, as addresses are."""
        slug = blake2b(self.number.to_bytes(8, "big"), digest_size=10).hexdigest()
        return CanonicalUrl(f"{self.source.home}/{slug}")

    @property
    def at(self) -> datetime:
        """When it was published and met."""
        return BEGAN + self.number * BETWEEN

    @property
    def language(self) -> str:
        """Of its telling, or Ukrainian."""
        return "uk" if self.telling is None else self.telling.language

    @property
    def headline(self) -> str:
        """Its first words."""
        return self.body[:90] if self.telling is None else self.telling.title

    @property
    def text(self) -> str:
        """All that it says."""
        return self.body if self.telling is None else f"{self.telling.text}\n{self.body}"

    @property
    def grade(self) -> Grade:
        """By its number."""
        if self.telling is None:
            return Grade.OFF if self.number % 2 else Grade.BORDERLINE
        return Grade.CORE if self.number % 3 else Grade.RELATED


class Corpus:
    """The articles; made, it knows its words."""

    def __init__(self) -> None:
        self._known = vocabulary()
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(len(self._known))))
        self.tellings = tellings()

    @cached_property
    def pool(self) -> Sequence[str]:
        """Bodies that stored articles share."""
        return [self._body(f"shared {number}", SHORT) for number in range(POOL)]

    def stored(self, number: int, *, last: int) -> Piece:
        """Return the article of this number, of a store whose last one is `last`; both from 1."""
        body = self._body(f"own {number}", LONG) if number > last - RECENT else self.pool[number % POOL]
        return Piece(number, body, None if number % ON_TOPIC else self._telling(number))

    def new(self, number: int, *, last: int) -> Piece:
        """Return an article that comes after the last stored one."""
        chance = random.Random(f"new {number}")  # noqa: S311  (not for secrets)
        telling = self._telling(number) if number % 2 else None
        if chance.random() >= REPEATED:
            return Piece(number, self._body(f"own {number}", LONG), telling)
        known = self.stored(last - chance.randrange(min(RECENT, last)), last=last)
        words = [
            chance.choice(self._known) if chance.random() < EDITED else word
            for word in known.body.split(" ")
        ]
        return Piece(number, " ".join(words), known.telling)

    def observations(self, last: int, count: int, pages: Sequence[bytes]) -> Iterator[Observed]:
        """Yield new articles as the pipeline hands them to the store, each read from a page of its own."""
        for number in range(last + 1, last + count + 1):
            page = pages[number % len(pages)] + b"<!-- %d -->" % number
            yield observed(self.new(number, last=last), page)

    def _body(self, seed: str, length: int) -> str:
        chance = random.Random(seed)  # noqa: S311  (not for secrets)
        words = chance.choices(self._known, cum_weights=self._weights, k=length)
        return "\n".join(
            " ".join(words[start : start + PARAGRAPH]) for start in range(0, len(words), PARAGRAPH)
        )

    def _telling(self, number: int) -> Telling:
        return random.Random(f"telling {number}").choice(self.tellings)  # noqa: S311  (not for secrets)


def observed(piece: Piece, body: bytes) -> Observed:
    """Return what the pipeline hands to the store of an article and its page."""
    url, source, at = piece.url, piece.source, piece.at
    date = ParsedDate(at, Precision.SECOND, at.isoformat(), "+00:00")
    article = Article(
        url, source.id, url, Found(piece.headline, Signal.H1),
        Found(tuple(piece.text.split("\n")), Signal.GENERIC), Found(piece.language, Signal.TEXT),
        published=Found(date, Signal.JSON_LD),
    )  # fmt: skip
    keys = frozenset[str]() if piece.telling is None else piece.telling.keys
    grade = Grade.OFF if piece.telling is None else Grade.CORE
    evidence = (Evidence("japan_acts", ("Japan", "defense"), Place.HEADLINE, 1.5),)
    verdict = Verdict(grade, grade / 3, "equipment", evidence, "bench", "1")
    page = Page(url, url, (), 200, "text/html", "utf-8", body, at)
    link = Link(url, url, piece.headline, published=date, guid=url)
    pending = PendingLink(source.id, link, source.channels[0].url, at)
    return Observed(
        Gathered(pending, Outcome.OK, at, article, page), verdict, fingerprint_text(article.text), keys
    )
