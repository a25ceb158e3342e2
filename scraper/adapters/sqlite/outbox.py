"""Alerts as rows (a transactional outbox): written with their cause, delivered afterwards."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from scraper.adapters.sqlite.encoding import capped, instant_of, json_of, text_of, text_or_none
from scraper.core.outbox import EVERYBODY, Audiences, addressed
from scraper.core.restraint import LONGEST_HOLD, Hold
from scraper.ports import Delivery
from scraper.types import Alert, Audience, Severity

_COLUMNS = "alerts.*, deliveries.id AS delivery, deliveries.sink, deliveries.attempts, deliveries.held"


def raise_alert(db: sqlite3.Connection, alert: Alert, sinks: Audiences, article: int | None = None) -> bool:
    """Keep an alert and a delivery for each sink that is for its audience; False where its key was raised.

    A delivery is addressed once and for all: whom a sink is for later changes nothing of it.
    """
    cursor = db.execute(
        """
        INSERT INTO alerts (
            key, kind, audience, severity, subject, raised_at, url, title, source, language, grade, story,
            article, detail
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING
        """,
        (
            alert.key,
            alert.kind,
            alert.channel,
            alert.severity,
            capped(alert.subject),
            text_of(alert.raised_at),
            alert.url,
            capped(alert.title),
            alert.source,
            alert.language,
            alert.grade,
            alert.story,
            article,
            json_of({name: capped(said, 16 * 1024) for name, said in alert.detail.items()}),
        ),
    )
    if cursor.rowcount == 0:
        return False
    db.executemany(
        "INSERT INTO deliveries (alert, sink, state, next_try_at) VALUES (?, ?, 'waiting', ?)",
        [(cursor.lastrowid, sink, text_of(alert.raised_at)) for sink in addressed(alert, sinks)],
    )
    return True


def raise_for_article(
    db: sqlite3.Connection, alerts: Iterable[Alert], sinks: Audiences, article: int, story: int | None
) -> None:
    """Keep the alerts that an article gave rise to, with its story where they name none."""
    for alert in alerts:
        known = alert if alert.story is not None else replace(alert, story=story)
        raise_alert(db, known, sinks, article)


def deliveries(db: sqlite3.Connection, now: datetime, limit: int) -> Sequence[Delivery]:
    """See ports.Outbox.deliveries; those for sinks no longer configured too: the caller gives them up."""
    rows = db.execute(
        f"""
        SELECT {_COLUMNS} FROM deliveries JOIN alerts ON alerts.id = deliveries.alert
        WHERE deliveries.state = 'waiting' AND deliveries.next_try_at <= :now AND NOT EXISTS (
            SELECT 1 FROM alerts AS before JOIN deliveries AS refused ON refused.alert = before.id
            WHERE before.story = alerts.story AND before.id < alerts.id AND refused.sink = deliveries.sink
                AND refused.state = 'waiting' AND refused.next_try_at > :now
        )
        ORDER BY deliveries.id LIMIT :limit
        """,  # noqa: S608  (a constant)
        {"now": text_of(now), "limit": limit},
    )
    return [_delivery_of(row) for row in rows]


def held(db: sqlite3.Connection, now: datetime, limit: int) -> Sequence[Delivery]:
    """See ports.Outbox.held; what a clock far ahead held counts as due."""
    rows = db.execute(
        f"""
        SELECT {_COLUMNS} FROM deliveries JOIN alerts ON alerts.id = deliveries.alert
        WHERE deliveries.state = 'held'
            AND (deliveries.next_try_at <= :now OR deliveries.next_try_at > :never)
        ORDER BY deliveries.id LIMIT :limit
        """,  # noqa: S608  (a constant)
        {"now": text_of(now), "never": text_of(now + LONGEST_HOLD), "limit": limit},
    )
    return [_delivery_of(row) for row in rows]


def _delivery_of(row: sqlite3.Row) -> Delivery:
    return Delivery(row["delivery"], alert_of(row), row["sink"], row["attempts"], row["held"])


def alert_of(row: sqlite3.Row) -> Alert:
    """Return the alert that a row of `alerts` holds."""
    return Alert(
        key=row["key"],
        kind=row["kind"],
        channel=Audience(row["audience"]),
        severity=Severity(row["severity"]),
        subject=row["subject"],
        raised_at=instant_of(row["raised_at"]),
        url=row["url"],
        title=row["title"],
        source=row["source"],
        language=row["language"],
        grade=row["grade"],
        story=row["story"],
        detail=json.loads(row["detail"]),
    )


def delivered(db: sqlite3.Connection, delivery: Delivery, now: datetime) -> None:
    """See ports.Store.delivered."""
    db.execute(
        """
        UPDATE deliveries SET state = 'delivered', attempts = attempts + 1, delivered_at = ?, error = ''
        WHERE id = ?
        """,
        (text_of(now), delivery.id),
    )


def postponed(db: sqlite3.Connection, delivery: Delivery, error: str, retry_at: datetime | None) -> None:
    """See ports.Store.postponed."""
    db.execute(
        """
        UPDATE deliveries SET
            state = CASE WHEN :retry_at IS NULL THEN 'dead' ELSE 'waiting' END,
            attempts = attempts + 1,
            next_try_at = coalesce(:retry_at, next_try_at),
            error = :error
        WHERE id = :id
        """,
        {"id": delivery.id, "error": capped(error), "retry_at": text_or_none(retry_at)},
    )


def revive(db: sqlite3.Connection, sink: str, now: datetime) -> int:
    """Let what was given up for a sink be tried again now; return how many alerts that are."""
    cursor = db.execute(
        """
        UPDATE deliveries SET state = 'waiting', attempts = 0, next_try_at = ?
        WHERE state = 'dead' AND sink = ?
        """,
        (text_of(now), sink),
    )
    return cursor.rowcount


def told(db: sqlite3.Connection, sink: str, since: datetime) -> Sequence[datetime]:
    """See ports.Outbox.told."""
    rows = db.execute(
        "SELECT delivered_at FROM deliveries WHERE sink = ? AND delivered_at > ? ORDER BY delivered_at",
        (sink, text_of(since)),
    )
    return [instant_of(row["delivered_at"]) for row in rows]


def hold(db: sqlite3.Connection, delivery: Delivery, hold: Hold) -> None:
    """See ports.Outbox.hold."""
    db.execute(
        "UPDATE deliveries SET state = 'held', next_try_at = ?, held = ? WHERE id = ?",
        (text_of(hold.until), hold.why, delivery.id),
    )


def sum_up(db: sqlite3.Connection, digest: Alert, held: Sequence[Delivery]) -> None:
    """See ports.Outbox.sum_up."""
    raise_alert(db, digest, {delivery.sink: EVERYBODY for delivery in held})
    [(alert,)] = db.execute("SELECT id FROM alerts WHERE key = ?", (digest.key,))
    db.executemany(
        "UPDATE deliveries SET state = 'summed', digest = ? WHERE id = ?",
        [(alert, delivery.id) for delivery in held],
    )
