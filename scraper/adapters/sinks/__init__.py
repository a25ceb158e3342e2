"""Where alerts go, by the `kind` of a `SinkSettings`."""

import sys
from contextlib import AbstractAsyncContextManager

from logging_journald import check_journal_stream

from scraper.adapters.sinks.journal import JournalSink
from scraper.adapters.sinks.stream import StreamSink
from scraper.adapters.sinks.webhook import WebhookSink, secret_of
from scraper.errors import ConfigError, Problem
from scraper.ports import AlertSink
from scraper.settings import SinkSettings


def make_sink(settings: SinkSettings) -> AbstractAsyncContextManager[AlertSink]:
    """Return what opens the sink that `settings` describe; raises ConfigError."""
    match settings.kind:
        case "journal" if check_journal_stream():
            return JournalSink(settings.name)
        case "journal":
            return StreamSink(settings.name, sys.stderr)
        case "webhook":
            return WebhookSink(settings.name, settings.url, secret_of(settings))
    raise ConfigError([Problem("scraper.toml", f"sinks.{settings.name}.kind", "one of: journal, webhook")])
