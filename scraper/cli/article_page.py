"""An article as a page of text."""

import itertools
from collections.abc import Sequence

import click

from scraper.cli.output import local, print_pairs, print_table
from scraper.core.sanitize import sanitize
from scraper.core.word_diff import Fate, Piece, is_changed, word_diff
from scraper.types.library import Absence, ArticleRecord, VersionRecord


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
            ("read", "with the past, by a backfill" if article.origin == "backfill" else ""),
            ("authors", ", ".join(latest.authors)),
            ("relies on", latest.cited_source),
            ("story", line.story),
            ("copy of", line.copy_of),
            ("copies", ", ".join(f"{copy.id} {copy.source}" for copy in article.copies)),
            ("also at", ", ".join(address for address in article.addresses if address != line.url)),
            ("translations", ", ".join(f"{lang}: {url}" for lang, url in article.translations.items())),
            *(("unavailable", _absence(absence)) for absence in article.absences),
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


def _absence(absence: Absence) -> str:
    if absence.until is None:
        return f"since {local(absence.since)}: {absence.words}"
    return f"from {local(absence.since)} to {local(absence.until)}: {absence.words}"


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
        summary = f": {sanitize(after.change.summary)}" if after.change.summary else ""
        click.echo(f"version {after.version}, {local(after.seen_at)}, {kinds.replace('_', ' ')}{summary}")
        if diff:
            _print_diff(_whole(before), _whole(after))


def _whole(version: VersionRecord) -> str:
    return f"{version.headline}\n{version.text or ''}"


def _print_diff(before: str, after: str) -> None:
    """Print the paragraphs that changed; coloured where it is a terminal, marked everywhere."""
    skipped = 0
    for line in word_diff(before, after):
        if not is_changed(line):
            skipped += 1
            continue
        if skipped:
            click.secho(f"  … {skipped} unchanged", dim=True)
            skipped = 0
        click.echo("  " + "".join(_marked(piece) for piece in line))
    if skipped:
        click.secho(f"  … {skipped} unchanged", dim=True)


def _marked(piece: Piece) -> str:
    text = _lines(piece.text)
    match piece.fate:
        case Fate.GONE:
            return click.style(f"[-{text}-]", fg="red")
        case Fate.COME:
            return click.style(f"{{+{text}+}}", fg="green")
        case Fate.SAME:
            return text


def _lines(text: str) -> str:
    return "\n".join(sanitize(line, len(line)) for line in text.split("\n"))
