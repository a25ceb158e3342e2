"""Commands that read the store: search, show, alerts."""

import click

from scraper.adapters.sqlite.reader import LibraryReader
from scraper.cli.article_page import print_article
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import local, print_json, print_table
from scraper.cli.story_page import noted, print_story
from scraper.cli.wanted import limit, takes_wanted
from scraper.errors import StoreError
from scraper.types.library import ArticleLine, Wanted

LINE = ("id", "when", "grade", "lang", "source", "headline")


@click.command()
@click.argument("query")
@click.option("--best", is_flag=True, help="The best matches first instead of the newest.")
@takes_where
@takes_wanted
@limit
@as_json
def search(wanted: Wanted, where: Where, query: str, limit: int, *, best: bool, as_json: bool) -> None:
    """Find articles that say QUERY, in any language and inflection; the newest first.

    A "phrase in quotes" is found as it stands, a word* by its beginning. Nothing else is syntax.

    \b
    Examples:
      scraper search Patriot --grade 2
      scraper search 防衛 --since 7d
      scraper search '"військова допомога"' --language uk
    """
    with LibraryReader(where.store()) as reader:
        found = reader.search(query, wanted, limit, best_first=best)
    if as_json:
        print_json(found)
        return
    print_table((*LINE, "excerpt"), [(*_line(hit.article), hit.excerpt) for hit in found.hits])
    click.echo(
        f"{len(found.hits)} found" + ("; older ones were not looked at" if found.bounded else ""), err=True
    )


@click.command()
@click.argument("asked", metavar="ID|URL")
@click.option("--diff", is_flag=True, help="Show what each version changed, word by word.")
@takes_where
@as_json
def show(where: Where, asked: str, *, diff: bool, as_json: bool) -> None:
    """Show an article (a12, or its address) or a story (s7) whole.

    \b
    Examples:
      scraper show a12
      scraper show a12 --diff
      scraper show s7 --json
    """
    with LibraryReader(where.store()) as reader:
        story = reader.story(asked) if asked[:1] == "s" and asked[1:].isdigit() else None
        note = None if story is None else reader.note(story)
        article = reader.article(asked) if story is None else None
    if note is not None:
        print_json(noted(note)) if as_json else print_story(note)
    elif article is not None:
        print_json(article) if as_json else print_article(article, diff=diff)
    else:
        raise StoreError(f"{asked}: no article or story of this name; `scraper search` finds them")


def _line(line: ArticleLine) -> tuple[object, ...]:
    return (line.id, local(line.at), int(line.grade), line.language, line.source, line.headline)
