"""A story as a page of text: the analyst's note on it."""

from collections.abc import Mapping
from datetime import timedelta

import click

from scraper.cli.output import harmless, local, print_pairs, print_table
from scraper.core.sanitize import sanitize
from scraper.core.story_note import Reliance, StoryNote
from scraper.types import Grade
from scraper.types.library import ArticleLine

GRADES = {
    Grade.CORE: "core",
    Grade.RELATED: "related",
    Grade.BORDERLINE: "borderline",
    Grade.OFF: "off topic",
}


def noted(note: StoryNote) -> Mapping[str, object]:
    """Return the note with its story as one object, articles but for the tellings by their ids."""
    story = note.story
    return {
        "id": story.id,
        "grade": story.grade,
        "headline": story.first.headline,
        "lead": note.lead,
        "what": note.what,
        "amounts": note.amounts,
        "who": note.who,
        "where": note.where,
        "first_told_at": story.first.at,
        "told_within": note.took,
        "first_reported_by": story.first.source,
        "named_sources": [
            {"source": one.source, "cited_by": [line.id for line in one.cited_by]} for one in note.relied_on
        ],
        "outlets": story.outlets,
        "languages": story.languages,
        "changes": [{"at": one.at, "article": one.article.id, "what": one.what} for one in note.happenings],
        "alerted_at": note.told_at,
        "tellings": story.tellings,
    }


def print_story(note: StoryNote) -> None:
    """Print what happened, who had it first and from whom, who told it, what changed."""
    story, first = note.story, note.story.first
    click.secho(f"{story.id}  {sanitize(first.headline)}", bold=True)
    if note.lead:
        click.echo(f"\n  {sanitize(note.lead)}\n")
    print_pairs(
        [
            ("what", ", ".join((*note.what, *note.amounts))),
            ("who", ", ".join(note.who)),
            ("where", ", ".join(note.where)),
            ("when", _when(note)),
            ("grade", f"{int(story.grade)}, {GRADES[story.grade]} ({first.reason})"),
            ("first reported by", _first(first)),
            *(("named source", _reliance(one, first)) for one in note.relied_on),
            ("told by", ", ".join(story.outlets)),
            ("languages", ", ".join(story.languages)),
            ("you were told", ", ".join(map(local, note.told_at)) or "no: it was kept without an alert"),
        ]
    )
    _print_title("Who told it")
    print_table(
        ("when", "after", "id", "lang", "source", "citing", "copy of", "headline"),
        [_telling(telling, first) for telling in story.tellings],
    )
    if note.happenings:
        _print_title("What changed")
        rows = [(local(one.at), one.article.id, one.article.source, one.what) for one in note.happenings]
        print_table(("when", "id", "source", "what"), rows)


def _print_title(title: str) -> None:
    click.echo()
    click.secho(title, bold=True)


def _when(note: StoryNote) -> str:
    count = len(note.story.tellings)
    first = local(note.story.first.at)
    if count == 1:
        return f"{first}, told once"
    return f"{first}, told {count} times within {duration(note.took)}"


def _first(first: ArticleLine) -> str:
    cited = f", citing {first.cited_source}" if first.cited_source else ""
    return f"{first.source} ({first.language}), {local(first.at)}{cited}"


def _reliance(one: Reliance, first: ArticleLine) -> str:
    by = ", ".join(f"{line.source} {after(line, first)}" for line in one.cited_by)
    return f"{one.source}, by the word of {by}"


def _telling(line: ArticleLine, first: ArticleLine) -> tuple[object, ...]:
    return (
        local(line.at),
        after(line, first),
        line.id,
        line.language,
        line.source,
        line.cited_source,
        line.copy_of or "",
        harmless(line.headline),
    )


def after(line: ArticleLine, first: ArticleLine) -> str:
    """Return how long after the first report a telling came: `+1:05`."""
    minutes = int((line.at - first.at).total_seconds()) // 60
    return f"+{minutes // 60}:{minutes % 60:02}"


def duration(span: timedelta) -> str:
    """Return a span in words: `25 min`, `3 h`, `2 days`."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 2 * 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2 * 24 * 60 else f"{minutes // (24 * 60)} days"
