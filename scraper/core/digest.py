"""What a day brought, for mail or chat: its stories with a line a telling, what changed, who was silent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from scraper.core.escapes import PAGE, PAGE_END, html_link, markdown_link, markdown_text
from scraper.types.library import ArticleLine, ChangeRecord, SourceRecord, StoryRecord


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told of the time from `since` to `until`."""

    since: datetime
    until: datetime
    stories: tuple[StoryRecord, ...]
    """The highest grade first, then what is new, then what most outlets tell."""
    changes: tuple[ChangeRecord, ...]
    silent: tuple[SourceRecord, ...]
    """Sources that are polled and did not answer once."""

    @property
    def title(self) -> str:
        """The heading."""
        return f"Japan and Ukraine: defense, {self.since:%Y-%m-%d %H:%M} to {self.until:%Y-%m-%d %H:%M} UTC"


def digest(
    stories: Iterable[StoryRecord],
    changes: Iterable[ChangeRecord],
    sources: Iterable[SourceRecord],
    since: datetime,
    until: datetime,
) -> Digest:
    """Return what of all that is known belongs to the time from `since` to `until`."""
    told = [story for story in stories if since <= story.last_seen_at < until]
    told.sort(key=lambda story: story.last_seen_at, reverse=True)
    told.sort(key=lambda story: (-story.grade, not _is_new(story, since), -len(story.outlets)))
    return Digest(
        since,
        until,
        tuple(told),
        tuple(change for change in changes if since <= change.seen_at < until),
        tuple(one for one in sources if one.enabled and _is_silent(one, since)),
    )


def _is_new(story: StoryRecord, since: datetime) -> bool:
    return min(telling.first_seen_at for telling in story.tellings) >= since


def _is_silent(source: SourceRecord, since: datetime) -> bool:
    return source.last_good_at is None or source.last_good_at < since


def markdown(told: Digest) -> Iterator[str]:
    """Yield the digest as Markdown."""
    yield f"# {markdown_text(told.title)}\n"
    if not told.stories:
        yield "\nNothing on the topic.\n"
    for story in told.stories:
        yield f"\n## {markdown_text(story.first.headline)}\n\n"
        yield f"{markdown_text(_summary(story, told.since))}\n\n"
        for telling in story.tellings:
            link = markdown_link(telling.headline, telling.address)
            yield f"- {link} — {markdown_text(_teller(telling))}\n"
    for title, lines in _notes(told):
        yield f"\n## {title}\n\n"
        yield from (f"- {markdown_text(line)}\n" for line in lines)


def html(told: Digest) -> Iterator[str]:
    """Yield the digest as a page without scripts."""
    yield PAGE.format(title=escape(told.title))
    if not told.stories:
        yield "<p>Nothing on the topic.</p>\n"
    for story in told.stories:
        first = story.first
        yield f'<h2 lang="{escape(first.language)}">{escape(first.headline)}</h2>\n'
        yield f"<p>{escape(_summary(story, told.since))}</p>\n<ul>\n"
        for telling in story.tellings:
            link = html_link(telling.headline, telling.address, telling.language)
            yield f"<li>{link} <small>{escape(_teller(telling))}</small></li>\n"
        yield "</ul>\n"
    for title, lines in _notes(told):
        yield f"<h2>{title}</h2>\n<ul>\n"
        yield from (f"<li>{escape(line)}</li>\n" for line in lines)
        yield "</ul>\n"
    yield PAGE_END


def _summary(story: StoryRecord, since: datetime) -> str:
    """Return who tells it, in which languages, and whether it is new."""
    first = story.first
    return (
        f"{story.id}, grade {int(story.grade)}, {'new' if _is_new(story, since) else 'known before'}; "
        f"first {first.source}{f' citing {first.cited_source}' if first.cited_source else ''}, "
        f"{first.at:%Y-%m-%d %H:%M}; told by {', '.join(story.outlets)} in {', '.join(story.languages)}"
    )


def _teller(telling: ArticleLine) -> str:
    copied = f", a copy of {telling.copy_of}" if telling.copy_of else ""
    return f"{telling.source}, {telling.language}, {telling.at:%m-%d %H:%M}, {telling.id}{copied}"


def _notes(told: Digest) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the lists at the end that have something to say."""
    if told.changes:
        yield "What changed", [_change(change) for change in told.changes]
    if told.silent:
        yield "Silent sources", [_silence(source) for source in told.silent]


def _change(one: ChangeRecord) -> str:
    what = one.change.summary or ", ".join(one.change.kinds)
    return f"{one.article.id} {one.article.headline} ({one.article.source}): {what}"


def _silence(source: SourceRecord) -> str:
    last = source.last_good_at
    silent = "never answered" if last is None else f"silent since {last:%Y-%m-%d %H:%M}"
    return f"{source.name}: {silent}, last {source.last_outcome or 'not polled'}"
