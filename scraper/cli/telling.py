"""Commands that hand the library on: stories, exports, the digest."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import click

from scraper.adapters.sqlite.editor import LibraryEditor
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import local, print_json, print_table
from scraper.cli.wanted import limit, takes_wanted
from scraper.core import digest as digests
from scraper.core import exports
from scraper.types import Grade
from scraper.types.library import ArticleRecord, StoryRecord, Wanted

FORMATS: Mapping[str, Callable[[Iterable[ArticleRecord]], Iterator[str]]] = {
    "atom": exports.atom,
    "csv": exports.csv_table,
    "html": exports.html,
    "jsonl": exports.jsonl,
    "md": exports.markdown,
}


@click.group(invoke_without_command=True)
@takes_where
@takes_wanted
@limit
@as_json
@click.pass_context
def stories(context: click.Context, wanted: Wanted, where: Where, limit: int, *, as_json: bool) -> None:
    """List stories, the last told first: who was first, who told it, in which languages.

    \b
    Examples:
      scraper stories --since 24h
      scraper stories merge s7 s9
    """
    context.obj = where
    if context.invoked_subcommand is not None:
        return
    with LibraryReader(where.store()) as reader:
        found = reader.stories(wanted, limit)
    if as_json:
        print_json(found)
    else:
        columns = ("id", "last told", "grade", "first reported by", "told by", "languages", "headline")
        print_table(columns, [_story(story) for story in found])


def _story(story: StoryRecord) -> tuple[object, ...]:
    told, languages = ", ".join(story.outlets), ", ".join(story.languages)
    grade, first = int(story.grade), story.first
    return (story.id, local(story.last_seen_at), grade, first.source, told, languages, first.headline)


@stories.command()
@click.argument("story")
@click.argument("other")
@takes_where
def merge(where: Where, story: str, other: str) -> None:
    """Let what tells OTHER tell STORY instead; the machine respects it from now on.

    \b
    Example:
      scraper stories merge s7 s9
    """
    with LibraryEditor(where.store()) as editor:
        moved = editor.merge(story, other, datetime.now(UTC))
    click.echo(f"{moved} tellings of {other} now tell {story}")


@stories.command()
@click.argument("article")
@takes_where
def split(where: Where, article: str) -> None:
    """Give ARTICLE a story of its own; the machine respects it from now on.

    \b
    Example:
      scraper stories split a12
    """
    with LibraryEditor(where.store()) as editor:
        story = editor.split(article, datetime.now(UTC))
    click.echo(f"{article} now tells {story}")


@click.command()
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="jsonl", show_default=True)
@click.option("--digest", is_flag=True, help="Stories, changes and silent sources instead (md or html).")
@takes_where
@takes_wanted
def export(wanted: Wanted, where: Where, form: str, *, digest: bool) -> None:
    """Print articles for other programs, or a digest for mail or chat.

    Without --grade it exports what is on topic (grade 2 and above).

    \b
    Examples:
      scraper export --format atom --since 7d
      scraper export --digest --since 24h --format md
    """
    on_topic = wanted if wanted.grade else replace(wanted, grade=Grade.RELATED)
    with LibraryReader(where.store()) as reader:
        if digest:
            if form not in DIGESTS:
                raise click.UsageError("--digest is told in md or html")
            lines: Iterable[str] = DIGESTS[form](_digest(reader, on_topic))
        else:
            lines = FORMATS[form](reader.articles(on_topic))
        for line in lines:
            click.echo(line, nl=False)


DIGESTS: Mapping[str, Callable[[digests.Digest], Iterator[str]]] = {
    "md": digests.markdown,
    "html": digests.html,
}


def _digest(reader: LibraryReader, wanted: Wanted) -> digests.Digest:
    until = wanted.until or datetime.now(UTC)
    since = wanted.since or until - timedelta(hours=24)
    anytime = replace(wanted, since=None, until=None)
    return digests.digest(
        reader.stories_told(since, anytime),
        reader.changes_seen(since, anytime),
        reader.sources(),
        since,
        until,
    )
