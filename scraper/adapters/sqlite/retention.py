"""What is let go of, and when. On-topic articles, labels and alerts stay."""

import sqlite3
from datetime import datetime

from scraper.adapters.sqlite.encoding import text_of
from scraper.settings import Retention


def tidy(db: sqlite3.Connection, kept: Retention, now: datetime) -> None:
    """Let go of raw pages and of the log of polls once their time is over."""
    db.execute("DELETE FROM polls WHERE ended_at < ?", (text_of(now - kept.polls),))
    db.execute("DELETE FROM pages WHERE stored_at < ?", (text_of(now - kept.pages),))
