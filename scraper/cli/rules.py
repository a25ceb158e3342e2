"""`scraper rules`: work on the topic that breaks nothing; and what analysts say of verdicts."""

import getpass
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from scraper.adapters.sqlite import rejudging
from scraper.adapters.sqlite.editor import LibraryEditor
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import print_json, print_table
from scraper.core import scoring
from scraper.core.backtest import Regraded, backtest, observe_again
from scraper.core.explain import explain as explain_verdict
from scraper.core.rules_check import check_rules
from scraper.core.sanitize import sanitize
from scraper.core.topic import Topic
from scraper.errors import StoreError
from scraper.types import Grade, Observed, StoredArticle
from scraper.types.library import ArticleRecord

topic_file = click.option(
    "--topic",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The topic file to try; the configured one where none is named.",
)


@click.group()
def rules() -> None:
    """Check, try, apply and score the rules of the topic.

    \b
    Examples:
      scraper rules check
      scraper rules backtest --topic new.toml
    """


@rules.command()
@topic_file
@takes_where
@as_json
def check(where: Where, topic: Path | None, *, as_json: bool) -> None:
    """Say which terms matched no stored article, and which matched most of them.

    An invalid file is refused with every problem it has (exit status 78).

    \b
    Example:
      scraper rules check --topic config/topics/japan-ukraine-defense.toml
    """
    settings = where.settings(topic)
    with LibraryReader(settings.database) as reader:
        report = check_rules(settings.topic, (f"{a.headline}\n{a.text}" for a in reader.for_backtest()))
    if as_json:
        print_json(report)
        return
    click.echo(f"{report.terms} terms over {report.texts} articles; {len(report.never)} matched none")
    print_table(
        ("share", "term", "of"), [(f"{use.share:.2f}", use.term, use.where) for use in report.everywhere]
    )
    print_table(("never", "of"), [(use.term, use.where) for use in report.never[:40]])


@rules.command(name="backtest")
@topic_file
@takes_where
@as_json
def backtest_(where: Where, topic: Path | None, *, as_json: bool) -> None:
    """Judge the stored articles by another topic file and print what would change. Writes nothing.

    \b
    Example:
      scraper rules backtest --topic new.toml
    """
    old, new = where.settings(), where.settings(topic)
    with LibraryReader(old.database) as reader:
        found = backtest(reader.for_backtest(), old.topic, new.topic)
    if as_json:
        print_json(found)
        return
    click.echo(f"{found.judged} articles judged by both, {found.skipped} of which no text is kept left out")
    for name, changes in (("gained", found.gains), ("lost", found.losses), ("regraded", found.regraded)):
        click.echo(f"\n{name}: {len(changes)}")
        print_table(
            ("grades", "because of", "headline", "address"), [_change(change) for change in changes]
        )


def _change(change: Regraded) -> tuple[str, ...]:
    grades = f"{int(change.before.grade)} -> {int(change.after.grade)} ({change.after.reason})"
    words = dict.fromkeys(word for item in change.after.evidence for word in item.words)
    return (grades, ", ".join(list(words)[:8]), change.article.headline, change.article.url)


@rules.command(name="apply")
@topic_file
@takes_where
@as_json
def apply_(where: Where, topic: Path | None, *, as_json: bool) -> None:
    """Judge all stored articles anew and keep the verdicts; nothing of the past is alerted.

    The service must not run (exit status 75).

    \b
    Example:
      scraper rules apply
    """
    settings = where.settings(topic)
    now = datetime.now(UTC)
    observe = _observe_by(settings.topic, now)
    applied = rejudging.apply(settings.database, observe, settings.policy, now)
    if as_json:
        print_json(applied)
        return
    click.echo(
        f"{applied.judged} articles judged, {applied.skipped} left out, {len(applied.moved)} regraded"
    )
    print_table(
        ("id", "from", "to", "headline"),
        [(m.id, int(m.before), int(m.after), m.headline) for m in applied.moved],
    )


def _observe_by(topic: Topic, now: datetime) -> rejudging.Observe:
    def observe(article: StoredArticle) -> Observed | None:
        return observe_again(article, topic, now) if article.text_is_kept else None

    return observe


@rules.command()
@takes_where
@as_json
def score(where: Where, *, as_json: bool) -> None:
    """Print precision and recall over the labels of `scraper mark`, by language.

    \b
    Example:
      scraper rules score
    """
    with LibraryReader(where.store()) as reader:
        judged = list(_judged(reader.articles()))
    scores: dict[str, scoring.Score] = {"all": scoring.score(judged), **scoring.by_language(judged)}
    if as_json:
        print_json({name: _figures(found) for name, found in scores.items()})
        return
    rows = [
        (name, *(f"{figure:.3f}" for figure in _figures(found).values())) for name, found in scores.items()
    ]
    print_table(("labels", "precision", "recall", "F1"), rows)


def _figures(found: scoring.Score) -> dict[str, float]:
    return {"precision": found.precision, "recall": found.recall, "f1": found.f1}


def _judged(articles: Iterator[ArticleRecord]) -> Iterator[scoring.Judged]:
    for article in articles:
        if article.labels:
            accepted = article.line.grade >= Grade.RELATED
            yield scoring.Judged(scoring.Answer(article.labels[-1].label), accepted, article.line.language)


@click.command()
@click.argument("article", metavar="ID")
@click.argument("label", type=click.Choice([answer.value for answer in scoring.Answer]))
@click.option("--note", default="", help="Why.")
@takes_where
def mark(where: Where, article: str, label: str, note: str) -> None:
    """Keep what you say of a verdict: LABEL is relevant, borderline or not.

    It may be said while the service runs, and no later judgement loses it.

    \b
    Example:
      scraper mark a12 not --note "venue only"
    """
    with LibraryEditor(where.store()) as editor:
        editor.mark(article, label, datetime.now(UTC), note=note, by=getpass.getuser())
    click.echo(f"{article}: {label}")


@click.command()
@click.argument("asked", metavar="ID|URL")
@takes_where
@as_json
def explain(where: Where, asked: str, *, as_json: bool) -> None:
    """Say in words why an article was kept or dropped, or what became of an address.

    \b
    Examples:
      scraper explain a12
      scraper explain https://unn.ua/en/news/some-story
    """
    with LibraryReader(where.store()) as reader:
        article = reader.article(asked)
        link = reader.link(asked) if article is None else None
    if article is None and link is None:
        raise StoreError(f"{asked}: never seen")
    if as_json:
        print_json(article.latest.verdict if article is not None else link)
        return
    for line in _told(article) if article is not None else ():
        click.echo(sanitize(line))
    if link is not None:
        detail = f" ({link.detail})" if link.detail else ""
        click.echo(
            sanitize(
                f"{link.title or link.address}: {OUTCOME_WORDS.get(link.outcome, link.outcome)}{detail}"
            )
        )


OUTCOME_WORDS = {
    "off_topic_gate": "dropped at the gate: its page can't be on topic, it lacks the words of one side",
    "pending": "waiting to be fetched",
    "gave_up": "given up after all attempts",
    "robots_disallowed": "not fetched: the site's robots.txt forbids it",
}


def _told(article: ArticleRecord) -> Sequence[str]:
    verdict = article.latest.verdict
    lines = [article.line.headline]
    if verdict is not None:
        lines.append(explain_verdict(verdict, f"{article.line.headline}\n{article.latest.text or ''}"))
    if article.line.copy_of is not None:
        lines.append(f"It repeats {article.line.copy_of} and was therefore not alerted.")
    if article.line.baseline:
        lines.append("It was there at the first reading of its source and was therefore not alerted.")
    return lines
