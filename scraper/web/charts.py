"""What the charts show, as bars: pure arithmetic over stories and articles."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from scraper.types.library import ArticleLine, StoryRecord

WIDTH = 480
"""Of the longest bar, in the chart's units."""
COLOURS = 6


@dataclass(frozen=True, slots=True)
class Part:
    """A coloured part of a bar."""

    name: str
    colour: int
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart."""

    label: str
    parts: tuple[Part, ...]
    note: str


def stories_a_day(stories: Iterable[StoryRecord]) -> tuple[Sequence[Bar], Mapping[str, int]]:
    """Return a bar a day (UTC, of the first report), newest first, split by language; and the colours."""
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for story in stories:
        days[f"{story.first.at:%Y-%m-%d}"].update(story.languages)
    languages = sorted({language for counts in days.values() for language in counts})
    colours = {language: index % COLOURS for index, language in enumerate(languages)}
    most = max((counts.total() for counts in days.values()), default=1)
    bars = []
    for day, counts in sorted(days.items(), reverse=True):
        left, parts = 0.0, []
        for language in languages:
            width = WIDTH * counts[language] / most
            parts.append(Part(f"{language}: {counts[language]}", colours[language], left, width))
            left += width
        bars.append(Bar(day, tuple(parts), str(counts.total())))
    return bars, colours


def lags(stories: Iterable[StoryRecord]) -> Sequence[Bar]:
    """Return each outlet's median hours from a story's first report to its own, the quickest first."""
    found: dict[str, list[float]] = defaultdict(list)
    for story in stories:
        if len(story.outlets) > 1:
            told: dict[str, ArticleLine] = {}
            for telling in story.tellings:
                told.setdefault(telling.source, telling)
            for source, telling in told.items():
                found[source].append((telling.at - story.first.at).total_seconds() / 3600)
    return _medians(found, "h")


def latencies(articles: Iterable[ArticleLine]) -> Sequence[Bar]:
    """Return, for each source, the median minutes from publishing to our seeing; the quickest first.

    Only what was published while we watched and says its time of day counts.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for line in articles:
        if line.published_at is not None and line.precision != "day" and not line.baseline:
            minutes = (line.first_seen_at - line.published_at).total_seconds() / 60
            found[line.source].append(max(0.0, minutes))
    return _medians(found, "min")


def _medians(found: Mapping[str, Sequence[float]], unit: str) -> Sequence[Bar]:
    middles = sorted((median(values), name, len(values)) for name, values in found.items())
    most = max((middle for middle, _, _ in middles), default=0.0) or 1.0
    return [
        Bar(name, (Part(name, 0, 0.0, WIDTH * middle / most),), f"{middle:.1f} {unit} ({count})")
        for middle, name, count in middles
    ]
