"""`scraper health`: how the sources do, and why one yields nothing."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import click

from scraper.adapters.sqlite.histories import SqliteHistories
from scraper.checkups import Checkup, checkups, worst
from scraper.cli.options import Where, as_json, takes_where
from scraper.cli.output import local, print_json, print_pairs, print_table
from scraper.core.sparkline import sparkline
from scraper.errors import StoreError
from scraper.types import SourceId
from scraper.types.accounting import Books
from scraper.types.gaps import GapRecord


@click.command()
@click.argument("source", required=False)
@takes_where
@as_json
def health(where: Where, source: str | None, *, as_json: bool) -> None:
    """Say how the sources do, the most troubled first; with SOURCE why it yields nothing.

    Exit status as Nagios plugins have it: 0 all well, 1 a warning, 2 trouble.

    \b
    Examples:
      scraper health
      scraper health unn
    """
    settings = where.settings()
    polled = [one for one in settings.sources if one.enabled and source in {None, one.id}]
    if source is not None and not polled:
        raise StoreError(f"{source}: no such source is polled; `scraper sources` lists them")
    histories = SqliteHistories(settings.database)
    found = asyncio.run(checkups(polled, histories, datetime.now(UTC)))
    if source is not None:
        found = [replace(found[0], books=asyncio.run(histories.books(SourceId(source))))]
    if as_json:
        print_json(found)
    elif source is not None:
        print_pairs([*_whole(found[0])])
    else:
        columns = (
            "source",
            "state",
            "why",
            "last new",
            "missing",
            "of",
            "expected gap",
            "seen after",
            "two weeks",
        )
        print_table(columns, [_line(one) for one in found])
    sys.exit(int(worst(found)))


def _line(one: Checkup) -> tuple[object, ...]:
    told = one.health
    return (
        one.source,
        told.state.name.lower(),
        _why(one),
        _when(told.last_new_at),
        f"{told.missing:.1f}",
        "" if told.patience is None else f"{told.patience:.1f}",
        _hours(told.gap),
        "" if one.latency is None else _minutes(one.latency.seen_median),
        sparkline(one.days),
    )


def _why(one: Checkup) -> str:
    """Return the cause of its trouble, and the fields that are not read as before."""
    cause = "" if one.health.diagnosis is None else str(one.health.diagnosis.cause)
    broken = ", ".join(broken.field for broken in one.breaks)
    return ", ".join(filter(None, (cause, broken and f"not as before: {broken}")))


def _whole(one: Checkup) -> Iterator[tuple[str, object]]:
    told = one.health
    yield "source", f"{one.source} ({one.name})"
    yield "state", told.state.name.lower()
    if told.diagnosis is not None:
        yield "diagnosis", f"{told.diagnosis.cause}: {told.diagnosis.words}"
        yield "since", _when(told.diagnosis.since)
        for line in told.diagnosis.evidence:
            yield "evidence", line
    for broken in one.breaks:
        yield "field", f"{broken.field}, since {_when(broken.since)} ({broken.article}): {broken.what}"
    for record in one.gaps:
        yield "gap", _gap(record)
    yield "last poll", _when(one.last_poll_at)
    yield "last good poll", _when(told.last_good_at)
    yield "last new item", _when(told.last_new_at)
    if one.last_page is not None:
        yield (
            "last good page",
            f"{_when(one.last_page.seen_at)}  {one.last_page.article}  {one.last_page.url}",
        )
    if told.per_week is None or told.patience is None:
        yield "pace", "not known yet: less than a week of history, and no items_per_day in its file"
    else:
        yield "pace", f"{told.per_week:.0f} items a week"
        yield "silence", f"{told.missing:.1f} items failed to come; {told.patience:.1f} may"
        yield "expected gap", f"{_hours(told.gap)}, exceeded about once a year"
    if one.books is not None:
        yield from _of_books(one.books)
    yield "two weeks", f"{sparkline(one.days)}  {' '.join(map(str, one.days))}"


def _gap(record: GapRecord) -> str:
    gap = record.gap
    missed = "nobody knows how many" if gap.missed is None else f"about {gap.missed}"
    said = f"{_when(gap.since)} to {_when(gap.until)}: {missed} may have passed unseen; {record.state}"
    if record.filled_from:
        said += f", {record.filled_with} found late in {', '.join(record.filled_from.splitlines())}"
    return said + (f" ({record.detail})" if record.detail else "")


def _of_books(books: Books) -> Iterator[tuple[str, object]]:
    if books.latency is not None:
        yield "seen after", _spread(books.latency.seen_median, books.latency.seen_p90)
        yield "told after", _spread(books.latency.told_median, books.latency.told_p90)
        measured = books.latency.articles - books.latency.unmeasured
        yield "dates", f"{measured} of {books.latency.articles} measured, {books.latency.absurd} absurd"
    for recall in books.recalls if len(books.recalls) > 1 else ():
        missed = f"{recall.missed} missed, {recall.missed_on_topic} of them on topic"
        first = f"{recall.named_first} before the others, {recall.named_alone} alone"
        yield "channel", f"{recall.channel} ({recall.role}): {recall.named} named, {first}; {missed}"
    for overlap in books.overlaps:
        when = "later" if overlap.minutes_ahead < 0 else "earlier"
        ahead = f"{abs(overlap.minutes_ahead):.0f} min {when} here"
        yield (
            "shares",
            f"{overlap.shared} with {overlap.other} ({overlap.shared_on_topic} on topic), {ahead}",
        )
    if books.missed_by_own:
        yield "missed", f"{books.missed_by_own} of its pages were named by other sources' channels alone"
    for told in books.told:
        yield "history", f"{_when(told.at)}  {told.subject}"


def _spread(median: float | None, p90: float | None) -> str:
    return (
        "" if median is None or p90 is None else f"{_minutes(median)}, nine of ten within {_minutes(p90)}"
    )


def _minutes(minutes: float | None) -> str:
    return "" if minutes is None else f"{minutes:.0f} min"


def _when(instant: datetime | None) -> str:
    return "" if instant is None else local(instant)


def _hours(gap: timedelta | None) -> str:
    return "" if gap is None else f"{gap / timedelta(hours=1):.1f} h"
