"""An article and a story as a page of text."""

import difflib
import itertools
import re
from collections.abc import Iterator, Sequence

import click

from scraper.cli.output import local, print_pairs, print_table
from scraper.core.sanitize import sanitize
from scraper.types.library import ArticleRecord, StoryRecord, VersionRecord

_WORDS = re.compile(r"\w+|\W", re.UNICODE)


def print_article(article: ArticleRecord, *, diff: bool) -> None:
    """Print an article: what it says, how that is known, why it was kept, what changed."""
    line, latest = article.line, article.latest
    click.secho(sanitize(line.headline), bold=True)
    print_pairs(
        [
            ("id", line.id),
            ("address", line.address),
            ("source", line.source),
            ("language", line.language),
            ("published", local(line.published_at) if line.published_at else "not said"),
            ("first seen", local(line.first_seen_at)),
            ("authors", ", ".join(latest.authors)),
            ("relies on", latest.cited_source),
            ("story", line.story),
            ("copy of", line.copy_of),
            ("copies", ", ".join(f"{copy.id} {copy.source}" for copy in article.copies)),
            ("also at", ", ".join(address for address in article.addresses if address != line.url)),
            ("translations", ", ".join(f"{lang}: {url}" for lang, url in article.translations.items())),
            ("unavailable", line.unavailable_since and f"since {local(line.unavailable_since)}"),
            ("notes", ", ".join(latest.notes)),
        ]
    )
    click.echo()
    _print_verdict(latest)
    click.echo()
    for paragraph in (latest.text or "(the text is not kept)").splitlines():
        click.echo(f"  {sanitize(paragraph)}\n")
    _print_provenance(latest)
    _print_versions(article.versions, diff=diff)
    if article.alerts:
        rows = [(local(a.alert.raised_at), a.alert.kind, a.alert.subject) for a in article.alerts]
        print_table(("alerted", "kind", "subject"), rows)


def _print_verdict(version: VersionRecord) -> None:
    verdict = version.verdict
    if verdict is None:
        return
    click.echo(f"grade {int(verdict.grade)} ({verdict.reason}), score {verdict.score:.2f}")
    rows = [(e.feature, ", ".join(e.words), e.place, f"{e.weight:+.2f}") for e in verdict.evidence]
    print_table(("because of", "words", "place", "weight"), rows)


def _print_provenance(version: VersionRecord) -> None:
    columns = ("signal", "confidence", "raw", "runner_up")
    rows = [
        (name, *(found.get(column, "") for column in columns)) for name, found in version.provenance.items()
    ]
    print_table(("field", "from", "confidence", "raw", "instead of"), rows)


def _print_versions(versions: Sequence[VersionRecord], *, diff: bool) -> None:
    for before, after in itertools.pairwise(versions):
        kinds = ", ".join(after.change.kinds)
        click.echo(
            f"version {after.version}, {local(after.seen_at)}: {kinds} {sanitize(after.change.summary)}"
        )
        if diff:
            click.echo("".join(_changed_words(_whole(before), _whole(after))))


def _whole(version: VersionRecord) -> str:
    return f"{version.headline}\n{version.text or ''}"


def _changed_words(before: str, after: str) -> Iterator[str]:
    """Yield the text with what went and what came, marked; coloured where it is a terminal."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if kind == "equal":
            yield _lines(gone)
            continue
        if gone:
            yield click.style(f"[-{_lines(gone)}-]", fg="red")
        if come:
            yield click.style(f"{{+{_lines(come)}+}}", fg="green")


def _lines(text: str) -> str:
    return "\n".join(sanitize(line, len(line)) for line in text.split("\n"))


def print_story(story: StoryRecord) -> None:
    """Print a story: its tellings in the order of their dates, the first report on top."""
    first = story.first
    click.secho(f"{story.id}  {sanitize(first.headline)}", bold=True)
    print_pairs(
        [
            ("grade", int(story.grade)),
            ("first reported by", f"{first.source}, {local(first.at)}"),
            ("relying on", first.cited_source),
            ("told by", ", ".join(story.outlets)),
            ("languages", ", ".join(story.languages)),
        ]
    )
    rows = [(t.id, local(t.at), t.language, t.source, t.copy_of or "", t.headline) for t in story.tellings]
    print_table(("id", "when", "lang", "source", "copy of", "headline"), rows)
